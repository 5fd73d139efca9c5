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

"""What the handlers of a ``try`` in production code make of an error."""

import ast
from dataclasses import replace

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import error_families
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.rules.error_paths.search.ends import End
from flake8_nova_notifications.rules.error_paths.search.ends import Error
from flake8_nova_notifications.rules.error_paths.search.ends import Kind
from flake8_nova_notifications.rules.error_paths.search.ends import Step
from flake8_nova_notifications.rules.error_paths.search.ends import UNKNOWN
from flake8_nova_notifications.rules.error_paths.search.error_facts import (
    ErrorFacts)
from flake8_nova_notifications.rules.error_paths.search.error_facts import (
    made_with)
from flake8_nova_notifications.rules.error_paths.search.flags import flags
from flake8_nova_notifications.rules.error_paths.search.flags import untouched
from flake8_nova_notifications.rules.error_paths.search import handling
from flake8_nova_notifications.rules.error_paths.search.handling import Leaves
from flake8_nova_notifications.rules.error_paths.search.helpers import Helpers
from flake8_nova_notifications.rules.error_paths.search import surroundings
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)


class Tries:
    """Asks handlers about errors.

    :param helpers: what the helpers of handlers do.
    :param test: the function that mocks the errors.
    """

    def __init__(
        self, source: SourceFile, helpers: Helpers, test: Function,
    ) -> None:
        self._source = source
        self._production = source.once(Production)
        self._helpers = helpers
        self._test = test

    def at(self, step: Step, node: ast.stmt | ast.ExceptHandler) -> str:
        """File and line of a node of a step's function."""
        return f'{step.place.file}:{node.lineno + step.tree.offset}'

    def taken_by(
        self, step: Step, attempt: ast.Try, error: Error,
    ) -> tuple[list[End], list[Error]] | None:
        """The ends in the handlers of a ``try``, and what leaves them."""
        own = error.facts.own_name
        for index, handler in enumerate(attempt.handlers):
            is_taken = handler.type is None or error.facts.is_any(
                _caught(handler))
            later = [cls for one in attempt.handlers[index + 1:]
                     for cls in _caught(one)]
            if is_taken is None and any(
                    last_name(cls) == own for cls in later):
                # Else that one would never take anything.
                continue
            if is_taken is None or is_taken and _is_another(
                    _caught(handler), later):
                return [UNKNOWN], []
            if is_taken:
                return self._in_handler(step, attempt, handler, error)
        return None

    def _in_handler(
        self, step: Step, attempt: ast.Try, handler: ast.ExceptHandler,
        error: Error,
    ) -> tuple[list[End], list[Error]]:
        ways = handling.Handling(
            handler, error.facts, step.place.file, step.tree.offset,
            step.place.read.loggers,
            lambda call: self._helpers.of(
                step.place, path(call.func) or ''),
            untouched(self._source, self._test, flags(
                self._production, step.place, handler))).ways()
        ends: list[End] = []
        leaving: list[Error] = []
        at = self.at(step, handler)
        behind = _raised_behind(step, attempt, handler)
        for way in ways:
            if behind is not None and way.leaves is Leaves.NEVER:
                way = way._replace(leaves=Leaves.OTHER, raised=behind)
            logged = error.logged(way, at)
            if way.leaves is Leaves.NEVER:
                # Where the loudest one stands further in, it is named.
                again = not error.repeats and (
                    surroundings.tries_again(step, attempt)
                    or surroundings.is_repeated(step, handler))
                ends.append(End(
                    Kind.RETRIED if again else Kind.TAKEN, logged.at,
                    logged.log, logged.may_log,
                    logged.log is None
                    and surroundings.is_excused(step, attempt, handler)))
            elif way.leaves is Leaves.SAME:
                leaving.append(logged)
            else:
                leaving.append(replace(
                    logged, facts=self._translated(step, way.raised)))
        return ends, leaving

    def _translated(
        self, step: Step, raised: ast.expr | None,
    ) -> ErrorFacts:
        """The error that a handler raises instead."""
        cls = None if raised is None else errors.spelled_class(raised)
        written = path(cls) if cls is not None else None
        if written is None:
            return ErrorFacts(
                frozenset(('Exception', 'BaseException')), False)
        dotted = step.place.read.dotted(written) or written
        names, complete = error_families.ancestors(self._source, [dotted])
        return ErrorFacts(
            names | {'Exception', 'BaseException',
                     written.rpartition('.')[2]}, complete,
            *made_with(raised))


def _caught(handler: ast.ExceptHandler) -> list[ast.expr]:
    """The classes of errors that a handler names."""
    if isinstance(handler.type, ast.Tuple):
        return handler.type.elts
    return [] if handler.type is None else [handler.type]


def _is_another(
    caught: list[ast.expr], later: list[ast.expr],
) -> bool:
    """Whether a later handler takes a class of that name as well.

    ``except db.Timeout`` and ``except web.Timeout``: which of them an error
    is, its last name does not tell.
    """
    return any(last_name(cls) == last_name(other) and path(cls) != path(other)
               for cls in later for other in caught)


def _raised_behind(
    step: Step, attempt: ast.Try, handler: ast.ExceptHandler,
) -> ast.expr | None:
    """The error that is raised in any case behind a ``try``.

    ``except E: try: undo() except E: pass; raise Failed()``: a handler that
    does not leave the block ends nothing. None where it may.
    """
    child: ast.AST = attempt
    above = step.tree.parents[attempt]
    if not step.tree.each(ast.Raise):
        return None
    while True:
        for statement in _behind(above, child):
            if isinstance(statement, ast.Raise):
                return None if _may_leave(handler.body) else statement.exc
            if _may_leave([statement]):
                return None
        if not isinstance(above, (ast.If, ast.With, ast.AsyncWith)):
            return None
        child, above = above, step.tree.parents[above]


def _behind(above: ast.AST, child: ast.AST) -> list[ast.stmt]:
    """The statements of a block that stand behind one of them."""
    for name in ('body', 'orelse', 'finalbody'):
        block: list[ast.stmt] = getattr(above, name, [])
        for index, statement in enumerate(block):
            if statement is child:
                return block[index + 1:]
    return []


def _may_leave(block: list[ast.stmt]) -> bool:
    """Whether a block may be left by another way than an error."""
    return any(
        isinstance(node, (ast.Return, ast.Break, ast.Continue))
        for statement in block for node in walk(statement))
