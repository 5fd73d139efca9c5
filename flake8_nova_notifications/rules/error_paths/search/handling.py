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

"""What a handler does with an error: what it logs, and whether it ends it.

A handler is read as the ways through its statements; of a condition on the
error only the branch that this error takes counts.
"""

import ast
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
import enum
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.rules.error_paths.search.error_facts import (
    ErrorFacts)
from flake8_nova_notifications.rules.error_paths.search.error_facts import (
    truth)
from flake8_nova_notifications.rules.error_paths.search.flags import Flags
from flake8_nova_notifications.rules.error_paths.search.log_calls import (
    MAX_DEPTH)
from flake8_nova_notifications.rules.error_paths.search.log_calls import Log
from flake8_nova_notifications.rules.error_paths.search.log_calls import log_of
from flake8_nova_notifications.rules.error_paths.search.log_calls import louder
from flake8_nova_notifications.rules.error_paths.search.log_calls import PLAIN

# Ways to one statement of a handler.
MAX_WAYS = 24


class Leaves(enum.Enum):
    """Whether an error leaves a handler."""

    NEVER = 'it ends here'
    SAME = 'it is raised again'
    OTHER = 'another one is raised'
    UNKNOWN = 'it cannot be told'


class Way(NamedTuple):
    """One way through a handler.

    :ivar log: the loudest log call on it.
    :ivar may_log: whether a helper on it may log as well.
    :ivar leaves: how it ends.
    :ivar raised: the other error, where one is raised.
    """

    log: Log | None
    may_log: bool
    leaves: Leaves
    raised: ast.expr | None = None


class _State(NamedTuple):
    """What was met on a way so far."""

    log: Log | None = None
    may_log: bool = False
    reraises: bool = False
    derived: frozenset[str] = frozenset()
    raises: bool = False


class Helper(NamedTuple):
    """What a function that a handler calls does.

    :ivar log: what it certainly logs.
    :ivar may_log: whether it may log besides.
    :ivar raises: whether it always raises.
    """

    log: Log | None
    may_log: bool
    raises: bool


