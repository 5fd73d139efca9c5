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

"""What the objects of a test are: the classes that make them."""

import ast
import re

from flake8_nova_notifications.code.calls import argument
from flake8_nova_notifications.code.calls import calls_of
from flake8_nova_notifications.code.calls import descendants
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)

# Names that stand for an object before its class is met.
MAX_ALIASES = 6
# Calls of a helper that are read for what they give it.
MAX_CALLERS = 50

_IMPORTERS = ('import_object', 'import_object_ns')


def class_of(
    source: SourceFile, value: ast.AST, aliases: int = 0,
) -> str | None:
    """The class of an object that a test made, as a dotted name.

    A name or ``self.x`` that is bound to what a class makes, in this test,
    in ``setUp`` or in that of a base class of another module; None where
    that cannot be told.
    """
    if isinstance(value, ast.Call):
        return _made_by(source, value)
    return source.memo(_class_of, (value, aliases))


def _class_of(
    source: SourceFile, asked: tuple[ast.AST, int],
) -> str | None:
    value, aliases = asked
    if aliases > MAX_ALIASES:
        return None
    if isinstance(value, ast.Name):
        behind = source.once(Names).value(value)
        if isinstance(behind, ast.arg):
            made = mocks.fixture_value(source, behind)
            return _given(source, behind, aliases) if made is None else (
                class_of(source, made, aliases + 1))
        if behind is not value:
            return class_of(source, behind, aliases + 1)
        # Bound several times, each time to another object of one class.
        kinds = {None if one.node is None else class_of(
            source, one.node, aliases + 1)
            for one in source.once(Names).bindings(value.id, value)}
        return kinds.pop() if len(kinds) == 1 else None
    if not isinstance(value, ast.Attribute):
        return None
    if not is_self(value.value):
        # self.compute.driver: what the class of self.compute makes.
        owner = class_of(source, value.value, aliases + 1)
        return None if owner is None else source.once(Production).attribute(
            owner, value.attr)
    values = _kept_values(source, value)
    if not values:
        return _of_base(source, value)
    found = {_made_for(source, value, one)
             or class_of(source, one, aliases + 1) for one in values}
    return found.pop() if len(found) == 1 else None


def _given(
    source: SourceFile, parameter: ast.arg, aliases: int,
) -> str | None:
    """The class of what all tests give a helper."""
    function = source.function(parameter)
    if function is None:
        return None
    found = set()
    for count, call in enumerate(calls_of(source, function)):
        value = argument(function, call, parameter)
        if value is None or count >= MAX_CALLERS:
            return None
        found.add(class_of(source, value, aliases + 1))
    return found.pop() if len(found) == 1 else None


def _kept_values(
    source: SourceFile, value: ast.Attribute,
) -> list[ast.AST]:
    """What ``self.x`` is bound to where a test reads it.

    In the test itself, else in what prepares it: of the nearest class that
    binds it, or of the classes that are built on this one.
    """
    here = source.function(value)
    values = source.once(Names).attribute_values(value)
    own = [one for one in values if source.function(one) is here]
    if own:
        return own
    found = _prepared(source, values)
    if not found:
        for cls in _below(source, value):
            found += _prepared(
                source, source.once(Names).assigned(cls, value.attr))
        return found
    nearest = [source.enclosing_class(one) for one in found[:1]]
    return [one for one in found if source.enclosing_class(one) in nearest]


def _below(source: SourceFile, value: ast.AST) -> list[ast.ClassDef]:
    """The classes that are built on the one in which something stands."""
    holder = source.enclosing_class(value)
    return [] if holder is None else source.once(descendants).get(
        holder, [])[1:]


def _prepared(source: SourceFile, values: list[ast.AST]) -> list[ast.AST]:
    """The values that no single test binds for itself."""
    found = []
    for value in values:
        function = source.function(value)
        if function is None or not function.name.startswith('test'):
            found.append(value)
    return found


