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

"""Which patch installs a mock, and what is read from it on the way."""

import ast

from flake8_nova_notifications.code.calls import argument
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.idioms.mocks import Patch
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    functions_around)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)

# Names that stand for another name before a patch is met.
MAX_ALIASES = 4

# What a mock gives when it is called or entered: still the same thing.
STEPS = frozenset(('return_value', '__enter__', '__aenter__'))


def installed_by(
    source: SourceFile, raising: RaisingMock,
) -> tuple[Patch | None, str]:
    """The patch that installs a raising mock, and what is left of its name.

    ``m.return_value.get`` after ``with patch('a.b') as m`` is the patch of
    ``a.b`` and the rest ``.get``.
    """
    return source.memo(_installed_by, raising)


def _installed_by(
    source: SourceFile, raising: RaisingMock,
) -> tuple[Patch | None, str]:
    if raising.call is not None:
        own = mocks.patch(source, raising.call, named=True)
        if own is not None:
            return own, without_steps(raising.part.split('.'))
        for above in source.ancestors(raising.call):
            if isinstance(above, ast.Call):
                outer = mocks.patch(source, above, named=True)
                if outer is not None:
                    return outer, without_steps(raising.part.split('.'))
            if isinstance(above, ast.stmt):
                break
    made, read = _made_in_place(source, raising.node)
    if made is not None:
        return made, read
    root, *rest = raising.mock.split('.')
    if root in ('self', 'cls'):
        return _kept(source, raising, rest)
    if not root:
        return None, ''
    function = functions_around(source, raising.node)[-1]
    match raising.node:
        case ast.Attribute(value=ast.Call(func=ast.Attribute(attr='start'))):
            # patcher.start().side_effect = Error
            rest = rest[1:]
    bound, more = _bound(source, function, root, raising.node)
    for given in (*function.args.args, *function.args.kwonlyargs) if (
            bound is None) else ():
        if given.arg == root and (
                value := mocks.fixture_value(source, given)) is not None:
            bound, more = _behind(source, value)
    return bound or _given(source, function, root), without_steps(
        [*more, *rest])


def _made_in_place(
    source: SourceFile, node: ast.AST,
) -> tuple[Patch | None, str]:
    """``patch('a.b').start().get.side_effect = Error``."""
    value = node.value if isinstance(node, ast.Attribute) else node
    read: list[str] = []
    while isinstance(value, (ast.Attribute, ast.Call)):
        if isinstance(value, ast.Attribute):
            read.insert(0, value.attr)
            value = value.value
            continue
        found = mocks.patch(source, value, named=True) or next((
            mocks.patch(source, given, named=True) for given in value.args[:1]
            if isinstance(given, ast.Call)
            and callee_name(value) in mocks.ENTERING), None)
        if found is not None:
            return found, without_steps(
                read[1:] if read[:1] in (['start'], ['mock']) else read)
        value = value.func
    return None, ''


def without_steps(parts: list[str]) -> str:
    """A dotted name of some parts, without what gives the same thing."""
    return '.'.join(part for part in parts if part and part not in STEPS)


def _kept(
    source: SourceFile, raising: RaisingMock, rest: list[str],
) -> tuple[Patch | None, str]:
    """The patch behind ``self.mock_run``, which a class keeps."""
    found = raising.node.value if isinstance(
        raising.node, ast.Attribute) else raising.call
    while isinstance(found, (ast.Attribute, ast.Call, ast.Subscript)):
        if isinstance(found, ast.Attribute) and isinstance(
                found.value, ast.Name):
            break
        found = found.func if isinstance(found, ast.Call) else found.value
    if not isinstance(found, ast.Attribute):
        return None, ''
    for value in source.once(Names).attribute_values(found) or (
            _given_by_others(source, found.attr)):
        patch, more = _behind(source, value)
        if patch is not None:
            return patch, without_steps([*more, *rest[1:]])
    return None, ''


def _given_by_others(source: SourceFile, name: str) -> list[ast.expr]:
    """What a helper or a fixture gives a test.

    ``test.mock_proxy = mock_proxy``, ``self.test.mock_umount = ...``.
    """
    return [
        assigned.value for assigned in source.on(
            ast.Assign, source.lines_with(f'.{name} = '))
        if not all(map(is_own, assigned.targets))]


