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

"""Compact facts about one module: what others may ask, without its tree.

Trees are dropped at once: keeping them alive makes the garbage collector the
dearest part of a run. Of functions and classes the text is kept, and read when
somebody asks what one does: of most modules only one or two are of interest,
and parsing the whole of them costs more than all that is asked.
"""

import abc
import ast
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
import io
import itertools
import re
import tokenize
from typing import Generic
from typing import TypeVar

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk

# Characters of the name of an event; of longer texts the search below is
# quadratic.
MAX_EVENT = 200

# How the events that tell of a failure are called.
_FAILURE_EVENT = re.compile(
    r'[.\-_](?:error|fail(?:ed|ure)?|exception)(?:[.\-_]\w+)?$'
    r'|compute\.exception|compute_task\.|rollback|^error$')

# An import, by its lines; one that a text spells is harmless.
_IMPORT = re.compile(
    r'^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]*'
    r'(?:\([\w\s,]*\)|[\w., \t]+)', re.M)

# A line of the top level that is no comment and ends no bracket.
_TOP_LINE = re.compile(r'\n(?=[^\s#)\]}])')
_DEFINED = re.compile(r'(?:(?:async +)?def|(?P<cls>class)) +(?P<name>\w+)')
_LONG_QUOTES = ('"""', "'''")

Number = int | float
_Facts = TypeVar('_Facts')


@dataclass(frozen=True, slots=True)
class CallFact:
    """A call in a function: what is called, and a first number given."""

    name: str
    number: Number | None


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """What a function does, as far as rules of other modules ask.

    :ivar calls: what it calls, resolved through its module's imports;
        methods as ``self.name``, other objects' as ``?.name``.
    :ivar raises: the names of the exceptions it raises, likewise.
    :ivar counts: whether it compares something that it also counts up.
    :ivar loops: whether it has a loop of its own.
    :ivar always_raises: what its body raises under no condition; empty
        when it may end without.
    :ivar events: texts in it that name a failure event or phase.
    :ivar asserted: the attributes on which it asserts.
    :ivar assertions: its assertions on numbers, as they are written.
    """

    name: str
    calls: tuple[CallFact, ...] = ()
    raises: tuple[str, ...] = ()
    counts: bool = False
    loops: bool = False
    always_raises: str = ''
    events: tuple[str, ...] = ()
    asserted: tuple[str, ...] = ()
    assertions: tuple[str, ...] = ()


class _Definitions(abc.ABC, Generic[_Facts]):
    """The definitions of a module or a class by name, read when asked for."""

    __slots__ = ('_facts', '_texts')

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._facts: dict[str, _Facts | None] = {}

    def add(self, name: str, text: str) -> None:
        """Keep the lines of a definition; of two of a name the later one."""
        self._texts[name] = text

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def get(self, name: str) -> _Facts | None:
        """What it is; None where there is none, or it is no Python."""
        if name not in self._facts:
            text = self._texts.get(name, '')
            self._facts[name] = self._read(text)
            if text:
                # The facts hold what of it may still be asked for.
                self._texts[name] = ''
        return self._facts[name]

    @abc.abstractmethod
    def _read(self, text: str) -> _Facts | None:
        """What the lines of a definition say; None if they are no Python."""


class Functions(_Definitions[FunctionFacts]):
    """The functions of a module or a class.

    :param imports: what the names of their module stand for.
    """

    __slots__ = ('_imports',)

    def __init__(self, imports: dict[str, str]) -> None:
        super().__init__()
        self._imports = imports

    def _read(self, text: str) -> FunctionFacts | None:
        parsed = parsed_function(text)
        return None if parsed is None else function_facts(
            parsed[0], self._imports)


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class: its bases as dotted names, its methods and constants.

    :ivar fields: the names in a literal ``fields`` of a versioned object,
        each with the class name of its type.
    """

    name: str
    bases: tuple[str, ...] = ()
    methods: 'Functions' = field(default_factory=lambda: Functions({}))
    constants: dict[str, Number | str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


class Classes(_Definitions[ClassFacts]):
    """The classes of a module.

    :param imports: what the names of their module stand for.
    :param module: its dotted name.
    """

    __slots__ = ('_imports', '_module')

    def __init__(self, imports: dict[str, str], module: str) -> None:
        super().__init__()
        self._imports = imports
        self._module = module

    def _read(self, text: str) -> ClassFacts | None:
        parsed = _only_statement(text)
        if parsed is None or not isinstance(parsed[0], ast.ClassDef):
            return None
        return _class_facts(
            parsed[0], self._imports, self._module, parsed[1].split('\n'))


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A module: what it imports, defines and sets to a plain value."""

    imports: dict[str, str] = field(default_factory=dict)
    functions: 'Functions' = field(default_factory=lambda: Functions({}))
    classes: 'Classes' = field(default_factory=lambda: Classes({}, ''))
    constants: dict[str, Number | str] = field(default_factory=dict)


