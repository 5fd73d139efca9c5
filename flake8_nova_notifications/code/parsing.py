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

"""The one place where the plugin parses text.

In Python 3.11 and 3.12 all threads share the count of how deep the parser
stands in a tree, so that two of them at once may fail with ``SystemError: AST
constructor recursion depth mismatch`` (python/cpython#106905). An editor's
host lints files in threads, and rules parse what other modules hold.
"""

import ast
import os
import threading

_lock = threading.RLock()


def parser() -> threading.RLock:
    """What whoever parses holds meanwhile."""
    return _lock


def parse(text: str) -> ast.Module:
    """The tree of a module's text; one thread at a time.

    :raises SyntaxError: it is no Python.
    :raises ValueError: it holds a null character, up to Python 3.11.
    """
    with _lock:
        return ast.parse(text)


def _renew() -> None:
    """In a child process the thread that held the lock is gone."""
    global _lock
    _lock = threading.RLock()


if hasattr(os, 'register_at_fork'):
    os.register_at_fork(after_in_child=_renew)
