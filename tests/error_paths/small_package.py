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

"""A package with one module, an exception and a place for its tests."""

import pathlib

EXCEPTION = '''\
class Problem(Exception):
    pass


class DiskNotFound(Problem):
    pass


class Other(Exception):
    pass
'''


def package(root: pathlib.Path, manager: str) -> str:
    """Write it; the path of the test of its manager."""
    tests = root / 'p' / 'tests' / 'unit'
    tests.mkdir(parents=True)
    for folder in (tests, tests.parent, root / 'p'):
        (folder / '__init__.py').write_text('')
    (root / 'p' / 'manager.py').write_text(manager)
    (root / 'p' / 'exception.py').write_text(EXCEPTION)
    return str(tests / 'test_manager.py')
