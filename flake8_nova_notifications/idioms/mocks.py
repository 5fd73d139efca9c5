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

"""Mocks: which calls make one, which replace something, and by what."""

import ast
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.values import template

_MOCKS = frozenset((
    'Mock', 'MagicMock', 'AsyncMock', 'NonCallableMock',
    'NonCallableMagicMock', 'PropertyMock', 'ThreadingMock',
    'create_autospec'))
# ``patch('a.b')``: the target is a text; ``patch.object(a, 'b')``: two parts.
_BY_TEXT = frozenset((
    'patch', 'MockPatch', 'MonkeyPatch', 'stub_out', 'setattr',
    'mock_patch', 'start_patch'))
_BY_PARTS = frozenset((
    'MockPatchObject', 'patch_object', 'mock_object', 'patchobject',
    'stub_object', 'Set', 'SmartSet', 'setattr', 'InterceptMethodFixture',
    'start_mock'))
# ``mock.patch.object`` ends in a word that means much else.
_PATCHES = _BY_TEXT | _BY_PARTS | {'object'}
# ``m = self.enterContext(patch('a.b'))``: what is entered is returned.
ENTERING = frozenset((
    'enterContext', 'enterClassContext', 'enterAsyncContext',
    'enterModuleContext', 'enter_context', 'enter_async_context',
    'useFixture'))
_STUB_OWNERS = ('stubs', 'monkeypatch', 'stubout')
_SPECS = frozenset((
    'autospec', 'spec', 'spec_set', 'new', 'new_callable'))
# Fixtures that pytest brings itself.
_FIXTURES = frozenset((
    'caplog', 'capsys', 'capfd', 'monkeypatch', 'tmp_path', 'tmpdir',
    'request', 'recwarn'))
# Characters of a target that is shown in a message.
MAX_TARGET = 120

# What a mock remembers: reading it is how a test asks what happened.
MEMORY = frozenset((
    'called', 'call_count', 'call_args', 'call_args_list', 'mock_calls',
    'method_calls', 'await_count', 'awaited'))


class Patch(NamedTuple):
    """A call that replaces something for a test.

    :ivar call: the call.
    :ivar target: what is replaced, as a dotted text.
    :ivar place: what is replaced, as the test itself would spell it.
    :ivar new: what replaces it, where that is given in place.
    :ivar specified: whether the replacement is held to the signature of
        what it replaces; None where nothing is said.
    """

    call: ast.Call
    target: str
    place: str
    new: ast.expr | None
    specified: bool | None


def chain(expression: ast.AST | None) -> str:
    """How a mock is called: ``m.return_value.get``, calls left out.

    Empty for what is neither a name nor read from one.
    """
    parts: list[str] = []
    while True:
        if isinstance(expression, ast.Attribute):
            parts.append(expression.attr)
            expression = expression.value
        elif isinstance(expression, ast.Call):
            expression = expression.func
        elif isinstance(expression, ast.Subscript):
            parts.append('[]')
            expression = expression.value
        elif isinstance(expression, ast.Name):
            return '.'.join((expression.id, *reversed(parts)))
        else:
            return ''


def resets(call: ast.Call, mock: str) -> bool:
    """Whether a mock forgets its calls: it is reset, or what has it is.

    :param mock: what it is called, as by :func:`chain`.
    """
    owner, _, name = chain(call.func).rpartition('.')
    return name == 'reset_mock' and f'{mock}.'.startswith(f'{owner}.')


def makes_mock(source: SourceFile, call: ast.Call) -> bool:
    """Whether a call makes a mock or replaces something by one.

    A helper of the tests that takes ``side_effect`` is not meant: what is
    passed to it is judged where it is used.
    """
    name = callee_name(call)
    if name in _MOCKS or name.endswith(('Mock', 'MockPatch')):
        return True
    return patch(source, call) is not None


def patch(
    source: SourceFile, call: ast.Call, named: bool = False,
) -> Patch | None:
    """Recognise a call that replaces something; None for other calls.

    :param named: whether the target is wanted as its dotted name, for a
        message; what is written there is enough to filter by.
    """
    name = callee_name(call).lstrip('_')
    if name not in _PATCHES:
        return None
    by_text = name in _BY_TEXT
    by_parts = name in _BY_PARTS or name == 'object' and (
        isinstance(call.func, ast.Attribute)
        and chain(call.func.value).endswith('patch')) or _is_testtools(call)
    if not by_text and not by_parts:
        return None
    if name in ('setattr', 'Set', 'SmartSet') and not _is_stub_owner(call):
        return None
    given = call.args
    if not given:
        return None
    place = ''
    texts = isinstance(given[0], (ast.Constant, ast.JoinedStr, ast.BinOp))
    if by_text and (texts or not by_parts):
        target, used = _text(source, given[0], named), 1
    elif len(given) > 1:
        attribute = _text(source, given[1], named)
        owner = chain(given[0])
        target, used = f'{_text(source, given[0], named)}.{attribute}' if (
            named or not owner) else f'{owner}.{attribute}', 2
        place = f'{owner}.{attribute}'
    else:
        return None
    new = given[used] if len(given) > used else next(
        (k.value for k in call.keywords if k.arg == 'new'), None)
    return Patch(
        call, _shortened(target), place, new, _specified(call, used))


def _is_testtools(call: ast.Call) -> bool:
    """``self.patch(manager, 'run', f)``, a method of a test case."""
    match call:
        case ast.Call(
                func=ast.Attribute(
                    value=owner, attr='patch' | '_patch' | 'mock_patch'),
                args=[_, ast.Constant(value=str()), *_]):
            return is_self(owner)
    return False


