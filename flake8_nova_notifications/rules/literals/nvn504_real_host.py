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


"""NVN504: a test spells out a host that belongs to somebody."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.idioms import reserved
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.literals.texts import slot
from flake8_nova_notifications.rules.literals.texts import texts_at

# Slots that hold a name which only looks like an address on the web.
_IDENTIFIERS = ('xmlns', 'namespace', 'schema')


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each text with a URL of a host outside the reserved names."""
    for node, text in texts_at(source, reserved.real_host_places):
        host = reserved.real_host(text)
        if host is None:
            continue
        name = slot(source, node).lower()
        if name != 'id' and not any(word in name for word in _IDENTIFIERS):
            yield Finding(node, {'host': host})


RULE = Rule(
    About(
        code='NVN504',
        summary='URL of a real host that is written into a test',
        name='real-host',
        message=(
            "'{host}' may be a real host; use example.com or a name under "
            '.test (RFC 2606)'),
        cwe=(547,),
        rationale=(
            'RFC 2606 and RFC 6761 set names aside that nobody will ever '
            'own, so that a test which does reach out reaches nobody. URLs '
            'of example.com, .test, .invalid, .localhost, .local, single '
            'labels, invented endings and XML namespaces are silent. Off '
            'by default: on Nova 34.0.0 it reports 40 places, and no '
            'test contacts any of them. Turn it on for new code.'),
        examples=(
            Example('somebody owns zoo.com', '''\
def test_link_prefix(api):
    api.flags(compute_link_prefix='http://zoo.com:42')  # NVN504
''', 'nova/tests/unit/test_links.py'),
            Example('nobody owns these', '''\
def test_link_prefix(api):
    api.flags(compute_link_prefix='http://nova.example.com:42')
    api.flags(compute_link_prefix='http://controller/compute')
    api.parse('<domain xmlns="http://www.w3.org/1999/xhtml"/>')
''', 'nova/tests/unit/test_links.py'),
        ),
        options=('nvn_test_files',),
        on_by_default=False,
    ),
    check,
    ('://',),
    holds_tests,
)
