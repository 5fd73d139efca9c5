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

"""Why a loop is taken for a wait or not: each reason by its own example."""

import ast

import pytest

from flake8_nova_notifications.rules.waiting.judgement.verdict import (
    reason_for)
from flake8_nova_notifications.rules.waiting.judgement.verdict import REASONS
from flake8_nova_notifications.rules.waiting.loops.loop import Reason
from tests import linted

# They need a loop of hundreds of ways out, or a file of a million nodes.
WITHOUT_EXAMPLE = {'too many exits', 'too large'}

each_reason = pytest.mark.parametrize(
    'reason', [one for one in REASONS if one.name not in WITHOUT_EXAMPLE],
    ids=lambda reason: reason.name)


def reasons(code: str) -> dict[int, str]:
    """The reason of each loop of a module, by its line."""
    source = linted.read(code)
    found = {
        loop.lineno: reason_for(source, loop)
        for loop in source.nodes(ast.For, ast.While)}
    return {line: reason.name for line, reason in found.items() if reason}


@each_reason
def test_example(reason: Reason) -> None:
    """The marked loop has this reason, and no other reason comes first."""
    marked = [
        line for line, text in enumerate(reason.example.splitlines(), 1)
        if text.endswith(f':  # {reason.name}')]
    assert len(marked) == 1
    assert reasons(reason.example)[marked[0]] == reason.name


@each_reason
def test_near_miss(reason: Reason) -> None:
    """What looks alike has another reason."""
    if reason.near_miss:
        found = reasons(reason.near_miss)
        assert found and reason.name not in found.values()


def test_table() -> None:
    """Names are unique, and the sentences can be read as such."""
    names = [reason.name for reason in REASONS]
    assert len(set(names)) == len(names)
    assert all(reason.says.endswith('.') for reason in REASONS)
    assert {reason.name for reason in REASONS if reason.is_wait} == {
        'polls', 'says that it waits', 'compares an answer',
        'watches a value'}
    assert {r.name for r in REASONS if not r.example} == WITHOUT_EXAMPLE


def test_only_loops_have_a_reason() -> None:
    """A function or an asynchronous ``for`` is never one."""
    source = linted.read('async def f(a):\n    async for b in a:\n        c')
    assert [reason_for(source, node) for node in source.nodes(
        ast.AsyncFunctionDef, ast.AsyncFor, ast.Name)] == [None] * 5
