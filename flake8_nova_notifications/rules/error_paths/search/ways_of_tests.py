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

"""Which calls of a test lead to the handler that ends its mocked error."""

import ast

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    calls_after)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    MockedError)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)
from flake8_nova_notifications.rules.error_paths.mocks.targets import target_of
from flake8_nova_notifications.rules.error_paths.search import entries
from flake8_nova_notifications.rules.error_paths.search.handler_search import (
    Search)
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place


def leading_calls(source: SourceFile, error: MockedError) -> list[ast.Call]:
    """The calls of a test that lead to a handler of its mocked error.

    Those made once the mock raises, in order. A call of a helper in the same
    file is one where the helper makes such a call.
    """
    return _Ways(source, error).calls()


class _Ways:
    def __init__(self, source: SourceFile, error: MockedError) -> None:
        self._source = source
        self._error = error
        # That its class is known found the handler.
        assert error.raised.kind is not None
        self._search = Search(
            source, error, target_of(source, error.mock), error.raised.kind)
        self._starts: dict[tuple[Place, ...], bool] = {}

    def calls(self) -> list[ast.Call]:
        """Those of the test itself."""
        return [call for call in calls_after(
            self._source, self._error.candidate.function, self._error.mock)
            if self._leads(call, 0)]

    def _leads(self, call: ast.Call, depth: int) -> bool:
        helper = self._source.once(Names).definition(call.func)
        if not isinstance(helper, FUNCTIONS):
            return any(map(self._starts_way, _run_by(
                self._source, self._error.mock, call)))
        return depth < entries.MAX_HELPERS and any(
            self._leads(inner, depth + 1)
            for inner in calls_after(self._source, helper, None))

    def _starts_way(self, places: list[Place]) -> bool:
        key = tuple(places)
        if key not in self._starts:
            self._starts[key] = self._search.run(places) is not None
        return self._starts[key]


def _run_by(
    source: SourceFile, mock: RaisingMock, call: ast.Call,
) -> list[list[Place]]:
    """The functions that one call of a test runs: one list a guess."""
    code = source.memo(entries.code_called, call)
    if code is None:
        return []
    production = source.once(Production)
    known = production.named(code.dotted) if code.dotted else ()
    if known:
        return [list(known)]
    target = entries.of_target(source, mock)
    guesses = [
        [*entries.under_test(source), *([target] if target else [])],
        *([module] for module in source.once(entries.imported))]
    return [entries.by_name(production, code.name, modules)
            for modules in guesses]
