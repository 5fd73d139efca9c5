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

"""What an expression holds, given what the names in it hold.

A dict with a password in it, a text or a list with one, headers with a token:
each is known by the secret that went in, and the line on which it did.
"""

import ast
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import requests
from flake8_nova_notifications.rules.secrets.loops import entries
from flake8_nova_notifications.rules.secrets.loops import Entries
from flake8_nova_notifications.rules.secrets import values
from flake8_nova_notifications.rules.secrets.values import is_secret_key

# Expressions in each other on the way to a secret, and subscripts.
MAX_DEPTH = 6

# What is said to be in a copy of all headers of a request.
HEADERS = 'all headers of a request'


class Put(NamedTuple):
    """How a secret came in.

    :ivar line: where.
    :ivar keyed: whether it stands under a key of its name, or is just called
        so.
    """

    line: int
    keyed: bool = False


# What went in.
Held = dict[str, Put]


class Holdings:
    """What expressions hold at one line of a function.

    :ivar held: by name, the secrets in what it stands for.
    :ivar plain: names whose value is no secret whatever they are called.
    :ivar objects: names of which an attribute is read that no dict or text
        has.
    """

    def __init__(self, source: SourceFile, function: ast.AST) -> None:
        self._source = source
        self._function = function
        self.held: dict[str, Held] = {}
        self.plain: set[str] = set()
        self.objects: set[str] = set()
        # The dict that a loop takes all keys of, by the name of the key.
        self._keys: dict[str, str] = {}

    def holds(self, value: ast.expr, depth: int = 0) -> Held:
        """The secrets in what an expression makes."""
        if depth > MAX_DEPTH:
            return {}
        if requests.is_whole(self._source, value):
            return {HEADERS: Put(value.lineno)}
        match value:
            case ast.Call():
                return self._made(value, depth)
            case ast.Dict():
                return self._dict(value, depth)
            case ast.JoinedStr(values=parts):
                return self._all([
                    part.value for part in parts
                    if isinstance(part, ast.FormattedValue)], depth)
            case ast.IfExp(body=first, orelse=second) | ast.BinOp(
                    op=ast.Mod() | ast.Add() | ast.BitOr(), left=first,
                    right=second):
                return self._all([first, second], depth)
            case ast.Tuple() | ast.List() | ast.Set():
                return self._all(value.elts, depth)
            case ast.BoolOp(op=op, values=parts):
                return self._all(
                    parts if isinstance(op, ast.Or) else parts[-1:], depth)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                if values.is_secret_by_name(value.elt):
                    return {values.last_part(value.elt): Put(value.lineno)}
                return self._each(value.elt, value.generators, depth)
            case ast.DictComp():
                return self._each(value.value, value.generators, depth)
            case ast.Await() | ast.Starred() | ast.NamedExpr():
                return self.holds(value.value, depth + 1)
            case ast.Attribute(attr='__dict__', value=owner):
                return self._attributes(owner)
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self._named(value)
        return {}

    def _all(self, parts: list[ast.expr], depth: int) -> Held:
        found: Held = {}
        for part in parts:
            found = {**self.holds(part, depth + 1), **found}
        return found

    def _each(
        self, made: ast.expr, generators: list[ast.comprehension],
        depth: int,
    ) -> Held:
        """What is made of each entry of a dict."""
        first = generators[0]
        found = None if any(one.ifs for one in generators) else entries(
            first.target, first.iter, [made])
        if found is None or not self._of_all(found):
            return {}
        # The names of a comprehension are its own.
        before = dict(self.held), dict(self._keys)
        self.go_through(found)
        made_of = self.holds(made, depth + 1)
        self.held, self._keys = before
        return made_of

    def go_through(self, found: Entries) -> None:
        """One of the values of a dict with secrets is one."""
        if held := self._of_all(found):
            if found.value:
                self.held[found.value] = dict(held)
            self._keys[found.key] = found.owner

    def _of_all(self, found: Entries) -> Held:
        """What is in a dict that is gone through."""
        if found.owner in self.held:
            return self.held[found.owner]
        return {HEADERS: Put(found.origin.lineno)} if requests.is_whole(
            self._source, found.origin) else {}

    def _attributes(self, owner: ast.expr) -> Held:
        """What ``vars()`` of an object holds: the attributes used here.

        Those of ``self`` are used in any method of its class.
        """
        name = path(owner)
        holder = self._source.enclosing_class(owner) if is_self(
            owner) else None
        return {node.attr: Put(node.lineno) for node in walk(
            holder or self._function)
            if isinstance(node, ast.Attribute) and path(node.value) == name
            and values.is_secret_by_name(node)
            and getattr(self._source.parent(node), 'func', None) is not node}

    def _named(self, value: ast.expr) -> Held:
        match value:
            case ast.Subscript(value=owner, slice=ast.Name(id=key)) if (
                    path(owner) and self._keys.get(key) == path(owner)):
                # The entry of a loop over all of them.
                return self._of_all(Entries(self._keys[key], key, '', owner))
        name = place(value) or ''
        if name in self.held:
            return self.held[name]
        if name in self.plain or name in self.objects:
            return {}
        return {values.last_part(value): Put(value.lineno)} if (
            values.is_secret_by_name(value)) else {}

    def _made(self, call: ast.Call, depth: int) -> Held:
        name = callee_name(call)
        if name == 'format':
            # Which of ``**kwargs`` the template asks for nobody can see.
            return self._all([*call.args, *(
                keyword.value for keyword in call.keywords if keyword.arg)],
                depth)
        if name in ('dict', 'OrderedDict'):
            hidden = self.hidden(call)
            return {key: put for key, put in (
                self._all(call.args, depth) | self._keywords(call)).items()
                if key not in hidden}
        if name == 'vars' and call.args:
            return self._attributes(call.args[0])
        inside = values.inner(call)
        if inside is None:
            return {}
        if inside is call:
            return self._named(call)
        found = self.holds(inside, depth + 1)
        return {key: put for key, put in found.items() if not put.keyed
                } if values.takes_keys(call) else found

    def _keywords(self, call: ast.Call) -> Held:
        found: Held = {}
        for keyword in call.keywords:
            if keyword.arg is None:
                found.update(self.holds(keyword.value, 1))
            else:
                found.update(self._entry(
                    keyword.arg, keyword.value, keyword.value.lineno, 0))
        return found

    def hidden(self, call: ast.Call) -> set[str]:
        """The keys that ``update()`` or ``dict()`` is given masked."""
        given = [(keyword.arg, keyword.value) for keyword in call.keywords]
        for table in (*call.args[-1:], *(value for _, value in given)):
            if isinstance(table, ast.Dict):
                given += [(getattr(key, 'value', None), value) for key, value
                          in zip(table.keys, table.values, strict=True)]
        return {str(key) for key, value in given if self.is_masked(value)}

    def _dict(self, table: ast.Dict, depth: int) -> Held:
        found: Held = {}
        for key, value in zip(table.keys, table.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                entry = self._entry(key.value, value, key.lineno, depth)
                # ``{**body, 'password': '***'}``
                found.pop(key.value, None)
            else:
                entry = self.holds(value, depth + 1)
            found = {**entry, **found}
        return found

    def _entry(
        self, key: str, value: ast.expr, line: int, depth: int,
    ) -> Held:
        if is_secret_key(key) and not self.is_masked(value) and not (
                is_reference(value, key)) and not isinstance(
                value, (ast.Dict, ast.List, ast.Tuple)):
            return {key: Put(line, True)}
        return self.holds(value, depth + 1)

    def is_masked(self, value: ast.expr) -> bool:
        """Whether a value hides what its key says."""
        return self.is_plain(value) or isinstance(
            value, ast.Name) and value.id.isupper()

    def is_plain(self, value: ast.expr) -> bool:
        """Whether a value is no secret whatever it is called."""
        match value:
            case ast.IfExp(body=first, orelse=second) | ast.BinOp(
                    left=first, right=second):
                return self.is_plain(first) and self.is_plain(second)
            case ast.BoolOp(op=op, values=parts):
                # ``password and '***'`` is never the password.
                return all(map(self.is_plain, parts if isinstance(
                    op, ast.Or) else parts[-1:]))
            case ast.JoinedStr(values=parts):
                return all(map(self.is_plain, parts))
            case ast.FormattedValue(value=part):
                return self.is_plain(part)
            case ast.Dict(keys=parts) | ast.Tuple(elts=parts) | (
                    ast.List(elts=parts) | ast.Set(elts=parts)):
                # Made here, of nothing secret.
                return all(isinstance(one, ast.Constant) for one in parts)
        return values.is_short_part(value) or path(value) in self.plain or (
            values.inner(value) is None)


def place(value: ast.expr) -> str | None:
    """How a name, an attribute or an entry of one is written.

    ``conn['data']`` of ``conn["data"]``; None for what a key is worked out
    for.
    """
    keys = []
    for _ in range(MAX_DEPTH):
        match value:
            case ast.Subscript(
                value=owner, slice=ast.Constant(value=str(key)),
            ):
                keys.append(f'[{key!r}]')
                value = owner
            case _:
                break
    name = path(value)
    return None if name is None else name + ''.join(reversed(keys))


def is_reference(value: ast.expr, key: str) -> bool:
    """``{'token': token.id}``: what is there is another thing.

    So is the path of the file in which it stands; not what a header is.
    """
    if key.lower().endswith(('-token', 'authorization')):
        return False
    match value:
        case ast.Call(func=ast.Attribute(
                attr='join', value=ast.Constant(value='/'))):
            return True
        case ast.Call(func=ast.Attribute(attr='join', value=owner)):
            return values.last_part(owner) == 'path'
    return values.last_part(value).lower().endswith(
        ('id', 'uuid', 'ref', 'href', 'name', 'type', 'path', 'file',
         'config'))
