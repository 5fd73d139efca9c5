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

"""Calls that drop the status with which a wait says how it ended."""

import ast
from collections.abc import Collection
from collections.abc import Iterator
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms.pauses import SLEEPS
from flake8_nova_notifications.idioms.polls import words
from flake8_nova_notifications.project.lookup import facts_elsewhere
from flake8_nova_notifications.rules.waiting.endings.returned import CLOSING
from flake8_nova_notifications.rules.waiting.endings.returned import Outcome
from flake8_nova_notifications.rules.waiting.loops.beside import forces
from flake8_nova_notifications.rules.waiting.loops.sequence import following
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops

# What a helper is called that waits; those of other modules are looked up.
WAITING = ('wait', 'poll_', 'until')
# A line that begins with a call of one.
_SAYS_WAIT = re.compile(
    r'[ \t]*(?:await[ \t]+)?[\w.]*(?:wait|poll_|until)\w*\(')
# Words of functions behind which nothing is done with what they leave.
_LAST = CLOSING | {'clean', 'cleanup', 'purge', 'tear', 'teardown'}
# Waits of libraries that leave a status; they need not be installed.
_OF_LIBRARIES = frozenset((
    'tempest.lib.common.utils.test_utils.call_until_true',
    'tempest.test.call_until_true'))
# What a wait returns when it has come to nothing.
_NOTHING = ('False', 'None')


def dropped_statuses(source: SourceFile) -> tuple[ast.Call, ...]:
    """Calls of waits that return whether they ended well, unused.

    What follows such a call goes on as if the wait had succeeded.
    """
    found = {
        id(call): call for function, asked in _returning_a_status(source)
        for call in _calls_of(source, function)
        if _is_dropped(source, call, asked)}
    found.update((id(call), call) for call in _of_other_modules(source))
    return tuple(sorted(
        found.values(), key=lambda call: (call.lineno, call.col_offset)))


def _calls_of(source: SourceFile, function: Function) -> Iterator[ast.Call]:
    """The calls of a function in its file, found by its name."""
    names = source.once(Names)
    for call in source.on(
            ast.Call, source.lines_with(f'{function.name}(')):
        if callee_name(call) == function.name and (
                names.definition(call.func) is function
                or _is_of_object(source, call, function)):
            yield call


def _is_of_object(
    source: SourceFile, call: ast.Call, function: Function,
) -> bool:
    """``client.wait_until_up()`` of ``client = Client(address)``."""
    match call.func:
        case ast.Attribute(value=ast.Name() as owner):
            made = source.once(Names).value(owner)
            cls = source.enclosing_class(function)
            return isinstance(made, ast.Call) and cls is not None and (
                isinstance(made.func, ast.Name) and made.func.id == cls.name)
    return False


def _returning_a_status(
    source: SourceFile,
) -> Iterator[tuple[Function, frozenset[str]]]:
    """The functions of this file whose wait ends in one of two values.

    :returns: each with the names of what it polls.
    """
    for wait in source.once(wait_loops):
        function = wait.loop.function
        if function is None or not wait.give_ups or any(
                one.outcome is not Outcome.STATUS for one in wait.give_ups
        ) or _keeps_how_it_ended(source, function, wait.node):
            continue
        values = [node.value for node in walk_scope(function)
                  if isinstance(node, ast.Return)]
        if _tells_how_it_ended(
                'None' if value is None else ast.unparse(value) if isinstance(
                    value, ast.Constant) else '?' for value in values):
            yield function, frozenset(
                map(callee_name, wait.observation.polls))


def _keeps_how_it_ended(
    source: SourceFile, function: Function, loop: ast.stmt,
) -> bool:
    """Whether a give-up sets an attribute or a global: it is recorded there.

    ``self.client = None`` and ``return False``: who calls it asks for either.
    """
    shared = {name for node in walk_scope(function)
              if isinstance(node, ast.Global) for name in node.names}
    after, _ = following(source, loop)
    return any(
        isinstance(target, ast.Attribute)
        or isinstance(target, ast.Name) and target.id in shared
        for statement in after if isinstance(statement, ast.Assign)
        for target in statement.targets)


