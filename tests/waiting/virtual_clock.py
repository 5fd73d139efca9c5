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

"""Runs a wait under a clock that moves only when it pauses or polls."""

import types
from typing import Any


class Stuck(Exception):
    """It has polled far more often than any bound allows."""


class World:
    """A clock, and something that becomes ready at a poll.

    :param ready: at which poll, counted from 1; None: never.
    :param cost: seconds that a poll takes.
    """

    def __init__(self, ready: int | None, cost: float) -> None:
        self.now = 1000.0
        self.polls = 0
        self._ready = ready
        self._cost = cost

    def poll(self, *_: object, **__: object) -> 'Answer':
        """Take the time of a poll and tell how it stands."""
        self.polls += 1
        self.now += self._cost
        if self.polls > 20_000:
            raise Stuck
        return Answer(self._ready is not None and self.polls >= self._ready)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def clock(self) -> float:
        """The time."""
        return self.now


class Answer:
    """What a poll brings, whichever way it is tested."""

    def __init__(self, ready: bool) -> None:
        self._ready = ready

    def __bool__(self) -> bool:
        return self._ready

    def __eq__(self, other: object) -> bool:
        return self._ready

    def __ne__(self, other: object) -> bool:
        return not self._ready

    def __hash__(self) -> int:
        return 0

    def __getitem__(self, key: object) -> 'Answer':
        return self

    def __getattr__(self, name: str) -> 'Answer':
        return self

    def __call__(self, *_: object, **__: object) -> 'Answer':
        return self

    def __repr__(self) -> str:
        return 'ready' if self._ready else 'not ready'


class _Api:
    def __init__(self, world: World) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return self._world.poll


def passes(code: str, ready: int | None, cost: float) -> tuple[bool, World]:
    """Run ``wait(api)`` of a module: whether it ends without an error."""
    world = World(ready, cost)
    namespace: dict[str, Any] = {}
    exec(compile(code.replace('import time\n', ''), 'x.py', 'exec'),
         namespace)
    namespace['time'] = types.SimpleNamespace(
        sleep=world.sleep, monotonic=world.clock, time=world.clock)
    namespace['LOG'] = types.SimpleNamespace(
        debug=lambda *_: None, warning=lambda *_: None)
    try:
        namespace['wait'](_Api(world))
    except (RuntimeError, AssertionError):
        return False, world
    return True, world