def _bound(
    source: SourceFile, function: Function, name: str,
    at: ast.expr | ast.keyword,
) -> tuple[Patch | None, list[str]]:
    """The patch that a name of a function, or of one inside, is bound to.

    With what the name reads from it: ``run = mock_driver.return_value.run``.
    Of several bindings the last one before a place counts.
    """
    bound: ast.expr | None = None
    for node in source.within(
            function, *FUNCTIONS, ast.withitem, ast.Assign):
        value: ast.expr | None = None
        match node:
            case ast.withitem():
                value = _entered(node, name)
            case ast.Assign(targets=targets):
                if any(isinstance(target, ast.Name) and target.id == name
                       for target in targets):
                    value = node.value
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                decorated = mocks.parameters(source, node, named=True)
                if name in decorated:
                    return decorated[name], []
        if value is not None and (
                bound is None or bound.lineno < value.lineno <= at.lineno):
            bound = value
    return (None, []) if bound is None else _behind(source, bound)


def _entered(item: ast.withitem, name: str) -> ast.expr | None:
    """``with nested(patch('a'), patch('b')) as (a, b)``."""
    match item:
        case ast.withitem(entered, ast.Name(id=target)):
            return entered if target == name else None
        case ast.withitem(
                ast.Call(args=entered),
                ast.Tuple(elts=targets) | ast.List(elts=targets)):
            return next((value for value, one in zip(
                entered, targets, strict=False)
                if last_name(one) == name), None)
    return None


def _behind(
    source: SourceFile, value: ast.AST,
) -> tuple[Patch | None, list[str]]:
    """The patch in an expression, or behind the names that it begins with.

    With what is read from it on the way.
    """
    names = source.once(Names)
    read: list[str] = []
    started = kept_by_class = False
    for _ in range(MAX_ALIASES):
        for node in walk(value):
            if isinstance(node, ast.Call):
                found = mocks.patch(source, node, named=True) or (
                    _by_helper(source, node))
                if found is not None:
                    # ``patcher.start()``, ``fixture.mock``
                    return found, read if started else [
                        *(part for part in read[:1]
                          if part not in ('start', 'mock')), *read[1:]]
        called = False
        while isinstance(value, (ast.Attribute, ast.Call, ast.Await)):
            if isinstance(value, ast.Attribute):
                if is_self(value.value):
                    break
                read.insert(0, value.attr)
            called = called or isinstance(value, ast.Call)
            value = value.func if isinstance(value, ast.Call) else value.value
        kept_by_class = kept_by_class or isinstance(value, ast.Attribute)
        if kept_by_class and called and read[:1] != ['start']:
            # The real object gives it: self.driver.log_in().
            return None, []
        if isinstance(value, ast.Attribute):
            kept = names.attribute_values(value)
            if len(kept) != 1:
                return None, []
            value = kept[0]
            continue
        if not isinstance(value, ast.Name):
            return None, []
        behind = names.value(value)
        if isinstance(behind, ast.arg):
            return _decorated(source, behind), read
        if behind is value:
            behind, started = _entered_as(source, value), True
        if behind is value or not isinstance(behind, ast.expr):
            return None, []
        value = behind
    return None, []


def _by_helper(source: SourceFile, call: ast.Call) -> Patch | None:
    """``self.create_patch('a.b')``, which returns the mock that it starts."""
    helper = source.once(Names).definition(call.func)
    if not isinstance(helper, FUNCTIONS) or not any(
            source.within(helper, ast.Return)):
        return None
    taken = {given.arg: given for given in helper.args.args}
    for inside in source.within(helper, ast.Call):
        handed = [
            value for given in inside.args
            if isinstance(given, ast.Name) and given.id in taken and (
                value := argument(helper, call, taken[given.id])) is not None]
        if not handed or len(handed) != len(inside.args):
            continue
        found = mocks.patch(source, ast.Call(
            inside.func, handed, inside.keywords), named=True)
        if found is not None:
            return found._replace(call=call)
    return None


def _entered_as(source: SourceFile, name: ast.Name) -> ast.AST:
    """What a ``with`` block of the function calls by a name, else the name."""
    found = [
        value for function in functions_around(source, name)[-1:]
        for item in source.within(function, ast.withitem)
        if (value := _entered(item, name.id)) is not None]
    return found[0] if len(found) == 1 else name


def _decorated(source: SourceFile, parameter: ast.arg) -> Patch | None:
    return next((
        mocks.parameters(source, function, named=True).get(parameter.arg)
        for function in functions_around(source, parameter)), None)


def _given(
    source: SourceFile, function: Function, name: str,
) -> Patch | None:
    """The patch that is given a mock: ``patch('a.b', m)``."""
    for call in source.within(function, ast.Call):
        if any(isinstance(value, ast.Name) and value.id == name for value in (
                *call.args[1:], *(k.value for k in call.keywords))):
            found = mocks.patch(source, call, named=True)
            if found is not None and found.new is not None:
                return found
    return None
