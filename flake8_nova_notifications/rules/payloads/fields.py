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

"""The fields of versioned classes, in every form they are written in.

Dict literals, ``dict(Base.fields, **{...})``, ``update``, comprehensions
over the fields of another class; and the ``SCHEMA`` that fills them.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.project.definitions import ClassFacts
from flake8_nova_notifications.project.lookup import Project

# Expressions looked at for one ``fields``.
MAX_PARTS = 100


@dataclass(frozen=True)
class Field:
    """One field of a payload class.

    :ivar name: the field's name on the wire.
    :ivar node: where it is declared.
    :ivar kind: the class name of its type; empty when unknown.
    :ivar nested: the class that an object field holds, if it is one.
    :ivar owner: the object that SCHEMA fills it from, if it does.
    :ivar attribute: the attribute of that object.
    """

    name: str
    node: ast.AST
    kind: str = ''
    nested: str | None = None
    owner: str = ''
    attribute: str = ''


def assigned(cls: ast.ClassDef, name: str) -> Iterator[ast.expr]:
    """The values a class body gives to an attribute, updates included."""
    for member in cls.body:
        match member:
            case ast.Assign(
                targets=[ast.Name(id=bound)], value=value,
            ) | ast.AnnAssign(
                target=ast.Name(id=bound), value=ast.expr() as value,
            ) | ast.AugAssign(
                target=ast.Name(id=bound), value=value,
            ) | ast.Expr(value=ast.Call(
                func=ast.Attribute(attr='update', value=ast.Name(id=bound)),
                args=[value],
            )) if bound == name:
                yield value


@dataclass(frozen=True)
class Pair:
    """One entry of a dict: its key, where that stands, and its value."""

    key: str
    node: ast.AST
    value: ast.expr


def pairs(
    source: SourceFile, value: ast.expr,
) -> tuple[list[Pair], ast.expr | None]:
    """The literal entries of a dict in any form, and what hides others."""
    names = source.once(Names)
    found: list[Pair] = []
    hidden: ast.expr | None = None
    seen: set[ast.AST] = set()
    queue: list[ast.AST] = [value]
    for part in queue:
        if part in seen or len(seen) > MAX_PARTS:
            continue
        seen.add(part)
        match part:
            case ast.Dict():
                for key, item in zip(part.keys, part.values, strict=True):
                    if key is None:
                        queue.append(item)
                    elif isinstance(key, ast.Constant) and isinstance(
                            key.value, str):
                        found.append(Pair(key.value, key, item))
            case ast.Call(func=ast.Name(id='dict' | 'OrderedDict')):
                queue += part.args
                for keyword in part.keywords:
                    if keyword.arg is None:
                        queue.append(keyword.value)
                    else:
                        found.append(
                            Pair(keyword.arg, keyword, keyword.value))
            case ast.Call(func=ast.Attribute(
                    attr='copy' | 'deepcopy', value=owner)):
                queue += part.args or [owner]
            case ast.BinOp(op=ast.BitOr()):
                queue += [part.left, part.right]
            case ast.Attribute():
                # ``Base.fields``: reported where the base declares them.
                continue
            case ast.Name():
                behind = names.value(part)
                if behind is part:
                    hidden = part
                queue.append(behind)
            case ast.expr():
                hidden = part
    return found, hidden


def copied(source: SourceFile, value: ast.expr) -> dict[str, str]:
    """Fields that a comprehension takes over from another class.

    ``{k: ... for k, v in Other.fields.items() if k not in ('a',)}``
    """
    match value:
        case ast.DictComp(
            key=ast.Name(id=name),
            generators=[ast.comprehension(iter=ast.expr() as origin) as it],
        ):
            pass
        case _:
            return {}
    if isinstance(origin, ast.Call) and isinstance(
            origin.func, ast.Attribute):
        origin = origin.func.value
    if not isinstance(origin, ast.Attribute) or origin.attr != 'fields':
        return {}
    dropped = {
        constant.value for test in it.ifs
        if isinstance(test, ast.Compare) and last_name(test.left) == name
        and isinstance(test.ops[0], (ast.NotIn, ast.NotEq))
        for constant in walk(test.comparators[0])
        if isinstance(constant, ast.Constant)}
    names = source.once(Names)
    cls = names.value(origin.value)
    if isinstance(cls, ast.ClassDef):
        declared = {
            pair.key: kind_of(pair.value)
            for given in assigned(cls, 'fields')
            for pair in pairs(source, given)[0]}
    else:
        dotted = names.dotted(origin.value)
        facts = source.once(Project).find(dotted) if dotted else None
        declared = facts.fields if isinstance(facts, ClassFacts) else {}
    return {key: kind for key, kind in declared.items()
            if key not in dropped}


def schema(
    source: SourceFile, cls: ast.ClassDef,
) -> dict[str, tuple[str, str]]:
    """What ``SCHEMA`` says: field -> (object, attribute)."""
    found: dict[str, tuple[str, str]] = {}
    for known in source.once(Names).family(cls):
        for value in assigned(known, 'SCHEMA'):
            for pair in pairs(source, value)[0]:
                match pair.value:
                    case ast.Tuple(elts=[
                            ast.Constant(value=str(owner)),
                            ast.Constant(value=str(attribute))]):
                        found.setdefault(pair.key, (owner, attribute))
    return found


def kind_of(value: ast.expr) -> str:
    """The class name of a field's type; empty where it is no call."""
    return callee_name(value) if isinstance(value, ast.Call) else ''


def nested_in(value: ast.expr) -> str | None:
    """The class an object field holds; None for every other field."""
    if 'Object' not in kind_of(value):
        return None
    match value:
        case ast.Call(args=[ast.Constant(value=str(cls)), *_]):
            return cls
    return ''