def _of_base(source: SourceFile, value: ast.Attribute) -> str | None:
    """What a base class in another module makes ``self.x`` of."""
    holder = source.enclosing_class(value)
    if holder is None:
        return None
    production = source.once(Production)
    bases = source.once(Names).foreign_bases(holder)
    return next(filter(None, (
        production.attribute(base, value.attr) for base in bases)), None
    ) or next((
        _of_class_attribute(source, holder, maker) for base in bases
        if (maker := production.maker(base, value.attr)) is not None), None)


def _made_for(
    source: SourceFile, value: ast.Attribute, made: ast.AST,
) -> str | None:
    """``self.manager = self.manager_cls()`` of a base, seen from a test."""
    holder = source.enclosing_class(value)
    match made:
        case ast.Call(func=ast.Attribute(value=owner, attr=maker)) if (
                holder is not None and is_self(owner)):
            return _of_class_attribute(source, holder, maker)
    return None


def _of_class_attribute(
    source: SourceFile, holder: ast.ClassDef, name: str,
) -> str | None:
    """The class that an attribute of a test case, or of its bases, names.

    None where a class that is built on the test case may name another one.
    """
    names, production = source.once(Names), source.once(Production)
    if any(names.assigned(below, name)
           for below in source.once(descendants).get(holder, [])[1:]):
        return None
    values = next(filter(None, (
        names.assigned(cls, name) for cls in names.family(holder))), [])
    if len(values) != 1:
        return None
    own = own_class(source, names.value(values[0]))
    dotted = names.dotted(values[0])
    return own or (dotted if dotted is not None and production.is_class(
        dotted) else None)


def _made_by(source: SourceFile, call: ast.Call) -> str | None:
    """The class that a call makes an object of."""
    names, production = source.once(Names), source.once(Production)
    if callee_name(call) in _IMPORTERS:
        return next((_imported(source, names.value(given))
                     for given in call.args), None)
    definition = names.definition(call.func)
    if isinstance(definition, FUNCTIONS):
        return source.memo(_returned, definition)
    cls: ast.AST = call.func
    if isinstance(cls, ast.Attribute) and is_self(cls.value):
        # self.manager = self.manager_cls()
        values = _kept_values(source, cls)
        if len(values) != 1 or any(
                source.once(Names).assigned(below, cls.attr)
                for below in _below(source, cls)):
            # A class that is built on this one may have another value.
            return None
        cls = values[0]
    own = own_class(source, names.value(cls))
    if own is not None:
        return own
    dotted = names.dotted(cls)
    return dotted if dotted is not None and production.is_class(
        dotted) else None


def own_class(source: SourceFile, cls: ast.AST) -> str | None:
    """The dotted name of a class of the file: a double is built on a real one.

    None for what is no class at the top of the file.
    """
    return f'{source.once(Project).module}.{cls.name}' if isinstance(
        cls, ast.ClassDef) and isinstance(
            source.parent(cls), ast.Module) else None


def _imported(source: SourceFile, given: ast.AST) -> str | None:
    """The class that ``import_object`` is given: a text, or an option."""
    production = source.once(Production)
    match given:
        case ast.Constant(value=str(text)):
            return text if production.is_class(text) else None
    option = mocks.chain(given)
    name = option.rpartition('.')[2]
    if re.search(rf'\b{name}=|[\'"]{name}[\'"]', source.text):
        # The tests give it another value.
        return None
    return production.of_option(option)


def _returned(source: SourceFile, function: Function) -> str | None:
    """The class of what a helper of the test returns."""
    found = set()
    for node in source.within(function, ast.Return):
        value = node.value and source.once(Names).value(node.value)
        if not isinstance(value, ast.Call) or isinstance(
                source.once(Names).definition(value.func), FUNCTIONS):
            return None
        found.add(_made_by(source, value))
    return found.pop() if len(found) == 1 else None