def _shortened(target: str) -> str:
    """The last parts of a name that is too long for a message."""
    while len(target) > MAX_TARGET and '.' in target:
        target = target.partition('.')[2]
    return target[:MAX_TARGET]


def _is_stub_owner(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = chain(call.func.value).lower()
    return owner.endswith(_STUB_OWNERS)


def _specified(call: ast.Call, used: int) -> bool | None:
    if len(call.args) > used:
        return True
    for keyword in call.keywords:
        if keyword.arg is None:
            return True
        if keyword.arg in _SPECS:
            value = keyword.value
            return not (isinstance(value, ast.Constant) and not value.value)
    return None


def _text(source: SourceFile, expression: ast.expr, named: bool) -> str:
    if isinstance(expression, ast.Constant):
        return str(expression.value)
    if isinstance(expression, ast.BinOp) and isinstance(
            expression.op, ast.Add):
        return _text(source, expression.left, named) + _text(
            source, expression.right, named)
    names = source.once(Names)
    if isinstance(expression, (ast.Name, ast.Attribute)):
        value = names.value(_of_class(source, expression))
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    text, values = template(expression)
    if text:
        filled = '{}' if len(values) != 1 else named and names.dotted(
            values[0]) or chain(values[0])
        return text.replace('%s', '{}').replace(
            '{}', filled.lstrip('.').removesuffix('.__name__') or '{}')
    if named:
        dotted = names.dotted(_of_class(source, expression))
        if dotted:
            return dotted.lstrip('.')
    return chain(expression) or spelled(expression)


def _of_class(source: SourceFile, expression: ast.expr) -> ast.expr:
    """``manager.Manager`` of ``cls = manager.Manager`` for ``self.cls``."""
    if isinstance(expression, ast.Attribute):
        match source.once(Names).attribute_values(expression):
            case [ast.Name() | ast.Attribute() | ast.Constant() as value]:
                return value
    return expression


def fixture_value(
    source: SourceFile, parameter: ast.arg,
) -> ast.expr | None:
    """What a fixture of pytest in this file gives a test; None if unknown.

    :param parameter: of the test; the fixture bears its name.
    """
    names, name = source.once(Names), parameter.arg
    cls = source.enclosing_class(parameter)
    scopes = [*(names.family(cls) if cls is not None else ()), source.tree]
    found = next(filter(None, (
        names.scope(scope).get(name) for scope in scopes)), [])
    fixture = found[0].node if len(found) == 1 else None
    if not isinstance(fixture, FUNCTIONS) or not any(
            _is_fixture(one) for one in fixture.decorator_list) or (
                _is_filled(source, parameter)):
        return None
    values = [node.value for node in source.within(fixture, ast.Return)]
    values += [node.value for node in source.within(fixture, ast.Yield)]
    return values[0] if len(values) == 1 else None


def _is_fixture(decorator: ast.expr) -> bool:
    """Whether a function is a fixture that bears its own name."""
    return chain(decorator).endswith('fixture') and not (
        isinstance(decorator, ast.Call)
        and any(keyword.arg == 'name' for keyword in decorator.keywords))


def _is_filled(source: SourceFile, parameter: ast.arg) -> bool:
    """Whether a decorator gives a test what a fixture would give it.

    ``@pytest.mark.parametrize('disk', disks)``, ``@mock.patch('a.b')``.
    """
    holders = [above for above in source.ancestors(parameter)
               if isinstance(above, (*FUNCTIONS, ast.ClassDef))]
    return any(
        isinstance(given, ast.Constant) and isinstance(given.value, str)
        and parameter.arg in given.value.replace(',', ' ').split()
        for holder in holders for call in holder.decorator_list
        if isinstance(call, ast.Call) and callee_name(call) == 'parametrize'
        for first in (*call.args[:1], *(
            keyword.value for keyword in call.keywords
            if keyword.arg == 'argnames'))
        for given in walk(first)
    ) or any(isinstance(holder, FUNCTIONS) and parameter.arg in parameters(
        source, holder) for holder in holders)


def parameters(
    source: SourceFile, function: Function, named: bool = False,
) -> dict[str, Patch]:
    """Which patching decorator fills which parameter of a test.

    Decorators are applied from the innermost, those of the class after
    those of the method. Empty where it cannot be told.
    """
    return source.memo(_filled, (function, named))


def _filled(
    source: SourceFile, asked: tuple[Function, bool],
) -> dict[str, Patch]:
    function, named = asked
    found: list[Patch] = []
    cls = source.parent(function)
    decorators = [*reversed(function.decorator_list)]
    if isinstance(cls, ast.ClassDef):
        decorators += reversed(cls.decorator_list)
    for decorator in decorators:
        if not isinstance(decorator, ast.Call):
            continue
        if callee_name(decorator) == 'dict':
            continue
        replaced = patch(source, decorator, named)
        if replaced is not None and replaced.new is None:
            found.append(replaced)
    if function.args.vararg is not None or not found:
        return {}
    given = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if given and given[0] in ('self', 'cls'):
        del given[0]
    required = len(given) - len(function.args.defaults)
    if required >= len(found):
        del given[required:]
    if len(given) < len(found):
        return {}
    # Mocks come after what the caller, or ddt, hands over by position;
    # pytest hands over by name.
    first = 0 if _by_name(function) else len(given) - len(found)
    return dict(zip(given[first:], found, strict=False))


def _by_name(function: Function) -> bool:
    """Whether pytest hands over what is not a mock."""
    return any(
        given.arg in _FIXTURES for given in function.args.args) or any(
        isinstance(d, ast.Call) and callee_name(d) == 'parametrize'
        for d in function.decorator_list)