def module_facts(
    code: bytes, name: str, is_package: bool,
) -> ModuleFacts:
    """What other modules may ask about a module, without its tree.

    :param code: its source as it stands on disk.
    :param name: its dotted name.
    :raises SyntaxError: it is none, or in an encoding nobody knows.
    """
    text = decoded(code)
    package = name if is_package else name.rpartition('.')[0]
    imports: dict[str, str] = {}
    facts = ModuleFacts(imports, Functions(imports), Classes(imports, name))
    definitions, rest = _cut(text)
    try:
        tree = ast.parse(rest)
    except SyntaxError:
        if not definitions:
            raise
        # It was cut where no statement ends.
        definitions, rest = [], text
        tree = ast.parse(rest)
    for is_class, defined, lines in definitions:
        (facts.classes if is_class else facts.functions).add(defined, lines)
    lines_left = rest.split('\n')
    for node in _top_level(tree):
        imports.update(_bound_by(node, package))
    here = set(facts.imports)
    for node in _top_level(tree):
        if isinstance(node, FUNCTIONS):
            facts.functions.add(node.name, _text(lines_left, node))
        elif isinstance(node, ast.ClassDef):
            facts.classes.add(node.name, _text(lines_left, node))
        else:
            for key, value in _constants(node):
                if key not in here:
                    facts.constants[key] = value
    return facts


