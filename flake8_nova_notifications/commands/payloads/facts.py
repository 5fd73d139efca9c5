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

"""Facts of one file for the report, without its tree."""

import ast
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
import os
import re

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import lines_of
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.rules.payloads.cadf import CADF
from flake8_nova_notifications.rules.payloads.cadf import cadf_entries
from flake8_nova_notifications.rules.payloads.classes import (
    all_payload_classes)
from flake8_nova_notifications.rules.payloads.classes import PayloadClass
from flake8_nova_notifications.rules.payloads.classification import of_entry
from flake8_nova_notifications.rules.payloads.classification import of_field
from flake8_nova_notifications.rules.payloads.classification import Verdict
from flake8_nova_notifications.rules.payloads.fields import assigned
from flake8_nova_notifications.rules.payloads.fields import nested_in
from flake8_nova_notifications.rules.payloads.fields import pairs
from flake8_nova_notifications.rules.payloads.payloads import raw_payloads
from flake8_nova_notifications.rules.payloads.payloads import RawPayload
from flake8_nova_notifications.rules.payloads.payloads import secret_inside
from flake8_nova_notifications.rules.payloads.payloads import unseen_names

_SAMPLE = re.compile(r'(.+)\.json')
# What names a sample after the event it is of.
_SAMPLE_DECORATOR = 'notification_sample'


@dataclass(frozen=True)
class Entry:
    """Something a payload carries.

    :ivar category: what a consumer learns from it; None: nothing of anybody.
    """

    name: str
    category: Category | None


@dataclass(frozen=True)
class WholeObject:
    """An object that is sent as a whole.

    :ivar name: the entry it is under; empty for one that is the payload.
    :ivar text: what is said of it.
    """

    name: str
    text: str


@dataclass(frozen=True)
class Payload:
    """A payload class: what it carries itself and what it is built from.

    :ivar bases: the bare names of its base classes.
    :ivar nested: field name and payload class of each object field.
    :ivar objects: what it sends as a whole.
    :ivar version: its ``VERSION``; empty where it sets none.
    """

    name: str
    version: str
    file: str
    line: int
    bases: tuple[str, ...]
    entries: tuple[Entry, ...]
    nested: tuple[tuple[str, str], ...]
    objects: tuple[WholeObject, ...]


@dataclass(frozen=True)
class Notification:
    """A class that ties event types to a payload class."""

    name: str
    file: str
    line: int
    payload: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class Emission:
    """A dict, an object or a text that is handed to a notifier.

    :ivar seen: whether its file tells anything of what is in it.
    """

    event: str
    file: str
    line: int
    entries: tuple[Entry, ...]
    objects: tuple[WholeObject, ...]
    seen: bool


@dataclass(frozen=True)
class FileFacts:
    """What the report keeps of a file."""

    payloads: tuple[Payload, ...] = ()
    notifications: tuple[Notification, ...] = ()
    emissions: tuple[Emission, ...] = ()


def file_facts(path: str, text: str, options: Options) -> FileFacts:
    """Read one file.

    :param path: where it stands, for what other modules say of it.
    :raises SyntaxError: it is no Python.
    :raises ValueError: likewise.
    """
    try:
        tree = parse(text)
    except (RecursionError, MemoryError) as error:
        raise SyntaxError('it is nested too deep') from error
    with closing(SourceFile(tree, path, lines_of(text), options)) as source:
        return _of_source(source, path.replace(os.sep, '/'))


def _of_source(source: SourceFile, shown: str) -> FileFacts:
    options = source.options
    if holds_tests(source):
        return FileFacts()
    return FileFacts(
        tuple(_payload(cls, shown, options)
              for cls in all_payload_classes(source)),
        _notifications(source, shown),
        (*(_emission(raw, shown, options)
           for raw in source.once(raw_payloads)
           # A helper that is given no dict sends a versioned payload.
           if raw.contents.entries or raw.contents.dumps
           or not raw.emission.literal_only),
         *_audit_events(source, shown)))


