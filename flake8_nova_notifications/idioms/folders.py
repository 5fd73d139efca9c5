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

"""What a file is for, by where it stands: tests or production code."""

from functools import lru_cache
import os
from pathlib import PurePath
import re

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.project.lookup import Project

# Folders whose meaning is kept, many files share one.
MAX_FOLDERS = 1024

_TEST_FILE = re.compile(r'(?:test_\w*|\w*_test|tests?|base_test)\.py')
_TEST_FOLDER = re.compile(r'\w*tests|test|testing|\w+_test')
# Beside the code, but never part of a running service.
_OTHER_FOLDERS = frozenset((
    'doc', 'docs', 'tools', 'releasenotes', 'examples', 'benchmarks',
    'rally-jobs', 'playbooks', 'migrations', 'alembic', 'hacking'))
_OTHER_FILES = frozenset(('setup.py', 'conftest.py', 'noxfile.py'))
# What flake8 calls a text from standard input.
_NAMELESS = ('stdin', '-')
# Imports of test libraries, classes built on a test case, test methods, and
# fakes for tests.
_TESTS = re.compile(
    r'^[ \t]*(?:from|import)[ \t]+(?:unittest|mock|testtools|oslotest|pytest|'
    r'fixtures|ddt|testscenarios|[\w.]+\.tests?)\b'
    r'|^class[ \t]+\w+\([^)\n]*(?:TestCase|TestBase)\b'
    r'|^class[ \t]+_?Fake[A-Z]'
    r'|^[ \t]*(?:async[ \t]+)?def[ \t]+test_\w+\(', re.M)


def holds_tests(source: SourceFile) -> bool:
    """Whether a file holds tests or what tests are made of.

    OpenStack's habit (``project/tests/...``) and pytest's (``test_*.py``,
    ``*_test.py``); further ones by an option.
    """
    name = os.path.basename(source.path)
    if _TEST_FILE.fullmatch(name) or _are_for_tests(
            source.once(_near_folders)) or _looks_like_tests(source):
        return True
    named = source.options.nvn_test_files
    if not named:
        return False
    path = PurePath(source.path)
    return _configured(named, (*path.parts[:-1], path.stem))


@lru_cache(MAX_FOLDERS)
def _are_for_tests(folders: tuple[str, ...]) -> bool:
    return any(_TEST_FOLDER.fullmatch(folder) for folder in folders)


def is_tested(source: SourceFile) -> bool:
    """Whether a file is anything but tests: services, tools and plug-ins."""
    return not source.once(holds_tests)


def is_production(source: SourceFile) -> bool:
    """Whether a file is code that runs in a service or on a command line."""
    name = os.path.basename(source.path)
    near = source.once(_near_folders)
    if _configured(source.options.nvn_production_files,
                   (*near, name.removesuffix('.py'))):
        return True
    return not source.once(holds_tests) and name not in _OTHER_FILES and (
        _OTHER_FOLDERS.isdisjoint(near))


def is_nameless(source: SourceFile) -> bool:
    """Whether the text came from standard input and has no name."""
    return source.path in _NAMELESS


def _near_folders(source: SourceFile) -> tuple[str, ...]:
    return source.once(Project).folders


def _looks_like_tests(source: SourceFile) -> bool:
    """Whether a text that has no name holds tests, by what is in it.

    Some editors hand over a buffer as ``flake8 -`` does, without a name.
    """
    return is_nameless(source) and bool(_TESTS.search(source.text))


def _configured(
    names: tuple[str, ...], parts: tuple[str, ...],
) -> bool:
    return any(name in parts for name in names)
