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

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.error_paths import fakes
from flake8_nova_notifications.rules.error_paths.handling import Helper
from flake8_nova_notifications.rules.error_paths import log_calls
from flake8_nova_notifications.rules.error_paths.log_calls import Log
from flake8_nova_notifications.rules.error_paths.production import Place
from flake8_nova_notifications.rules.error_paths.production import Production

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
        self, place: Place, call: ast.Call, depth: int = 0,
    ) -> Helper | None:
        """What a call in a function does; None if it cannot be seen."""
        places = self._production.callees(place, path(call.func) or '')
        if not places:
            return None
        found = [self._told(one, depth) for one in places]
        return found[0] if len(found) == 1 else Helper(
            None, any(one.log or one.may_log for one in found),
            False)

    def _told(self, place: Place, depth: int) -> Helper:
        if self._is_replaced(place):
            return _NOTHING
        self._asked += 1
        tree = self._production.tree(place) if (
            depth < MAX_DEPTH and self._asked <= MAX_HELPERS) else None
        read = self._production.outline(place.module)
        if tree is None or read is None:
            return Helper(None, True, False)
        file = self._production.file(place.module) or ''
        body = tree.node.body
        log: Log | None = None
        may_log = False
        passed = True
        for statement in body:
            certain = passed and isinstance(statement, (ast.Expr, ast.Assign))
            for node in walk(statement):
                passed = passed and not isinstance(node, ast.Return)
                if not isinstance(node, ast.Call):
                    continue
                own = log_calls.log_of(
                    node, read.loggers, file, tree.offset, tree.node)
                if own is not None:
                    own = own._replace(helper=place.block.name)
                    if certain:
                        log = log_calls.louder(log, own)
                    else:
                        may_log = True
                elif certain:
                    inner = self.of(place, node, depth + 1)
                    if inner is not None:
                        log = log_calls.louder(log, inner.log)
                        may_log = may_log or inner.may_log
        return Helper(log, may_log, not fakes.may_answer(body))
