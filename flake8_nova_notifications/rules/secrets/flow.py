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

"""What the local names of a function hold, line by line.

A dict with a password in it, a text or a list with one, headers with a token:
each is remembered by the secret that went in, and where. A name that gets
something else, a key that is masked or taken out, is forgotten. Branches are
read as if all were taken, later lines after earlier ones.
"""

import ast
from collections.abc import Iterator
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.rules.secrets.holdings import Held
from flake8_nova_notifications.rules.secrets.holdings import Holdings
from flake8_nova_notifications.rules.secrets.holdings import is_reference
from flake8_nova_notifications.rules.secrets.holdings import MAX_DEPTH
from flake8_nova_notifications.rules.secrets.holdings import place
from flake8_nova_notifications.rules.secrets.holdings import Put
from flake8_nova_notifications.rules.secrets.loops import entries
from flake8_nova_notifications.rules.secrets import values
from flake8_nova_notifications.rules.secrets.values import is_secret_key

# Nodes of one function that are looked at: a longer one was generated.
MAX_NODES = 50_000
# What is given the name of a file, and nothing that is to be written.
_OF_FILES = re.compile(
    r'^(?!.*(?:write|save|store|dump|create|put))(?:\w+_)?'
    r'(?:open|exists|isfile|files?|path|(?:load|read|set)_\w*file\w*)$')
_ADDING = frozenset(('append', 'extend', 'insert', 'add', 'appendleft'))
_CHANGING = frozenset((*_ADDING, 'pop', 'update', 'setdefault'))
# Methods of dicts, lists and texts: their use does not make an object.
_PLAIN = frozenset((
    *dir(dict), *dir(list), *dir(str), *dir(bytes)))


