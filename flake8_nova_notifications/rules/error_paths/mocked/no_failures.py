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


"""What looks like a mocked failure and is none, each with its reason."""

import ast
from collections.abc import Callable
from collections.abc import Iterator
import re
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import absent_files
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.rules.error_paths.mocks.installed import (
    installed_by)
from flake8_nova_notifications.rules.error_paths.mocks.raised import raised
from flake8_nova_notifications.rules.error_paths.mocks.raised import Raised
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    Candidate)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)
from flake8_nova_notifications.rules.error_paths.mocks.targets import target_of

_EQUALS = ('assertEqual', 'assertEquals', 'assertIs')
_COMPARING = frozenset((
    'assertFalse', 'assertIsNone', 'assertTrue', *_EQUALS))
_PREDICATE = re.compile(r'_*(?:is|has|can|supports)_')


class Mocked(NamedTuple):
    """An error that a mock raises in a function, to be judged."""

    source: SourceFile
    candidate: Candidate
    mock: RaisingMock
    error: Raised


class Reason(NamedTuple):
    """Why an error that a mock raises is no failure that a test is about.

    :ivar name: the reason in a few words.
    :ivar example: a line of a test of which it holds.
    :ivar holds: whether it does.
    """

    name: str
    example: str
    holds: Callable[[Mocked], bool]


def failures(
    source: SourceFile, candidate: Candidate,
) -> list[tuple[RaisingMock, Raised]]:
    """The mocks of a function that raise a failure, with what they raise."""
    found = []
    for mock in candidate.mocks:
        error = raised(source, mock.value)
        if error is not None and why_not(
                Mocked(source, candidate, mock, error)) is None:
            found.append((mock, error))
    return found


def why_not(mocked: Mocked) -> Reason | None:
    """The reason for which an error is no failure, if there is one."""
    return next((reason for reason in REASONS if reason.holds(mocked)), None)


def is_miss(source: SourceFile, mocked: Mocked) -> bool:
    """Whether a failure only says that something is not there.

    The error itself may say it, what was asked, or what the error is given
    after it was made.
    """
    mock, error = mocked.mock, mocked.error
    if error.expression is not None and errors.is_miss(
            error.expression,
            error.name or errors.last_name(error.expression)):
        return True

    def asked() -> str:
        return _asked(mocked)

    return _is_asked_for(mocked) or errors.is_answer(
        error.name, asked) or absent_files.is_absent_file(
            mock.value, asked) or any(map(
                errors.says_not_found, said_later(mocked)))


def _is_asked_for(mocked: Mocked) -> bool:
    """``assert not has_ipv6()`` and nothing else: it asks by trying."""
    source, function = mocked.source, mocked.candidate.function
    if source.text_of(function).count('assert') != 1:
        return False
    for node in source.within(function, ast.Assert, ast.Call):
        match node:
            case ast.Assert(test=ast.UnaryOp(op=ast.Not(), operand=asked)):
                pass
            case ast.Call(func=ast.Attribute(attr='assertFalse'),
                          args=[asked, *_]):
                pass
            case _:
                continue
        return isinstance(asked, ast.Call) and _PREDICATE.match(
            callee_name(asked)) is not None
    return False


def _asked(mocked: Mocked) -> str:
    """The last name of what is made to fail."""
    return target_of(mocked.source, mocked.mock).rpartition('.')[2]


def said_later(mocked: Mocked) -> Iterator[ast.expr]:
    """``error.message = 'no such table'`` and ``setattr(error, ...)``."""
    error = mocked.mock.value
    if not isinstance(error, ast.Name):
        return
    for statement in mocked.source.within(
            mocked.candidate.function, ast.Assign, ast.Expr):
        match statement:
            case ast.Assign(targets=[ast.Attribute(
                    value=ast.Name(id=name))], value=value):
                pass
            case ast.Expr(value=ast.Call(
                    func=ast.Name(id='setattr'),
                    args=[ast.Name(id=name), _, value])):
                pass
            case _:
                continue
        if name == error.id:
            yield value


def _is_control_flow(mocked: Mocked) -> bool:
    return errors.is_control_flow(mocked.error.name)


def _is_alarm(mocked: Mocked) -> bool:
    error = mocked.error.expression
    if not errors.is_alarm(error, mocked.error.name):
        return False
    # Without words, of a mock that has to be called: any error.
    return isinstance(error, ast.Call) and bool(error.args) or not any(
        called for _, called in checks(mocked))


def _says_come_again(mocked: Mocked) -> bool:
    return errors.says_come_again(mocked.error.expression)


def _ends_answers(mocked: Mocked) -> bool:
    value, error = mocked.mock.value, mocked.error
    return isinstance(value, (ast.List, ast.Tuple)) and (
        len(value.elts) > 2 and value.elts[-1] is error.expression
        and isinstance(error.expression, ast.Name)
        and error.name in ('RuntimeError', 'Exception'))


def _is_emptiness(mocked: Mocked) -> bool:
    return errors.is_emptiness(mocked.error.name, lambda: _asked(mocked))


def _may_answer(mocked: Mocked) -> bool:
    """A fake that may raise, where that is not what the test is about.

    One of the test's own says what it is about; one that is shared serves
    the tests that pass the right input.
    """
    error = mocked.error
    if error.definition is None or not error.conditional or getattr(
            error.definition, 'name', '') == '__call__':
        return False
    inside = mocked.candidate.function in mocked.source.ancestors(
        error.definition)
    return not inside or errors.is_generic(error.name)


