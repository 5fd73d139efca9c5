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

"""Mocks that a test hands to the code under test, which calls them back.

``notify.send(task, payload=mock_payload)``: there it is called by the name of
a parameter, whatever the test calls it.
"""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    calls_after)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    Candidate)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)
from flake8_nova_notifications.rules.error_paths.search.ends import Step
from flake8_nova_notifications.rules.error_paths.search import entries
from flake8_nova_notifications.rules.error_paths.search import surroundings
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)


def called_back(
    source: SourceFile, candidate: Candidate, mock: RaisingMock,
) -> tuple[Step, ...]:
    """Where functions that a test calls use a mock that they are handed."""
    if not mock.mock:
        return ()
    return tuple(
        step for call in calls_after(source, candidate.function, mock)
        for node, keyword in _given(call)
        if isinstance(node, (ast.Name, ast.Attribute))
        and mocks.chain(node) == mock.mock
        for step in _uses(source, call, node, keyword))


def _given(call: ast.Call) -> Iterator[tuple[ast.expr, str | None]]:
    for argument in call.args:
        yield argument, None
    for keyword in call.keywords:
        yield keyword.value, keyword.arg


def _uses(
    source: SourceFile, call: ast.Call, node: ast.expr, keyword: str | None,
) -> Iterator[Step]:
    """What is done with a parameter: it is called, or handed on."""
    code = source.memo(entries.code_called, call)
    production = source.once(Production)
    for place in production.named(code.dotted) if (
            code is not None and code.dotted is not None) else ():
        tree = production.tree(place)
        if tree is None or entries.is_of_tests(place.module):
            continue
        taken = surroundings.parameter(tree, call, node, keyword)
        uses = [name for name in tree.each(ast.Name) if name.id == taken]
        if all(isinstance(use.ctx, ast.Load) for use in uses):
            for use in uses:
                if isinstance(tree.parents.get(use), ast.Call):
                    yield Step(place, tree, use, False)
