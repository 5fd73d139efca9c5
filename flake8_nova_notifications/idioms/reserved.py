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


"""What is set aside for documentation and for private use.

Addresses and names outside these lists belong to somebody:

* RFC 1918, 4193, 6598: private and shared address space;
* RFC 5737, 3849, 9637: addresses for documentation;
* RFC 1122, 3927, 4291, 5771: loopback, link-local, multicast, "this host";
* RFC 1112: 240/4, where netmasks (255.255.255.0) fall as well;
* RFC 2606, 6761, 6762, 8375, 9476: names for tests, documentation, home
  networks and other uses outside the domain name system.
"""

from collections.abc import Iterator
from functools import lru_cache
import ipaddress
import re

_V4 = tuple(map(ipaddress.IPv4Network, (
    '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8',
    '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
    '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24',
    '224.0.0.0/4', '240.0.0.0/4',
)))
# Addresses whose block is kept: the tests of a project share a few dozen.
MAX_ADDRESSES = 1024
# Only this block is given out to the public (RFC 4291, section 2.4).
_V6_PUBLIC = ipaddress.IPv6Network('2000::/3')
_V6 = tuple(map(ipaddress.IPv6Network, (
    '2001:db8::/32', '3fff::/20', '2001::/23', '2002::/16',
)))

_V4_IN_TEXT = re.compile(
    r'(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)', re.ASCII)
_V6_IN_TEXT = re.compile(
    r'(?<![\w:.])[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]{2,34}(?![\w:.])', re.ASCII)
# What may be one, found fast in the text of a whole file: these begin with a
# plain character.
_V4_IN_A_FILE = re.compile(
    r'\.(?<=\d\.)\d{1,3}\.\d{1,3}\.\d{1,3}', re.ASCII)
_V6_IN_A_FILE = re.compile(
    r':(?<=[23][0-9A-Fa-f]{3}:)[0-9A-Fa-f]{0,4}:', re.ASCII)
_LAST_DIGITS = re.compile(r'\d{1,3}$', re.ASCII)
_URL = re.compile(
    r'(?<![\w+.-])([A-Za-z][\w+.-]*)://(?:[^\s/@]*@)?'
    r'([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)', re.ASCII)

_RESERVED_ENDINGS = frozenset((
    'alt', 'arpa', 'example', 'internal', 'invalid', 'lan', 'local',
    'localdomain', 'localhost', 'onion', 'test',
))
_RESERVED_DOMAINS = ('example.com', 'example.net', 'example.org')

# Top-level domains that people do use: a made-up one such as fake.server
# leads nowhere. The list need not be complete: a missing entry silences.
_ENDINGS = frozenset('''
    com net org edu gov mil int info biz io dev app cloud xyz online site
    at au be br ca cc ch cn co cz de dk es eu fi fr ie in it jp kr me mx nl
    no nz pl pt ru se sg tv tw ua uk us za
'''.split())

# Names of document types and namespaces are written as URLs of their owner
# and are never fetched.
_NAMESPACES = re.compile(
    r'(?:^|\.)(?:w3|xmlsoap|purl|libosinfo|libvirt|fedoraproject|json-schema'
    r'|oasis-open|tempuri)\.org$|^schemas?\.|\bxmlns\b')

# What a reader is sent to, in a message or the reason of a skip.
_REFERENCES = ('docs.', 'bugs.', 'wiki.', 'review.', 'specs.', 'blueprints.')


def public_address(text: str) -> str | None:
    """The first address in a text that belongs to somebody, if any."""
    if text.count('.') >= 3:
        for match in _V4_IN_TEXT.finditer(text):
            if _is_public(match.group()):
                return match.group()
    if text.count(':') >= 2:
        for match in _V6_IN_TEXT.finditer(text):
            if _is_public(match.group()):
                return match.group()
    return None


def public_address_places(text: str) -> Iterator[int]:
    """Where in the text of a file something public may be spelled."""
    for match in _V4_IN_A_FILE.finditer(text):
        first = _LAST_DIGITS.search(text, match.start() - 3, match.start())
        if first is not None and _is_public(first.group() + match.group()):
            yield match.start()
    for match in _V6_IN_A_FILE.finditer(text):
        yield match.start()


@lru_cache(MAX_ADDRESSES)
def _is_public(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _V4)
    return address in _V6_PUBLIC and not any(
        address in network for network in _V6)


def real_host(text: str) -> str | None:
    """The first host in the URLs of a text that belongs to somebody."""
    if '://' not in text:
        return None
    for match in _URL.finditer(text):
        host = match.group(2).lower()
        before = text[max(0, match.start() - 40):match.start()]
        if 'xmlns' in before.rpartition(' ')[2]:
            continue
        if _is_registered(host) and not host.startswith(
                _REFERENCES) and not _NAMESPACES.search(host):
            return host
    return None


def real_host_places(text: str) -> Iterator[int]:
    """Where in the text of a file a URL of such a host may stand.

    Not in a line that begins as a comment.
    """
    place = text.find('://')
    while place >= 0:
        end = text.find('\n', place)
        end = len(text) if end < 0 else end
        line = text[text.rfind('\n', 0, place) + 1:end]
        # The address of the licence stands in the header of each file.
        if not line.startswith('#') and real_host(line) is not None:
            yield place
        place = text.find('://', end)


def _is_registered(host: str) -> bool:
    domain, _, ending = host.rpartition('.')
    if not domain or ending in _RESERVED_ENDINGS or ending not in _ENDINGS:
        return False
    return not any(host == reserved or host.endswith(f'.{reserved}')
                   for reserved in _RESERVED_DOMAINS)
