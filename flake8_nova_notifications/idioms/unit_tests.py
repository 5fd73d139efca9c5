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

"""The unit tests of a module, found by their names."""

from collections.abc import Iterator
import os

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.project.versions import MAX_BYTES


def unit_tests(source: SourceFile) -> Iterator[str]:
    """The texts of the tests of a module that can be found.

    A file that holds tests is its own.
    """
    if source.once(holds_tests):
        yield source.text
    else:
        yield from map(_read, _files(source))


def _files(source: SourceFile) -> list[str]:
    """Test modules by OpenStack's habits, those that exist."""
    path = os.path.abspath(source.path)
    folder, name = os.path.split(path)
    test = f'test_{name}'
    found = [os.path.join(folder, test), os.path.join(folder, 'tests', test)]
    package = source.once(Project).package.split('.')
    if package != ['']:
        root = folder
        for _ in package:
            root = os.path.dirname(root)
        first, *rest = package
        for tests in (('tests', 'unit'), ('tests',), ('test', 'unit')):
            found.append(os.path.join(root, first, *tests, *rest, test))
            # Large modules have a folder of tests, or one above all.
            found.append(os.path.join(
                root, first, *tests, *rest[:-1], f'test_{"_".join(rest)}.py'))
    return [path for path in found if os.path.isfile(path)]


def _read(path: str) -> str:
    try:
        with open(path, encoding='utf-8', errors='replace') as stream:
            return stream.read(4 * MAX_BYTES)
    except OSError:
        return ''