class Flow(Holdings):
    """One function, read from its first line to its last.

    :param wanted: the calls at which somebody wants to know.
    """

    def __init__(
        self, source: SourceFile, function: ast.AST,
        wanted: frozenset[ast.Call],
    ) -> None:
        super().__init__(source, function)
        self._wanted = wanted
        # What changes what is known, or asks for it.
        self._steps: list[ast.stmt | ast.expr] = []
        self._reads: dict[str, list[tuple[int, str]]] = {}
        self._bound: dict[str, list[int]] = {}
        # Names that are handed over as the environment of a process.
        self.environments: set[str] = set()
        # Names of files that are opened, loaded, looked for.
        self.files: set[str] = set()
        self.plain.update(_switches(function))
        self._collect(function)

    def _collect(self, function: ast.AST) -> None:
        for count, node in enumerate(walk_scope(function)):
            if count > MAX_NODES:
                self._steps.clear()
                return
            match node:
                case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | (
                        ast.Delete() | ast.NamedExpr()):
                    self._steps.append(node)
                    self._bind(node)
                case ast.For() | ast.AsyncFor():
                    self._steps.append(node)
                case ast.With() | ast.AsyncWith():
                    self._steps.append(node)
                case ast.Call():
                    self._note_call(node)
                case ast.Expr(value=ast.Call() as call):
                    # ``self._scrub(params)`` changes them in place.
                    if values.masks(call):
                        self._steps.append(call)
                case ast.Attribute():
                    if node.attr not in _PLAIN and (
                            name := path(node.value)):
                        self.objects.add(name)
                case ast.Subscript(
                    ctx=ast.Load(), slice=ast.Constant(value=str(key)),
                ):
                    self._read(node.value, key, node)
        self._steps.sort(key=lambda step: (step.lineno, step.col_offset))

    def _bind(self, node: ast.stmt | ast.expr) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [
            getattr(node, 'target', node)]
        for target in targets:
            if name := path(target):
                self._bound.setdefault(name, []).append(node.lineno)

    def _note_call(self, call: ast.Call) -> None:
        if call in self._wanted:
            self._steps.append(call)
            return
        for keyword in call.keywords:
            if keyword.arg in ('env', 'environment') and (
                    name := path(keyword.value)):
                self.environments.add(name)
        if call.args and _OF_FILES.search(callee_name(call)) and (
                name := path(call.args[0])):
            self.files.add(name)
        match call:
            case ast.Call(func=ast.Attribute(attr='get' | 'pop', value=owner),
                          args=[ast.Constant(value=str(key)), *_]):
                self._read(owner, key, call)
        if isinstance(call.func, ast.Attribute) and (
                call.func.attr in _CHANGING):
            self._steps.append(call)

    def _read(self, owner: ast.expr, key: str, at: ast.expr) -> None:
        """``d['password']`` is read, so ``d`` holds one."""
        name = path(owner)
        if name is not None and is_secret_key(key):
            self._reads.setdefault(name, []).append((at.lineno, key))

    def run(self) -> Iterator[ast.Call]:
        """The wanted calls; at each the state is that where it stands."""
        for name, reads in self._reads.items():
            # A parameter had the secret from the start.
            self._known_from_reads(name, reads, 0)
        for step in self._steps:
            if step in self._wanted:
                yield step
            else:
                self._take(step)

    def _known_from_reads(
        self, name: str, reads: list[tuple[int, str]], since: int,
    ) -> None:
        """What is read from a name until it is bound again."""
        until = next((line for line in self._bound.get(name, ())
                      if line > since), None)
        if name in self.objects:
            # Written as a whole, an object shows no more than its name.
            return
        for line, key in reads:
            if line > since and (until is None or line <= until):
                self.held.setdefault(name, {}).setdefault(
                    key, Put(line, True))

    def _take(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value, node.lineno)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | (
                    ast.NamedExpr(target=target, value=value)):
                self._assign(target, value, node.lineno)
            case ast.AugAssign(target=target, value=value):
                self._add(path(target), self.holds(value))
            case ast.Delete(targets=targets):
                for target in targets:
                    self._forget(target)
            case ast.For() | ast.AsyncFor():
                self._forget(node.target)
                if isinstance(node.target, ast.Name) and (
                        self.is_plain(node.iter)
                        or node.target.id == 'secret'):
                    # One of some values that stand in the code, or a record
                    # of a store of secrets.
                    self.plain.add(node.target.id)
                found = entries(node.target, node.iter, node.body)
                if found is not None:
                    self.go_through(found)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    if item.optional_vars is not None:
                        self._forget(item.optional_vars)
            case ast.Call():
                self._called(node)

    def _assign(self, target: ast.expr, value: ast.expr, line: int) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            own = value.elts if isinstance(value, type(target)) and len(
                value.elts) == len(target.elts) else None
            for index, element in enumerate(target.elts):
                if own is None:
                    self._forget(element)
                else:
                    self._assign(element, own[index], line)
            return
        if isinstance(target, ast.Subscript):
            self._store(target, value)
            return
        name = path(target)
        if name is None:
            return
        # An object shows no more than its name, whatever it was got by.
        held = {} if name in self.objects and isinstance(
            value, ast.Call) and values.inner(value) is value else (
            self.holds(value))
        self._drop(name)
        if held:
            # Under its own name a dict is the same one, and a copy is not.
            self.held[name] = held if path(value) else dict(held)
        elif self.is_plain(value):
            self.plain.add(name)
        self._known_from_reads(name, self._reads.get(name, []), line)

    def _store(self, target: ast.Subscript, value: ast.expr) -> None:
        """``d['password'] = x``, also one level down."""
        key = target.slice
        found = self.holds(value)
        if (written := place(target)) is not None:
            for gone in tuple(self.held.get(written, ())):
                self._take_out(target.value, gone)
            self._drop(written)
        if isinstance(key, ast.Constant) and isinstance(
                key.value, str) and is_secret_key(key.value):
            if self.is_masked(value):
                self._take_out(target.value, key.value)
            elif not is_reference(value, key.value):
                found = {key.value: Put(target.lineno, True)}
        for owner in _owners(target):
            # ``d['data']`` holds it as ``d`` does.
            self._add(place(owner), found)

    def _called(self, call: ast.Call) -> None:
        match call:
            case ast.Call() if values.masks(call):
                for argument in call.args:
                    self._forget(argument)
            case ast.Call(func=ast.Attribute(attr='pop', value=owner),
                          args=[ast.Constant(value=str(key)), *_]):
                self._take_out(owner, key)
            case ast.Call(func=ast.Attribute(attr='setdefault', value=owner),
                          args=[ast.Constant(value=str(key)), value]):
                if is_secret_key(key) and not self.is_masked(value):
                    self._add(path(owner), {key: Put(call.lineno, True)})
            case ast.Call(func=ast.Attribute(attr='update', value=owner)):
                for gone in self.hidden(call):
                    self._take_out(owner, gone)
                for argument in call.args:
                    self._add(path(owner), self.holds(argument))
                self._add(path(owner), self._keywords(call))
            case ast.Call(func=ast.Attribute(attr=method, value=owner)):
                if method in _ADDING:
                    for argument in call.args:
                        self._add(path(owner), self.holds(argument))

    def _add(self, name: str | None, held: Held) -> None:
        if held and name is not None:
            self.plain.discard(name)
            known = self.held.setdefault(name, {})
            for key, put in held.items():
                known.setdefault(key, put)

    def _forget(self, target: ast.expr) -> None:
        match target:
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self._forget(part)
            case ast.Subscript(value=owner, slice=ast.Constant(value=key)):
                self._take_out(owner, str(key))
            case _:
                self._drop(path(target) or '')

    def _drop(self, name: str) -> None:
        self._keys.pop(name, None)
        for known in [name, *(
                other for other in self.held
                if other.startswith(f'{name}['))]:
            self.held.pop(known, None)
        self.plain.discard(name)

    def _take_out(self, owner: ast.expr, key: str) -> None:
        """What is behind a key is gone, wherever in the dict that was."""
        name = path(_owners(owner)[-1])
        for known, held in self.held.items():
            if known == name or known.startswith(f'{name}['):
                held.pop(key, None)


def _switches(function: ast.AST) -> Iterator[str]:
    """The parameters that are true or false: ``clear_token=False``."""
    if not isinstance(function, FUNCTIONS):
        return
    given = function.args
    positional = (*given.posonlyargs, *given.args)
    for parameter, value in (
            *zip(reversed(positional), reversed(given.defaults)),
            *zip(given.kwonlyargs, given.kw_defaults, strict=True)):
        if isinstance(value, ast.Constant) and isinstance(value.value, bool):
            yield parameter.arg


def _owners(value: ast.expr) -> list[ast.expr]:
    """``d['a']`` and ``d`` of ``d['a']['b']``; of a name the name itself."""
    found = []
    for _ in range(MAX_DEPTH):
        if not isinstance(value, ast.Subscript):
            break
        value = value.value
        found.append(value)
    return found or [value]
