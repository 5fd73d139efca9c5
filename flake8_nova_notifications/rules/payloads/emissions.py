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

"""Where a file hands something to a notifier: the raw emissions.

A call of a notifier's method, however the method was got hold of; a helper
known to emit the dict it is given; a payload that is extended; a decorator
that emits what the function under it returns.
"""

import ast
from dataclasses import dataclass

from flake8_nova_notifications.code.calls import argument
from flake8_nova_notifications.code.calls import calls_of
from flake8_nova_notifications.code.calls import functions
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import notifiers
from flake8_nova_notifications.rules.payloads.events import event_pattern
from flake8_nova_notifications.rules.payloads.events import helped_event
from flake8_nova_notifications.rules.payloads.events import place_of

# No file without one of them emits anything, options aside.
_WORDS = ('otif', 'NOTIF', 'usage_info', 'extra_payload')


@dataclass(frozen=True)
class Emission:
    """One place that sends something.

    :ivar node: the call, or the decorated function.
    :ivar values: what is sent; several where the pieces are merged.
    :ivar event: the event type with ``*`` for what is filled in, or what
        else the payload can be called by.
    :ivar returned: whether the whole value is sent as it is returned.
    :ivar literal_only: whether only dicts built in sight count.
    """

    node: ast.AST
    values: tuple[ast.expr, ...]
    event: str
    returned: bool = False
    literal_only: bool = False


def emissions(source: SourceFile) -> tuple[Emission, ...]:
    """Everything a file sends, in source order."""
    text = source.text
    options = source.options
    given = (*options.nvn_payload_helpers, *options.nvn_payload_decorators)
    words = (*_WORDS, *(name.rpartition('.')[2] for name in given))
    if not any(word in text for word in words):
        return ()
    found: list[Emission] = []
    for call in source.near(ast.Call, source.lines_with(
            *words, *notifiers.kept_under(source))):
        emission = _emission(source, call)
        if emission is not None:
            found.append(emission)
    for function in functions(source) if any(
            name in text for name in notifiers.decorators(source)) else ():
        if function.decorator_list and notifiers.emits_result(
                source, function) is not None:
            found.append(_decorated(source, function))
    if 'setattr' in text and 'pycadf' in text:
        found += _set_on_events(source)
    found.sort(key=lambda one: (getattr(one.node, 'lineno', 0),
                                getattr(one.node, 'col_offset', 0)))
    return tuple(found)


def _set_on_events(source: SourceFile) -> list[Emission]:
    """``for k, v in kwargs.items(): setattr(event, k, v)`` of audit events.

    The keywords of a call become attributes of an event that is sent.
    """
    found = []
    for loop in source.nodes(ast.For):
        match loop:
            case ast.For(
                iter=ast.Call(func=ast.Attribute(
                    attr='items', value=ast.Name() as owner)),
                body=[ast.Expr(value=ast.Call(
                    func=ast.Name(id='setattr')))],
            ):
                found.append(Emission(loop, (owner,), place_of(source, loop)))
    return found


def _emission(source: SourceFile, call: ast.Call) -> Emission | None:
    callee = call.func
    if isinstance(callee, ast.Attribute):
        if callee.attr in notifiers.PRIORITIES:
            if len(call.args) + len(call.keywords) < 2 or (
                    not notifiers.is_notifier(source, callee.value)):
                return None
            return _sent(source, call)
        if callee.attr == 'update' and call.args and (
                notifiers.extends_payload(call)):
            return Emission(call, tuple(call.args), place_of(source, call))
    elif isinstance(callee, ast.Name) and _is_method(source, callee):
        return _sent(source, call)
    if notifiers.takes_keywords(call):
        return Emission(call, (call,), callee_name(call))
    name = callee_name(call)
    if 'notif' not in name.lower() and not source.options.nvn_payload_helpers:
        return _extra(source, call)
    if notifiers.is_helper(source, call):
        values = (*call.args, *(k.value for k in call.keywords))
        return Emission(
            call, values, helped_event(source, call), literal_only=True)
    return _extra(source, call)


def _extra(source: SourceFile, call: ast.Call) -> Emission | None:
    if not call.keywords:
        return None
    values = notifiers.extra_arguments(call)
    return Emission(call, tuple(values), helped_event(source, call)) if (
        values) else None


def _sent(source: SourceFile, call: ast.Call) -> Emission | None:
    payload = notifiers.payload_of(call)
    if payload is None or isinstance(payload, ast.Constant):
        return None
    event = notifiers.event_of(call)
    spelled = event_pattern(source, event) if event is not None else ''
    return Emission(call, (payload,), spelled or place_of(source, call))


def _is_method(source: SourceFile, name: ast.Name) -> bool:
    """Whether a plain name is a notifier's method under another name."""
    lowered = name.id.lower()
    if 'notif' not in lowered and lowered not in ('method', 'emit', 'send'):
        return False
    return _is_bound_to_method(source, name) or any(
        isinstance(binding.node, ast.arg)
        and _is_given_method(source, binding.node)
        for binding in source.once(Names).bindings(name.id, name))


def _is_bound_to_method(source: SourceFile, value: ast.AST | None) -> bool:
    return isinstance(value, ast.Name) and any(
        binding.node is not None
        and notifiers.is_priority_method(source, binding.node)
        for binding in source.once(Names).bindings(value.id, value))


def _is_given_method(source: SourceFile, parameter: ast.arg) -> bool:
    """Whether callers in this file pass a notifier's method for it."""
    function = source.function(parameter)
    if function is None:
        return False
    given = [argument(function, call, parameter)
             for call in calls_of(source, function)]
    return any(value is not None
               and notifiers.is_priority_method(source, value)
               or _is_bound_to_method(source, value) for value in given)


def _decorated(source: SourceFile, function: Function) -> Emission:
    values = tuple(
        node.value for node in walk_scope(function)
        if isinstance(node, ast.Return) and node.value is not None)
    event = ''
    match notifiers.emits_result(source, function):
        case ast.Call(args=[given, *_]):
            event = event_pattern(source, given)
    return Emission(function, values, event or f'{function.name}()',
                    returned=True)
