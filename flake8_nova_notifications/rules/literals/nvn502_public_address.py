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


"""NVN502: a test spells out an address that belongs to somebody."""

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

# Slots whose four numbers with dots are no address.
_NUMBERING = ('version', 'release', 'firmware', 'bundle', 'build', 'oid')


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each text with an address outside the reserved blocks."""
    for node, text in texts_at(source, reserved.public_address_places):
        address = reserved.public_address(text)
        if address is None:
            continue
        name = slot(source, node).lower()
        if any(word in name for word in _NUMBERING):
            continue
        yield Finding(node, {
            'address': address,
            'block': '2001:db8::/32 (RFC 3849)' if ':' in address else (
                '192.0.2.0/24 (RFC 5737)'),
        })


RULE = Rule(
    About(
        code='NVN502',
        summary='public network address that is written into a test',
        name='public-address',
        message=(
            "'{address}' is a public address; use the documentation block "
            '{block}'),
        cwe=(547,),
        rationale=(
            'An address from the public space is one copy away from being '
            'connected to, and 1.1.1.1 or 8.8.8.8 do answer. RFC 5737 and '
            'RFC 3849 set blocks aside for documentation and tests; they, '
            'private (RFC 1918), loopback, link-local and multicast '
            'addresses and netmasks are silent. Off by default: on Nova '
            '34.0.0 it reports 413 places, most of them toys such as '
            '1.2.3.4 that are never contacted. Turn it on for new code.'),
        examples=(
            Example('somebody has this address', '''\
def test_host(api):
    api.flags(my_ip='1.1.1.1')  # NVN502
    assert api.evacuate(dest_host='2606:4700:4700::1111')  # NVN502
''', 'nova/tests/unit/test_host.py'),
            Example('nobody has these', '''\
def test_host(api):
    api.flags(my_ip='192.0.2.1', netmask='255.255.255.0')
    assert api.evacuate(dest_host='2001:db8::1', mac='fa:16:3e:11:22:33')
    assert api.subnet('10.0.0.0/24', libvirt_version='1.2.3.4')
''', 'nova/tests/unit/test_host.py'),
        ),
        options=('nvn_test_files',),
        on_by_default=False,
    ),
    check,
    ('.', ':'),
    holds_tests,
)
