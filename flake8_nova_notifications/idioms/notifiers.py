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

"""Notifiers, the calls that emit, and what makes a value safe to send.

A notifier is recognised by where it comes from (``rpc.get_notifier()``,
``oslo_messaging.Notifier``) and else by its name. Agents' RPC clients are
called notifiers as well and send no notifications.
"""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import words
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile

# The priorities of oslo.messaging.
PRIORITIES = frozenset((
    'info', 'error', 'warn', 'warning', 'audit', 'critical', 'debug',
    'sample'))
PAYLOAD_ARGUMENT = 2    # notifier.info(context, event_type, payload)

# A notifier that is an attribute of an attribute ...: an end for odd code.
MAX_HOPS = 4

_AGENTS = frozenset(('agent', 'agents', 'l3', 'dhcp', 'plugin', 'rpcapi'))
_LOGGERS = frozenset(('log', 'logger', 'logging'))

# Helpers of Nova and Cinder by name, and what they call the dict they send.
_HELPER = re.compile(r'_?notify_(?:about_|usage_)\w+')
_EXTRA_ARGUMENTS = frozenset((
    'extra_usage_info', 'usage_info', 'extra_payload'))
# Trove's context managers: every further keyword goes into the payload.
_KEYWORD_HELPERS = frozenset(('StartNotification', 'EndNotification'))
# Designate's decorator emits what the decorated method returns.
_DECORATORS = frozenset(('notify_type',))

_SAFE_WORDS = frozenset((
    'mask', 'masked', 'redact', 'redacted', 'sanitize', 'sanitized',
    'sanitise', 'sanitised', 'scrub', 'scrubbed', 'obfuscate', 'anonymize',
    'anonymise', 'censor'))


def is_notifier(source: SourceFile, owner: ast.expr) -> bool:
    """Whether an expression is an oslo.messaging notifier, or seems so."""
    names = source.once(Names)
    for _ in range(MAX_HOPS):
        bound = names.value(owner) if isinstance(owner, ast.Name) else None
        if isinstance(owner, ast.BoolOp):
            owner = owner.values[-1]
        elif isinstance(owner, ast.Subscript):
            # One of several: ``NOTIFIERS[name]``.
            owner = owner.value
        elif isinstance(owner, ast.Call):
            name = callee_name(owner)
            if name not in ('prepare', 'get') or not isinstance(
                    owner.func, ast.Attribute):
                return makes_notifier(name)
            owner = owner.func.value
        elif isinstance(bound, ast.Subscript) or isinstance(
                bound, ast.Call) and callee_name(bound) == 'get':
            # ``sender = SENDERS[name]``.
            owner = bound
        else:
            break
    if isinstance(owner, ast.Name):
        if isinstance(bound, ast.Call):
            return _is_made_of(bound) or (
                callee_name(bound) == 'prepare' and named_notifier(owner.id))
        return named_notifier(owner.id) or (
            bound is not None and _is_made_of(bound))
    return isinstance(owner, ast.Attribute) and (
        named_notifier(owner.attr)
        or any(map(_is_made_of, names.attribute_values(owner))))


def _is_made_of(value: ast.AST) -> bool:
    """Whether a value is a notifier that is made there, or a dict of some."""
    match value:
        case ast.Call(func=ast.Name(id='dict'), args=[]):
            return any(_is_made_of(given.value) for given in value.keywords)
        case ast.Call():
            return makes_notifier(callee_name(value))
        case ast.Dict(values=parts) | ast.List(elts=parts):
            return any(map(_is_made_of, parts))
    return False


def kept_under(source: SourceFile) -> list[str]:
    """The names under which a file keeps notifiers, or dicts of them."""
    found: dict[str, None] = {}
    for call in source.on(ast.Call, source.lines_with('otifier(')):
        if not makes_notifier(callee_name(call)):
            continue
        for above in source.ancestors(call):
            if isinstance(above, (ast.Assign, ast.AnnAssign)):
                for target in getattr(above, 'targets', None) or [
                        getattr(above, 'target', None)]:
                    if name := last_name(target):
                        found[name] = None
            if isinstance(above, ast.stmt):
                break
    return list(found)


