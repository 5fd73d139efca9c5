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

"""Failing: statements after which a test or a task has failed."""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.project.lookup import facts_elsewhere

_FAILING_CALLS = frozenset((
    'fail', 'skipTest', 'abort', 'exit', '_exit', 'raise_exc', 'die',
))
_FAILING_DOTTED = frozenset((
    'pytest.fail', 'pytest.skip', 'pytest.exit', 'sys.exit', 'os._exit',
    'os.abort',
))
_TIME_OUT = re.compile(r'Time(?:d)?_?[Oo]ut|TooSlow')
# Helpers that fail by calling a helper that fails ... are followed so far.
MAX_DEPTH = 3


def fails(source: SourceFile, statement: ast.stmt, depth: int = 0) -> bool:
    """Whether a statement always raises, fails the test or exits.

    A helper of this file, or a method of a base class, that always ends in
    a failure counts; so does one whose name begins with fail or raise.
    """
    if isinstance(statement, ast.Raise):
        return True
    if isinstance(statement, ast.Assert):
        return isinstance(statement.test, ast.Constant) and (
            not statement.test.value)
    call = statement.value if isinstance(
        statement, (ast.Expr, ast.Return)) else None
    if not isinstance(call, ast.Call):
        return False
    name = callee_name(call)
    names = source.once(Names)
    dotted = names.dotted(call.func)
    configured = source.options.nvn_failures
    if name in configured or dotted in configured or (
            dotted in _FAILING_DOTTED):
        return True
    if says_so(name, isinstance(call.func, ast.Attribute)):
        return True
    if depth >= MAX_DEPTH:
        return False
    definition = names.definition(call.func)
    if definition is None and is_own(call.func):
        facts = facts_elsewhere(source, call.func)
        return facts is not None and bool(facts.always_raises)
    if definition is None or isinstance(definition, ast.Lambda):
        return False
    return _always_fails(source, definition, depth + 1)


def says_so(name: str, is_method: bool) -> bool:
    """Whether a call fails by its name: ``self.fail()``, ``_fail_late()``."""
    return is_method and name in _FAILING_CALLS or name.lstrip(
        '_').startswith(('fail', 'raise_', 'abort_with'))


def _always_fails(
    source: SourceFile, function: Function, depth: int,
) -> bool:
    return any(fails(source, statement, depth) for statement in function.body)


def ends_program_well(statement: ast.stmt) -> bool:
    """``sys.exit()``, ``sys.exit(0)``."""
    match statement:
        case ast.Expr(value=ast.Call(
                func=ast.Attribute(value=ast.Name(id='sys'), attr='exit'),
                args=[] | [ast.Constant(value=0 | None)])):
            return True
    return False


def is_timeout(error: ast.expr | None) -> bool:
    """Whether an error, or its class, is named for a time that is up."""
    named = error.func if isinstance(error, ast.Call) else error
    return named is not None and _TIME_OUT.search(
        spelled(named)) is not None


def asserts(statement: ast.stmt) -> bool:
    """Whether a statement checks something and fails when it is not so."""
    if isinstance(statement, ast.Assert):
        return True
    return isinstance(statement, ast.Expr) and isinstance(
        statement.value, ast.Call) and is_assertion(statement.value)


def is_assertion(call: ast.Call) -> bool:
    """Whether a call is an assertion by its name (``assertEqual``)."""
    return callee_name(call).lstrip('_').lower().startswith(
        ('assert', 'verify', 'ensure', 'check_'))
