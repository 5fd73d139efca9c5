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

"""Compact facts about the other modules of the project under review.

Modules are read from disk by path, never imported. What a rule may ask of
them is kept in a few small tuples and their trees are dropped at once:
keeping the trees alive makes the garbage collector the dearest part of a
run. The cache below is the only state that outlives a file; it holds what
stands on disk, under (path, modification time, size), so the order in which
files are linted cannot change an answer.
"""

import ast
from collections import Counter
from dataclasses import dataclass
from dataclasses import field
import os
import re

from flake8_nova_notifications.source import Function
from flake8_nova_notifications.source import FUNCTIONS
from flake8_nova_notifications.source import SourceFile
from flake8_nova_notifications.source import walk

# What one linted file may cost in other modules. The limits count questions,
# not cache misses, so that a warm cache gives the same answers as a cold one.
MAX_MODULES = 60        # distinct modules a file may ask about
MAX_BYTES = 1 << 20     # larger modules are generated data, not code
MAX_HOPS = 20           # re-exports followed for one name
MAX_BASES = 200         # classes searched for one method
MAX_CACHED = 4096       # modules kept; a server that lives for days

MAX_EVENT = 200         # characters; of longer texts the search is quadratic

# How the events that tell of a failure are called.
_FAILURE_EVENT = re.compile(
    r'[.\-_](?:error|fail(?:ed|ure)?|exception)(?:[.\-_]\w+)?$'
    r'|compute\.exception|compute_task\.|rollback|^error$')

_ROOT_MARKS = ('setup.cfg', 'pyproject.toml', 'tox.ini', '.git')

Number = int | float

