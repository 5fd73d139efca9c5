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

"""Modules of a project, read from disk and kept."""

from collections import Counter
from functools import lru_cache

from flake8_nova_notifications.project.definitions import module_facts
from flake8_nova_notifications.project.definitions import ModuleFacts
from flake8_nova_notifications.project.module_text import imported
from flake8_nova_notifications.project.versions import MAX_BYTES
from flake8_nova_notifications.project.versions import Version
from flake8_nova_notifications.project.versions import version

MAX_CACHED = 512        # modules kept; a server that lives for days
# How often each question was asked; read by tests and benchmarks.
STATISTICS: Counter[str] = Counter()


def read(path: str, name: str, is_package: bool) -> ModuleFacts | None:
    key = version(path)
    if key is None:
        return None
    STATISTICS['asked'] += 1
    return _parse(key, name, is_package)


@lru_cache(MAX_CACHED)
def imported_by(
    key: Version, name: str, is_package: bool,
) -> tuple[str, ...]:
    try:
        with open(key[0], 'rb') as stream:
            return imported(stream.read(MAX_BYTES), name, is_package)
    except (OSError, SyntaxError, ValueError):
        return ()


@lru_cache(MAX_CACHED)
def _parse(
    key: Version, name: str, is_package: bool,
) -> ModuleFacts | None:
    STATISTICS['read'] += 1
    try:
        with open(key[0], 'rb') as stream:
            code = stream.read(MAX_BYTES)
        return module_facts(code, name, is_package)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