def makes_notifier(name: str) -> bool:
    """Whether a function of that name gives a notifier."""
    spoken = words(name)
    return bool(spoken) and spoken[-1] == 'notifier' and (
        _AGENTS.isdisjoint(spoken))


def named_notifier(name: str) -> bool:
    """Whether something of that name is a notifier, as far as names tell."""
    spoken = words(name)
    return any(word.startswith('notif') for word in spoken) and (
        _AGENTS.isdisjoint(spoken)) and _LOGGERS.isdisjoint(spoken)


def is_priority_method(source: SourceFile, expression: ast.AST) -> bool:
    """Whether an expression is ``notifier.info`` and its like, uncalled."""
    if isinstance(expression, ast.Attribute):
        return expression.attr in PRIORITIES and is_notifier(
            source, expression.value)
    return isinstance(expression, ast.Call) and (
        callee_name(expression) == 'getattr' and bool(expression.args)
        and is_notifier(source, expression.args[0]))


def payload_of(call: ast.Call) -> ast.expr | None:
    """The payload that a notifier's method is called with."""
    for keyword in call.keywords:
        if keyword.arg == 'payload':
            return keyword.value
    given = call.args
    if any(isinstance(argument, ast.Starred) for argument in given):
        return None
    if len(given) > PAYLOAD_ARGUMENT:
        return given[PAYLOAD_ARGUMENT]
    # A wrapper of the notifier that knows the context itself.
    return given[1] if len(given) == PAYLOAD_ARGUMENT else None


def event_of(call: ast.Call) -> ast.expr | None:
    """The event type that a notifier's method is called with."""
    for keyword in call.keywords:
        if keyword.arg == 'event_type':
            return keyword.value
    if len(call.args) > PAYLOAD_ARGUMENT or any(
            keyword.arg == 'payload' for keyword in call.keywords):
        return call.args[1] if len(call.args) > 1 else None
    return call.args[0] if call.args else None


def is_helper(source: SourceFile, call: ast.Call) -> bool:
    """Whether a call hands a dict to a function that emits it."""
    name = callee_name(call)
    given = source.options.nvn_payload_helpers
    return bool(_HELPER.fullmatch(name)) or name in given or bool(
        given and source.once(Names).dotted(call.func) in given)


def extra_arguments(call: ast.Call) -> list[ast.expr]:
    """Arguments whose very name says that they go into a payload."""
    return [keyword.value for keyword in call.keywords
            if keyword.arg in _EXTRA_ARGUMENTS]


def takes_keywords(call: ast.Call) -> bool:
    """Whether the keywords of a call become entries of a payload."""
    return callee_name(call) in _KEYWORD_HELPERS


def extends_payload(call: ast.Call) -> bool:
    """``context.notification.payload.update(...)``: sent by somebody else."""
    match call.func:
        case ast.Attribute(attr='update', value=ast.Attribute(
                attr='payload', value=(ast.Name() | ast.Attribute()) as it)):
            name = it.id if isinstance(it, ast.Name) else it.attr
            return named_notifier(name)
    return False


def decorators(source: SourceFile) -> tuple[str, ...]:
    """The last names of what emits the result of what it decorates."""
    return (*_DECORATORS, *(
        name.rpartition('.')[2]
        for name in source.options.nvn_payload_decorators))


def emits_result(source: SourceFile, function: Function) -> ast.expr | None:
    """The decorator, if there is one, that emits what a function returns."""
    given = source.options.nvn_payload_decorators
    for decorator in function.decorator_list:
        callee = decorator.func if isinstance(
            decorator, ast.Call) else decorator
        name = last_name(callee)
        if name in _DECORATORS or name in given or (
                given and source.once(Names).dotted(callee) in given):
            return decorator
    return None


def is_sanitised(value: ast.AST) -> bool:
    """Whether a value went through a function that takes secrets out."""
    return isinstance(value, ast.Call) and says_safe(callee_name(value))


def says_safe(name: str) -> bool:
    """Whether a function of that name takes secrets out."""
    return not _SAFE_WORDS.isdisjoint(words(name))
