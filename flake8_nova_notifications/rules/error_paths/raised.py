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

"""What a value that arms a mock makes it raise."""

import ast
from dataclasses import dataclass
import re

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

# Names, calls and lists looked through for one value: real chains are
# three long, and ``a = b; b = a`` has to end.
MAX_STEPS = 24
# Callers asked what they hand to a parameter.
MAX_CALLERS = 40

_SEQUENCES = frozenset((
    'iter', 'list', 'tuple', 'cycle', 'chain', 'repeat', 'deque', 'reversed',
    'partial'))
_CONDITIONS = (
    ast.If, ast.For, ast.While, ast.AsyncFor, ast.Match)
_THROWS = re.compile(r'throw|_*raise\w*|_*do_raise\w*')


# A function of another module is looked up when its name hints at it.
_TELLS = re.compile(
    r'rais|err|exc|fail|fault|not_?found|timeout|throw|invalid|refuse|deny',
    re.I)


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


def raised(source: SourceFile, value: ast.expr) -> Raised | None:
    """The first error a ``side_effect`` or a replacement raises, if any."""
    stack: list[ast.AST] = [value]
    steps = 0
    while stack and steps < MAX_STEPS:
        steps += 1
        node = stack.pop()
        found = _at(source, node, stack)
        if found is not None:
            return found
    return None


def _at(
    source: SourceFile, node: ast.AST, stack: list[ast.AST],
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
    elif isinstance(node, ast.Await):
        stack.append(node.value)
    elif isinstance(node, ast.Lambda):
        return _in_lambda(source, node, stack)
    elif isinstance(node, FUNCTIONS):
        return _in_function(source, node, stack)
    elif isinstance(node, ast.Call):
        return _in_call(source, node, stack)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        return _behind(source, node, stack)
    elif isinstance(node, ast.arg):
        return _parameter(source, node)
    return None


def _error(expression: ast.expr) -> Raised:
    return Raised(
        spelled(errors.spelled_class(expression)),
        errors.last_name(expression), expression)


def _in_call(
    source: SourceFile, call: ast.Call, stack: list[ast.AST],
) -> Raised | None:
    name = callee_name(call)
    if name in _SEQUENCES:
        stack.extend(reversed(call.args))
        return None
    if errors.is_exception(source, call.func):
        return _error(call)
    if name.startswith('make_') and call.args and errors.is_exception(
            source, call.args[0]):
        # A factory that is handed the class: make_libvirtError(cls, ...).
        return Raised(spelled(call.args[0]), errors.last_name(call.args[0]),
                      call, cls=call.args[0])
    names = source.once(Names)
    callee = names.value(call.func)
    if isinstance(callee, ast.ClassDef):
        # A callable instance raises where its __call__ does.
        for binding in names.scope(callee).get('__call__', ()):
            if isinstance(binding.node, FUNCTIONS):
                stack.append(binding.node)
        return None
    definition = names.definition(call.func)
    if definition is None or isinstance(definition, ast.Lambda):
        return None
    # A factory: of an exception, or of a function that raises.
    stack += [
        node.value for node in walk_scope(definition)
        if isinstance(node, ast.Return) and node.value is not None]
    return None


def _behind(
    source: SourceFile, node: ast.Name | ast.Attribute,
    stack: list[ast.AST],
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
    if dotted and '.' in dotted and _TELLS.search(dotted):
        always = errors.raises_always(source, dotted)
        if always:
            return Raised(always, always.rpartition('.')[2], None, node)
    return None


def _in_lambda(
    source: SourceFile, function: ast.Lambda, stack: list[ast.AST],
) -> Raised | None:
    body = function.body
    if not isinstance(body, ast.Call):
        return None
    if _THROWS.fullmatch(callee_name(body)) and body.args:
        # (_ for _ in ()).throw(Error()), self._raise(Error())
        thrown = body.args[0]
        if errors.is_exception(source, errors.spelled_class(thrown)):
            return _error(thrown)
    definition = source.once(Names).definition(body.func)
    if definition is not None and definition is not function:
        stack.append(definition)
    return None


def _in_function(
    source: SourceFile, function: Function, stack: list[ast.AST],
) -> Raised | None:
    """The error a function raises; under no condition is preferred."""
    best: Raised | None = None
    # A table of answers that raises for what it does not hold is no failure.
    for node in walk_scope(function):
        if not isinstance(node, ast.Raise) or node.exc is None:
            continue
        around = _between(source, node, function)
        if any(isinstance(above, ast.ExceptHandler) for above in around):
            continue
        conditional = any(
            isinstance(above, _CONDITIONS) for above in around
        ) or _answers_before(function, node)
        found = _raised_by(source, node.exc, function, conditional)
        if not conditional:
            return found
        best = best or found
    return best


def _answers_before(function: Function, raising: ast.Raise) -> bool:
    """``if name == 'a': return 1`` and then an error for all other names."""
    return any(
        isinstance(statement, ast.If) and isinstance(
            statement.test, ast.Compare)
        and statement.lineno < raising.lineno
        and any(isinstance(node, ast.Return) for node in walk(statement))
        for statement in function.body)


def _raised_by(
    source: SourceFile, expression: ast.expr, function: Function,
    conditional: bool,
) -> Raised:
    name = errors.last_name(expression)
    if isinstance(expression, ast.Name):
        value = source.once(Names).value(expression)
        if isinstance(value, ast.Call) and errors.is_exception(
                source, value.func):
            expression, name = value, errors.last_name(value)
    return Raised(
        spelled(errors.spelled_class(expression)), name, expression,
        function, conditional)


def _between(
    source: SourceFile, node: ast.AST, top: ast.AST,
) -> list[ast.AST]:
    found: list[ast.AST] = []
    for above in source.ancestors(node):
        if above is top:
            break
        found.append(above)
    return found


def _parameter(source: SourceFile, parameter: ast.arg) -> Raised | None:
    """An error that is handed to a helper, by a caller or by ddt."""
    given = source.parent(parameter)
    function = source.parent(given) if given is not None else None
    if not isinstance(function, FUNCTIONS):
        return None
    handed: list[ast.expr] = []
    default = parameter_default(source, parameter)
    if default is not None:
        handed.append(default)
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and callee_name(decorator) in (
                'data', 'parametrize'):
            handed += decorator.args
    positional = [*function.args.posonlyargs, *function.args.args]
    index = positional.index(parameter) if parameter in positional else -1
    for call in calls_named(source, function.name)[:MAX_CALLERS]:
        bound = isinstance(call.func, ast.Attribute)
        place = index - 1 if bound and positional and (
            positional[0].arg in ('self', 'cls')) else index
        if 0 <= place < len(call.args):
            handed.append(call.args[place])
        handed += [
            k.value for k in call.keywords if k.arg == parameter.arg]
    for value in handed:
        for node in walk(value):
            if isinstance(node, (ast.Call, ast.Name, ast.Attribute)) and (
                    errors.is_exception(source, errors.spelled_class(node))):
                return Raised(
                    spelled(errors.spelled_class(node)), '', node)
    return None


def calls_named(source: SourceFile, name: str) -> list[ast.Call]:
    """The calls of a file by the last part of what is called."""
    return [call for call in source.on(ast.Call, source.lines_with(name))
            if callee_name(call) == name]
