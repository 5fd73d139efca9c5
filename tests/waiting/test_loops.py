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

"""Waits in odd places, and the bounds of what is searched for them."""

import ast

import pytest

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.waiting.loops import deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from tests import linted

HEAD = 'import time\n'


def test_give_up_of_two_waits() -> None:
    """A failure that ends both an inner and an outer wait is told once."""
    found = linted.report(
        'import time\n\n\ndef wait(api):\n'
        '    for _ in range(5):\n'
        '        if api.is_up():\n            return\n'
        '        time.sleep(1)\n'
        '        for _ in range(5):\n'
        '            if api.is_up():\n                return\n'
        '            time.sleep(1)\n'
        '            if time.monotonic() > api.limit:\n'
        '                raise RuntimeError("no")\n', 'NVN102')
    assert [one.partition(' ')[0] for one in found] == ['14:17']


def test_function_inside_a_loop() -> None:
    """What a nested function assigns is none of the loop's business."""
    found = linted.report(
        'import time\n\n\ndef wait(api, pause):\n'
        '    while not api.is_up():\n'
        '        time.sleep(pause)\n\n'
        '        def later():\n'
        '            for pause in range(5):\n'
        '                api.use(pause)\n', 'NVN105')
    assert [one.partition(' ')[0] for one in found] == ['5:5']


def test_pause_hidden_by_a_helper() -> None:
    """How long it is is not said."""
    assert linted.report(
        'import time\n\n\ndef pause():\n    time.sleep(CONF.pause)\n\n\n'
        'def wait(api):\n    while not api.is_up():\n        pause()\n',
        'NVN105')[0].startswith('9:5 NVN105 wait pauses equally long after ')


def test_wait_in_a_class_body() -> None:
    """No function goes on behind it, so nothing goes on silently."""
    found = linted.report(
        'import time\nimport api\n\n\nclass Setup:\n'
        '    for _ in range(5):\n'
        '        if api.is_up():\n            break\n'
        '        time.sleep(1)\n', 'NVN101', 'NVN103')
    assert [one.split()[:2] for one in found] == [['6:5', 'NVN101']]


@pytest.mark.parametrize('length, found', (
    (deadlines.MAX_VISITS - 4, True), (deadlines.MAX_VISITS - 3, False)))
def test_names_behind_a_deadline(length: int, found: bool) -> None:
    """A name for a name for a name, up to a bound."""
    chain = ''.join(f'        n{n} = n{n + 1}\n' for n in range(length))
    code = (
        'import time\n\n\ndef f(api):\n    while not api.is_up():\n'
        f'{chain}        n{length} = time.monotonic()\n'
        '        if n0 > 9:\n            raise RuntimeError("no")\n'
        '        time.sleep(1)\n')
    assert bool(linted.lines(code, 'NVN104')) is not found


@pytest.mark.parametrize('length, found', (
    (deadlines.MAX_VISITS - 2, True), (deadlines.MAX_VISITS - 1, False)))
def test_names_behind_the_wall_clock(length: int, found: bool) -> None:
    """Which clock it is, is asked of as many names."""
    chain = ''.join(f'    n{n} = n{n + 1}\n' for n in range(length))
    code = (
        f'import time\n\n\ndef f(api):\n{chain}'
        f'    n{length} = time.time()\n    while not api.is_up():\n'
        '        if n0 > time.monotonic():\n'
        '            raise RuntimeError("no")\n'
        '        time.sleep(1)\n')
    assert bool(linted.lines(code, 'NVN106')) is found


def test_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ways are paid for test by test, what is played round by round."""
    asked: list[tuple[str, int]] = []

    def affords(source: SourceFile, search: str, visits: int) -> bool:
        asked.append((search, visits))
        return True

    monkeypatch.setattr(SourceFile, 'affords', affords)
    code = HEAD + '''
def f(api):
    for _ in range(9):
        if api.is_up():
            return True
        if api.is_off():
            if api.is_on():
                return False
        time.sleep(1)
'''
    source = linted.read(code)
    assert linted.lines(code, 'NVN101') == [4]
    nodes = len(list(walk(source.nodes(ast.For)[0])))
    assert [visits for search, visits in asked if search == 'waits'] == [
        (1 + 2 + 3) * nodes]
    assert {visits for search, visits in asked if search == 'rounds'} == {
        nodes + nodes // 2}


@pytest.mark.parametrize('number, found', (
    (flow.MAX_EXITS - 1, True), (flow.MAX_EXITS, False)))
def test_ways_out_are_bounded(number: int, found: bool) -> None:
    """Too many ways out are not followed."""
    ways = ''.join(
        f'        if api.is_at({n}):\n            return {n}\n'
        for n in range(number))
    code = (
        'import time\n\n\ndef f(api):\n    for _ in range(5):\n'
        f'{ways}        time.sleep(1)\n        if api.is_up():\n'
        '            break\n')
    source = linted.read(code)
    loop = source.nodes(ast.For)[0]
    assert (flow.exits(source, loop) is not None) is found


@pytest.mark.parametrize('number, found', (
    (flow.MAX_TESTS - 1, True), (flow.MAX_TESTS, False)))
def test_conditions_are_bounded(number: int, found: bool) -> None:
    """Too many conditions before a way out are not kept."""
    tests = ''.join(
        f'        if api.is_at({n}):\n            continue\n'
        for n in range(number))
    code = (
        'import time\n\n\ndef f(api):\n    for _ in range(5):\n'
        f'{tests}        if api.is_up():\n            return 1\n')
    source = linted.read(code)
    loop = source.nodes(ast.For)[0]
    assert (flow.exits(source, loop) is not None) is found


def test_loops_in_loops_in_loops() -> None:
    """As deep as the parser goes, each way out is still known."""
    def nested(depth: int) -> list[int]:
        inner = ''.join(
            f'{" " * (8 + n)}for x{n} in api.all({n}):\n'
            for n in range(depth))
        return linted.lines(
            'import time\n\n\ndef wait(api):\n    for _ in range(5):\n'
            f'        if api.is_up():\n            return\n{inner}'
            f'{" " * (8 + depth)}if api.is_on():\n'
            f'{" " * (9 + depth)}return\n'
            '        time.sleep(1)\n    raise RuntimeError("no")\n',
            'NVN101')
    assert nested(50) == [5]
    assert nested(90) == [5]


def test_many_ways_out() -> None:
    """Thirty ways out are far from a search without end."""
    ways = ''.join(
        f'        if api.is_at({i}):\n            return {i}\n'
        for i in range(30))
    found = linted.lines(
        f'import time\n\n\ndef wait(api):\n    for _ in range(5):\n{ways}'
        '        time.sleep(1)\n    raise RuntimeError("no")\n', 'NVN101')
    assert found == [5]
