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

"""The fact LoggedPayload: a payload that is written to a log as a whole.

What is a payload is known from where it goes (it is emitted) or comes from
(a consumer's endpoint is called with it), never from what it is called.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.code.calls import argument
from flake8_nova_notifications.code.calls import calls_of
from flake8_nova_notifications.code.calls import functions
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms.identifiers import is_reference
from flake8_nova_notifications.idioms import logcalls
from flake8_nova_notifications.rules.payloads import mutations
from flake8_nova_notifications.rules.payloads.payloads import raw_payloads

# Functions of a file that hand a payload to each other before one logs it.
MAX_HOPS = 3
# Expressions behind what is logged; a log call has a handful.
MAX_VISITS = 40

# What stands in a function that is called with a payload: a parameter, or its
# own name.
_ENDPOINTS = ('event_type', 'def notify')

_SENT = 'notification payload'
_MESSAGE = 'notification message'

_TRANSPARENT = frozenset((
    'str', 'repr', 'dict', 'copy', 'deepcopy', 'dumps', 'pformat',
    'to_primitive', 'obj_to_primitive', 'items'))


@dataclass(frozen=True)
class LoggedPayload:
    """A log call that writes a payload.

    :ivar level: the level of the call.
    :ivar text: the payload as it is spelled there.
    :ivar what: what kind of message it is of.
    """

    node: ast.Call
    level: str
    text: str
    what: str


def logged_payloads(source: SourceFile) -> tuple[LoggedPayload, ...]:
    """The log calls of a file that write payloads, in source order."""
    text = source.text
    if 'ayload' not in text and 'otif' not in text or (
            'LOG' not in text and 'log' not in text):
        return ()
    payloads = _payloads(source)
    if not payloads:
        return ()
    found = []
    for log in source.once(logcalls.log_calls):
        for given in (*log.given, *log.named):
            hit = _hit(source, given, payloads)
            if hit is not None:
                found.append(LoggedPayload(log.call, log.level, *hit))
                break
    return tuple(found)


def _payloads(source: SourceFile) -> dict[ast.AST | str, str]:
    """Nodes that stand for a payload: values, parameters, ``self.x``."""
    found: dict[ast.AST | str, str] = {}
    for payload in source.once(raw_payloads):
        if payload.emission.literal_only:
            continue
        for node in payload.contents.passed:
            found.setdefault(_mark(source, node), _SENT)
    lines = source.lines_with(*_ENDPOINTS)
    found_in: list[Function] = [
        *source.on(ast.FunctionDef, lines),
        *source.on(ast.AsyncFunctionDef, lines)]
    for function in found_in:
        for parameter, what in _consumed(function):
            found.setdefault(parameter, what)
    further = found
    for _ in range(MAX_HOPS):
        if not further:
            break
        further = _handed_on(source, found)
        found.update(further)
    return found


def _mark(source: SourceFile, node: ast.AST) -> ast.AST | str:
    """``self.payload`` is the same in all methods of a class.

    An attribute of anything else is the same in its function.
    """
    if not isinstance(node, ast.Attribute):
        return node
    if not is_self(node.value):
        function = source.function(node)
        return f'{function.lineno if function else 0}: {written(node)}'
    holder = source.enclosing_class(node)
    root = source.once(Names).family(holder)[-1] if holder else None
    return f'{getattr(root, "name", "")}.{node.attr}'


def _consumed(function: Function) -> Iterator[tuple[ast.arg, str]]:
    """What a message bus calls a function with: parameter and kind.

    An endpoint's ``info(self, ctxt, publisher_id, event_type, ...)``; a
    driver's ``notify(self, ctxt, message, priority, retry)``.
    """
    given = {a.arg: a for a in (*function.args.args,
                                *function.args.kwonlyargs)}
    if 'event_type' in given and 'payload' in given and (
            'publisher_id' in given or 'metadata' in given
            or function.name.startswith('process_')):
        yield given['payload'], _SENT
    if function.name == 'notify' and 'message' in given and (
            'priority' in given or 'retry' in given
            or _reads_envelope(function)):
        yield given['message'], _MESSAGE


def _reads_envelope(function: Function) -> bool:
    """Whether a message is opened as notifications are."""
    return any(
        isinstance(node, ast.Constant) and node.value == 'event_type'
        for node in walk_scope(function))


def _handed_on(
    source: SourceFile, payloads: dict[ast.AST | str, str],
) -> dict[ast.AST | str, str]:
    """Parameters of this file that get a payload from a caller."""
    found: dict[ast.AST | str, str] = {}
    for function in functions(source):
        if not function.args.args:
            continue
        for call in calls_of(source, function):
            for parameter in function.args.args:
                value = argument(function, call, parameter)
                if parameter in payloads or not isinstance(
                        value, (ast.Name, ast.Attribute)):
                    continue
                hit = _hit(source, value, payloads)
                if hit is not None:
                    found[parameter] = hit[1]
    return found


def _hit(
    source: SourceFile, logged: ast.expr,
    payloads: dict[ast.AST | str, str],
) -> tuple[str, str] | None:
    """The payload in an argument of a log call: its text and its kind."""
    names = source.once(Names)
    queue: list[ast.AST] = [*logcalls.values(logged)]
    for visits, node in enumerate(queue):
        if visits > MAX_VISITS:
            break
        match node:
            case ast.Name():
                for value in mutations.reaching(
                        source, names.bindings(node.id, node), node):
                    if value in payloads and not is_reference(node.id):
                        return node.id, payloads[value]
                    if isinstance(value, (ast.Dict, ast.DictComp, ast.Call)):
                        queue.append(value)
            case ast.Attribute():
                mark = _mark(source, node)
                if mark in payloads:
                    return spelled(node), payloads[mark]
            case ast.Dict():
                for part in node.values:
                    queue += logcalls.values(part)
            case ast.Subscript(
                value=ast.Name() as whole,
                slice=ast.Constant(value='payload'),
            ):
                # The payload of a message that is one.
                queue.append(whole)
            case ast.DictComp(value=ast.Subscript(value=origin)):
                queue.append(origin)
            case ast.Call():
                queue += _behind_call(names, node)
    return None


def _behind_call(names: Names, call: ast.Call) -> list[ast.AST]:
    """What a call passes through: its argument, its owner or a result."""
    if callee_name(call) in _TRANSPARENT:
        return [*call.args[:1], *(
            [call.func.value] if isinstance(call.func, ast.Attribute)
            else [])]
    definition = names.definition(call.func)
    if not isinstance(definition, FUNCTIONS):
        return []
    return [
        node.value for node in walk_scope(definition)
        if isinstance(node, ast.Return)
        and isinstance(node.value, ast.Attribute)]
