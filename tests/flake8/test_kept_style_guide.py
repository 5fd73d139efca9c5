#    Licensed under the Apache License, Version 2.0 (the "License"); you may
#    not use this file except in compliance with the License. You may obtain
#    a copy of the License at
#
#         http://www.apache.org/licenses/LICENSE-2.0
#
#    Unless required by applicable law or agreed to in writing, software
#    distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
#    WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
#    License for the specific language governing permissions and limitations
#    under the License.
"""A style guide that is made once, as some editors do, sees what is new."""

import contextlib
import io
import pathlib

from flake8.api import legacy
from flake8.main.options import JobsArgument
import pytest

WAIT = '''\
import time

from shop import conf


def test_wait(api):
    for _ in range(conf.POLLS):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError('no')
'''


def test_module_that_is_new(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A module that is made, changed and deleted after the first check."""
    shop = tmp_path / 'shop'
    shop.mkdir()
    (shop / '__init__.py').touch()
    (shop / 'test_wait.py').write_text(WAIT)
    monkeypatch.chdir(tmp_path)
    guide = legacy.get_style_guide(
        select=['NVN101'], jobs=JobsArgument('1'))

    def found() -> str:
        output = io.TextIOWrapper(io.BytesIO(), 'utf-8', write_through=True)
        with contextlib.redirect_stdout(output):
            guide.check_files(['shop/test_wait.py'])
        output.seek(0)
        return output.read().partition(' polls')[0].partition('after ')[2]

    assert found() == 'conf.POLLS'
    for number in ('30', '31'):
        (shop / 'conf.py').write_text(f'POLLS = {number}\n')
        assert found() == number
    (shop / 'conf.py').unlink()
    assert found() == 'conf.POLLS'
