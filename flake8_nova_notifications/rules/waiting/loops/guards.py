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

"""What ends a wait from outside: a time limit around it, a cancellation."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import owner_of
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.errors import caught_by
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.waiting.loops.sequence import before

# Callers of one function that are polled; a helper has a handful.
MAX_USES = 40

_GUARDS = frozenset((
    'eventlet.Timeout', 'eventlet.timeout.Timeout', 'gevent.Timeout',
    'asyncio.timeout', 'asyncio.timeout_at', 'async_timeout.timeout',
    'trio.fail_after', 'trio.move_on_after', 'trio.fail_at',
    'trio.move_on_at', 'anyio.fail_after', 'anyio.move_on_after',
    'fixtures.Timeout', 'fixtures.TimeoutException', 'futurist.Timeout',
    'signal.alarm', 'signal.setitimer'))
# Guards only where they are given a deadline.
_SCOPES = frozenset(('trio.CancelScope', 'anyio.CancelScope'))
# Decorators that end a test in time; tornado's and distributed's do so
# without being told how long it may run.
_TIMING = frozenset((
    'timeout', 'timed', 'time_limit', 'gen_test', 'gen_cluster'))
# They run what they are handed, for so long at most.
_RUNNERS = frozenset((
    'wait_for', 'with_timeout', 'fail_after', 'run_sync', 'func_timeout'))
_STARTERS = frozenset((
    'create_task', 'ensure_future', 'start_soon', 'create_background_task'))


def is_guarded(source: SourceFile, loop: ast.AST) -> bool:
    """Whether something around the loop ends what runs too long."""
    for above in source.ancestors(loop):
        if _is_limit(source, above):
            return True
        if isinstance(above, FUNCTIONS):
            return _calls_guard(source, above) or any(
                _limits_test(decorator)
                for decorator in _marks(source, above)) or (
                    _is_own(source, above) and _is_run_in_time(
                        source, above)) or _is_set_up_in_time(source, above)
    return False


def is_cancelled(source: SourceFile, loop: ast.AST) -> bool:
    """Whether the loop is a task of its own that somebody cancels.

    A coroutine that this file starts as a task and cancels runs until
    then, as a service does that has a stop flag.
    """
    function = source.function(loop)
    if not isinstance(function, ast.AsyncFunctionDef) or (
            '.cancel(' not in source.text):
        return False
    kept = {
        text for use in _uses(source, function)
        for above in source.ancestors(use)
        if isinstance(above, ast.Call) and callee_name(above) in _STARTERS
        for text in _keepers(source, above)}
    return bool(kept) and not kept.isdisjoint(_cancelled(source))


def is_interrupted(source: SourceFile, loop: ast.AST) -> bool:
    """Whether who sits in front of it ends the loop by the keyboard.

    ``try: while True: show(get())``, ``except KeyboardInterrupt: pass``.
    """
    for above in source.ancestors(loop):
        if isinstance(above, FUNCTIONS):
            return False
        if isinstance(above, TRIES) and any(
                spelled(handler.type) == 'KeyboardInterrupt'
                and isinstance(handler.body[-1], (ast.Pass, ast.Return))
                for handler in above.handlers):
            return True
    return False


def _keepers(source: SourceFile, start: ast.Call) -> Iterator[str]:
    """Where a task is kept: ``self.task = ...``, ``tasks.append(...)``.

    A nursery keeps its own tasks.
    """
    yield owner_of(start)
    above = source.parent(start)
    if isinstance(above, ast.Assign):
        yield from map(written, above.targets)
    elif isinstance(above, ast.Call):
        yield owner_of(above)


def _cancelled(source: SourceFile) -> Iterator[str]:
    """What is cancelled, or what a loop cancels each of."""
    for call in source.on(ast.Call, source.lines_with('.cancel(')):
        match call:
            case ast.Call(func=ast.Attribute(value=owner, attr='cancel')):
                yield written(owner).removesuffix('.cancel_scope')
                for above in source.ancestors(call):
                    if isinstance(above, ast.For):
                        yield from (
                            written(node) for node in walk(above.iter)
                            if isinstance(node, (ast.Name, ast.Attribute)))


def _is_limit(source: SourceFile, node: ast.AST) -> bool:
    names = source.once(Names)
    return isinstance(node, (ast.With, ast.AsyncWith)) and any(
        isinstance(part, ast.Call) and not _is_given_none(part) and (
            names.dotted(part.func) in _GUARDS
            or names.dotted(part.func) in _SCOPES and any(
                keyword.arg == 'deadline' for keyword in part.keywords)
            or 'timeout' in written(part.func).lower())
        for item in node.items for part in walk(item.context_expr))


def _is_given_none(limit: ast.Call) -> bool:
    """``asyncio.timeout(None)``: it may take for ever."""
    given = [*limit.args, *(keyword.value for keyword in limit.keywords)]
    return bool(given) and isinstance(
        given[0], ast.Constant) and given[0].value is None


def _calls_guard(source: SourceFile, function: Function) -> bool:
    names = source.once(Names)
    return any(
        isinstance(node, ast.Call) and names.dotted(node.func) in _GUARDS
        and not _is_given_none(node) for node in walk(function))


def timeout_handler(
    source: SourceFile, loop: ast.AST,
) -> tuple[ast.Try, ast.ExceptHandler] | None:
    """Where the error of a time limit around a loop is handled."""
    limited = False
    for above in source.ancestors(loop):
        limited = limited or _is_limit(source, above)
        if isinstance(above, FUNCTIONS):
            break
        if isinstance(above, TRIES) and (
                limited or _calls_limit(source, above)):
            for handler in above.handlers:
                if any(map(failures.is_timeout, caught_by(handler))):
                    return above, handler
    return None


def _calls_limit(source: SourceFile, attempt: ast.Try) -> bool:
    """``timer = eventlet.Timeout(5)`` above an attempt."""
    names = source.once(Names)
    return any(
        isinstance(node, ast.Call) and names.dotted(node.func) in _GUARDS
        for statement in before(source, attempt) for node in walk(statement))


def _is_set_up_in_time(source: SourceFile, function: Function) -> bool:
    """Whether ``setUp`` of a test, or of a base of it, limits each test."""
    cls = source.enclosing_class(function)
    if cls is None:
        return False
    names = source.once(Names)
    if any(isinstance(binding.node, FUNCTIONS)
           and _calls_guard(source, binding.node)
           for known in names.family(cls)
           for binding in names.scope(known).get('setUp', ())):
        return True
    return any(
        found is not None
        and (set_up := found.methods.get('setUp')) is not None
        and any(call.name in _GUARDS for call in set_up.calls)
        for _, found in source.once(Project).classes(
            names.foreign_bases(cls)))


def _marks(
    source: SourceFile, function: Function,
) -> Iterator[ast.AST | None]:
    """The decorators of a function and its classes, and pytest's marks."""
    yield from function.decorator_list
    for above in source.ancestors(function):
        if isinstance(above, (*FUNCTIONS, ast.ClassDef)):
            yield from above.decorator_list
    for binding in source.once(Names).bindings('pytestmark', source.tree):
        yield from getattr(binding.node, 'elts', [binding.node])


