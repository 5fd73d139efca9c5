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

"""How what a payload carries is reported: by itself, or as one of a list.

Names stand in the order of the source; the id of what the payload is about,
which consumers need, comes last.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
import operator
import re

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.identifiers import by_name
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.idioms.identifiers import is_address
from flake8_nova_notifications.idioms.subjects import OWN_ID
from flake8_nova_notifications.idioms.subjects import subject
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import NAMES
from flake8_nova_notifications.rules.payloads.events import shown
from flake8_nova_notifications.rules.payloads.payloads import Carried
from flake8_nova_notifications.rules.payloads.payloads import carried

_CLASS = re.compile(r'[A-Z]\w*|CADF event')


def each(source: SourceFile, category: Category) -> Iterator[Finding]:
    """A finding for each entry of a category."""
    for one in source.once(carried):
        if one.category is category:
            yield Allowable(one.node, {
                'payload': called(one.payload),
                'name': _listed(one, False)}, entry=_entry(one))


@dataclass(frozen=True)
class Allowable(Finding):
    """A finding that an entry of the allow-list silences.

    :ivar entry: the payload and the name that the entry is about.
    :ivar is_secret: whether it should not be silenced with others.
    """

    entry: tuple[str, str] = field(kw_only=True)
    is_secret: bool = field(kw_only=True, default=False)


@dataclass(frozen=True)
class Part(Allowable):
    """An entry that is reported with others of its payload."""

    carried: Carried = field(kw_only=True)


def parts(
    source: SourceFile, category: Category, *fields: str,
) -> Iterator[Finding]:
    """The same, as parts of one finding a payload, unless each is wanted.

    :param fields: the fields of the rule's message.
    """
    grouped = source.options.nvn_payload_names == 'together'
    for one in source.once(carried):
        if one.category is category:
            yield Part(
                one.node, _details([one], fields),
                group=one.group if grouped else None, entry=_entry(one),
                is_secret=category is Category.SECRET, carried=one)


def _entry(one: Carried) -> tuple[str, str]:
    return one.payload, OWN_ID if one.own else one.name


def together(found: Sequence[Finding]) -> Finding:
    """One finding for some parts, at the first of them."""
    return Finding(found[0].node, _details(
        [one.carried for one in found if isinstance(one, Part)],
        found[0].details))


def _details(
    entries: list[Carried], fields: Iterable[str],
) -> dict[str, str]:
    payload = entries[0].payload
    own = sorted(entries, key=operator.attrgetter('own'))
    only_own = own[0].own
    names = dict.fromkeys(_listed(one, only_own) for one in own)
    many = len(names) > 1
    about = subject(payload)
    details = {
        'payload': called(payload),
        NAMES: ', '.join(names),
        'tells': _tells(entries, f'the {about}' if about else 'it'),
        'refers': 'carries the id of its subject' if only_own else (
            'refers to other resources' if many
            else 'refers to another resource'),
        'word': f' (as {OWN_ID})' if only_own else '',
        'secrets': 'secrets' if many else 'a secret',
        'them': 'them' if many else 'it'}
    return {name: details[name] for name in fields}


def _tells(entries: list[Carried], about: str) -> str:
    """What identities say: whose something is, or only where it is."""
    if all(is_address(one.name) or 'Address' in one.because
           for one in entries):
        return 'contains a network address' if len(entries) == 1 else (
            'contains network addresses')
    return f'tells who owns or uses {about}'


def _listed(one: Carried, only_own: bool) -> str:
    """A name, and what it is judged by where that is not the name."""
    name = shown(one.name)
    if one.own:
        return name if only_own else f'{name} (own id)'
    if not one.because or by_name(one.name) is one.category and not (
            one.because.startswith('inside ')):
        return name
    return f'{name} ({shown(one.because)})'


def called(payload: str) -> str:
    """A payload as it is spoken of: a class, or what event it is of."""
    name = shown(payload)
    if _CLASS.fullmatch(payload):
        return name
    return f'in {name}' if name.endswith('()') else f'of {name}'
