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

"""Calls that make the error which a mock raises."""

import ast
import re

from flake8_nova_notifications.code.calls import argument
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
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.project.outlines import Outline
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)

# A function of another module is looked up when its name hints at it.
TELLS = re.compile(
    r'rais|err|exc|fail|fault|not_?found|timeout|throw|invalid|refuse|deny'
    r'|problem', re.I)


def note_given(
    source: SourceFile, function: Function, call: ast.Call,
    given: dict[ast.arg, ast.expr | None],
) -> None:
    """What a function's parameters stand for in one call of it."""
    unknown = any(isinstance(one, ast.Starred) for one in call.args) or any(
        keyword.arg is None for keyword in call.keywords)
    own = function.args
    for parameter in (*own.posonlyargs, *own.args, *own.kwonlyargs):
        value = argument(function, call, parameter)
        given[parameter] = value if value is not None or unknown else (
            parameter_default(source, parameter))


def handed_class(
    source: SourceFile, expression: ast.expr,
) -> ast.expr | None:
    """The class that a factory is handed: ``make_libvirtError(cls, ...)``."""
    if isinstance(expression, ast.Call) and callee_name(
            expression).startswith('make_') and expression.args and (
                errors.is_exception(source, expression.args[0])):
        return expression.args[0]
    return None


def made_elsewhere(
    source: SourceFile, call: ast.Call,
) -> tuple[str, ast.expr | None] | None:
    """What a factory of another module makes, by what it is given or returns.

    ``tools.to_remote_error(AttributeError())`` is about what it is handed;
    else the factory itself returns, or always raises, one error.

    :returns: the error as it is written, and its class where that stands in
        this file.
    """
    dotted = source.once(Names).dotted(call.func)
    if dotted is None or '.' not in dotted or not TELLS.search(
            dotted.rpartition('.')[2]):
        return None
    for value in (*call.args, *(k.value for k in call.keywords)):
        cls = errors.spelled_class(value)
        if errors.is_exception(source, cls):
            return spelled(cls), cls
    names = {
        name for place in source.once(Production).named(dotted)
        for name in source.once(Production).derived(
            place, _returned_errors) or ('',)}
    return (names.pop(), None) if len(names) == 1 and '' not in names else None


def _returned_errors(read: Outline, tree: FunctionTree) -> tuple[str, ...]:
    """The errors that a factory returns, itself or by what raises them.

    An empty name for what is no error by its form.
    """
    inner = {node.name: node for node in walk(tree.node)
             if isinstance(node, FUNCTIONS) and node is not tree.node}
    found: list[str] = []
    for node in walk_scope(tree.node):
        if not isinstance(node, ast.Return):
            continue
        raised = [node.value]
        if isinstance(node.value, ast.Name) and node.value.id in inner:
            raised = [one.exc for one in walk(inner[node.value.id])
                      if isinstance(one, ast.Raise)]
        names = [errors.last_name(one) for one in raised if one is not None]
        found += [name if errors.is_called_error(name) else ''
                  for name in names] or ['']
    return tuple(found)