# How often each door was knocked at; read by tests and benchmarks.
STATISTICS: Counter[str] = Counter()


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
    """

    name: str
    calls: tuple[CallFact, ...] = ()
    raises: tuple[str, ...] = ()
    counts: bool = False
    loops: bool = False
    always_raises: str = ''
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class: its bases as dotted names, its methods and constants.

    :ivar fields: the names in a literal ``fields`` of a versioned object,
        each with the class name of its type.
    """

    name: str
    bases: tuple[str, ...] = ()
    methods: dict[str, FunctionFacts] = field(default_factory=dict)
    constants: dict[str, Number | str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A module: what it imports, defines and sets to a plain value."""

    imports: dict[str, str] = field(default_factory=dict)
    functions: dict[str, FunctionFacts] = field(default_factory=dict)
    classes: dict[str, ClassFacts] = field(default_factory=dict)
    constants: dict[str, Number | str] = field(default_factory=dict)


Fact = ModuleFacts | ClassFacts | FunctionFacts | Number | str

_CACHE: dict[tuple[str, int, int], ModuleFacts | None] = {}


class Project:
    """The modules around one linted file, as seen from it."""

    def __init__(self, source: SourceFile) -> None:
        self._root, self.package, self.module = _place(
            source.path, source.options.packages)
        self._asked: dict[str, ModuleFacts | None] = {}

    def absolute(self, dotted: str) -> str | None:
        """A name with its leading dots, if any, resolved for this file."""
        level = len(dotted) - len(dotted.lstrip('.'))
        if not level:
            return dotted
        parents = self.package.split('.') if self.package else []
        if level > len(parents):
            return None
        return '.'.join(
            (*parents[:len(parents) - level + 1], dotted[level:]))

    def path(self, module: str) -> str | None:
        """The file of a module of this project, if there is one."""
        if self._module(module) is None or self._root is None:
            return None
        return _module_file(self._root, module)

    def file(self, module: str) -> str | None:
        """Like :meth:`path`, but the module is not read for it."""
        return None if self._root is None else _module_file(
            self._root, module)

    def find(self, dotted: str) -> Fact | None:
        """What a dotted name stands for; None when it cannot be told.

        Re-exports are followed. Names outside the project are unknown, be
        they installed or not, so that the answer is the same everywhere.
        """
        name = self.absolute(dotted)
        for _ in range(MAX_HOPS):
            if name is None:
                return None
            split = self._split(name)
            if split is None:
                return None
            module_name, facts, rest = split
            if not rest:
                return facts
            first = rest[0]
            if first in facts.imports:
                name = '.'.join((facts.imports[first], *rest[1:]))
                continue
            if first in facts.classes:
                return self._member(facts.classes[first], rest[1:])
            if len(rest) > 1:
                return None
            if first in facts.functions:
                return facts.functions[first]
            return facts.constants.get(first)
        return None

    def method(
        self, bases: list[str], name: str,
    ) -> FunctionFacts | Number | str | None:
        """The first method or constant of that name among base classes.

        :param bases: dotted names of classes, nearest first. The search is
            breadth first with a visited set, so cycles and diamonds end.
        """
        queue = list(bases)
        seen = set(queue)
        index = 0
        while index < len(queue) and index < MAX_BASES:
            cls = self.find(queue[index])
            index += 1
            if not isinstance(cls, ClassFacts):
                continue
            member = cls.methods.get(name, cls.constants.get(name))
            if member is not None:
                return member
            for base in cls.bases:
                if base not in seen:
                    seen.add(base)
                    queue.append(base)
        return None

    def _member(self, cls: ClassFacts, rest: list[str]) -> Fact | None:
        if not rest:
            return cls
        if len(rest) > 1:
            return None
        found = cls.methods.get(rest[0], cls.constants.get(rest[0]))
        return found if found is not None else self.method(
            list(cls.bases), rest[0])

    def _split(
        self, dotted: str,
    ) -> tuple[str, ModuleFacts, list[str]] | None:
        """The longest prefix that is a module, its facts and the rest."""
        parts = dotted.split('.')
        for end in range(len(parts), 0, -1):
            module_name = '.'.join(parts[:end])
            facts = self._module(module_name)
            if facts is not None:
                return module_name, facts, parts[end:]
        return None

    def _module(self, name: str) -> ModuleFacts | None:
        if name in self._asked:
            return self._asked[name]
        if self._root is None or len(self._asked) >= 8 * MAX_MODULES:
            return None
        read: ModuleFacts | None = None
        if sum(f is not None for f in self._asked.values()) < MAX_MODULES:
            path = _module_file(self._root, name)
            if path is not None:
                read = _read(
                    path, name, os.path.basename(path) == '__init__.py')
        self._asked[name] = read
        return read


def _module_file(root: str, name: str) -> str | None:
    path = os.path.join(root, *name.split('.'))
    for candidate in (os.path.join(path, '__init__.py'), path + '.py'):
        # A plain file: neither a pipe nor a device may block the run.
        if os.path.isfile(candidate):
            return candidate
    return None


def _place(
    path: str, known: dict[str, tuple[str | None, str]],
) -> tuple[str | None, str, str]:
    """Where a file stands: import root, its package and its module name.

    Never the working directory as such and never ``sys.path``: the answer
    would depend on who asks. Standard input stands nowhere.

    :param known: the roots and packages of folders, filled on the way.
    """
    if not path or path in ('-', 'stdin') or not path.endswith('.py'):
        return None, '', ''
    folder, name = os.path.split(os.path.abspath(path))
    if folder not in known:
        known[folder] = _package(folder)
    root, package = known[folder]
    if root is None:
        return None, '', ''
    module = name[:-len('.py')]
    if module == '__init__':
        return root, package, package
    return root, package, f'{package}.{module}' if package else module


def _package(folder: str) -> tuple[str | None, str]:
    """The import root of a folder and its package below that."""
    packages: list[str] = []
    root = folder
    while os.path.isfile(os.path.join(root, '__init__.py')):
        root, package = os.path.split(root)
        if not package:
            break
        packages.insert(0, package)
    if not packages:
        above = root
        while not any(
                os.path.exists(os.path.join(above, mark))
                for mark in _ROOT_MARKS):
            parent, package = os.path.split(above)
            if parent == above:
                return None, ''
            packages.insert(0, package)
            above = parent
        root = above
    return root, '.'.join(packages)


def _read(path: str, name: str, is_package: bool) -> ModuleFacts | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    if status.st_size > MAX_BYTES:
        return None
    STATISTICS['asked'] += 1
    key = (path, status.st_mtime_ns, status.st_size)
    if key not in _CACHE:
        STATISTICS['read'] += 1
        if len(_CACHE) >= MAX_CACHED:
            _CACHE.clear()
        _CACHE[key] = _parse(path, name, is_package)
    return _CACHE[key]


def _parse(path: str, name: str, is_package: bool) -> ModuleFacts | None:
    try:
        with open(path, 'rb') as stream:
            tree = ast.parse(stream.read(MAX_BYTES))
        return module_facts(tree, name, is_package)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def module_facts(
    tree: ast.Module, name: str, is_package: bool,
) -> ModuleFacts:
    """What other modules may ask about a module, without its tree."""
    package = name if is_package else name.rpartition('.')[0]
    facts = ModuleFacts()
    for node in _top_level(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition('.')[0]
                facts.imports[alias.asname or root] = (
                    alias.name if alias.asname else root)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute_base(node, package)
            if base is not None:
                for alias in node.names:
                    facts.imports[alias.asname or alias.name] = (
                        f'{base}.{alias.name}' if base else alias.name)
    here = set(facts.imports)
    for node in _top_level(tree):
        if isinstance(node, FUNCTIONS):
            facts.functions[node.name] = function_facts(node, facts.imports)
        elif isinstance(node, ast.ClassDef):
            facts.classes[node.name] = _class_facts(
                node, facts.imports, name)
        else:
            for key, value in _constants(node):
                if key not in here:
                    facts.constants[key] = value
    return facts


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
) -> ClassFacts:
    facts = ClassFacts(cls.name, tuple(
        base for expression in cls.bases
        if (base := _base_name(expression, imports, module))))
    for member in cls.body:
        if isinstance(member, FUNCTIONS):
            facts.methods[member.name] = function_facts(member, imports)
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
        key.value: (_spelled(kind.func) or '').rpartition('.')[2]
        for key, kind in zip(value.keys, value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
        and isinstance(kind, ast.Call)}


def _base_name(
    expression: ast.expr, imports: dict[str, str], module: str,
) -> str | None:
    name = _spelled(expression)
    if name is None:
        return None
    root, _, rest = name.partition('.')
    if root in imports:
        return f'{imports[root]}.{rest}' if rest else imports[root]
    return f'{module}.{name}'


def _spelled(expression: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(expression, ast.Attribute):
        parts.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, ast.Name):
        return None
    return '.'.join((expression.id, *reversed(parts)))


def names_failure(text: str) -> bool:
    """Whether a text is the name of an event that tells of a failure."""
    return len(text) <= MAX_EVENT and bool(_FAILURE_EVENT.search(text))


def function_facts(
    function: Function, imports: dict[str, str],
) -> FunctionFacts:
    """What a function does; its nested functions count as part of it."""
    calls: list[CallFact] = []
    raises: list[str] = []
    counted: set[str] = set()
    compared: set[str] = set()
    loops = False
    always = ''
    events: list[str] = []

    def name_of(expression: ast.expr) -> str:
        spelled = _spelled(expression)
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
            calls.append(CallFact(name_of(node.func), number))
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
            counted.add(ast.unparse(node.target))
        elif isinstance(node, ast.Compare):
            compared.update(
                ast.unparse(side) for side in (node.left, *node.comparators))
        elif isinstance(node, (ast.For, ast.While, ast.AsyncFor)):
            loops = True
    return FunctionFacts(
        function.name, tuple(calls), tuple(raises),
        bool(counted & compared), loops, always, tuple(events))
