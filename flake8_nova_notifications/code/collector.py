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

"""The garbage collector: what it does while a file is linted.

Both switches are the interpreter's, so all threads share them: the first one
to come throws a switch, and the last one to go puts it back.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import AbstractContextManager
from contextlib import contextmanager
import gc
import os
import threading
from typing import TypeVar

T = TypeVar('T')


class _Switch:
    """One for all threads.

    :param on: throws it, and says whether it has to be put back.
    :param off: puts it back.
    """

    def __init__(
        self, on: Callable[[], bool], off: Callable[[], None],
    ) -> None:
        self._on = on
        self._off = off
        # A generator that nobody ended may be closed by the collector itself.
        self._lock = threading.RLock()
        self._users = 0
        self._thrown = False

    @contextmanager
    def thrown(self) -> Iterator[None]:
        """On for the block, whatever other threads do."""
        with self._lock:
            if not self._users:
                self._thrown = self._on()
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._put_back()

    def forget(self) -> None:
        """In a child process the other threads are gone."""
        self._users = 0
        self._put_back()

    def _put_back(self) -> None:
        if self._thrown:
            self._thrown = False
            self._off()


def _stop() -> bool:
    collects = gc.isenabled()
    gc.disable()
    return collects


def _set_aside() -> bool:
    # Not every Python can; and what a host has set aside itself would be
    # given back with the rest.
    if not hasattr(gc, 'freeze') or gc.get_freeze_count():
        return False
    gc.freeze()
    return True


_rest = _Switch(_stop, gc.enable)
_aside = _Switch(_set_aside, gc.unfreeze)


def resting() -> AbstractContextManager[None]:
    """The collector does nothing until the last thread is through."""
    return _rest.thrown()


def handed_over(reports: Iterable[T]) -> Iterator[T]:
    """Yield each; the collector skips meanwhile what was there before.

    flake8 answers the first report of a file by reading the file's tokens,
    while the tree that it has parsed is alive. The collector is on as ever
    and takes what that leaves behind, but would go through the tree again and
    again and find it in use (``gc.freeze``, docs/cost).
    """
    with _aside.thrown():
        yield from reports


def _renew() -> None:
    global _rest, _aside
    _rest.forget()
    _aside.forget()
    # Who is in a block still leaves the old ones.
    _rest = _Switch(_stop, gc.enable)
    _aside = _Switch(_set_aside, gc.unfreeze)


if hasattr(os, 'register_at_fork'):
    os.register_at_fork(after_in_child=_renew)