def _tells_how_it_ended(answers: Iterator[str]) -> bool:
    """``True`` or something else for success, ``False`` or ``None`` else."""
    given = set(answers)
    return not given.isdisjoint(_NOTHING) and not given.issubset(_NOTHING)


def _is_dropped(
    source: SourceFile, call: ast.Call, asked: Collection[str] = (),
) -> bool:
    """Whether what a call returns is not used, though others rely on it.

    What forces the end that was waited for need not know whether it came;
    who asserts on it asks once more.

    :param asked: the names of what the called wait polls.
    """
    above = source.parent(call)
    if isinstance(above, ast.Await):
        above = source.parent(above)
    if not isinstance(above, ast.Expr | ast.Assign) or isinstance(
            above, ast.Assign) and not _is_never_read(source, above):
        return False
    after, ends = following(source, above)
    return (bool(after) or ends and _has_callers(source, above)) and not any(
        source.memo(_forces, statement)
        and not _cleans_up(source, statement)
        or asked and failures.asserts(statement) and any(
            isinstance(node, ast.Call) and callee_name(node) in asked
            for node in walk_scope(statement))
        for statement in after)


def _cleans_up(source: SourceFile, statement: ast.stmt) -> bool:
    """``finally: os.kill(pid)``, however the wait has ended."""
    above = source.parent(statement)
    return isinstance(above, TRIES) and statement in above.finalbody


def _has_callers(source: SourceFile, statement: ast.stmt) -> bool:
    """Whether those who go on behind a function may rely on its last wait.

    After ``close()`` or ``clean_up()`` nobody does.
    """
    function = source.function(statement)
    return function is not None and _LAST.isdisjoint(words(function.name))


def _is_never_read(source: SourceFile, statement: ast.Assign) -> bool:
    """``_ = wait()``, ``up = wait()``: nothing in the function reads it."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            function = source.function(statement)
            # Other modules may read a name of the module.
            return function is not None and not any(
                isinstance(node, ast.Name) and node.id == name
                and isinstance(node.ctx, ast.Load)
                for node in walk(function))
    return False


def _forces(source: SourceFile, statement: ast.stmt) -> bool:
    """Asked once a statement, of which many calls may be in front."""
    del source
    return forces(statement)


def _of_other_modules(source: SourceFile) -> Iterator[ast.Call]:
    # To look for words is many times cheaper than to try a pattern on each
    # line.
    lines = [line for line in source.lines_with(*WAITING)
             if _SAYS_WAIT.match(source.lines[line - 1]) is not None]
    known: dict[tuple[str, ast.ClassDef | None], bool] = {}
    for call in source.on(ast.Call, lines):
        if isinstance(source.parent(call), (ast.Expr, ast.Await)) and (
                _SAYS_WAIT.match(f'{callee_name(call)}(') is not None):
            # The same helper is called all over a file.
            key = spelled(call.func), source.enclosing_class(call)
            if key not in known:
                known[key] = _leaves_a_status(source, call)
            if known[key] and _is_dropped(
                    source, call, _conditions(source, call)):
                yield call


def _conditions(source: SourceFile, call: ast.Call) -> set[str]:
    """What a wait is given to ask: ``call_until_true(is_up, 60, 1)``."""
    given = call.args[:1] or [
        keyword.value for keyword in call.keywords if keyword.arg == 'func']
    helpers = [source.once(Names).definition(one) or one for one in given]
    return {*map(last_name, given), *(
        callee_name(node) for helper in helpers for node in walk(helper)
        if isinstance(node, ast.Call))} - {''}


def _leaves_a_status(source: SourceFile, call: ast.Call) -> bool:
    """Whether a call is one of a wait of another module that tells."""
    if source.once(Names).dotted(call.func) in _OF_LIBRARIES:
        return True
    facts = None if source.once(Names).definition(
        call.func) is not None else facts_elsewhere(source, call.func)
    if facts is None or not facts.loops or facts.raises:
        return False
    calls = {called.name for called in facts.calls}
    # Behind self.fail() what is returned tells nothing.
    return not calls.isdisjoint(SLEEPS) and not any(
        failures.says_so(name.rpartition('.')[2], '.' in name)
        for name in calls) and _tells_how_it_ended(iter(facts.answers))
