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
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import identifiers
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rules.payloads.allowing import is_allowed
from flake8_nova_notifications.rules.payloads.cadf import CADF
from flake8_nova_notifications.rules.payloads.cadf import cadf_entries
from flake8_nova_notifications.rules.payloads.classes import DECLARATIONS
from flake8_nova_notifications.rules.payloads.classes import payload_classes
from flake8_nova_notifications.rules.payloads.classes import PayloadClass
from flake8_nova_notifications.rules.payloads.classification import of_entry
from flake8_nova_notifications.rules.payloads.classification import of_field
from flake8_nova_notifications.rules.payloads.contents import Contents
from flake8_nova_notifications.rules.payloads.contents import followed
from flake8_nova_notifications.rules.payloads.emissions import Emission
from flake8_nova_notifications.rules.payloads.emissions import emissions
from flake8_nova_notifications.rules.payloads.events import shown


# Any file with a payload holds one of these words.
TRIGGERS = ('otif', 'usage_info', 'ayload', *DECLARATIONS, 'pycadf')


@dataclass(frozen=True)
class Carried:
    """One entry of a payload that somebody could learn something from.

    :ivar payload: the payload class, or the event type.
    :ivar name: the field or key.
    :ivar because: what the judgement rests on besides the name.
    """

    node: ast.AST
    payload: str
    name: str
    category: Category
    because: str


@dataclass(frozen=True)
class RawPayload:
    """What one emission sends."""

    emission: Emission
    contents: Contents


@dataclass(frozen=True)
class DumpedObject:
    """A whole object that is sent.

    :ivar text: the object, as a reader would call it.
    :ivar key: the entry it is sent under, or None for the payload itself.
    """

    node: ast.AST
    payload: str
    text: str
    key: str | None


def raw_payloads(source: SourceFile) -> tuple[RawPayload, ...]:
    """The dicts, objects and texts that a file hands to notifiers."""
    return tuple(
        RawPayload(emission, followed(source, emission))
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
        if not is_allowed(one.payload, one.name, source.options))


def declared_payloads(source: SourceFile) -> tuple[PayloadClass, ...]:
    """The payload classes of production code that declare fields."""
    text = source.text
    if not any(word in text for word in DECLARATIONS):
        return ()
    return source.once(payload_classes)


def _from_classes(source: SourceFile) -> Iterator[Carried]:
    for cls in source.once(declared_payloads):
        others = cls.inherited | {field.name for field in cls.fields}
        for field in cls.fields:
            verdict = of_field(field, cls.name, others, source.options)
            if verdict is not None:
                yield Carried(field.node, cls.name, field.name,
                              verdict.category, verdict.because)


def _from_dicts(source: SourceFile) -> Iterator[Carried]:
    for payload in source.once(raw_payloads):
        entries = payload.contents.entries
        others = {entry.name: entry.value for entry in entries}
        whole = {dump.node for dump in payload.contents.dumps}
        for entry in entries:
            if entry.node in whole:
                # Everything in it is sent; what its key says is less.
                continue
            verdict = of_entry(
                entry, payload.emission.event, others, source.options)
            if verdict is not None:
                yield Carried(entry.node, payload.emission.event, entry.name,
                              verdict.category, verdict.because)
        for dump in payload.contents.dumps:
            event = payload.emission.event
            secret = identifiers.secret_inside(dump.noun) or (
                identifiers.secret_inside(event.rpartition('.')[0])
                if payload.emission.returned else None)
            if secret is not None:
                yield Carried(dump.node, event, secret, Category.SECRET,
                              f'inside {dump.text}')
    for entry in source.once(cadf_entries):
        verdict = of_entry(entry, CADF, {}, source.options)
        if verdict is not None:
            yield Carried(entry.node, CADF, entry.name, verdict.category,
                          verdict.because)


def dumped_objects(source: SourceFile) -> tuple[DumpedObject, ...]:
    """The whole objects that the payloads of a file send, once a place."""
    found: dict[ast.AST, DumpedObject] = {}
    for payload in source.once(raw_payloads):
        for dump in payload.contents.dumps:
            found.setdefault(dump.node, DumpedObject(
                dump.node, payload.emission.event, dump.text, dump.key))
    for cls in source.once(declared_payloads):
        for field in cls.fields:
            if field.nested and not field.nested.endswith('Payload'):
                found.setdefault(field.node, DumpedObject(
                    field.node, cls.name, f'the whole of a {field.nested}',
                    field.name))
        if cls.unseen is not None:
            found.setdefault(cls.unseen, DumpedObject(
                cls.unseen, cls.name,
                f'{spelled(cls.unseen)}, whose names cannot be seen', None))
    return tuple(
        dump for dump in found.values()
        if not is_allowed(dump.payload, dump.key or '', source.options))


def findings(source: SourceFile, category: Category) -> Iterator[Finding]:
    """A finding for each entry of a category, as its rule reports it."""
    for one in source.once(carried):
        if one.category is category:
            because = f', {shown(one.because)}' if one.because else ''
            yield Finding(one.node, {
                'payload': shown(one.payload), 'name': shown(one.name),
                'because': because})