def _payload(cls: PayloadClass, file: str, options: Options) -> Payload:
    others = cls.inherited | {field.name for field in cls.fields}
    entries = []
    for field in cls.fields:
        verdict = of_field(field, cls.name, others, options)
        if verdict is not None or field.nested is None:
            entries.append(_entry(field.name, verdict))
    return Payload(
        cls.name, _version(cls.node), file, cls.node.lineno,
        tuple(last_name(base) for base in cls.node.bases), tuple(entries),
        tuple((field.name, field.nested) for field in cls.fields
              if field.nested and field.nested.endswith('Payload')),
        (*(WholeObject(field.name, f'{field.name} ({field.nested})')
           for field in cls.fields
           if field.nested and not field.nested.endswith('Payload')),
         *([] if cls.unseen is None else [
             WholeObject('', unseen_names(cls.unseen))])))


def _version(cls: ast.ClassDef) -> str:
    for value in assigned(cls, 'VERSION'):
        match value:
            case ast.Constant(value=str(version)):
                return version
    return ''


def _notifications(
    source: SourceFile, file: str,
) -> tuple[Notification, ...]:
    """Classes with a field ``payload`` that holds a payload class."""
    if 'ObjectField' not in source.text:
        return ()
    found = []
    for cls in source.nodes(ast.ClassDef):
        for value in assigned(cls, 'fields'):
            for pair in pairs(source, value)[0]:
                held = nested_in(pair.value)
                if pair.key == 'payload' and held:
                    found.append(Notification(
                        cls.name, file, cls.lineno, held, _events(cls)))
    return tuple(found)


def _events(cls: ast.ClassDef) -> tuple[str, ...]:
    """Event types, from the names of the samples a class is given."""
    found = []
    for decorator in cls.decorator_list:
        match decorator:
            case ast.Call(func=callee, args=[ast.Constant(value=str(name))]):
                sample = _SAMPLE.fullmatch(name)
                if last_name(callee) == _SAMPLE_DECORATOR and sample:
                    found.append(sample[1].replace('-', '.'))
    return tuple(found)


def _emission(raw: RawPayload, file: str, options: Options) -> Emission:
    contents = raw.contents
    others = {entry.name: entry.value for entry in contents.entries}
    whole = {dump.node for dump in contents.dumps}
    found = []
    for entry in contents.entries:
        if entry.node in whole:
            continue
        verdict = of_entry(entry, raw.emission.event, others, options)
        found.append(_entry(entry.name, verdict))
    # What is known to be a part of an object stands beside it.
    found += [Entry(secret, Category.SECRET) for dump in contents.dumps
              if (secret := secret_inside(dump, raw.emission))]
    return Emission(
        raw.emission.event, file, getattr(raw.emission.node, 'lineno', 0),
        _each_once(found),
        tuple(dict.fromkeys(
            WholeObject(dump.key, f'{dump.key}: {dump.what.text}') if dump.key
            else WholeObject('', dump.what.text) for dump in contents.dumps)),
        bool(contents.entries or contents.dumps))


def _audit_events(source: SourceFile, file: str) -> Iterator[Emission]:
    """What a file puts into audit events, which others send."""
    entries = source.once(cadf_entries)
    if entries:
        yield Emission(CADF, file, entries[0].value.lineno, _each_once([
            _entry(entry.name, of_entry(entry, CADF, {}, source.options))
            for entry in entries]), (), True)


def _entry(name: str, verdict: Verdict | None) -> Entry:
    return Entry(name, None if verdict is None else verdict.category)


def _each_once(entries: list[Entry]) -> tuple[Entry, ...]:
    """Each name once a kind; neutral is what is nowhere anything else."""
    telling = {entry.name for entry in entries if entry.category is not None}
    return tuple(dict.fromkeys(
        entry for entry in entries
        if entry.category is not None or entry.name not in telling))
