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

"""What a call in a test is: of a command, of the test itself."""

import ast
from collections.abc import Container
from collections.abc import Iterable
from collections.abc import Iterator
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)

CLI = re.compile(r'cmd|commands?|cli|main|manage\w*', re.I)


def source_parts(source: SourceFile) -> list[str]:
    """The last folders of a file's path and the words of its name."""
    *folders, name = source.path.replace('\\', '/').split('/')
    return [*folders[-2:], *name.removesuffix('.py').split('_')]


def is_command(call: ast.Call) -> bool:
    return any(CLI.fullmatch(part)
               for part in mocks.chain(call.func).split('.'))


def has_several_calls(call: ast.Call, name: str) -> bool:
    """``m.assert_has_calls([call(1), call(2)])``."""
    if name not in ('assert_has_calls', 'assert_has_awaits'):
        return False
    match call.args:
        case [ast.List(elts=[] | [_]), *_]:
            return False
    return True


def is_asked_again(calls: Iterable[ast.Call], known: Container[str]) -> bool:
    """``m.assert_any_call(1)``, and the same of another call.

    :param known: what the mocks are called.
    """
    asked: dict[str, list[ast.Call]] = {}
    for call in calls:
        if isinstance(call.func, ast.Attribute) and (
                call.func.attr in ('assert_any_call', 'assert_any_await')):
            asked.setdefault(mocks.chain(call.func.value), []).append(call)
    return any(len(same) > 1 and name in known and len({
        unparsed(call) for call in same}) > 1 for name, same in asked.items())


def is_own(callee: ast.Attribute) -> bool:
    """``self.x``, ``cls.x`` and ``super().x``."""
    owner = callee.value
    if isinstance(owner, ast.Call):
        return callee_name(owner) == 'super'
    return isinstance(owner, ast.Name) and owner.id in ('self', 'cls')


def far_functions(source: SourceFile, callee: ast.expr) -> list[str]:
    """The function in another module of tests that is called, if it is."""
    root = callee.value if isinstance(callee, ast.Attribute) else callee
    names = source.once(Names)
    # Most are methods of what a test made; imports stand at the top.
    if not isinstance(root, ast.Name) or root.id not in names.scope(
            source.tree):
        return []
    dotted = names.dotted(callee)
    found = source.once(Project).absolute(dotted) if dotted else None
    return [] if found is None or {'tests', 'test'}.isdisjoint(
        found.split('.')[:-1]) else [found]


def passes_self(call: ast.Call) -> bool:
    return any(
        isinstance(value, ast.Name) and value.id == 'self'
        for value in (*call.args, *(k.value for k in call.keywords)))


def calls_after(
    source: SourceFile, function: Function, mock: RaisingMock | None,
) -> Iterator[ast.Call]:
    """The calls of a function that do something once its mock raises."""
    after = 0
    decorators: set[ast.AST] = set(function.decorator_list)
    if mock is not None and not any(
            above in decorators for above in source.ancestors(mock.node)):
        after = mock.node.lineno
    own = '' if mock is None else mock.mock
    for call in source.within(function, ast.Call):
        name = callee_name(call)
        if not name or call in decorators or (
                name.startswith('assert') and not (
                    assertions.is_raise_check(name))) or (
                end_of(call)[0] < after):
            continue
        # The mock itself may be called by the test.
        if not own or mocks.chain(call.func) != own:
            yield call


def last_line(source: SourceFile, call: ast.Call) -> int:
    """The last line of a call, or of the block that it guards."""
    above = next(source.ancestors(call))
    return end_of(next(source.ancestors(above)) if isinstance(
        above, ast.withitem) else call)[0]


def refuses(handler: ast.ExceptHandler) -> bool:
    """Whether a handler of a test does nothing but let the test fail."""
    return is_failure(handler.body[-1]) and not any(
        isinstance(node, (ast.If, ast.Return, ast.Match))
        or isinstance(node, ast.Assert) and not is_failure(node)
        or isinstance(node, ast.Call)
        and callee_name(node).startswith('assert')
        for statement in handler.body for node in walk(statement))


def is_failure(statement: ast.stmt) -> bool:
    """``self.fail()``, ``pytest.fail()``, ``assert False``."""
    match statement:
        case ast.Expr(value=ast.Call() as call):
            return callee_name(call) == 'fail'
        case ast.Assert(test=ast.Constant(value=value)):
            return not value
        case ast.Raise(exc=ast.expr() as error):
            return mocks.chain(error).endswith(
                ('AssertionError', 'failureException'))
    return False
