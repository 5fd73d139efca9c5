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

"""Statements after which a test or a task has failed."""

import ast

import pytest

from flake8_nova_notifications.idioms import failures
from tests import linted

HEAD = '''
import os
import sys
import pytest
from nova import stop
def refuse(): raise Boom
def maybe():
    if x: raise Boom
def late():
    log(1)
    refuse()
def one(): two()
def two(): three()
def three(): four()
def four(): raise Boom
def ring(): ring()
give_up = lambda: sys.exit(1)
'''


@pytest.mark.parametrize('code, fails, asserts', [
    ('raise Boom', True, False), ('raise', True, False),
    ('x = 1', False, False),
    ('assert False', True, True), ('assert 0, 1', True, True),
    ('assert True', False, True), ('assert x', False, True),
    ('return 1', False, False), ('return', False, False),
    ("self.fail('a')", True, False), ("return self.fail('a')", True, False),
    ('fail()', True, False), ('self.failed()', True, False),
    ('self.abort()', True, False), ('abort()', False, False),
    ('x = self.abort()', False, False), ('x = self.fail()', False, False),
    ("self._fail_with('a')", True, False), ('raise_it()', True, False),
    ('raising()', False, False), ('api.abort_with(1)', True, False),
    ('pytest.fail(1)', True, False), ('pytest.skip()', True, False),
    ('pytest.approx(1)', False, False), ('sys.exit(1)', True, False),
    ('os._exit(1)', True, False), ('os.abort()', True, False),
    ('refuse()', True, False), ('return refuse()', True, False),
    ('maybe()', False, False), ('late()', True, False),
    ('two()', True, False), ('one()', False, False), ('ring()', False, False),
    ('give_up()', False, False), ('unknown()', False, False),
    ('bail()', True, False), ('api.bail()', True, False),
    ('stop.now()', True, False), ('stop.later()', False, False),
    ('await refuse()', False, False), ('refuse', False, False),
    ('self.assertEqual(1, 2)', False, True), ('_assert_it()', False, True),
    ('verify(1)', False, True), ('self.EnsureIt()', False, True),
    ('check_it()', False, True), ('check()', False, False),
    ('x = self.assertEqual(1, 2)', False, False), ('go()', False, False),
])
def test_failing(code: str, fails: bool, asserts: bool) -> None:
    """By what they are, by their names, or through helpers of the file."""
    source = linted.read(
        f'{HEAD}async def f(self):\n    {code}\n',
        nvn_failures=('bail', 'nova.stop.now'))
    function = source.tree.body[-1]
    assert isinstance(function, ast.AsyncFunctionDef)
    assert failures.fails(source, function.body[0]) is fails
    assert failures.asserts(function.body[0]) is asserts
