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

"""Who asks for what: what a file without a candidate costs."""

import pathlib

import pytest

from flake8_nova_notifications.code import source
from flake8_nova_notifications.project import modules
from flake8_nova_notifications.registry import ALL_RULES
from tests import linted

PLAIN = '''\
import os


class Api:
    def get(self, path):
        for name in os.listdir(path):
            if name.endswith('.py'):
                return name
'''
LITERAL = '''\
import time


def wait(api):
    for _ in range(5):
        if api.is_up():
            return True
        time.sleep(1)
    return False
'''


def test_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without a trigger word is not even walked."""
    walked = linted.walked(monkeypatch)
    assert linted.report(PLAIN) == []
    assert walked == []
    linted.report(LITERAL)
    assert walked


def test_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is not looked at for codes that nobody can see."""
    monkeypatch.setattr(
        source.SourceFile, 'text', property(
            lambda self: pytest.fail('read')))
    assert linted.report(LITERAL, 'E') == []
    with pytest.raises(pytest.fail.Exception):
        linted.report(LITERAL, 'NVN')


def test_plain_wait_asks_nobody(tmp_path: pathlib.Path) -> None:
    """What the file itself tells is asked of no other module."""
    (tmp_path / '__init__.py').touch()
    before = dict(modules.STATISTICS)
    found = linted.report(LITERAL, path=str(tmp_path / 'wait.py'))
    assert len(found) == 1
    assert dict(modules.STATISTICS) == before


def test_one_walk_for_all_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement is walked once, whatever number of rules ask."""
    walked = linted.walked(monkeypatch)
    file = linted.read(LITERAL)
    for rule in ALL_RULES:
        list(rule.check(file))
    assert walked == file.tree.body[-1:]


def test_the_rest_is_not_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules walk the statements that their words stand in."""
    walked = linted.walked(monkeypatch)
    file = linted.read(f'{LITERAL}\n\ndef other(x):\n    return x + [1]\n')
    found = [finding for rule in ALL_RULES if rule.about.on_by_default
             for finding in rule.check(file)]
    assert len(found) == 1
    assert [getattr(node, 'name', '') for node in walked] == ['wait']


@pytest.mark.parametrize('code, wanted', (
    (PLAIN, False), (LITERAL, False),
    ('from p import cfg\n' + LITERAL.replace('5', 'cfg.SUM'), True)))
def test_astroid_is_imported_late(
    code: str, wanted: bool, tmp_path: pathlib.Path,
) -> None:
    """Only a file with a hot question pays for astroid."""
    folder = tmp_path / 'p'
    folder.mkdir()
    (folder / '__init__.py').touch()
    (folder / 'cfg.py').write_text('BASE = 6\nSUM = BASE * 10\n')
    (folder / 'wait.py').write_text(code)
    (tmp_path / 'atexit_report.py').write_text(
        'import atexit, sys\n'
        'atexit.register(lambda: print("astroid" in sys.modules))\n')
    (tmp_path / 'setup.cfg').write_text(
        '[flake8:local-plugins]\nextension =\n'
        '    X1 = atexit_report_plugin:Plugin\npaths = .\n')
    (tmp_path / 'atexit_report_plugin.py').write_text(
        'import atexit_report\n\n\nclass Plugin:\n    name = "x"\n'
        '    version = "1"\n\n    def __init__(self, tree):\n        pass\n\n'
        '    def run(self):\n        return iter(())\n')
    done = linted.flake8(
        '-j1', '--select=NVN', 'p/wait.py', cwd=tmp_path,
        only='flake8-nova-notifications local')
    assert done.stdout.splitlines()[-1:] == [str(wanted)], done
