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

"""Families of exception classes: which handlers may take an error."""

import ast
import builtins
import re

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.errors import last_name
from flake8_nova_notifications.idioms import packages
from flake8_nova_notifications.project.lookup import Project

_BUILTIN = frozenset(
    name for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException))
# Called after who raises it, not after what happened.
_GENERAL = re.compile(r'\w*(?:Exception|Error|Fault)')


def canonical(name: str) -> str:
    """``OSError`` of ``IOError``: a builtin class by its one name."""
    return vars(builtins)[name].__name__ if name in _BUILTIN else name


def family(source: SourceFile, cls: ast.expr) -> tuple[frozenset[str], bool]:
    """Last names of an exception class and its ancestors.

    :returns: the names, and whether there are certainly no others.
    """
    names = source.once(Names)
    local = names.value(cls)
    found: set[str] = set()
    queue: list[str] = []
    if isinstance(local, ast.ClassDef):
        for known in names.family(local):
            found.add(known.name)
            found.update(last_name(base) for base in known.bases)
            found.update(_stands_for(source, known))
            queue += [
                last_name(base) for base in known.bases
                if last_name(base) in _BUILTIN]
        queue += names.foreign_bases(local)
    else:
        dotted = names.dotted(cls)
        if dotted is not None:
            queue.append(dotted)
    above, complete = ancestors(source, queue)
    return frozenset(map(canonical, found | above | {
        last_name(cls), 'Exception', 'BaseException'})), complete


def _stands_for(source: SourceFile, cls: ast.ClassDef) -> set[str]:
    """What a test double of an exception class is put in the place of.

    ``sushy.exceptions.HTTPError = FakeError``, ``Mock(HTTPError=FakeError)``,
    ``patch('sushy.exceptions.HTTPError', FakeError)``.
    """
    def is_it(value: ast.AST) -> bool:
        return isinstance(value, ast.Name) and value.id == cls.name

    lines = source.lines_with(cls.name)
    found = {
        target.attr for assigned in source.on(ast.Assign, lines)
        if is_it(assigned.value) for target in assigned.targets
        if isinstance(target, ast.Attribute)}
    for call in source.on(ast.Call, lines):
        found.update(keyword.arg or '' for keyword in call.keywords
                     if is_it(keyword.value))
        if any(map(is_it, call.args)):
            found.update(
                value.value.rpartition('.')[2] for value in call.args
                if isinstance(value, ast.Constant)
                and isinstance(value.value, str))
    return {name for name in found if name[:1].isupper()}


def ancestors(
    source: SourceFile, dotted: list[str],
) -> tuple[frozenset[str], bool]:
    """Last names of some classes and of what they descend from.

    :returns: the names, and whether there are certainly no others.
    """
    return source.memo(_ancestors, tuple(dotted))


def _ancestors(
    source: SourceFile, dotted: tuple[str, ...],
) -> tuple[frozenset[str], bool]:
    found: set[str] = set()
    complete = bool(dotted)
    for name, facts in source.once(Project).classes(dotted):
        last = name.rpartition('.')[2]
        found.add(packages.alias(name) or last)
        if facts is not None:
            continue
        known = packages.ancestors(name)
        # A builtin base is spelled as if it stood in that module; one that
        # is asked about directly may be a module's own of that name.
        builtin = packages.alias(name) or (last if not known and (
            name not in dotted or '.' not in name.removeprefix('builtins.')
        ) else '')
        found.update(known)
        if builtin in _BUILTIN:
            found.update(
                base.__name__ for base in vars(builtins)[builtin].__mro__)
        elif not known:
            complete = False
        for base in known:
            if base in _BUILTIN:
                found.update(
                    above.__name__ for above in vars(builtins)[base].__mro__)
    return frozenset(map(canonical, found)), complete


def may_be_above(above: str) -> bool:
    """Whether a class that cannot be seen may descend from this one.

    Of two that are called after what happened (``NotFound``, ``Conflict``)
    none is built on the other; ``ClientException`` may be below many.
    """
    return above[:1].islower() or above.isupper() or (
        _GENERAL.fullmatch(above) is not None)
