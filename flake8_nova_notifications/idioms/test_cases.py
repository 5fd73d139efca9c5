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

"""Classes that are tests: what descends from ``unittest.TestCase``."""

import ast

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.project.lookup import Project

# Bases outside of the project that are, or descend from, unittest's.
_TEST_CASES = frozenset((
    'unittest.TestCase', 'unittest.case.TestCase',
    'unittest.IsolatedAsyncioTestCase', 'unittest2.TestCase',
    'testtools.TestCase', 'testtools.testcase.TestCase',
    'fixtures.TestWithFixtures', 'oslotest.base.BaseTestCase',
    'django.test.TestCase', 'django.test.SimpleTestCase',
    'django.test.TransactionTestCase', 'tempest.lib.base.BaseTestCase',
    'tempest.test.BaseTestCase', 'twisted.trial.unittest.TestCase'))


def is_test_case(source: SourceFile, cls: ast.ClassDef) -> bool:
    """Whether a class certainly descends from ``unittest.TestCase``."""
    project = source.once(Project)
    return any((project.origin(name) or name) in _TEST_CASES
               for name in project.ancestors(
                   source.once(Names).foreign_bases(cls))[0])
