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

"""What a mock raises, by the value that it is given."""

import ast
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.calls import argument
from flake8_nova_notifications.code.calls import calls_named
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.idioms.values import parameter_default
from flake8_nova_notifications.rules.error_paths.mocks import factories
from flake8_nova_notifications.rules.error_paths.mocks import fakes
from flake8_nova_notifications.rules.error_paths.mocks.loop_values import (
    loop_values)

# Names, calls and lists looked through for one value: real chains are
# three long, and ``a = b; b = a`` has to end.
MAX_STEPS = 24
# Callers asked what they hand to a parameter.
MAX_CALLERS = 40

_SEQUENCES = frozenset((
    'iter', 'list', 'tuple', 'cycle', 'chain', 'repeat', 'deque', 'reversed',
    'partial'))
_THROWS = re.compile(r'throw|_*raise\w*|_*do_raise\w*')


@dataclass(frozen=True)
class Raised:
    """An error that a mock raises.

    :ivar text: the error as it is written, in short.
    :ivar name: the last part of its class; empty where it is handed in.
    :ivar expression: the exception class, instance or parameter.
    :ivar definition: the function that raises it, if one does.
    :ivar conditional: whether that function raises under a condition only.
    :ivar cls: the class, where the expression is a factory's call.
    """

    text: str
    name: str
    expression: ast.expr | None
    definition: ast.AST | None = None
    conditional: bool = False
    cls: ast.expr | None = None

    @property
    def kind(self) -> ast.expr | None:
        """What tells its class; None of a function that always raises."""
        return self.cls or self.expression


class _Stack(list[ast.AST]):
    """What is still to be looked through for one value.

    :ivar given: what the factories on the way were called with, by their
        parameters; None where that is unknown.
    """

    def __init__(self, value: ast.expr) -> None:
        super().__init__((value,))
        self.given: dict[ast.arg, ast.expr | None] = {}


def raised(source: SourceFile, value: ast.expr) -> Raised | None:
    """The first error a ``side_effect`` or a replacement raises, if any."""
    return source.memo(_raised, value)


def _raised(source: SourceFile, value: ast.expr) -> Raised | None:
    stack = _Stack(value)
    steps = 0
    while stack and steps < MAX_STEPS:
        steps += 1
        node = stack.pop()
        found = _at(source, node, stack)
        if found is not None:
            return found
    return None


def raises_each_time(
    source: SourceFile, value: ast.expr, found: Raised,
) -> bool:
    """Whether a mock that is given a value raises whenever it is called.

    One that is given a list may answer later, and so may a fake.

    :param found: what it raises first.
    """
    listed = source.once(Names).value(value)
    if isinstance(listed, ast.Call) and callee_name(listed) in _SEQUENCES:
        listed = next(iter(listed.args), listed)
    if isinstance(listed, (ast.List, ast.Tuple)):
        return all(raised(source, one) is not None for one in listed.elts)
    if isinstance(listed, (ast.BinOp, ast.ListComp, ast.GeneratorExp)):
        return False
    return not found.conditional


def _at(
    source: SourceFile, node: ast.AST, stack: _Stack,
) -> Raised | None:
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        stack.extend(reversed(node.elts))
    elif isinstance(node, ast.Starred):
        stack.append(node.value)
    elif isinstance(node, ast.IfExp):
        stack += [node.orelse, node.body]
    elif isinstance(node, ast.BinOp):
        stack += [node.right, node.left]
    elif isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        stack.append(node.elt)
    elif isinstance(node, ast.Lambda):
        return _in_lambda(source, node, stack)
    elif isinstance(node, FUNCTIONS):
        return _in_function(source, node, stack)
    elif isinstance(node, ast.Call):
        return _in_call(source, node, stack)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        return _behind(source, node, stack)
    elif isinstance(node, ast.arg):
        return _handed(source, node, stack)
    return None


def _error(expression: ast.expr) -> Raised:
    return Raised(
        spelled(errors.spelled_class(expression)),
        errors.last_name(expression), expression)


def _in_call(
    source: SourceFile, call: ast.Call, stack: _Stack,
) -> Raised | None:
    name = callee_name(call)
    if name in _SEQUENCES:
        stack.extend(reversed(call.args))
        return None
    if errors.is_exception(source, call.func):
        return _error(call)
    handed = factories.handed_class(source, call)
    if handed is not None:
        return Raised(spelled(handed), errors.last_name(handed), call,
                      cls=handed)
    names = source.once(Names)
    callee = names.value(call.func)
    if callee is not call.func or isinstance(callee, ast.Name):
        cls = _class_behind(source, callee, stack)
        if cls is not None:
            # error('gone'), where error is a name for the class.
            return Raised(spelled(cls), errors.last_name(cls), call, cls=cls)
    if isinstance(callee, ast.ClassDef):
        # A callable instance raises where its __call__ does.
        stack.extend(filter(None, (
            binding.node
            for binding in names.scope(callee).get('__call__', ()))))
        return None
    definition = names.definition(call.func)
    if isinstance(definition, FUNCTIONS):
        # A factory: of an exception, or of a function that raises.
        factories.note_given(source, definition, call, stack.given)
        stack += [
            node.value for node in walk_scope(definition)
            if isinstance(node, ast.Return) and node.value is not None]
        return None
    made = factories.made_elsewhere(source, call)
    return None if made is None else Raised(
        made[0], made[0].rpartition('.')[2], call, cls=made[1])


