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

"""Versioned payload classes: their fields, sources and types.

A payload class descends from ``NotificationPayloadBase``, through any number
of bases in this file and in others. What another module defines is asked
from :mod:`project`, and only for classes that declare fields themselves.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.project.definitions import ClassFacts
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.payloads.fields import assigned
from flake8_nova_notifications.rules.payloads.fields import copied
from flake8_nova_notifications.rules.payloads.fields import Field
from flake8_nova_notifications.rules.payloads.fields import kind_of
from flake8_nova_notifications.rules.payloads.fields import nested_in
from flake8_nova_notifications.rules.payloads.fields import pairs
from flake8_nova_notifications.rules.payloads.fields import schema

ROOT = 'NotificationPayloadBase'
# How a class that has fields of its own sets them.
DECLARATIONS = ('fields = ', 'fields=', 'fields: ', 'fields |= ')


@dataclass(frozen=True)
class PayloadClass:
    """A versioned payload class of this file.

    :ivar fields: the fields it declares itself.
    :ivar inherited: names of the fields that it has from its bases.
    :ivar unseen: the value of ``fields``, where names cannot be told.
    """

    node: ast.ClassDef
    fields: tuple[Field, ...]
    inherited: frozenset[str]
    unseen: ast.expr | None

    @property
    def name(self) -> str:
        """The class's name, which is the payload's name on the wire."""
        return self.node.name


def payload_classes(source: SourceFile) -> tuple[PayloadClass, ...]:
    """The payload classes of a file that declare fields themselves."""
    return tuple(
        _read(source, cls)
        for cls in source.on(
            ast.ClassDef, source.lines_with(*DECLARATIONS))
        if _declares(cls) and is_payload_class(source, cls))


def all_payload_classes(source: SourceFile) -> tuple[PayloadClass, ...]:
    """Those as well that have all their fields from their bases."""
    return tuple(
        _read(source, cls) for cls in source.nodes(ast.ClassDef)
        if is_payload_class(source, cls))


def _declares(cls: ast.ClassDef) -> bool:
    """Whether a class body sets ``fields``: others have none of their own."""
    return next(assigned(cls, 'fields'), None) is not None


def is_payload_class(source: SourceFile, cls: ast.ClassDef) -> bool:
    """Whether a class of this file descends from a payload base."""
    names = source.once(Names)
    wanted = (ROOT, *source.options.nvn_payload_bases)
    return any(
        _is_root(names.dotted(base) or last_name(base), wanted)
        for known in names.family(cls) for base in known.bases) or any(
        _is_root(name, wanted)
        for name, _ in _foreign(source, names.foreign_bases(cls)))


def _is_root(dotted: str, wanted: tuple[str, ...]) -> bool:
    bare = dotted.rpartition('.')[2]
    return any(dotted == name or bare == name for name in wanted)


def _foreign(
    source: SourceFile, bases: list[str],
) -> Iterator[tuple[str, ClassFacts | None]]:
    """Classes of other modules and all their bases, nearest first."""
    for dotted, facts in source.once(Project).classes(bases):
        # The name it has where it is defined, renamed or not.
        yield dotted if facts is None else (
            f'{dotted.rpartition(".")[0]}.{facts.name}'), facts


def _read(source: SourceFile, cls: ast.ClassDef) -> PayloadClass:
    sources = schema(source, cls)
    nowhere = ('', '')
    fields: list[Field] = []
    unseen: ast.expr | None = None
    for value in assigned(cls, 'fields'):
        written, hidden = pairs(source, value)
        unseen = unseen or hidden
        fields += [
            Field(pair.key, pair.node, kind_of(pair.value),
                  nested_in(pair.value), *sources.get(pair.key, nowhere))
            for pair in written]
        taken_over = copied(source, value)
        if taken_over:
            unseen = None
            fields += [
                Field(name, value, kind, None, *sources.get(name, nowhere))
                for name, kind in taken_over.items()]
    return PayloadClass(
        cls, tuple(fields), _inherited(source, cls), unseen)


def _inherited(source: SourceFile, cls: ast.ClassDef) -> frozenset[str]:
    names = source.once(Names)
    found = {
        pair.key for known in names.family(cls)[1:]
        for value in assigned(known, 'fields')
        for pair in pairs(source, value)[0]}
    # The root has no fields of its own; it need not be opened.
    for _, facts in _foreign(source, [
            base for base in names.foreign_bases(cls)
            if not base.endswith(ROOT)]):
        if facts is not None:
            found.update(facts.fields)
    return frozenset(found)