def _cut(text: str) -> tuple[list[tuple[bool, str, str]], str]:
    """The definitions of a module's top level, and the rest of its text.

    Told by the lines that are not indented and stand in no long text. Where
    that cannot be told nothing is cut.

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
    """What a module imports, as dotted names, told by its lines.

    :param code: its source as it stands on disk.
    :param name: its dotted name.
    :raises SyntaxError: it is in an encoding nobody knows.
    """
    package = name if is_package else name.rpartition('.')[0]
    found: list[str] = []
    for match in _imports(decoded(code)):
        try:
            statements = ast.parse(match.group().lstrip()).body
        except (SyntaxError, ValueError):
            continue
        for node in statements:
            found += [alias.name for alias in node.names] if isinstance(
                node, ast.Import) else _bound_by(node, package).values()
    return tuple(found)


def _imports(text: str) -> Iterator[re.Match[str]]:
    """The imports of a module by their lines.

    To look for the word is several times cheaper than a pattern that is
    tried at every line.
    """
    place, end = text.find('import'), 0
    while place >= 0:
        start = text.rfind('\n', 0, place) + 1
        match = _IMPORT.match(text, start) if start >= end else None
        if match is not None:
            yield match
            end = match.end()
        place = text.find('import', max(place + 1, end))


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
        statements = ast.parse(text).body
    except (SyntaxError, ValueError):
        return {}
    found: dict[str, str] = {}
    for node in statements:
        found.update(_bound_by(node, package))
    return found


def _bound_by(node: ast.stmt, package: str) -> dict[str, str]:
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


def _text(lines: list[str], definition: Function | ast.ClassDef) -> str:
    return '\n'.join(lines[definition.lineno - 1:definition.end_lineno])


def parsed_function(text: str) -> tuple[Function, int] | None:
    """A function by its lines, and how many lines were put above them.

    None where they are none.
    """
    parsed = _only_statement(text)
    if parsed is None or not isinstance(parsed[0], FUNCTIONS):
        return None
    return parsed[0], parsed[1].count('\n') - text.count('\n')


def _only_statement(text: str) -> tuple[ast.stmt, str] | None:
    """A statement by its lines, and the text in which these were parsed."""
    # An indented text stands below something; to take its indentation away
    # would change the texts in it.
    whole = f'if 1:\n{text}' if text[:1].isspace() else text
    try:
        body = ast.parse(whole).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(body) == 1 and isinstance(body[0], ast.If):
        body = body[0].body
    return (body[0], whole) if len(body) == 1 else None


def _top_level(tree: ast.Module) -> list[ast.stmt]:
    """Statements of a module, those under top-level if and try included."""
    found: list[ast.stmt] = list(tree.body)
    for node in found:
        if isinstance(node, ast.If):
            found += [*node.body, *node.orelse]
        elif isinstance(node, ast.Try):
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


def _constants(node: ast.stmt) -> list[tuple[str, Number | str]]:
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        targets, value = [node.target], node.value
    else:
        return []
    if not isinstance(value, ast.Constant) or not isinstance(
            value.value, (int, float, str)):
        return []
    return [(target.id, value.value) for target in targets
            if isinstance(target, ast.Name)]


def _class_facts(
    cls: ast.ClassDef, imports: dict[str, str], module: str,
    lines: list[str],
) -> ClassFacts:
    facts = ClassFacts(cls.name, tuple(
        base for expression in cls.bases
        if (base := _base_name(expression, imports, module))),
        Functions(imports))
    for member in cls.body:
        if isinstance(member, FUNCTIONS):
            facts.methods.add(member.name, _text(lines, member))
        else:
            facts.constants.update(_constants(member))
            if isinstance(member, ast.Assign):
                facts.fields.update(_field_types(member))
    return facts


def _field_types(member: ast.Assign) -> dict[str, str]:
    """The literal ``fields`` of a versioned object."""
    target, value = member.targets[0], member.value
    if not isinstance(target, ast.Name) or target.id != 'fields' or (
            not isinstance(value, ast.Dict)):
        return {}
    return {
        key.value: (path(kind.func) or '').rpartition('.')[2]
        for key, kind in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
        and isinstance(kind, ast.Call)}


def _base_name(
    expression: ast.expr, imports: dict[str, str], module: str,
) -> str | None:
    name = path(expression)
    if name is None:
        return None
    root, _, rest = name.partition('.')
    if root in imports:
        return f'{imports[root]}.{rest}' if rest else imports[root]
    return f'{module}.{name}'


def _attributes(expressions: list[ast.expr]) -> list[ast.expr]:
    return [node for expression in expressions for node in walk(expression)
            if isinstance(node, ast.Attribute)]


def names_failure(text: str) -> bool:
    """Whether a text is the name of an event that tells of a failure."""
    return len(text) <= MAX_EVENT and bool(_FAILURE_EVENT.search(text))


def function_facts(
    function: Function, imports: dict[str, str],
) -> FunctionFacts:
    """What a function does; its nested functions count as part of it."""
    calls: list[CallFact] = []
    raises: list[str] = []
    counted: set[str | None] = set()
    compared: set[str | None] = set()
    loops = False
    always = ''
    events: list[str] = []
    asserted: list[str] = []
    assertions: list[ast.expr] = []

    def name_of(expression: ast.expr) -> str:
        spelled = path(expression)
        if spelled is None:
            return f'?.{expression.attr}' if isinstance(
                expression, ast.Attribute) else '?'
        root, _, rest = spelled.partition('.')
        if root in imports:
            return f'{imports[root]}.{rest}' if rest else imports[root]
        return spelled

    for node in walk(function):
        if isinstance(node, ast.Call):
            number = node.args[0].value if (
                node.args and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, (int, float))) else None
            called = name_of(node.func)
            calls.append(CallFact(called, number))
            if called.rpartition('.')[2].startswith('assert'):
                asserted += map(name_of, _attributes(node.args))
                assertions.append(node)
        elif isinstance(node, ast.Assert):
            asserted += map(name_of, _attributes([node.test]))
            assertions.append(node.test)
        elif isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc
            if isinstance(raised, ast.Call):
                raised = raised.func
            raises.append(name_of(raised))
            if node in function.body:
                always = name_of(raised)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and names_failure(node.value):
                events.append(node.value)
        elif isinstance(node, ast.AugAssign):
            counted.add(unparsed(node.target))
        elif isinstance(node, ast.Compare):
            compared.update(
                unparsed(side) for side in (node.left, *node.comparators))
        elif isinstance(node, (ast.For, ast.While, ast.AsyncFor)):
            loops = True
    return FunctionFacts(
        function.name, tuple(calls), tuple(raises),
        bool((counted & compared) - {None}), loops, always, tuple(events),
        tuple(asserted), tuple(
            text for node in assertions if any(
                isinstance(value, ast.Constant) and type(value.value) is int
                or isinstance(value, ast.Attribute) and value.attr.isupper()
                for value in walk(node))
            and (text := unparsed(node)) is not None))
