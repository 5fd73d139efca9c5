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

"""A deadline by the clock that a file has already."""

import types
from typing import Any

import pytest

from tests import linted
from tests.waiting import virtual_clock


@pytest.mark.parametrize('imports, clock', [
    ('from oslo_utils import timeutils\n', 'timeutils.now()'),
    ('from oslo_utils import timeutils\nimport time\n', 'time.monotonic()'),
    ('from project import timeutils\nimport time\n', 'time.monotonic()'),
])
def test_the_clock_that_a_file_has(imports: str, clock: str) -> None:
    """That of oslo.utils is asked where it is there and time is not."""
    head = f'from eventlet import sleep\n{imports}'
    new, refused = linted.fixed(
        f'{head}\n\ndef wait(api):\n    for _ in range(9):\n'
        '        if api.is_up():\n            return\n'
        '        sleep(1)\n    raise RuntimeError()\n', 'NVN101')
    assert refused == []
    assert new.startswith(
        f'{head}\n\ndef wait(api):\n    deadline = {clock} + 60\n')
    assert f'expired = {clock} >= deadline' in new
    assert linted.lines(new, 'NVN101') == []


WATCH = """\
import time

from oslo_utils import timeutils


def other(api):
    with timeutils.StopWatch(duration=5) as watch:
        api.go()
    return watch.elapsed()


def wait(api):
    for _ in range(40):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError()
"""


def test_a_watch() -> None:
    """Where the file has another one."""
    new, refused = linted.fixed(WATCH, 'NVN101')
    assert refused == []
    assert new == WATCH.replace(
        '    for _ in range(40):\n', """\
    watch = timeutils.StopWatch(200).start()
    expired = False
    while not expired:
        expired = watch.expired()
""")
    assert linted.lines(new, 'NVN101') == []
    assert linted.fixed(new, 'NVN101') == (new, [])


@pytest.mark.parametrize('old, new, wanted', [
    ('from oslo_utils import timeutils', 'from p import timeutils',
     'deadline = time.monotonic() + 200'),
    ('timeutils.StopWatch(duration=5)', 'timeutils.timer()',
     'deadline = time.monotonic() + 200'),
    ('from oslo_utils import timeutils',
     'from oslo_utils import timeutils as clock', None),
    # Imported for the other function only.
    ('import time\n\nfrom oslo_utils import timeutils\n\n\ndef other(api):',
     'import time\n\n\ndef other(api):\n    from oslo_utils import timeutils',
     'deadline = time.monotonic() + 200'),
    ('(api):\n    for', '(api, watch):\n    for',
     'poll_watch = timeutils.StopWatch(200).start()'),
])
def test_near_misses(old: str, new: str, wanted: str | None) -> None:
    """Another watch, no watch, another name, a name that is taken."""
    text = WATCH.replace(old, new)
    if wanted is None:
        text = text.replace('timeutils.Stop', 'clock.Stop')
        wanted = 'watch = clock.StopWatch(200).start()'
    assert f'    {wanted}\n' in linted.fixed(text, 'NVN101')[0]


class _Watch:
    """``StopWatch`` of oslo.utils, as far as it is used."""

    def __init__(self, world: virtual_clock.World, duration: float) -> None:
        self._world = world
        self._duration = duration

    def start(self) -> '_Watch':
        """Begin."""
        self._begun = self._world.now
        return self

    def expired(self) -> bool:
        """Whether it is over."""
        return self._world.now - self._begun > self._duration


@pytest.mark.parametrize('ready', [1, 2, 39, 40, 41, None])
@pytest.mark.parametrize('cost', [0, 0.2, 2])
def test_it_waits_as_long(
    ready: int | None, cost: float, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What passed passes."""
    new, _ = linted.fixed(WATCH, 'NVN101')

    def passes(code: str) -> bool:
        world = virtual_clock.World(ready, cost)
        names: dict[str, Any] = {
            'time': types.SimpleNamespace(sleep=world.sleep),
            'timeutils': types.SimpleNamespace(
                StopWatch=lambda seconds: _Watch(world, seconds))}
        exec(code.split('timeutils\n', 1)[1], names)
        try:
            names['wait'](types.SimpleNamespace(is_up=world.poll))
        except RuntimeError:
            return False
        return True

    assert passes(new) or not passes(WATCH)
    assert passes(new) is (ready is not None)
