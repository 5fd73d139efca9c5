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

"""What functions do that a handler calls: whether they log, and raise."""

import ast
from collections.abc import Callable
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.project.outlines import Outline
from flake8_nova_notifications.rules.error_paths.mocks import fakes
from flake8_nova_notifications.rules.error_paths.search.handling import Helper
from flake8_nova_notifications.rules.error_paths.search import log_calls
from flake8_nova_notifications.rules.error_paths.search.log_calls import Log
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place

# Helpers that call each other and are looked into.
MAX_DEPTH = 3
# Helpers looked into for one question.
MAX_HELPERS = 30

_NOTHING = Helper(None, False, False)


class Helpers:
    """What the helpers of handlers do, for one question.

    :param is_replaced: whether the test replaces a function by a mock, so
        that what it would log is not logged.
    """

    def __init__(
        self, production: Production, is_replaced: Callable[[Place], bool],
    ) -> None:
        self._production = production
        self._is_replaced = is_replaced
        self._asked = 0

    def of(
        self, place: Place, called: str, depth: int = 0,
    ) -> Helper | None:
        """What a call in a function does; None if it cannot be seen.

        :param called: what is called, as it is written there.
        """
        places = self._production.callees(place, called)
        return self._told(places[0], depth) if len(places) == 1 else None

    def _told(self, place: Place, depth: int) -> Helper:
        if self._is_replaced(place):
            return _NOTHING
        self._asked += 1
        done = self._production.derived(place, _done) if (
            depth < MAX_DEPTH and self._asked <= MAX_HELPERS) else None
        if done is None:
            return Helper(None, True, False)
        log: Log | None = None
        may_log = done.may_log
        for one in done.certain:
            if isinstance(one, Log):
                log = log_calls.louder(log, one._replace(
                    place=f'{place.file}{one.place}', helper=place.block.name))
                continue
            inner = self.of(place, one, depth + 1)
            if inner is not None:
                log = log_calls.louder(log, inner.log)
                may_log = may_log or inner.may_log
        return Helper(log, may_log, done.raises)


class _Done(NamedTuple):
    """What a function does, as far as its own lines tell.

    :ivar certain: what it always logs, without the file in the place, and
        the paths of what it always calls, in order.
    :ivar may_log: whether it logs besides.
    :ivar raises: whether it always raises.
    """

    certain: tuple[Log | str, ...]
    may_log: bool
    raises: bool


def _done(read: Outline, tree: FunctionTree) -> _Done:
    """Read once a version of a module: many handlers call the same helper."""
    certain: list[Log | str] = []
    may_log = False
    passed = True
    body = tree.node.body
    for statement in body:
        is_certain = passed and isinstance(statement, (ast.Expr, ast.Assign))
        for node in walk(statement):
            passed = passed and not isinstance(node, ast.Return)
            if not isinstance(node, ast.Call):
                continue
            own = log_calls.log_of(
                node, read.loggers, '', tree.offset, tree.node)
            if own is None:
                called = path(node.func) if is_certain else None
                if called is not None:
                    certain.append(called)
            elif is_certain:
                certain.append(own)
            else:
                may_log = True
    return _Done(tuple(certain), may_log, not fakes.may_answer(body))
