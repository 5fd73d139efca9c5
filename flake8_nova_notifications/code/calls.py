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

"""Who calls whom inside a file, methods and their overrides included."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile


def functions(source: SourceFile) -> tuple[Function, ...]:
    """All functions and methods of a file, in source order."""
    return tuple(node for node in source.nodes(*FUNCTIONS)
                 if isinstance(node, FUNCTIONS))


def descendants(source: SourceFile) -> dict[ast.AST, list[ast.ClassDef]]:
    """For each class the classes of this file built on it, itself first."""
    names = source.once(Names)
    found: dict[ast.AST, list[ast.ClassDef]] = {}
    for cls in source.on(ast.ClassDef, source.lines_with('class ')):
        found.setdefault(cls, []).insert(0, cls)
        for base in names.family(cls)[1:]:
            found.setdefault(base, []).append(cls)
    return found


def calls_by_name(source: SourceFile) -> dict[str, list[ast.Call]]:
    """The calls of a file under the last part of what is called."""
    found: dict[str, list[ast.Call]] = {}
    for call in source.nodes(ast.Call):
        found.setdefault(callee_name(call), []).append(call)
    return found


def calls_named(source: SourceFile, name: str) -> list[ast.Call]:
    """The calls of a file by the last part of what is called, in order.

    Found by the lines that hold the name, so that the rest is not walked;
    once many names have been asked for, all calls are filed by their names,
    which gives the same.
    """
    return source.memo(_calls_named, name)


def _calls_named(source: SourceFile, name: str) -> list[ast.Call]:
    if not name.isascii() or not source.affords(
            'calls by name', len(source.lines)):
        # Python takes names that look alike for the same.
        return source.once(calls_by_name).get(name, [])
    return [call for call in source.on(ast.Call, source.lines_with(name))
            if callee_name(call) == name]


def calls_of(source: SourceFile, function: Function) -> list[ast.Call]:
    """The calls in this file that run a function of this file."""
    names = source.once(Names)
    found = []
    holder = source.parent(function)
    for call in calls_named(source, function.name):
        definition = names.definition(call.func)
        if definition is function or (
                # An override: the caller's class is a relative's.
                isinstance(holder, ast.ClassDef)
                and isinstance(call.func, ast.Attribute)
                and isinstance(call.func.value, ast.Name)
                and call.func.value.id in ('self', 'cls')
                and definition is not None
                and _related(source, call, holder)):
            found.append(call)
    return found


def _related(
    source: SourceFile, call: ast.Call, holder: ast.ClassDef,
) -> bool:
    names = source.once(Names)
    cls = source.enclosing_class(call)
    return cls is not None and (
        holder in names.family(cls) or cls in names.family(holder))


def argument(
    function: Function, call: ast.Call, parameter: ast.arg,
) -> ast.expr | None:
    """What a call gives for a parameter; None where it cannot be told."""
    for keyword in call.keywords:
        if keyword.arg == parameter.arg:
            return keyword.value
    positional = [*function.args.posonlyargs, *function.args.args]
    if parameter not in positional:
        return None
    index = positional.index(parameter)
    if positional[0].arg in ('self', 'cls') and (
            isinstance(call.func, ast.Attribute)
            or function.name == '__init__'):
        index -= 1
    if not 0 <= index < len(call.args) or any(
            isinstance(given, ast.Starred)
            for given in call.args[:index + 1]):
        return None
    return call.args[index]


def callers(source: SourceFile, function: Function) -> Iterator[ast.Call]:
    """Calls that run a function; for ``__init__`` those of its classes."""
    yield from calls_of(source, function)
    holder = source.parent(function)
    if function.name != '__init__' or not isinstance(holder, ast.ClassDef):
        return
    for cls in source.once(descendants).get(holder, ()):
        yield from calls_named(source, cls.name)


def definitions(source: SourceFile, call: ast.Call) -> list[Function]:
    """The functions of this file a call may run, overrides included."""
    names = source.once(Names)
    definition = names.definition(call.func)
    if not isinstance(definition, FUNCTIONS):
        return []
    found: list[Function] = [definition]
    holder = source.parent(definition)
    if isinstance(holder, ast.ClassDef):
        for cls in source.once(descendants).get(holder, ())[1:]:
            found += [
                binding.node for binding in names.scope(cls).get(
                    definition.name, ())
                if isinstance(binding.node, FUNCTIONS)]
    return found
