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

"""The event type that a helper sends, given what it is called with.

``notify_about_host_update(context, 'set_enabled.start', payload)`` sends
``HostAPI.set_enabled.start``: what is before the suffix stands in the helper,
which may be a function of another module and hand on to a further one.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import notifiers
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.project.module_text import Imports

# Helpers that hand on to each other before one of them sends.
MAX_HOPS = 3

_PLACEHOLDER = re.compile(r'%(?:\(\w*\))?[a-zA-Z]')
# Any text that is filled in; it is in no event type.
_UNKNOWN = '*'


@dataclass(frozen=True)
class Part:
    """A piece of an event type: a text, or what a parameter holds."""

    text: str
    is_parameter: bool = False


Template = tuple[Part, ...]


@dataclass(frozen=True)
class Forward:
    """A call in a helper that may send for it.

    :ivar callee: as it is spelled, resolved through its module's imports.
    :ivar given: the texts and parameters that it passes on, by position and
        by keyword; None for everything else.
    """

    callee: str
    given: tuple[Template | None, ...]
    named: tuple[tuple[str, Template | None], ...]


@dataclass(frozen=True)
class Sender:
    """What a function does with the parts of an event type.

    :ivar parameters: its positional parameters, without the instance.
    :ivar sent: the event types that it hands to a notifier itself.
    """

    parameters: tuple[str, ...]
    sent: tuple[Template, ...]
    forwards: tuple[Forward, ...]


Given = dict[str, str]


def sender(function: Function, imports: Imports) -> Sender:
    """What of a function says which events it sends."""
    arguments = function.args
    parameters = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    known = frozenset((*parameters, *(a.arg for a in arguments.kwonlyargs)))
    values: dict[str, list[ast.expr]] = {}
    calls: list[ast.Call] = []
    for node in walk_scope(function):
        if isinstance(node, ast.Call):
            calls.append(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(node.value)
    sent: list[Template] = []
    forwards: list[Forward] = []
    for call in calls:
        if _emits(call, values):
            event = notifiers.event_of(call)
            found = event and _template(event, known, values)
            if found:
                sent.append(found)
        elif 'notif' in callee_name(call).lower():
            forwards.append(Forward(
                _resolved(call.func, imports),
                tuple(_template(a, known, values) for a in call.args),
                tuple((k.arg, _template(k.value, known, values))
                      for k in call.keywords if k.arg)))
    if parameters[:1] in (['self'], ['cls']):
        del parameters[0]
    return Sender(tuple(parameters), tuple(sent), tuple(forwards))


def _emits(call: ast.Call, values: dict[str, list[ast.expr]]) -> bool:
    """Whether a call is one of a notifier's method, as far as names tell."""
    if len(call.args) + len(call.keywords) < 2:
        return False
    callees = [call.func]
    if isinstance(call.func, ast.Name):
        callees = values.get(call.func.id, [])
    return any(
        isinstance(callee, ast.Attribute)
        and callee.attr in notifiers.PRIORITIES
        and _is_notifier(callee.value, values) for callee in callees)


def _is_notifier(
    owner: ast.expr, values: dict[str, list[ast.expr]],
) -> bool:
    if isinstance(owner, ast.Call):
        return notifiers.makes_notifier(callee_name(owner)) or (
            isinstance(owner.func, ast.Attribute)
            and _is_notifier(owner.func.value, values))
    return notifiers.named_notifier(last_name(owner)) or any(
        isinstance(value, ast.Call)
        and notifiers.makes_notifier(callee_name(value))
        for value in values.get(last_name(owner), ()))


def _resolved(callee: ast.expr, imports: Imports) -> str:
    spelled = path(callee) or ''
    root, _, rest = spelled.partition('.')
    if root in imports and rest:
        return f'{imports[root]}.{rest}'
    return imports.get(spelled, spelled)


def _template(
    value: ast.expr, parameters: frozenset[str],
    values: dict[str, list[ast.expr]],
) -> Template | None:
    """An event type, or a part of one; None where nothing can be seen."""
    if isinstance(value, ast.Name) and value.id not in parameters and len(
            values.get(value.id, ())) == 1:
        value = values[value.id][0]
    match value:
        case ast.Constant(value=str(text)):
            return (Part(text),)
        case ast.Name(id=name) if name in parameters:
            return (Part(name, True),)
        case ast.BinOp(
            op=ast.Mod(), left=ast.Constant(value=str(text)), right=right,
        ):
            filled = right.elts if isinstance(right, ast.Tuple) else [right]
            texts = _PLACEHOLDER.split(text)
            if len(texts) != len(filled) + 1:
                return None
            return _joined(
                [one for pair in zip(texts, [*filled, None], strict=True)
                 for one in pair], parameters)
        case ast.BinOp(op=ast.Add()):
            return _joined(_added(value), parameters)
        case ast.JoinedStr(values=pieces):
            return _joined([
                piece.value if isinstance(piece, ast.FormattedValue)
                else piece for piece in pieces], parameters)
        case ast.Call(func=ast.Attribute(
                attr='format', value=ast.Constant(value=str(text)))):
            texts = text.split('{}')
            if len(texts) != len(value.args) + 1:
                return None
            return _joined(
                [one for pair in zip(
                    texts, [*value.args, None], strict=True)
                 for one in pair], parameters)
    return None


