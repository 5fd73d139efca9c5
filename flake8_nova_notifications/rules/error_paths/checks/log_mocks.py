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

"""What stands for a logger in a test: mocks, and doubles of the project."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    setting_up)

# A class with so many methods called like levels is a logger's double.
MIN_LEVELS = 2
_BINDING = (ast.withitem, ast.Assign, ast.AnnAssign, ast.NamedExpr)
# Of one that stands elsewhere the name tells.
_LOGGERS = frozenset(('log', 'logs', 'logger', 'logging'))
_FAKES = frozenset((
    'fake', 'stub', 'dummy', 'double', 'recorder', 'recording', 'capture',
    'capturing', 'memory'))


def log_mocks(source: SourceFile, function: Function) -> frozenset[str]:
    """What a function calls the things that stand for a logger."""
    return source.memo(_log_mocks, function)


def _log_mocks(source: SourceFile, function: Function) -> frozenset[str]:
    return source.once(_kept).union(*(
        source.memo(_put_in_place, holder)
        for holder in (function, *setting_up(source, function))))


def _put_in_place(source: SourceFile, function: Function) -> frozenset[str]:
    options = source.options
    found: set[str] = set()
    if not _may_patch_log(source, function):
        return frozenset(found)
    for node in source.within(
            function, *FUNCTIONS, ast.Call, *_BINDING):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found.update(
                    name for name, replaced in mocks.parameters(
                        source, node).items()
                    if assertions.is_logger_target(replaced.target, options))
            case ast.Call():
                replaced = mocks.patch(source, node)
                if replaced is not None and replaced.new is not None and (
                        assertions.is_logger_target(
                            replaced.target, options)):
                    # patch('a.LOG', journal): the double has a name.
                    found.add(mocks.chain(replaced.new))
        for targets, value in _bound(node):
            if any(isinstance(target, ast.Attribute) and root(
                    target) in found for target in targets):
                # journal.error = lines.append
                found.update(
                    mocks.chain(part.value) for part in walk(value)
                    if isinstance(part, ast.Attribute)
                    and part.attr in ('append', 'extend'))
            if isinstance(value, (ast.Call, ast.Attribute, ast.Name)):
                if _is_log_patch(source, value) or _is_double(
                        source, value) or (
                        # A method of its mock gets a name.
                        isinstance(value, ast.Attribute) and (
                            root(value) in found
                            or assertions.is_of_logger(value, options))):
                    found.update(map(mocks.chain, targets))
                elif any(
                        isinstance(target, ast.Attribute)
                        and assertions.is_logger(target.attr, options)
                        for target in targets):
                    # manager.LOG = journal
                    found.add(mocks.chain(value))
    return frozenset(found)


def _bound(
    node: ast.AST,
) -> Iterator[tuple[list[ast.expr], ast.expr]]:
    """What a statement binds to what; ``a, b = x, y`` part by part."""
    match node:
        case ast.withitem(value, ast.expr() as target):
            targets = [target]
        case ast.Assign(targets, value):
            pass
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            targets = [target]
        case ast.NamedExpr(target, value):
            targets = [target]
        case _:
            return
    match targets, value:
        case [ast.Tuple(several)], ast.Tuple(values) if len(
                several) == len(values):
            pairs = list(zip(several, values, strict=True))
        case _:
            pairs = [(target, value) for target in targets]
    for target, value in pairs:
        yield [target], value.value if isinstance(value, ast.Await) else value


def _may_patch_log(source: SourceFile, function: Function) -> bool:
    """Whether the text of a function, or of a class, leaves it open."""
    cls = source.parent(function)
    if isinstance(cls, ast.ClassDef) and cls.decorator_list:
        return True
    text = source.text_of(function)
    return any(word in text for word in (
        'log', 'Log', 'LOG', *source.options.nvn_loggers))


def _kept(source: SourceFile) -> frozenset[str]:
    """``self.x`` that stand for a logger, by what they are assigned."""
    return frozenset(
        mocks.chain(target)
        for kind in (ast.Assign, ast.AnnAssign)
        for node in source.on(kind, source.lines_with(
            'LOG', 'Log', 'logger'))
        for targets, value in _bound(node) for target in targets
        if isinstance(target, ast.Attribute)
        and (_is_log_patch(source, value) or _is_double(source, value)))


def _is_log_patch(source: SourceFile, expression: ast.expr) -> bool:
    """Whether an expression patches a logger, ``.start()`` and the like."""
    while isinstance(expression, (ast.Attribute, ast.Call)):
        if isinstance(expression, ast.Attribute):
            expression = expression.value
            continue
        replaced = mocks.patch(source, expression)
        if replaced is not None:
            return assertions.is_logger_target(
                replaced.target, source.options)
        match expression:
            case ast.Call(args=[first, *_]) if callee_name(
                    expression) in mocks.ENTERING:
                expression = first
            case _:
                expression = expression.func
    return False


def _is_double(source: SourceFile, expression: ast.expr) -> bool:
    """Whether an object is of a class that acts as a logger in tests."""
    while isinstance(expression, ast.Call) and expression.args and (
            callee_name(expression) in mocks.ENTERING):
        expression = expression.args[0]
    if not isinstance(expression, ast.Call):
        return False
    cls = source.once(Names).value(expression.func)
    if isinstance(cls, ast.ClassDef):
        return source.memo(_acts_as_logger, cls)
    # fakes.FakeLogger()
    words = set(polls.words(last_name(cls)))
    return not (words.isdisjoint(_LOGGERS) or words.isdisjoint(_FAKES))


def _acts_as_logger(source: SourceFile, cls: ast.ClassDef) -> bool:
    names = source.once(Names)
    levels = (logs.QUIET | logs.LOUD) - {'log'}
    return len({
        name for known in names.family(cls) for name in names.scope(known)
        if name in levels}) >= MIN_LEVELS


def root(node: ast.AST) -> str:
    """``mock_log`` of ``mock_log.error.called``, ``self.log`` likewise."""
    parts = mocks.chain(node).split('.')
    return '.'.join(parts[:2]) if parts[0] == 'self' else parts[0]


def is_double(
    source: SourceFile, function: Function, node: ast.AST,
) -> bool:
    """Whether something is what stands for a logger, or a part of it."""
    return root(node) in log_mocks(source, function)


def is_asserted(
    source: SourceFile, function: Function, values: list[ast.expr],
) -> bool:
    """Whether an assertion's values hold what a logger's double kept.

    ``self.logger.lines``, ``journal.get_lines('error')``: anything that is
    read from it, or the list that it writes into.
    """
    known: frozenset[str] | None = None
    for value in values:
        for node in walk(value):
            if not isinstance(node, (ast.Attribute, ast.Name)):
                continue
            if isinstance(node, ast.Attribute) and (
                    assertions.keeps_log(node.attr)
                    and assertions.is_of_logger(node, source.options)):
                return True
            if known is None:
                known = log_mocks(source, function)
            if root(node) in known:
                return True
    return False
