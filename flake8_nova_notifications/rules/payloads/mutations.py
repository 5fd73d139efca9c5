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

"""How a local dict is made and changes: which values reach a place."""

import ast
from dataclasses import dataclass

from flake8_nova_notifications.code.bindings import Binding
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import identifiers
from flake8_nova_notifications.rules.payloads.events import event_pattern

# A name that is bound more often is generated code, or no name for one thing.
MAX_BINDINGS = 100

_SCOPES = (*FUNCTIONS, ast.Lambda, ast.ClassDef, ast.Module)
_ADDING = frozenset(('append', 'extend', 'insert', 'appendleft', 'add'))


@dataclass(frozen=True)
class Change:
    """One change in place.

    :ivar node: where it stands; the key, where there is one.
    :ivar key: the entry that is set; None where a whole dict or list is
        merged in.
    :ivar value: what is put there.
    """

    node: ast.AST
    key: str | None
    value: ast.expr | None


_Changes = dict[str, list[Change]]


def changes(
    source: SourceFile, scope: ast.AST, spelled: str,
) -> list[Change]:
    """What is done to a name, or to ``self.name``, in a function body."""
    return source.memo(_collect, scope).get(spelled, [])


def _collect(source: SourceFile, scope: ast.AST) -> _Changes:
    """The changes of all names of a scope."""
    found: _Changes = {}

    def note(owner: ast.expr, change: Change) -> None:
        spelled = _spelled(owner)
        if spelled:
            found.setdefault(spelled, []).append(change)

    for node in walk_scope(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    match target:
                        case ast.Subscript(value=owner, slice=ast.Constant(
                                value=str(key)) as place):
                            note(owner, Change(place, key, value))
            case ast.AugAssign(
                target=(ast.Name() | ast.Attribute()) as owner,
                op=ast.BitOr() | ast.Add(), value=value,
            ):
                note(owner, Change(node, None, value))
            case ast.Call(func=ast.Attribute(attr='update', value=owner)):
                note(owner, Change(
                    node, None, node.args[0] if node.args else None))
            case ast.Call(
                func=ast.Attribute(attr='setdefault', value=owner),
                args=[ast.Constant(value=str(key)) as place, value],
            ):
                note(owner, Change(place, key, value))
            case ast.Call(func=ast.Attribute(attr=method, value=owner),
                          args=[*_, value]) if method in _ADDING:
                note(owner, Change(node, None, value))
    return found


def _spelled(owner: ast.expr) -> str:
    return (path(owner) or '') if isinstance(
        owner, ast.Name) or is_own(owner) else ''


def scope_of(source: SourceFile, name: ast.Name) -> ast.AST | None:
    """The function or module whose body binds a name."""
    names = source.once(Names)
    for above in source.ancestors(name):
        if isinstance(above, _SCOPES) and names.scope(above).get(name.id):
            return above
    return None


def reaching(
    source: SourceFile, bindings: list[Binding], at: ast.AST,
) -> list[ast.expr | ast.arg]:
    """The values and parameters that a name can still stand for at a place.

    Those below it do not count unless there are no others (a loop), nor do
    those that are overwritten on every way there. None where that is not
    known.
    """
    if len(bindings) > MAX_BINDINGS:
        return []
    line = getattr(at, 'lineno', 0)
    placed = sorted(
        (binding.node for binding in bindings
         if isinstance(binding.node, (ast.expr, ast.arg))),
        key=lambda node: node.lineno)
    above = [node for node in placed if node.lineno <= line]
    if not above:
        # What is bound in a way that cannot be seen may stand above.
        return [] if any(b.node is None for b in bindings) else placed
    kept: list[ast.expr | ast.arg] = []
    for node in reversed(above):
        kept.append(node)
        if isinstance(node, ast.expr) and _dominates(source, node, at):
            break
    return kept[::-1]


def _dominates(source: SourceFile, value: ast.expr, at: ast.AST) -> bool:
    """Whether every way to a place passes an assignment."""
    above_it = source.ancestors(value)
    statement = next(
        above for above in above_it if isinstance(above, ast.stmt))
    block = next(above_it)
    child: ast.AST = at
    for above in (at, *source.ancestors(at)):
        if above is block:
            return child is not at and any(
                statement in body and child in body
                for body in _bodies(block))
        child = above
    return False


def _bodies(block: ast.AST) -> list[list[ast.AST]]:
    return [
        value for name in ('body', 'orelse', 'finalbody')
        if isinstance(value := getattr(block, name, None), list)]


def is_built(source: SourceFile, value: ast.expr) -> bool:
    """Whether a value is a dict that is put together in sight."""
    if isinstance(value, ast.Dict):
        return bool(value.keys)
    if not isinstance(value, ast.Name):
        return _is_dict(value)
    reached = reaching(
        source, source.once(Names).bindings(value.id, value), value)
    return bool(reached) and all(map(_is_dict, reached))


def _is_dict(value: ast.AST) -> bool:
    return isinstance(value, ast.Dict) or isinstance(
        value, ast.Call) and callee_name(value) == 'dict'


def is_whole(source: SourceFile, value: ast.expr) -> bool:
    """Whether a returned value is no dict, list or text made here."""
    if isinstance(value, (ast.Constant, ast.Dict, ast.List, ast.Tuple,
                          ast.JoinedStr, ast.Compare)):
        return False
    return not is_built(source, value)


def key_name(source: SourceFile, key: ast.expr) -> str:
    """What a key is called; a part of its name may be filled in."""
    if isinstance(key, ast.Constant):
        return key.value if isinstance(key.value, str) else ''
    name = event_pattern(source, key)
    # Of a name that is half seen only its end can be judged.
    return name if '*' not in name or identifiers.is_reference(
        name) else ''


def filtered(node: ast.DictComp) -> ast.expr | None:
    """``{k: v for k, v in x.items() if ...}`` is most of ``x``."""
    origin = node.generators[0].iter
    if isinstance(origin, ast.Call) and isinstance(
            origin.func, ast.Attribute) and origin.func.attr in (
            'items', 'iteritems'):
        return origin.func.value
    return None
