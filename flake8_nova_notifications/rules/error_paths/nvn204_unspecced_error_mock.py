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

"""NVN204: a raising mock that accepts calls its target would refuse."""

from collections.abc import Iterator
import heapq

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.idioms.folders import is_nameless
from flake8_nova_notifications.idioms.mocks import Patch
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    expected_errors)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    mocked_errors)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    MockedError)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    TRIGGERS)
from flake8_nova_notifications.rules.error_paths.mocks.installed import (
    installed_by)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    functions_around)

# Modules of the tests searched for the one that makes every patch a
# checked one; it is imported by the base class, one or two steps away.
MAX_MODULES = 40
_CHECKING = 'oslotest.mock_fixture'
# Libraries of tests; any other import may be of a project's own test base.
_LIBRARIES = frozenset((
    'unittest', 'testtools', 'testscenarios', 'oslotest', 'pytest'))


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each patch that installs a raising mock without a spec."""
    for error in (*source.once(mocked_errors),
                  *source.once(expected_errors)):
        installed, rest = installed_by(source, error.mock)
        if installed is None or installed.new is not None or rest or (
                _is_elsewhere(source, error, installed)):
            continue
        # ``autospec=False`` says it outright.
        if installed.specified is False or installed.specified is None and (
                not source.once(_is_checked)):
            yield Finding(error.mock.node, {
                'target': installed.target, 'error': error.raised.text})


def _is_elsewhere(
    source: SourceFile, error: MockedError, installed: Patch,
) -> bool:
    """A patch in ``setUp`` serves other tests as well."""
    around = functions_around(source, installed.call)
    return bool(around) and error.candidate.function not in around


def _is_checked(source: SourceFile) -> bool:
    """Whether the test base makes every patch of the project a checked one.

    oslotest's ``patch_mock_module()`` does, once any module calls it that
    the tests import.
    """
    project = source.once(Project)
    queue: list[tuple[int, str]] = []
    seen: set[str] = set()

    def add(dotted: str | None) -> None:
        name = dotted and project.absolute(dotted)
        if name and 'test' in name and name not in seen:
            seen.add(name)
            # The base of all tests stands higher up than most modules.
            heapq.heappush(queue, (name.count('.'), name))

    for bindings in source.once(Names).scope(source.tree).values():
        for binding in bindings:
            if binding.dotted and binding.dotted.startswith(_CHECKING):
                return True
            add(binding.dotted)
    if is_nameless(source) and any(
            name.partition('.')[0] not in _LIBRARIES for name in seen):
        # A text without a name cannot ask the base; doubt keeps silent.
        return True
    for _ in range(MAX_MODULES):
        if not queue:
            break
        _, name = heapq.heappop(queue)
        for target in project.imports(name):
            if target.startswith(_CHECKING):
                return True
            add(target)
    return False


RULE = Rule(
    About(
        code='NVN204',
        summary='mock that raises and accepts any arguments',
        name='unspecced-error-mock',
        message=(
            'mock of {target} that raises {error} accepts any arguments; '
            'patch it with autospec=True'),
        cwe=(628,),
        rationale=(
            'A mock without a specification accepts arguments that the real '
            'function would refuse, so the failure under test may be one '
            'that cannot happen.'),
        examples=(
            Example('any call raises', '''\
import unittest
from unittest import mock

from project import errors


class TestReboot(unittest.TestCase):

    @mock.patch('project.driver.reboot')
    def test_reboot_error(self, mock_reboot):
        mock_reboot.side_effect = errors.RebootFailed()  # NVN204
        self.compute.reboot()
        self.assertEqual('error', self.compute.state)
''', 'project/tests/test_reboot.py'),
            Example('only a call that the driver accepts', '''\
import unittest
from unittest import mock

from project import errors


class TestReboot(unittest.TestCase):

    @mock.patch('project.driver.reboot', autospec=True)
    def test_reboot_error(self, mock_reboot):
        mock_reboot.side_effect = errors.RebootFailed()
        self.compute.reboot()
        self.assertEqual('error', self.compute.state)
''', 'project/tests/test_reboot.py'),
        ),
        options=('nvn_test_files',),
        on_by_default=False,
    ),
    check,
    TRIGGERS,
    holds_tests,
)
