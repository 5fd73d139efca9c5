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

"""API samples: documents that show what a service is asked and answers.

What stands in one is public. The samples of a project are read once a run,
and only when some test spells out a value that looks secret.
"""

from collections.abc import Iterator
from functools import lru_cache
import os

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_nameless
from flake8_nova_notifications.project.lookup import Project

# Where projects keep them: beside their package, and among its tests.
_FOLDERS = (
    'doc/api_samples', 'api-ref/source/samples', 'api_samples',
    'doc/source/api_samples')
_FOLDERS_OF_TESTS = (
    'tests/functional/api_sample_tests/api_samples',
    'tests/functional/api_samples')
_TEST = 'api_sample'
# Nova has some two thousand files of one KiB.
MAX_FILES = 5000
MAX_BYTES = 1 << 24


def is_sample(source: SourceFile, value: str) -> bool:
    """Whether a value is that of an API sample of the project.

    Tests of the samples spell out what these hold.
    """
    project = source.once(Project)
    if any(_TEST in part for part in project.package.split('.')):
        return True
    if project.root is None:
        # Without a name, what a test imports tells where it stands.
        return is_nameless(source) and _TEST in source.text
    return value in source.once(_samples)


def _samples(source: SourceFile) -> str:
    """The texts of all samples of the project that a file belongs to."""
    project = source.once(Project)
    root = project.root or ''
    package = os.path.join(root, project.package.partition('.')[0])
    return _read(tuple(_folders([
        *(os.path.join(root, name) for name in _FOLDERS),
        *(os.path.join(package, name) for name in _FOLDERS_OF_TESTS)])))


def _folders(tops: list[str]) -> Iterator[tuple[str, int]]:
    """All folders with samples, each with the time of its last change."""
    for top in tops:
        for above, below, _ in os.walk(top):
            below.sort()
            try:
                yield above, os.stat(above).st_mtime_ns
            except OSError:
                continue


@lru_cache(4)
def _read(folders: tuple[tuple[str, int], ...]) -> str:
    """The texts of all samples in some folders, up to a limit."""
    found: list[str] = []
    files = size = 0
    for folder, _ in folders:
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            files += 1
            if files > MAX_FILES or size > MAX_BYTES:
                return '\n'.join(found)
            if not os.path.isfile(path):
                continue
            try:
                with open(path, encoding='utf-8') as stream:
                    found.append(stream.read(MAX_BYTES - size))
            except (OSError, ValueError):
                continue
            size += len(found[-1])
    return '\n'.join(found)