def _is_guard(mocked: Mocked) -> bool:
    never = False
    for node, called in checks(mocked):
        if not mocked.source.affords('guards', 1):
            return True
        if not _same_branch(mocked.source, mocked.mock.node, node.args[0]
                            if node.args else node) or _is_reset(
                                mocked, node):
            continue
        if called:
            # Not called in one step of the test, called in another.
            return False
        never = True
    return never


def _is_reset(mocked: Mocked, check: ast.Call) -> bool:
    """Whether a mock, or what has it, forgets that it was called."""
    source, function = mocked.source, mocked.candidate.function
    return 'reset_mock' in source.text_of(function) and any(
        mocked.mock.node.lineno < call.lineno < check.lineno
        and mocks.resets(call, mocked.mock.mock)
        for call in source.within(function, ast.Call))


def _answers_first(mocked: Mocked) -> bool:
    value = mocked.mock.value
    if not isinstance(value, (ast.List, ast.Tuple)) or (
            raised(mocked.source, value.elts[0]) is not None):
        return False
    asked = [node for node, called in checks(mocked) if called]
    if not asked or not all(map(_is_once, asked)):
        return False
    # Nothing is called any more once that was asserted.
    return not any(
        node.lineno > asked[-1].lineno and (
            assertions.is_raise_check(callee_name(node))
            or not callee_name(node).startswith('assert')
            and isinstance(mocked.source.parent(node), ast.stmt))
        for node in mocked.source.within(mocked.candidate.function, ast.Call))


def _is_once(check: ast.Call) -> bool:
    return callee_name(check).startswith('assert_called_once') or (
        callee_name(check) == 'assertEqual' and any(
            isinstance(number, ast.Constant) and number.value == 1
            for number in check.args))


REASONS: tuple[Reason, ...] = (
    Reason('it ends or skips something',
           'm.side_effect = StopIteration', _is_control_flow),
    Reason('it says that the mock must not be used',
           "m.side_effect = Exception('should not be called')", _is_alarm),
    Reason('it says that a socket is not ready',
           'm.side_effect = OSError(errno.EAGAIN)', _says_come_again),
    Reason('it stands behind the last answer',
           'm.side_effect = [page, page, RuntimeError]', _ends_answers),
    Reason('it may answer, and the test may be about that',
           'm.side_effect = shared_fake', _may_answer),
    Reason('there is nothing left to take',
           'queue.get.side_effect = queue.Empty', _is_emptiness),
    Reason('it must never be called',
           'm.side_effect = Boom; m.assert_not_called()', _is_guard),
    Reason('it is called once and answers then',
           'm.side_effect = [1, Boom]; m.assert_called_once()',
           _answers_first),
)


def checks(mocked: Mocked) -> Iterator[tuple[ast.Call, bool]]:
    """What asserts on the calls of a mock, and whether that they were made."""
    source = mocked.source
    known: frozenset[str] | None = None
    function = mocked.candidate.function
    for name, node in source.memo(_asserting, function):
        if node.lineno < mocked.mock.node.lineno:
            # That was asked before it was made to raise.
            continue
        if known is None:
            known = frozenset(filter(None, _called(mocked)))
        if name.startswith('assert_') and isinstance(
                node.func, ast.Attribute):
            if _is_one(source, node.func.value, known):
                yield node, name != 'assert_not_called'
        elif name in _COMPARING and any(
                _is_memory(source, value, known) for value in node.args):
            yield node, name == 'assertTrue' or name in _EQUALS and (
                not any(_is_nothing(value) for value in node.args[:2]
                        if not _is_memory(source, value, known)))


def _is_memory(
    source: SourceFile, value: ast.expr, known: frozenset[str],
) -> bool:
    """Whether a value is what one of some mocks remembers, or its length."""
    match value:
        case ast.Call(func=ast.Name(id='len'), args=[inner]):
            value = inner
    return isinstance(value, ast.Attribute) and (
        value.attr in mocks.MEMORY and _is_one(source, value.value, known))


def _asserting(
    source: SourceFile, function: Function,
) -> list[tuple[str, ast.Call]]:
    """The assertions of a function by name, asked for each of its mocks."""
    bare = [call for check in source.within(function, ast.Assert)
            for call in assertions.as_calls(check)]
    return [(name, call) for call in (
        *source.within(function, ast.Call), *bare)
        if (name := callee_name(call)).startswith('assert')]


def _called(mocked: Mocked) -> Iterator[str]:
    """What a test may call the mock."""
    yield mocked.mock.mock
    target = target_of(mocked.source, mocked.mock)
    yield target
    installed, rest = installed_by(mocked.source, mocked.mock)
    if installed is not None and installed.place:
        yield f'{installed.place}.{rest}' if rest else installed.place


def _is_one(
    source: SourceFile, asked: ast.expr, known: frozenset[str],
) -> bool:
    names = source.once(Names)
    return mocks.chain(asked) in known or (
        names.dotted(asked) or '').lstrip('.') in known or isinstance(
            asked, ast.Name) and mocks.chain(names.value(asked)) in known


def _same_branch(
    source: SourceFile, one: ast.AST, other: ast.AST,
) -> bool:
    """Whether two places of a test may be passed in one run."""
    taken = dict(_branches(source, one))
    return all(taken.get(test, branch) is branch
               for test, branch in _branches(source, other))


def _branches(source: SourceFile, node: ast.AST) -> Iterator[tuple[str, bool]]:
    child = node
    for above in source.ancestors(node):
        if isinstance(above, ast.If):
            yield written(above.test), child in above.body
        child = above


def _is_nothing(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return not value.value
    return isinstance(value, ast.List) and not value.elts
