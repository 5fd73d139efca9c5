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

"""What the names of a file stand for, from its imports and scopes alone.

Bindings are collected first and resolved after, so that an import below its
use counts. The answer is None where two bindings disagree or a value cannot
be seen: a rule stays silent then.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from flake8_nova_notifications.code.index import CHILD_FIELDS
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope

_SCOPES = (*FUNCTIONS, ast.Lambda, ast.ClassDef, ast.Module)

# Classes looked through for one member; more are built to be many.
MAX_FAMILY = 100
# An assignment that stands for another one, that for another ...: deep
# enough for real code, and an end for ``a = b; b = a``.
MAX_HOPS = 8


class Binding(NamedTuple):
    """One way in which a name gets its value.

    :ivar dotted: what an import stands for, or None.
    :ivar node: the definition, the assigned expression or the parameter;
        None where the value cannot be seen (a loop target, ``with ... as``).
    """

    dotted: str | None
    node: ast.AST | None


Bindings = dict[str, list[Binding]]

# Nodes that can bind a name; nine in ten nodes are none of them.
# Statements that bind names, and what does so in expressions and patterns.
_BINDING = frozenset((
    ast.Import, ast.ImportFrom, *FUNCTIONS, ast.ClassDef, ast.Assign,
    ast.AnnAssign, ast.AugAssign, ast.For, ast.AsyncFor, ast.Global,
    ast.Nonlocal))
_INSIDE = frozenset((
    ast.NamedExpr, ast.comprehension, ast.MatchAs, ast.MatchStar))
_WITH = (ast.With, ast.AsyncWith)
# Fields of a statement that hold further statements.
_ALL_BLOCKS = ('body', 'orelse', 'finalbody', 'handlers', 'cases')


class _Blocks(dict[type, tuple[str, ...]]):
    """The fields of each statement class that hold further statements."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        fields = self[kind] = tuple(
            name for name in _ALL_BLOCKS
            if name in getattr(kind, '_fields', ()))
        return fields


_BLOCKS = _Blocks()
_line = attrgetter('lineno', 'col_offset')