class Handling:
    """The ways of one error through one handler.

    :param place: the file that the handler stands in.
    :param offset: to be added to the lines of its nodes.
    :param loggers: the names of that module that are loggers.
    :param helper: tells what a called function does; None if unknown.
    :param flags: attributes of the object whose values are known.
    """

    def __init__(
        self, handler: ast.ExceptHandler, error: ErrorFacts, place: str,
        offset: int, loggers: Collection[str],
        helper: Callable[[ast.Call], Helper | None], flags: Flags,
    ) -> None:
        self._handler = handler
        self._error = error
        self._place = place
        self._offset = offset
        self._loggers = loggers
        self._helper = helper
        self._flags = flags

    def ways(self) -> list[Way]:
        """The ways through the handler."""
        return list(dict.fromkeys(
            _ended(way, Leaves.NEVER) if isinstance(way, _State) else way
            for way in self._through(self._handler.body, _State(), 0)))

    def _through(
        self, body: list[ast.stmt], state: _State, depth: int,
    ) -> Iterator[_State | Way]:
        """The ways through some statements; a state goes on behind them."""
        if depth > MAX_DEPTH:
            yield _ended(state, Leaves.UNKNOWN)
            return
        states = [state]
        for statement in body:
            further: list[_State] = []
            for one in states:
                for way in self._statement(statement, one, depth):
                    if isinstance(way, _State):
                        further.append(way)
                    else:
                        yield way
            states = list(dict.fromkeys(further))[:MAX_WAYS]
        yield from states

    def _statement(
        self, statement: ast.stmt, state: _State, depth: int,
    ) -> Iterator[_State | Way]:
        if isinstance(statement, ast.Raise):
            yield self._raised(statement, state)
        elif isinstance(statement, ast.If):
            yield from self._branches(statement, state, depth)
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            yield from self._with(statement, state, depth)
        elif isinstance(statement, TRIES):
            # What fails in it is another error's story.
            yield from self._through(
                [*statement.body, *statement.orelse, *statement.finalbody],
                state, depth + 1)
        elif isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
            # What is cleaned up in a loop is there.
            yield from self._through(statement.body, state, depth + 1)
        elif isinstance(statement, ast.Match):
            yield state
            for case in statement.cases:
                yield from self._through(case.body, state, depth + 1)
        else:
            state = self._calls(statement, state)
            if state.raises:
                yield _ended(state, Leaves.UNKNOWN)
            elif isinstance(
                    statement, (ast.Return, ast.Continue, ast.Break)):
                # Inside save_and_reraise_exception() it is raised again.
                yield _ended(state, Leaves.SAME if state.reraises
                             else Leaves.NEVER)
            else:
                yield self._bound(statement, state)

    def _branches(
        self, statement: ast.If, state: _State, depth: int,
    ) -> Iterator[_State | Way]:
        holds = truth(statement.test, self._handler.name, self._error,
                      state.derived, self._flags)
        state = self._calls(statement.test, state)
        if holds is not False:
            yield from self._through(statement.body, state, depth + 1)
        if holds is not True:
            yield from self._through(statement.orelse, state, depth + 1)

    def _with(
        self, statement: ast.With | ast.AsyncWith, state: _State, depth: int,
    ) -> Iterator[_State | Way]:
        saved = next((
            call for item in statement.items
            if isinstance(call := item.context_expr, ast.Call)
            and callee_name(call) == 'save_and_reraise_exception'), None)
        if saved is None:
            yield from self._through(statement.body, state, depth + 1)
            return
        # ``with save_and_reraise_exception() as ctxt: ctxt.reraise = False``
        given = next((keyword.value for keyword in saved.keywords
                      if keyword.arg == 'reraise'), ast.Constant(True))
        if not isinstance(given, ast.Constant):
            # What decides is not seen: it may end here as well.
            yield from self._through(statement.body, state, depth + 1)
        inside = state._replace(reraises=not isinstance(
            given, ast.Constant) or bool(given.value))
        for way in self._through(statement.body, inside, depth + 1):
            if isinstance(way, _State):
                reraises = way.reraises
                way = way._replace(reraises=state.reraises)
                if reraises:
                    yield _ended(way, Leaves.SAME)
                else:
                    yield way
            else:
                yield way

    def _raised(self, statement: ast.Raise, state: _State) -> Way:
        error = statement.exc
        if error is None or isinstance(error, ast.Name) and (
                error.id == self._handler.name):
            return _ended(state, Leaves.SAME)
        if errors.is_control_flow(errors.last_name(error)):
            # LoopingCallDone() ends a looping call, and the error with it.
            return _ended(state, Leaves.NEVER)
        return _ended(self._calls(error, state), Leaves.OTHER, error)

    def _bound(self, statement: ast.stmt, state: _State) -> _State:
        """What a statement binds: a part of the error, or ``reraise``."""
        if not isinstance(statement, ast.Assign):
            return state
        target = statement.targets[0]
        if isinstance(target, ast.Attribute) and target.attr == 'reraise':
            value = statement.value
            if isinstance(value, ast.Constant):
                return state._replace(reraises=bool(value.value))
            return state
        if isinstance(target, ast.Name) and isinstance(
                statement.value, (ast.Attribute, ast.Call)) and any(
                    isinstance(node, ast.Name)
                    and node.id == self._handler.name
                    for node in walk(statement.value)):
            return state._replace(derived=state.derived | {target.id})
        return state

    def _calls(self, statement: ast.AST, state: _State) -> _State:
        """What the calls of a plain statement log, and whether one raises."""
        for node in walk(statement):
            if not isinstance(node, ast.Call):
                continue
            log = log_of(node, self._loggers, self._place, self._offset,
                         self._handler)
            if log is not None:
                state = state._replace(log=louder(state.log, log))
                continue
            name = callee_name(node)
            if name in PLAIN or not name:
                continue
            helper = self._helper(node)
            if helper is None:
                if 'raise' in name:
                    return state._replace(raises=True)
                state = state._replace(may_log=True)
                continue
            if helper.log is not None:
                state = state._replace(log=louder(state.log, helper.log))
            if helper.may_log:
                state = state._replace(may_log=True)
            if helper.raises:
                return state._replace(raises=True)
        return state


def _ended(
    state: _State, leaves: Leaves, raised: ast.expr | None = None,
) -> Way:
    return Way(state.log, state.may_log, leaves, raised)
