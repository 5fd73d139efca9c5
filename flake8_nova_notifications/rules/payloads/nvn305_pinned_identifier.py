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

"""NVN305: a test pins identifiers of the payload that it expects."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.idioms.identifiers import by_name
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.payloads.events import shown

_IDENTIFIERS = frozenset((
    Category.IDENTITY, Category.RESOURCE, Category.CATALOGUE))


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each call that replaces identifiers of a sample."""
    for call in source.on(ast.Call, source.lines_with('replacements')):
        pinned = _pinned(source, call)
        if pinned:
            yield Finding(pinned[0], {
                'keys': ', '.join(shown(str(key.value)) for key in pinned),
                'call': callee_name(call)})


def _pinned(source: SourceFile, call: ast.Call) -> list[ast.Constant]:
    """The keys of ``replacements`` that are identifiers with a value."""
    for keyword in call.keywords:
        if keyword.arg != 'replacements':
            continue
        value: ast.AST = keyword.value
        if isinstance(value, ast.Name):
            value = source.once(Names).value(value)
        if not isinstance(value, ast.Dict):
            return []
        return [
            key for key, item in zip(value.keys, value.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
            and by_name(key.value.rpartition('.')[2]) in _IDENTIFIERS
            and not _is_masked(item)]
    return []


def _is_masked(value: ast.expr) -> bool:
    """``ANY`` and None hold for every value, or for none."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name == 'ANY'
        case ast.Constant() | ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
    return False


RULE = Rule(
    About(
        code='NVN305',
        summary='test that pins identifiers of the payload it expects',
        name='pinned-identifier',
        message=(
            '{call}() pins identifiers of the payload: {keys}; use ANY where '
            'the test is about something else'),
        cwe=(200,),
        rationale=(
            'A sample test that replaces ids by the values of this run '
            'fixes that the payload carries them: taking one out later '
            'breaks the test. Off by default: where the ids are what the '
            'test is about, pinning them is right.'),
        examples=(
            Example('ids of this run', '''\
class TestNotificationSample:
    def test_create(self):
        server = self._boot_a_server()
        self._verify_notification(
            'instance-create-end',
            replacements={
                'reservation_id': server['reservation_id'],  # NVN305
                'uuid': server['id']},
            actual=self.notifier.versioned_notifications[0])
''', 'project/tests/functional/test_instance.py'),
            Example('masked ids', '''\
class TestNotificationSample:
    def test_create(self):
        self._verify_notification(
            'instance-create-end',
            replacements={
                'reservation_id': self.ANY,
                'state': self.state,
                'uuid': self.ANY},
            actual=self.notifier.versioned_notifications[0])
''', 'project/tests/functional/test_instance.py'),
        ),
        options=('nvn_test_files',),
        on_by_default=False,
    ),
    check,
    ('replacements',),
    holds_tests,
)
