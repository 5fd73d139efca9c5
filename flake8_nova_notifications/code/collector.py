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

"""The garbage collector, which rests while the plugin's own code runs."""

from collections.abc import Iterator
from contextlib import contextmanager
import gc
import os
import threading


class _Rest:
    """Who rests at the moment, in how many threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.threads = 0
        self.collects = True


_rest = _Rest()


@contextmanager
def resting() -> Iterator[None]:
    """The collector does nothing until the last thread is through.

    It is switched for all threads together, so the first one to come notes
    whether it was on and the last one to go leaves it as it was.
    """
    rest = _rest
    with rest.lock:
        if not rest.threads:
            rest.collects = gc.isenabled()
            gc.disable()
        rest.threads += 1
    try:
        yield
    finally:
        with rest.lock:
            rest.threads -= 1
            if not rest.threads and rest.collects:
                gc.enable()


def _renew() -> None:
    """In a child process the other threads are gone."""
    global _rest
    if _rest.threads and _rest.collects:
        gc.enable()
    _rest = _Rest()


if hasattr(os, 'register_at_fork'):
    os.register_at_fork(after_in_child=_renew)