def _behind(
    source: SourceFile, node: ast.Name | ast.Attribute,
    stack: _Stack,
) -> Raised | None:
    if errors.is_exception(source, node):
        return _error(node)
    names = source.once(Names)
    if isinstance(node, ast.Name):
        value = names.value(node)
        if value is not node:
            stack.append(value)
            return None
        bound = names.bindings(node.id, node)
        turns = loop_values(source, node)
        if turns:
            stack.extend(reversed(turns))
            return None
        if len(bound) > 1:
            # Several values: the last that is written down.
            stack += [b.node for b in bound if isinstance(
                b.node, (ast.expr, *FUNCTIONS))]
            return None
    else:
        definition = names.definition(node)
        if definition is not None:
            stack.append(definition)
            return None
        if isinstance(node.value, ast.Name) and node.value.id in (
                'self', 'cls'):
            stack += names.attribute_values(node)
            return None
    dotted = names.dotted(node)
    if dotted and '.' in dotted and factories.TELLS.search(dotted):
        always = errors.raises_always(source, dotted)
        if always:
            return Raised(always, always.rpartition('.')[2], None, node)
    return None


def _handed(
    source: SourceFile, parameter: ast.arg, stack: _Stack,
) -> Raised | None:
    """An error that a function is handed: by this call, else by any."""
    if parameter not in stack.given:
        return _parameter(source, parameter)
    value = stack.given[parameter]
    if value is not None:
        stack.append(value)
    return None


def _class_behind(
    source: SourceFile, callee: ast.AST, stack: _Stack,
) -> ast.expr | None:
    """The exception class that a local name or a parameter stands for."""
    if isinstance(callee, ast.arg) and callee in stack.given:
        value = stack.given[callee]
        return value if value is not None and errors.is_exception(
            source, value) else None
    if isinstance(callee, ast.arg):
        given = _parameter(source, callee)
        return None if given is None else given.expression
    values: list[ast.expr] = [callee] if isinstance(
        callee, ast.Attribute) else loop_values(source, callee) if isinstance(
            callee, ast.Name) else []
    return next((value for value in values
                 if errors.is_exception(source, value)), None)


def _in_lambda(
    source: SourceFile, function: ast.Lambda, stack: _Stack,
) -> Raised | None:
    body = function.body
    if not isinstance(body, ast.Call):
        return None
    if _THROWS.fullmatch(callee_name(body)):
        # (_ for _ in ()).throw(Error()), self._raise(Error())
        for thrown in body.args[:1]:
            if errors.is_exception(source, errors.spelled_class(thrown)):
                return _error(thrown)
    definition = source.once(Names).definition(body.func)
    if definition is not None:
        stack.append(definition)
    return None


def _in_function(
    source: SourceFile, function: Function, stack: _Stack,
) -> Raised | None:
    """The error that a function raises itself."""
    found = fakes.thrown(source, function)
    return None if found is None else _raised_by(
        source, found.error, function, found.conditional)


def _raised_by(
    source: SourceFile, expression: ast.expr, function: Function,
    conditional: bool,
) -> Raised:
    if isinstance(expression, ast.Name):
        value = source.once(Names).value(expression)
        if isinstance(value, ast.Call) and errors.is_exception(
                source, value.func):
            expression = value
    cls = factories.handed_class(source, expression)
    return Raised(
        spelled(cls or errors.spelled_class(expression)),
        errors.last_name(cls or expression), expression, function,
        conditional, cls)


def _parameter(source: SourceFile, parameter: ast.arg) -> Raised | None:
    """An error that is handed to a helper, by a caller or by ddt."""
    function = source.function(parameter)
    if function is None:
        return None
    handed: list[ast.expr] = []
    default = parameter_default(source, parameter)
    if default is not None:
        handed.append(default)
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and callee_name(decorator) in (
                'data', 'parametrize'):
            handed += decorator.args
    handed += [
        value for call in calls_named(source, function.name)[:MAX_CALLERS]
        if (value := argument(function, call, parameter)) is not None]
    for value in handed:
        for node in walk(value):
            if isinstance(node, (ast.Call, ast.Name, ast.Attribute)) and (
                    errors.is_exception(source, errors.spelled_class(node))):
                return Raised(
                    spelled(errors.spelled_class(node)), '', node)
    return None