def _limits_test(decorator: ast.AST | None) -> bool:
    """``@gen_test``, ``@pytest.mark.timeout(60)``, ``@run(timeout=5)``."""
    given = decorator.keywords if isinstance(decorator, ast.Call) else []
    for keyword in given:
        if keyword.arg == 'timeout':
            return bool(getattr(keyword.value, 'value', True))
    called = decorator.func if isinstance(
        decorator, ast.Call) else decorator
    return spelled(called).rpartition('.')[2].lower() in _TIMING


def _is_own(source: SourceFile, function: Function) -> bool:
    """Whether only this file can call a function: nested, or private."""
    return source.function(function) is not None or (
        function.name.startswith('_'))


def _is_run_in_time(source: SourceFile, function: Function) -> bool:
    """Whether all that runs a function ends it when it takes too long.

    ``asyncio.wait_for(poll(), 5)``, or a call in a block with a time limit.
    """
    uses = _uses(source, function)
    return bool(uses) and all(
        any(_is_limit(source, above)
            or isinstance(above, ast.Call) and (
                callee_name(above) in _RUNNERS
                and len(above.args) + len(above.keywords) > 1)
            for above in source.ancestors(use))
        for use in uses)


def _uses(source: SourceFile, function: Function) -> list[ast.expr]:
    """Where a function is named in its file, apart from its definition."""
    lines = source.lines_with(function.name)
    names = source.once(Names)
    found: list[ast.expr] = [
        node for node in source.on(ast.Name, lines)
        if node.id == function.name
        and names.definition(node) in (None, function)]
    if source.function(function) is None:
        found += [
            node for node in source.on(ast.Attribute, lines)
            if node.attr == function.name]
    return found[:MAX_USES]