def _added(value: ast.expr) -> list[ast.expr]:
    """``a``, ``b`` and ``c`` of ``a + b + c``."""
    found: list[ast.expr] = []
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        found.append(value.right)
        value = value.left
    return [value, *reversed(found)]


def _joined(
    pieces: Sequence[ast.expr | str | None], parameters: frozenset[str],
) -> Template:
    found: list[Part] = []
    for piece in pieces:
        match piece:
            case str(text) | ast.Constant(value=str(text)):
                found.append(Part(text))
            case ast.Name(id=name) if name in parameters:
                found.append(Part(name, True))
            case None:
                pass
            case _:
                found.append(Part(_UNKNOWN))
    return tuple(found)


def event_sent(source: SourceFile, call: ast.Call) -> str:
    """The event type that the helper of a call sends; empty if unknown.

    Everything that cannot be seen is ``*``. A helper that sends several is
    known by what they have in common at their beginning.
    """
    names = source.once(Names)
    imports = source.memo(_imports, None)
    callee: tuple[str, Sender] | None = None
    definition = names.definition(call.func)
    if isinstance(definition, FUNCTIONS):
        callee = '', source.memo(_own_sender, definition)
    else:
        callee = _foreign(source, call, _resolved(call.func, imports))
    known = frozenset[str]()
    given = tuple(_template(a, known, {}) for a in call.args)
    named = tuple((k.arg, _template(k.value, known, {}))
                  for k in call.keywords if k.arg)
    found = _sent(source, callee, given, named, {}, 0)
    if len(found) > 1:
        common = _prefix(sorted(found))
        return f'{common}.*' if common else ''
    return next(iter(found), '')


def _prefix(events: list[str]) -> str:
    first, last = events[0].split('.'), events[-1].split('.')
    count = 0
    while count < min(len(first), len(last)) and (
            first[count] == last[count] != _UNKNOWN):
        count += 1
    return '.'.join(first[:count])


def _sent(
    source: SourceFile, callee: tuple[str, Sender] | None,
    given: tuple[Template | None, ...],
    named: tuple[tuple[str, Template | None], ...], outer: Given, hops: int,
) -> set[str]:
    if callee is None or hops > MAX_HOPS:
        return set()
    module, found = callee
    inner = {name: _filled(template, outer) for name, template in (
        *zip(found.parameters, given, strict=False), *named)}
    events = {_filled(template, inner) for template in found.sent}
    if events:
        return {event for event in events if event.strip('*.')}
    for forward in found.forwards:
        further = _further(source, module, forward.callee)
        if further is not None and further != callee:
            events |= _sent(source, further, forward.given, forward.named,
                            inner, hops + 1)
    return events


def _filled(template: Template | None, given: Given) -> str:
    return _UNKNOWN if template is None else ''.join(
        given.get(part.text, _UNKNOWN) if part.is_parameter else part.text
        for part in template)


def _further(
    source: SourceFile, module: str, callee: str,
) -> tuple[str, Sender] | None:
    """The function that a helper hands on to."""
    project = source.once(Project)
    if '.' in callee:
        return project.derived(callee, sender)
    if module:
        return project.derived(f'{module}.{callee}', sender)
    own = source.once(Names).scope(source.tree).get(callee, ())
    return next((('', source.memo(_own_sender, binding.node))
                 for binding in own
                 if isinstance(binding.node, FUNCTIONS)), None)


def _foreign(
    source: SourceFile, call: ast.Call, callee: str,
) -> tuple[str, Sender] | None:
    project = source.once(Project)
    owner, _, method = callee.rpartition('.')
    if owner not in ('self', 'cls'):
        return project.derived(callee, sender) if owner else None
    holder = source.enclosing_class(call)
    bases = source.once(Names).foreign_bases(holder) if holder else []
    found = project.derived_method(bases, method, sender)
    # What it calls by a bare name stands in its module.
    return None if found is None else (found[0].rpartition('.')[0], found[1])


def _own_sender(source: SourceFile, function: Function) -> Sender:
    return sender(function, source.memo(_imports, None))


def _imports(source: SourceFile, _: None) -> Imports:
    return {
        name: binding.dotted
        for name, bindings in source.once(Names).scope(source.tree).items()
        for binding in bindings if binding.dotted}
