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

"""What a finding is known by: its symbol and its line, not its place."""

import ast

import pytest

from flake8_nova_notifications.formats.fingerprint import digest
from flake8_nova_notifications.formats.fingerprint import symbol

CODE = '''\
import os                              # <module>
                                       # <module>
if os:                                 # <module>
    class A:                           # A
        x = 1                          # A
                                       # A
        @property                      # A.f
        def f(self):                   # A.f
            try:                       # A.f
                pass                   # A.f
            except OSError:            # A.f
                def g():               # A.f.g
                    pass               # A.f.g
            finally:                   # A.f
                lambda: (              # A.f
                    1)                 # A.f
elif not os:                           # <module>
    async def h():                     # h
        match os:                      # h
            case 1:                    # h
                with os:               # h
                    def i(): pass      # h.i
            case _:                    # h
                x = 1; y = 2           # h
else:                                  # <module>
    pass                               # <module>
'''


def test_symbol() -> None:
    """Each line belongs to the innermost function or class around it."""
    tree = ast.parse(CODE)
    wanted = [line.rpartition('# ')[2] for line in CODE.splitlines()]
    assert len(wanted) == 26
    for number, name in enumerate(wanted, start=1):
        assert symbol(tree, number) == name, number
    assert symbol(tree, 0) == symbol(tree, 99) == '<module>'


def test_deep() -> None:
    """A long chain of elif is no deeper than flake8 can take."""
    code = 'if a:\n    pass\n' + 'elif a:\n    def f(): pass\n' * 500
    assert symbol(ast.parse(code), 1002) == 'f'


@pytest.mark.parametrize('line, same', (
    ('\tx  =  1 \r\n', True), ('x = 1', True), ('x = 2', False),
    ('x=1', False), ('x = 1  # noqa', False)))
def test_digest(line: str, same: bool) -> None:
    """White space that the line has already does not matter; the rest does."""
    assert (digest(line) == digest('x = 1\n')) is same
    assert 'x' not in digest(line)


def test_undecodable() -> None:
    """What flake8 could read has a digest."""
    assert len(digest('x = "\udce4"')) == 16
