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

"""Ways to write the same program differently.

Each gives the new text and, for each old line, the new one.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterator

Lines = dict[int, int]
Rewritten = tuple[str, Lines]

# Names that say no more than that something is counted.
_COUNTERS = frozenset(('i', 'j', 'n', 'x', 'attempt', 'index', 'retry'))

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _first_line(statement: ast.stmt) -> int:
    lines: list[int] = [statement.lineno]
    for decorator in getattr(statement, 'decorator_list', ()):
        lines.append(decorator.lineno)
    return min(lines)


def _starts(code: str) -> Iterator[tuple[int, str]]:
    """The lines that a statement begins, with what they are indented by.

    Not the second one of a line, and not ``elif``, which begins as one.
    """
    lines = code.splitlines()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.stmt):
            number = _first_line(node)
            before = lines[number - 1]
            decorated = number != node.lineno
            indent = before[:len(before) - len(before.lstrip())]
            begins = decorated or len(indent) == node.col_offset
            if begins and not before.lstrip().startswith('elif'):
                yield number, indent


def _inserted(code: str, before: dict[int, list[str]]) -> Rewritten:
    """Put lines before some lines."""
    found: list[str] = []
    lines: Lines = {}
    for number, line in enumerate(code.splitlines(keepends=True), 1):
        found += before.get(number, ())
        found.append(line)
        lines[number] = len(found)
    return ''.join(found), lines


def blank_lines(code: str) -> Rewritten:
    """Two blank lines before each statement."""
    return _inserted(code, {
        number: ['\n', '\n'] for number, _ in _starts(code)})


def comments(code: str) -> Rewritten:
    """A comment without a word before each statement."""
    return _inserted(code, {
        number: [f'{indent}# --\n'] for number, indent in _starts(code)})


def decorators(code: str) -> Rewritten:
    """A decorator that means nothing at run time, on each function."""
    indents = dict(_starts(code))
    added = {}
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS) and _first_line(node) in indents:
            number = _first_line(node)
            added[number] = [f'{indents[number]}@typing.no_type_check\n']
    first = next((
        node.lineno for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))),
        min(indents, default=1))
    added[first] = ['import typing\n', *added.get(first, ())]
    return _inserted(code, added)


def renamed_locals(code: str) -> Rewritten:
    """Counters of loops under names of the same length.

    Other names tell what a value is, and are meant to be read.
    """
    tree = ast.parse(code)
    lines = [line.encode() for line in code.splitlines(keepends=True)]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for function in ast.walk(tree):
        if not isinstance(function, _FUNCTIONS):
            continue
        neutral = {
            node.target.id for node in ast.walk(function)
            if isinstance(node, ast.For) and isinstance(
                node.target, ast.Name) and isinstance(node.iter, ast.Call)
            and ast.unparse(node.iter.func) == 'range'
            and node.target.id in _COUNTERS}
        # A parameter, a pattern or an import: not of the loop alone.
        bound = {
            value for node in ast.walk(function)
            for name, value in ast.iter_fields(node)
            if name in ('arg', 'name', 'asname', 'rest')}
        # Before Python 3.12 nodes inside of f-strings have no places.
        spoken = {
            node.id for text in ast.walk(function)
            if isinstance(text, ast.JoinedStr)
            for node in ast.walk(text) if isinstance(node, ast.Name)}
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in neutral - (
                    spoken | bound):
                new = 'q' * len(node.id)
                if new in used:
                    continue
                line = lines[node.lineno - 1]
                start = node.col_offset
                end = start + len(node.id)
                lines[node.lineno - 1] = (
                    line[:start] + new.encode() + line[end:])
    text = b''.join(lines).decode()
    return text, {n: n for n in range(1, len(lines) + 1)}


def reordered_methods(code: str) -> Rewritten:
    """Neighbouring methods of each class in the opposite order."""
    text = code.splitlines(keepends=True)
    if text and not text[-1].endswith('\n'):
        text[-1] += '\n'
    order = list(range(1, len(text) + 1))
    for cls in ast.walk(ast.parse(code)):
        if not isinstance(cls, ast.ClassDef) or any(
                isinstance(node, ast.ClassDef) and node is not cls
                for node in ast.walk(cls)):
            continue
        run: list[ast.stmt] = []
        for member in (*cls.body, ast.Pass()):
            if isinstance(member, _FUNCTIONS):
                run.append(member)
                continue
            _reverse(order, run)
            run = []
    return ''.join(text[number - 1] for number in order), {
        old: new for new, old in enumerate(order, 1)}


def _reverse(order: list[int], methods: list[ast.stmt]) -> None:
    names = [getattr(method, 'name', '') for method in methods]
    if len(set(names)) != len(names) or len(names) < 2:
        return
    spans = [(_first_line(method), method.end_lineno or 0)
             for method in methods]
    lines: list[int] = []
    for (start, end), (_, above) in zip(
            reversed(spans), [*reversed(spans[:-1]), (0, 0)], strict=True):
        lines += range(start, end + 1)
        if above:
            # What stands between two methods stays between two.
            lines += range(above + 1, start)
    begin, end = spans[0][0], spans[-1][1]
    assert sorted(lines) == list(range(begin, end + 1))
    order[begin - 1:end] = lines


def other_imports(code: str) -> Rewritten:
    """``from a import b`` as ``import a.b as b``, and plain ones by ``as``."""
    lines = code.splitlines(keepends=True)
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and not node.level and (
                node.end_lineno == node.lineno
                and node.module != '__future__'
                and node.names[0].name != '*'):
            named = ', '.join(
                f'{node.module}.{a.name} as {a.asname or a.name}'
                for a in node.names)
        elif isinstance(node, ast.Import) and (
                node.end_lineno == node.lineno) and all(
                    '.' not in a.name for a in node.names):
            named = ', '.join(
                f'{a.name} as {a.asname or a.name}' for a in node.names)
        else:
            continue
        line = lines[node.lineno - 1]
        indent = line[:len(line) - len(line.lstrip())]
        if line.strip() == ast.unparse(node):
            lines[node.lineno - 1] = f'{indent}import {named}\n'
    return ''.join(lines), {n: n for n in range(1, len(lines) + 1)}


ALL: tuple[Callable[[str], Rewritten], ...] = (
    blank_lines, comments, decorators, renamed_locals, reordered_methods,
    other_imports)
