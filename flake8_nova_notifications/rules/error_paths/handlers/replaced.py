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

"""Fact: broad handlers that raise another error and keep nothing of the first.

Implicit chaining shows the first one only in a trace that is printed on the
same host; what travels on holds the text of the new one alone.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.rules.error_paths.handlers.details import (
    keeps_error)
from flake8_nova_notifications.rules.error_paths.handlers import reasons
from flake8_nova_notifications.rules.error_paths.handlers.traces import (
    broad_handlers)
from flake8_nova_notifications.rules.error_paths.mocks import fakes

# Classes that take the running error themselves.
_TAKING = frozenset(('ExpectedException',))
# What turns one value into another, and can fail for one reason only.
_BUILTINS = frozenset((
    'int', 'float', 'complex', 'bool', 'str', 'bytes', 'bytearray', 'dict',
    'list', 'tuple', 'set', 'len', 'ord', 'range', 'min', 'max', 'sorted',
    'isinstance', 'type', 'repr', 'zip', 'enumerate'))
# What is in these works on the value that it is given and on nothing else.
_COMPUTING = frozenset((
    'base64', 'binascii', 'calendar', 'decimal', 'ipaddress', 'math',
    'netaddr', 'struct', 'uuid'))
_CONVERTS = re.compile(
    r'Decimal|Fraction|UUID|loads?|safe_load|dumps?|fromstring'
    r'|from_?(?:json|string|hex|isoformat)'
    r'|parse|parse_\w+|\w+_parse|urlparse|urlsplit|unquote|parse_qs'
    r'|ip_(?:address|network|interface)|IP(?:Address|Network|Set|v[46]\w+)?'
    r'|EUI|(?:standard_|urlsafe_)?b(?:16|32|64|85)(?:decode|encode)'
    r'|decodebytes|encodebytes|(?:safe_)?(?:de|en)code(?:_\w+)?'
    r'|unhexlify|hexlify|md5|sha\d+|(?:hex)?digest|default_backend'
    r'|load_(?:pem|der|ssh)_\w+'
    r'|strptime|strftime|isoformat|compile|coerce|format|literal_eval'
    r'|(?:utc)?fromtimestamp|mktime|timegm|timestamp|gmtime|localtime'
    r'|unpack|unpack_from|string_to_bytes|bool_from_string|split|rsplit'
    r'|partition|rpartition|splitlines|strip|lstrip|rstrip|lower|upper'
    r'|replace|startswith|endswith|index|join|_|items|keys|values'
    r'|(?:is_)?valid_\w+'
    r'|(?:\w+_)?to_(?:bin|binary|bool|boolean|bytes|float|hex|int|integer|str'
    r'|string|text|unicode)')
_CASTS = re.compile(r'cast|convert|conversion|coerc|pars', re.I)
_HIDES = re.compile(
    r'\b(?:hid(?:e|es|ing)|leak\w*|expos\w+|disclos\w+|reveal\w*|sensitive'
    r'|secur\w+|secret\w*)\b', re.I)


@dataclass(frozen=True)
class Replaced:
    """A handler that replaces an error.

    :ivar node: the handler.
    :ivar cls: the class of the new error, as it is written.
    """

    node: ast.ExceptHandler
    cls: str


def replaced_errors(source: SourceFile) -> tuple[Replaced, ...]:
    """The handlers of a production file that replace errors."""
    found = []
    for handler in source.once(broad_handlers):
        if handler.reraises:
            cls = _replaces(source, handler.node)
            if cls:
                found.append(Replaced(handler.node, cls))
    return tuple(found)


def _replaces(source: SourceFile, handler: ast.ExceptHandler) -> str:
    """The class of the new error; empty where the first one is kept."""
    own = list(_own(handler))
    raising = raised_in(handler)
    if not raising or any(fakes.ending(handler.body)) or any(
            keeps_error(source, handler, node) for node in own):
        return ''
    if any(isinstance(node, ast.Call)
           and callee_name(node) == 'save_and_reraise_exception'
           for node in own):
        return ''
    names = [_new_class(source, node) for node in raising]
    if not all(names) or _TAKING.intersection(names):
        # One is raised again, on purpose without the first, or unknown.
        return ''
    if _has_nothing_to_lose(
            source, reasons.attempt_of(source, handler).body):
        return ''
    return '' if _says_why(source, handler) else names[0]


def raised_in(handler: ast.ExceptHandler) -> list[ast.Raise]:
    """What a handler raises itself."""
    return [node for node in _own(handler) if isinstance(node, ast.Raise)]


def _own(handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    """The nodes of a handler, those of handlers inside it left out."""
    queue: list[ast.AST] = [*handler.body]
    for node in queue:
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            queue += [child for child in ast.iter_child_nodes(node)
                      if not isinstance(child, ast.ExceptHandler)]


def _new_class(source: SourceFile, statement: ast.Raise) -> str:
    """The class of what is raised; empty for a re-raise or an unknown."""
    if statement.exc is None or statement.cause is not None:
        # Also ``from None``, which says that it is meant.
        return ''
    raised: ast.AST = statement.exc
    if isinstance(raised, ast.Name):
        raised = source.once(Names).value(raised)
    if not isinstance(raised, (ast.Call, ast.Name, ast.Attribute)):
        return ''
    name = errors.last_name(raised)
    return name if name[:1].isupper() else ''


def _has_nothing_to_lose(source: SourceFile, body: list[ast.stmt]) -> bool:
    """Whether what is tried can fail for one reason, which the new one says.

    It converts or formats one value, or looks up a key in a dict at hand.
    """
    asked = [node for statement in body for node in walk(statement)]
    # ``raise ValueError('negative')`` there is about that one value as well.
    raised = [node.exc for node in asked if isinstance(node, ast.Raise)]
    calls = [node for node in asked if isinstance(node, ast.Call)
             and node not in raised]
    if any(isinstance(node, (ast.With, ast.AsyncWith, ast.Await, ast.Yield,
                             ast.Import, ast.ImportFrom)) for node in asked):
        return False
    if calls:
        # What is added to a list one by one are many values.
        is_one = not any(isinstance(node, ast.For) for node in asked)
        return all(_converts(source, call) or is_one and (
            callee_name(call) == 'append') for call in calls)
    return any(isinstance(node, (ast.Subscript, ast.BinOp)) for node in asked)


def _converts(source: SourceFile, call: ast.Call) -> bool:
    name = callee_name(call)
    if name == 'next':
        # ``next(disk for disk in disks if disk.is_root)``: there is none.
        return any(isinstance(given, ast.GeneratorExp)
                   for given in call.args[:1])
    if isinstance(call.func, ast.Subscript):
        # ``self._converters[kind](text)``
        return _CASTS.search(written(call.func.value)) is not None
    return isinstance(call.func, ast.Name) and name in _BUILTINS or (
        _CONVERTS.fullmatch(name) is not None) or (
        source.once(Names).dotted(call.func) or '').partition(
            '.')[0] in _COMPUTING or (
        # ``Version(int(major), int(minor))``: a value of values.
        name[:1].isupper() and bool(call.args) and not call.keywords
        and all(isinstance(given, ast.Call) and _converts(source, given)
                for given in call.args))


def _says_why(source: SourceFile, handler: ast.ExceptHandler) -> bool:
    """Whether a comment says that the first error must not be seen."""
    last = handler.body[-1]
    comments = reasons.comments(source.lines[
        handler.lineno - 1:last.end_lineno])
    return _HIDES.search(comments) is not None
