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

"""The text of a module: its statements, cut apart without a parser."""

import ast
from collections.abc import Iterator
import io
import itertools
import re
import tokenize

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import TRIES

# An import, by its lines; one that a text spells is harmless.
_IMPORT = re.compile(
    r'^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]*'
    r'(?:\([\w\s,]*\)|[\w., \t]+)', re.M)
# A line of the top level that is no comment and ends no bracket.
_TOP_LINE = re.compile(r'\n(?=[^\s#)\]}])')
_DEFINED = re.compile(r'(?:(?:async +)?def|(?P<cls>class)) +(?P<name>\w+)')
# Names of the module that a function may give another value.
GLOBAL = re.compile(r'^[ \t]+global[ \t]+(?P<names>[\w ,]+)', re.M)
_LONG_QUOTES = ('"""', "'''")
Imports = dict[str, str]


def cut(text: str) -> tuple[list[tuple[bool, str, str]], str]:
    """The definitions of a module's top level, and the rest of its text.

    Told by the lines that are not indented and stand in no long text. Where
    that cannot be seen nothing is cut.

    :returns: of each definition whether it is a class, its name and its
        lines without those of its decorators.
    """
    definitions: list[tuple[bool, str, str]] = []
    rest: list[str] = []
    begun, decorated = 0, False
    open_quotes = [0, 0]
    starts = [match.end() for match in _TOP_LINE.finditer(text)]
    for start, end in itertools.pairwise((0, *starts, len(text))):
        for index, quotes in enumerate(_LONG_QUOTES):
            open_quotes[index] += text.count(quotes, start, end)
        if open_quotes[0] % 2 or open_quotes[1] % 2:
            # A long text goes on.
            continue
        match = _DEFINED.match(text, begun)
        if match is not None:
            definitions.append(
                (match['cls'] is not None, match['name'], text[begun:end]))
            decorated = False
        elif text.startswith('@', begun):
            decorated = True
        elif decorated:
            # What a decorator goes on with in a line of its own.
            break
        else:
            rest.append(text[begun:end])
        begun = end
    return (definitions, ''.join(rest)) if begun == len(text) else ([], text)


def imported(code: bytes, name: str, is_package: bool) -> tuple[str, ...]:
    """What a module imports, as dotted names, read from its lines.

    :param code: its source as it stands on disk.
    :param name: its dotted name.
    :raises SyntaxError: it is in an encoding nobody knows.
    """
    package = name if is_package else name.rpartition('.')[0]
    found: list[str] = []
    for match in _imports(decoded(code)):
        try:
            statements = parse(match.group().lstrip()).body
        except (SyntaxError, ValueError):
            continue
        for node in statements:
            found += [alias.name for alias in node.names] if isinstance(
                node, ast.Import) else bound_by(node, package).values()
    return tuple(found)


def _imports(text: str) -> Iterator[re.Match[str]]:
    """The imports of a module by their lines.

    To look for the word is several times cheaper than a pattern that is
    tried at every line.
    """
    done, place = 0, text.find('import')
    while place >= 0:
        line = text.rfind('\n', 0, place) + 1
        # What stands behind a semicolon begins no line.
        match = _IMPORT.match(text, line) if line >= done else None
        if match is not None:
            yield match
            done = match.end()
        place = text.find('import', max(place + 1, done))


def import_texts(text: str) -> list[str]:
    """The imports of a module as they are written, in order."""
    return [match.group().lstrip() for match in _imports(text)]


def bindings(text: str, name: str, is_package: bool) -> dict[str, str]:
    """What the names that an import binds stand for.

    :param text: the import as it is written; nothing is bound by what is
        none.
    :param name: the dotted name of its module.
    """
    package = name if is_package else name.rpartition('.')[0]
    try:
        statements = parse(text).body
    except (SyntaxError, ValueError):
        return {}
    found: dict[str, str] = {}
    for node in statements:
        found.update(bound_by(node, package))
    return found


def bound_by(node: ast.stmt, package: str) -> dict[str, str]:
    """The names that an import binds, and what each of them stands for."""
    if isinstance(node, ast.Import):
        return {
            alias.asname or alias.name.partition('.')[0]:
            alias.name if alias.asname else alias.name.partition('.')[0]
            for alias in node.names}
    if not isinstance(node, ast.ImportFrom):
        return {}
    base = _absolute_base(node, package)
    return {} if base is None else {
        alias.asname or alias.name:
        f'{base}.{alias.name}' if base else alias.name
        for alias in node.names}


def decoded(code: bytes) -> str:
    """Source as the parser reads it, its line ends made one."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(code).readline)
    text = code.decode(encoding)
    return text.replace('\r\n', '\n').replace('\r', '\n')


def text_of(lines: list[str], definition: Function | ast.ClassDef) -> str:
    return '\n'.join(lines[definition.lineno - 1:definition.end_lineno])


def top_level(tree: ast.Module) -> list[ast.stmt]:
    """Statements of a module, those under top-level if and try included."""
    found: list[ast.stmt] = list(tree.body)
    for node in found:
        if isinstance(node, ast.If):
            found += [*node.body, *node.orelse]
        elif isinstance(node, TRIES):
            found += [*node.body, *node.orelse, *node.finalbody]
    return found


def _absolute_base(node: ast.ImportFrom, package: str) -> str | None:
    if not node.level:
        return node.module or ''
    parents = package.split('.') if package else []
    if node.level > len(parents):
        return None
    base = parents[:len(parents) - node.level + 1]
    return '.'.join((*base, node.module) if node.module else base)
