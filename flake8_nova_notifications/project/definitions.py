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
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import cast
from typing import Generic
from typing import TypeVar

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.project.constants import aliases
from flake8_nova_notifications.project.constants import Number
from flake8_nova_notifications.project.constants import plain_constants
from flake8_nova_notifications.project.function_facts import function_facts
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.module_text import bound_by
from flake8_nova_notifications.project.module_text import cut
from flake8_nova_notifications.project.module_text import decoded
from flake8_nova_notifications.project.module_text import GLOBAL
from flake8_nova_notifications.project.module_text import Imports
from flake8_nova_notifications.project.module_text import text_of
from flake8_nova_notifications.project.module_text import top_level


_Facts = TypeVar('_Facts')
_Derived = TypeVar('_Derived')


class _Definitions(abc.ABC, Generic[_Facts]):
    """The definitions of a module or a class by name, read when asked for."""

    __slots__ = ('_facts', '_texts')
    # Whether the lines of a definition are needed when it has been read.
    _keeps_lines = False

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
        # The text first: once the facts are there, another thread may have
        # let go of it.
        text = self._texts.get(name, '')
        if name not in self._facts:
            self._facts[name] = self._read(text)
            if text and not self._keeps_lines:
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

    __slots__ = ('_derived', '_imports')
    _keeps_lines = True

    def __init__(self, imports: dict[str, str]) -> None:
        super().__init__()
        self._imports = imports
        self._derived: dict[tuple[str, Callable[..., Any]], Any] = {}

    def _read(self, text: str) -> FunctionFacts | None:
        parsed = parsed_function(text)
        return None if parsed is None else function_facts(
            parsed[0], self._imports)

    def derived(
        self, name: str, derive: 'Callable[[Function, Imports], _Derived]',
    ) -> _Derived | None:
        """What somebody makes of a function, worked out once for it.

        :param derive: a pure function of the parsed function and of what the
            names of its module stand for; it keeps nothing of the tree.
        """
        key = (name, derive)
        if key not in self._derived:
            parsed = parsed_function(self._texts.get(name, ''))
            self._derived[key] = None if parsed is None else derive(
                parsed[0], self._imports)
        return cast('_Derived | None', self._derived[key])


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
    definitions, rest = cut(text)
    try:
        tree = parse(rest)
    except SyntaxError:
        if not definitions:
            raise
        # It was cut where no statement ends.
        definitions, rest = [], text
        tree = parse(rest)
    for is_class, defined, lines in definitions:
        (facts.classes if is_class else facts.functions).add(defined, lines)
    lines_left = rest.split('\n')
    for node in top_level(tree):
        imports.update(bound_by(node, package))
    for name, original in aliases(tree.body).items():
        root, _, rest = original.partition('.')
        if root in imports and name not in imports:
            imports[name] = f'{imports[root]}.{rest}' if rest else (
                imports[root])
    for node in top_level(tree):
        if isinstance(node, FUNCTIONS):
            facts.functions.add(node.name, text_of(lines_left, node))
        elif isinstance(node, ast.ClassDef):
            facts.classes.add(node.name, text_of(lines_left, node))
    set_later = {
        name for match in GLOBAL.finditer(text)
        for name in match['names'].replace(' ', '').split(',')}
    facts.constants.update(
        (name, value) for name, value in plain_constants(tree.body).items()
        if name not in imports and name not in set_later)
    return facts


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
        body = parse(whole).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(body) == 1 and isinstance(body[0], ast.If):
        body = body[0].body
    return (body[0], whole) if len(body) == 1 else None


def _class_facts(
    cls: ast.ClassDef, imports: dict[str, str], module: str,
    lines: list[str],
) -> ClassFacts:
    facts = ClassFacts(cls.name, tuple(
        base for expression in cls.bases
        if (base := _base_name(expression, imports, module))),
        Functions(imports), plain_constants(cls.body))
    for member in cls.body:
        if isinstance(member, FUNCTIONS):
            facts.methods.add(member.name, text_of(lines, member))
        elif isinstance(member, ast.Assign):
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
