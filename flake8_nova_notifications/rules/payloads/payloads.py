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

"""The fact Payload: what each notification of a file carries.

Versioned payload classes and dicts on their way to a notifier, entry by
entry, each with its category; what the allow-list covers is left out.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.folders import is_nameless
from flake8_nova_notifications.idioms import identifiers
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.idioms.subjects import is_own_id
from flake8_nova_notifications.rules.payloads.allowing import is_allowed
from flake8_nova_notifications.rules.payloads.cadf import CADF
from flake8_nova_notifications.rules.payloads.cadf import cadf_entries
from flake8_nova_notifications.rules.payloads.classes import DECLARATIONS
from flake8_nova_notifications.rules.payloads.classes import payload_classes
from flake8_nova_notifications.rules.payloads.classes import PayloadClass
from flake8_nova_notifications.rules.payloads.classification import of_entry
from flake8_nova_notifications.rules.payloads.classification import of_field
from flake8_nova_notifications.rules.payloads.contents import Contents
from flake8_nova_notifications.rules.payloads.dumping import Dumped
from flake8_nova_notifications.rules.payloads.dumping import Whole
from flake8_nova_notifications.rules.payloads.emissions import Emission
from flake8_nova_notifications.rules.payloads.emissions import emissions
from flake8_nova_notifications.rules.payloads.entries import Dump

# Any file with a payload holds one of these words.
TRIGGERS = ('otif', 'usage_info', 'ayload', *DECLARATIONS, 'pycadf')


@dataclass(frozen=True)
class Carried:
    """One entry of a payload that somebody could learn something from.

    :ivar payload: the payload class, or the event type.
    :ivar name: the field or key.
    :ivar because: what the judgement rests on besides the name.
    :ivar group: tells the payload from others of its name.
    """

    node: ast.AST
    payload: str
    name: str
    category: Category
    because: str
    group: str

    @property
    def own(self) -> bool:
        """Whether it is the id of what the payload is about."""
        return is_own_id(
            self.payload, self.name, self.category is Category.IDENTITY)


@dataclass(frozen=True)
class RawPayload:
    """What one emission sends."""

    emission: Emission
    contents: Contents


@dataclass(frozen=True)
class DumpedObject:
    """Something that is sent as a whole.

    :ivar key: the entry it is sent under, or None for the payload itself.
    :ivar secret: a secret that is known to be inside; may be empty.
    :ivar group: tells the payload, and the object, from others.
    """

    node: ast.AST
    payload: str
    what: Dumped
    key: str | None
    secret: str
    group: str


def raw_payloads(source: SourceFile) -> tuple[RawPayload, ...]:
    """The dicts, objects and texts that a file hands to notifiers."""
    return tuple(
        RawPayload(emission, Contents(source, emission))
        for emission in source.once(emissions))


def carried(source: SourceFile) -> tuple[Carried, ...]:
    """Everything that the payloads of a file carry, once a place."""
    found: dict[tuple[int, int, str], Carried] = {}
    for one in (*_from_classes(source), *_from_dicts(source)):
        place = (getattr(one.node, 'lineno', 0),
                 getattr(one.node, 'col_offset', 0), one.name)
        found.setdefault(place, one)
    return tuple(
        one for one in found.values()
        if not is_allowed(one.payload, one.name, source.options, one.own))


def _from_classes(source: SourceFile) -> Iterator[Carried]:
    for cls in source.once(payload_classes):
        others = cls.inherited | {field.name for field in cls.fields}
        for field in cls.fields:
            verdict = of_field(field, cls.name, others, source.options)
            if verdict is not None:
                yield Carried(field.node, cls.name, field.name,
                              verdict.category, verdict.because, cls.name)


def _from_dicts(source: SourceFile) -> Iterator[Carried]:
    for payload in source.once(raw_payloads):
        sent = payload.emission
        entries = payload.contents.entries
        others = {entry.name: entry.value for entry in entries}
        whole = {dump.node for dump in payload.contents.dumps}
        holder = _holder(source, sent.node)
        for entry in entries:
            if entry.node in whole:
                # Everything in it is sent; what its key says is less.
                continue
            event = _event_at(source, entry.node, sent)
            verdict = of_entry(entry, event, others, source.options)
            if verdict is not None:
                yield Carried(
                    entry.node, event, entry.name, verdict.category,
                    verdict.because, f'{event} in {holder}')
        for dump in payload.contents.dumps:
            secret = secret_inside(dump, sent)
            if secret:
                yield Carried(
                    dump.node, sent.event, secret, Category.SECRET,
                    f'inside {dump.what.text}', f'{sent.event} in {holder}')
    for entry in source.once(cadf_entries):
        verdict = of_entry(entry, CADF, {}, source.options)
        if verdict is not None:
            yield Carried(entry.node, CADF, entry.name, verdict.category,
                          verdict.because,
                          f'{CADF} in {_holder(source, entry.node)}')


def _holder(source: SourceFile, node: ast.AST) -> int:
    """The line of the function that sends something; 0 for the module."""
    function = source.function(node) if not isinstance(
        node, FUNCTIONS) else node
    return function.lineno if function is not None else 0


def secret_inside(dump: Dump, emission: Emission) -> str:
    """A secret that is known to be a part of what is sent as a whole."""
    if dump.what.kind is Whole.REQUEST:
        return '' if dump.what.chosen else 'X-Auth-Token'
    if dump.what.kind is Whole.ARGUMENTS:
        return ''
    return identifiers.secret_inside(dump.what.root.partition('(')[0]) or (
        identifiers.secret_inside(emission.event.rpartition('.')[0])
        if emission.returned else None) or ''


def _event_at(
    source: SourceFile, entry: ast.AST, emission: Emission,
) -> str:
    """The event that an entry goes out with.

    What a public function of the module puts together others may send as
    well, in other events about the same.
    """
    event = emission.event
    function = source.function(entry)
    if function is None or function.name.startswith('_') or (
            function is source.function(emission.node)) or not isinstance(
            source.parent(function), ast.Module):
        return event
    above, _, last = event.rpartition('.')
    return f'{above}.*' if above and last.isidentifier() else event


def dumped_objects(source: SourceFile) -> tuple[DumpedObject, ...]:
    """The whole objects that the payloads of a file send, once a place."""
    found: dict[ast.AST, DumpedObject] = {}
    for payload in source.once(raw_payloads):
        sent = payload.emission
        for dump in payload.contents.dumps:
            found.setdefault(dump.node, DumpedObject(
                dump.node, sent.event, dump.what, dump.key,
                secret_inside(dump, sent), '{} in {}: {}'.format(
                    sent.event, _holder(source, sent.node), dump.what.root)))
    for cls in source.once(payload_classes):
        for field in cls.fields:
            if field.nested and not field.nested.endswith('Payload'):
                found.setdefault(field.node, _of_class(
                    cls, field.node, f'a whole {field.nested}', field.name))
        if cls.unseen is not None and not _is_elsewhere(
                source, cls.unseen):
            found.setdefault(cls.unseen, _of_class(
                cls, cls.unseen, unseen_names(cls.unseen), None))
    return tuple(
        dump for dump in found.values()
        if not is_allowed(dump.payload, dump.key or '', source.options))


def unseen_names(fields: ast.expr) -> str:
    """What is said of fields that are put together elsewhere."""
    return f'{spelled(fields)}, whose names cannot be seen'


def _is_elsewhere(source: SourceFile, fields: ast.expr) -> bool:
    """Whether names stand in a module that a nameless text cannot ask."""
    names = source.once(Names)
    return is_nameless(source) and any(
        names.dotted(node) is not None for node in walk(fields)
        if isinstance(node, ast.Name))


def _of_class(
    cls: PayloadClass, node: ast.AST, text: str, key: str | None,
) -> DumpedObject:
    return DumpedObject(
        node, cls.name, Dumped(Whole.OBJECT, text, ''), key, '',
        f'{cls.name}: {key}')