class Names:
    """Bindings of one file, worked out scope by scope when asked for."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._scopes: dict[ast.AST, Bindings] = {}
        self._assigned: dict[
            tuple[ast.ClassDef, str], list[ast.AST]] = {}

    def dotted(self, expression: ast.AST) -> str | None:
        """The dotted name behind ``a.b.c``, resolved through the imports.

        ``sleep`` after ``from time import sleep`` is ``time.sleep``. A
        builtin is its own name. None when the root is anything but an
        import or a builtin.
        """
        parts: list[str] = []
        while isinstance(expression, ast.Attribute):
            parts.append(expression.attr)
            expression = expression.value
        if not isinstance(expression, ast.Name):
            return None
        bindings = self.bindings(expression.id, expression)
        if not bindings:
            root: str | None = expression.id
        else:
            # ``try: import a except ImportError: a = None`` still means a.
            imported = [b.dotted for b in bindings if b.dotted]
            others = [
                b for b in bindings if not b.dotted and not (
                    isinstance(b.node, ast.Constant) and b.node.value is None)
            ]
            root = imported[0] if imported and not others else None
        if root is None:
            return None
        return '.'.join((root, *reversed(parts)))

    def bindings(self, name: str, at: ast.AST) -> list[Binding]:
        """All bindings of a name in the nearest scope that has one."""
        scope: ast.AST | None = at
        inner = True
        while scope is not None:
            if isinstance(scope, _SCOPES):
                # A class body is no scope for the functions inside it.
                if inner or not isinstance(scope, ast.ClassDef):
                    found = self.scope(scope).get(name)
                    if found:
                        return found
                if not isinstance(scope, ast.Lambda):
                    inner = False
            scope = self._source.parent(scope)
        return []

    def value(self, expression: ast.AST) -> ast.AST:
        """Follow names that are bound exactly once to what they stand for.

        Gives the expression, definition or parameter at the end of the
        chain, or the expression itself where a name has several values.
        """
        for _ in range(MAX_HOPS):
            if not isinstance(expression, ast.Name):
                break
            bindings = self.bindings(expression.id, expression)
            if len(bindings) != 1 or bindings[0].node is None:
                break
            expression = bindings[0].node
        return expression

    def definition(self, callee: ast.AST) -> Function | ast.Lambda | None:
        """The function of this file that a callee expression calls.

        Names of functions and lambdas, ``self.method`` and ``cls.method``
        through the classes of this file, ``functools.partial(f, ...)``.
        """
        if isinstance(callee, ast.Call):
            if self.dotted(callee.func) == 'functools.partial' and callee.args:
                return self.definition(callee.args[0])
            return None
        if isinstance(callee, ast.Attribute):
            return self._method(callee)
        value = self.value(callee)
        if isinstance(value, (*FUNCTIONS, ast.Lambda)):
            return value
        if isinstance(value, (ast.Attribute, ast.Call)):
            return self.definition(value)
        return None

    def _method(self, callee: ast.Attribute) -> Function | ast.Lambda | None:
        if not isinstance(callee.value, ast.Name):
            return None
        if callee.value.id not in ('self', 'cls'):
            return None
        holder = self._source.enclosing_class(callee)
        if holder is None:
            return None
        for cls in self.family(holder):
            for binding in self.scope(cls).get(callee.attr, ()):
                if isinstance(binding.node, (*FUNCTIONS, ast.Lambda)):
                    return binding.node
        return None

    def family(self, cls: ast.ClassDef) -> list[ast.ClassDef]:
        """A class and its bases in this file, nearest first."""
        found = [cls]
        for known in found:
            for base in known.bases:
                value = self.value(base)
                if isinstance(value, ast.ClassDef) and (
                        value not in found and len(found) < MAX_FAMILY):
                    found.append(value)
        return found

    def foreign_bases(self, cls: ast.ClassDef) -> list[str]:
        """Dotted names of the bases that stand in other modules."""
        return [
            dotted
            for known in self.family(cls) for base in known.bases
            if (dotted := self.dotted(base)) and '.' in dotted
        ]

    def attribute_values(self, attribute: ast.Attribute) -> list[ast.AST]:
        """What ``self.x`` is assigned anywhere in its class of this file."""
        if not (isinstance(attribute.value, ast.Name)
                and attribute.value.id in ('self', 'cls')):
            return []
        holder = self._source.enclosing_class(attribute)
        if holder is None:
            return []
        return [value for cls in self.family(holder)
                for value in self.assigned(cls, attribute.attr)]

    def assigned(self, cls: ast.ClassDef, name: str) -> list[ast.AST]:
        """What a class of this file assigns to ``self.name``, or in its body.

        Found by the lines that spell it, so that the class is not walked.
        """
        key = (cls, name)
        if key not in self._assigned:
            self._assigned[key] = self._find_assigned(cls, name)
        return self._assigned[key]

    def _find_assigned(self, cls: ast.ClassDef, name: str) -> list[ast.AST]:
        source = self._source
        found: list[ast.AST] = [
            binding.node for binding in self.scope(cls).get(name, ())
            if isinstance(binding.node, ast.expr)]
        lines = source.lines_with(
            f'.{name} =', f'.{name}=', f'.{name}:', f'.{name} :', among=cls)
        if not lines:
            return found
        statements: list[ast.Assign | ast.AnnAssign] = [
            *source.on(ast.Assign, lines), *source.on(ast.AnnAssign, lines)]
        for node in sorted(statements, key=_line):
            targets = node.targets if isinstance(
                node, ast.Assign) else [node.target]
            function = source.function(node)
            if node.value is not None and any(
                    isinstance(target, ast.Attribute) and target.attr == name
                    and isinstance(target.value, ast.Name)
                    and target.value.id in ('self', 'cls')
                    for target in targets) and function is not None and (
                        source.parent(function) is cls):
                found.append(node.value)
        return found

    def scope(self, scope: ast.AST) -> Bindings:
        """The bindings of one function, class or module body."""
        try:
            return self._scopes[scope]
        except KeyError:
            found = self._scopes[scope] = self._collect(scope)
            return found

    def _collect(self, scope: ast.AST) -> Bindings:
        found: Bindings = {}

        def bind(
            name: str, node: ast.AST | None, dotted: str | None = None,
        ) -> None:
            found.setdefault(name, []).append(Binding(dotted, node))

        if isinstance(scope, (*FUNCTIONS, ast.Lambda)):
            given = scope.args
            for parameter in (
                    *given.posonlyargs, *given.args, *given.kwonlyargs,
                    given.vararg, given.kwarg):
                if parameter is not None:
                    bind(parameter.arg, parameter)
        elsewhere: set[str] = set()
        for node in self._binding(scope):
            # The commonest first: the cases are tried in turn.
            match node:
                case ast.Assign():
                    for target in node.targets:
                        if isinstance(target, ast.Name):
                            bind(target.id, node.value)
                        elif not isinstance(
                                target, (ast.Attribute, ast.Subscript)):
                            _bind_target(bind, target, node.value)
                case ast.Import():
                    for alias in node.names:
                        if alias.asname:
                            bind(alias.asname, None, alias.name)
                        else:
                            root = alias.name.partition('.')[0]
                            bind(root, None, root)
                case ast.ImportFrom():
                    # Where a relative import leads only the project knows;
                    # its dots keep it apart from absolute names.
                    base = '.' * node.level + (
                        f'{node.module}.' if node.module else '')
                    for alias in node.names:
                        bind(alias.asname or alias.name, None,
                             base + alias.name)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | (
                        ast.ClassDef()):
                    bind(node.name, node)
                case ast.AnnAssign(value=ast.expr() as value):
                    _bind_target(bind, node.target, value)
                case ast.NamedExpr():
                    _bind_target(bind, node.target, node.value)
                case ast.AugAssign():
                    _bind_target(bind, node.target, None)
                case ast.For() | ast.AsyncFor() | ast.comprehension():
                    _bind_target(bind, node.target, None)
                case ast.withitem(optional_vars=ast.expr() as target):
                    _bind_target(bind, target, None)
                case ast.ExceptHandler(name=str(name)):
                    bind(name, None)
                case ast.MatchAs(name=str(name)) | ast.MatchStar(
                        name=str(name)):
                    bind(name, None)
                case ast.Global() | ast.Nonlocal():
                    elsewhere.update(node.names)
        for name in elsewhere:
            found.pop(name, None)
        return found

    def _binding(self, scope: ast.AST) -> Iterator[ast.AST]:
        """The nodes of a scope that may bind a name.

        Statements do; of expressions only comprehensions and walrus, and
        few lines hold one: the others are not walked.
        """
        if isinstance(scope, ast.Lambda):
            yield from _binding_inside(scope)
            return
        # Told at once for most functions: they have no such line.
        may_bind = self._may_bind_inside if not isinstance(
            scope, FUNCTIONS) or self._may_bind_inside(
                scope.lineno, scope.end_lineno or scope.lineno) else None
        blocks: list[list[ast.stmt]] = [getattr(scope, 'body', [])]
        for block in blocks:
            for statement in block:
                kind = type(statement)
                if kind in _BINDING:
                    yield statement
                if kind in _SCOPES:
                    continue
                end = statement.end_lineno or statement.lineno
                for name in _BLOCKS[kind]:
                    inner = getattr(statement, name)
                    if not inner:
                        continue
                    if name == 'handlers':
                        for handler in inner:
                            yield handler
                            blocks.append(handler.body)
                    elif name == 'cases':
                        for case in inner:
                            yield from _binding_inside(case)
                            blocks.append(case.body)
                    else:
                        blocks.append(inner)
                        if name == 'body':
                            end = inner[0].lineno
                if kind in _WITH:
                    yield from statement.items  # type: ignore[attr-defined]
                if may_bind is not None and may_bind(statement.lineno, end):
                    yield from _binding_inside(statement)

    def _may_bind_inside(self, first: int, last: int) -> bool:
        text = self._source.text_between(first, last)
        return 'for' in text or ':=' in text


def _binding_inside(holder: ast.AST) -> Iterator[ast.AST]:
    """What binds in the expressions of a node, its blocks left out."""
    for name in CHILD_FIELDS[type(holder)]:
        if name in _ALL_BLOCKS and not isinstance(holder, ast.Lambda):
            continue
        value = getattr(holder, name, None)
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, ast.AST):
                for node in walk_scope(part):
                    if type(node) in _INSIDE:
                        yield node


def _bind_target(
    bind: Callable[[str, ast.AST | None], None], target: ast.expr,
    value: ast.expr | None,
) -> None:
    stack: list[tuple[ast.expr, ast.expr | None]] = [(target, value)]
    while stack:
        target, value = stack.pop()
        if isinstance(target, ast.Name):
            bind(target.id, value)
        elif isinstance(target, ast.Starred):
            stack.append((target.value, None))
        elif isinstance(target, (ast.Tuple, ast.List)):
            values: list[ast.expr | None] = [None] * len(target.elts)
            if (isinstance(value, (ast.Tuple, ast.List))
                    and len(value.elts) == len(target.elts)
                    and not any(isinstance(e, ast.Starred)
                                for e in (*value.elts, *target.elts))):
                values = list(value.elts)
            stack.extend(zip(target.elts, values, strict=True))
