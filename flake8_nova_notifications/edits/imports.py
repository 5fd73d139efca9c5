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

"""An import that a fix needs, put where OpenStack's style has it."""

import ast
from collections.abc import Container
import sys

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import start_of

_Import = ast.Import | ast.ImportFrom


def importing(
    source: SourceFile, module: str, at: ast.AST,
) -> tuple[Edit, ...] | Refused:
    """The edits after which a name is the module of that name.

    :param module: of the standard library, without a dot.
    :param at: where the name is going to be used.
    :returns: no edit where the file has the import already.
    """
    bound = source.once(Names).bindings(module, at)
    if bound:
        return () if [one.dotted for one in bound] == [module] else Refused(
            f'the name {module} means something else here')
    if any(alias.name == '*' for node in source.nodes(ast.ImportFrom)
           for alias in node.names):
        return Refused(f'a star may import another {module}')
    imports = _imports(source)
    if not imports:
        return Refused('the file imports nothing')
    # The standard library's come first, in lines without a gap.
    group = _group(imports, imports[0])
    if not any(_root(node) in sys.stdlib_module_names for node in group):
        # A group of its own.
        return (inserting(start_of(group[0]), f'import {module}\n\n'),)
    return (_added(source, group, module, f'import {module}'),)


def importing_from(
    source: SourceFile, package: str, module: str, at: ast.AST,
    brought_by: Container[str],
) -> tuple[str, tuple[Edit, ...]] | Refused:
    """How a module of a package is called there, and the edits for that.

    Where the file imports it already its name there is taken.

    :param at: where the name is going to be used.
    :param brought_by: packages that need the package themselves; a file
        that uses none of them may be used without it.
    """
    names = source.once(Names)
    dotted = f'{package}.{module}'
    imports = _imports(source)
    for name in (module, *(alias.asname or alias.name for node in imports
                           for alias in node.names)):
        bound = names.bindings(name, at)
        if bound and all(one.dotted == dotted for one in bound):
            return name, ()
    if names.bindings(module, at):
        return Refused(f'the name {module} means something else here')
    beside = [node for node in imports if _root(node) in brought_by]
    if not beside:
        return Refused(f'nothing that the file imports brings {package}')
    return module, (_added(
        source, _group(imports, beside[0]), dotted,
        f'from {package} import {module}'),)


def _imports(source: SourceFile) -> list[_Import]:
    """Those of the module itself, as far as their order is free."""
    return [node for node in source.tree.body
            if isinstance(node, (ast.Import, ast.ImportFrom))
            and _root(node) != '__future__']


def _root(node: _Import) -> str:
    return _dotted(node).partition('.')[0]


def _dotted(node: _Import) -> str:
    name = node.names[0].name
    return name if isinstance(node, ast.Import) else f'{node.module}.{name}'


def _group(imports: list[_Import], one: _Import) -> list[_Import]:
    """The imports on the lines around one, up to a gap on both sides."""
    at = imports.index(one)
    first, last = at, at
    while first and _adjoin(imports[first - 1], imports[first]):
        first -= 1
    while last + 1 < len(imports) and _adjoin(
            imports[last], imports[last + 1]):
        last += 1
    return imports[first:last + 1]


def _adjoin(before: ast.stmt, after: ast.stmt) -> bool:
    return after.lineno == end_of(before)[0] + 1


def _added(
    source: SourceFile, group: list[_Import], dotted: str, text: str,
) -> Edit:
    """The edit that puts an import among others, in alphabetical order."""
    for node in group:
        if _dotted(node).lower() > dotted:
            return inserting(start_of(node), f'{text}\n')
    # Behind a comment, which is about the line that it stands on.
    line, _ = end_of(group[-1])
    end = len(source.lines[line - 1].rstrip('\n').encode())
    return inserting((line, end), f'\n{text}')
