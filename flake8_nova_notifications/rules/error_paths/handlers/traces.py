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

"""Fact: what the broad ``except`` handlers of production code do."""

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
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.idioms.assertions import is_error_status
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.project.lookup import facts_elsewhere
from flake8_nova_notifications.rules.error_paths.handlers.details import (
    keeps_error)
from flake8_nova_notifications.rules.error_paths.handlers.details import (
    logs_itself)
from flake8_nova_notifications.rules.error_paths.handlers.excuses import excuse
from flake8_nova_notifications.rules.error_paths.mocks import fakes

_BROAD = frozenset(('Exception', 'BaseException', 'StandardError'))
_RAISES = re.compile(r'raise|abort|\bexit$|_exit$|^exit|fail$|^fail', re.I)
# Words of names by which a failure is kept, counted or passed on.
_STATE = re.compile(
    r'err(?:or|ors|ored|code)?|errno|fail(?:ed|ure|ures|s|ing)?|faults?'
    r'|status|statuses|reasons?|exc|exception|exceptions|unhealthy|degraded'
    r'|skipped|broken|down|offline|bad|invalid')
# What a text says to whoever reads it.
_SAYS_SO = re.compile(
    r"(?<!no )\b(?:errors?|fail(?:ed|ure|ures)?|can(?:not|'t| not)|could(?:n't"
    r'| not)|unable|invalid|not (?:an? )?(?:valid|accepted|supported))\b',
    re.I)
_PASSES_ON = re.compile(
    r'\w*(?:notif|emit|report|callback|alert|print|echo)\w*|throw'
    r'|_*handle_\w*(?:err|exc|fail)\w*', re.I)
_COLLECTS = frozenset(('append', 'add', 'extend', 'put', 'appendleft'))

_GENERAL = re.compile(r'\w*(?:Error|Exception|Fault)')
# Builtin classes that say all there is to say, and outcomes with a name.
_ANSWERS = re.compile(
    r'(?:Key|Index|Lookup|Value|Type|Import|ModuleNotFound|UnicodeDecode)'
    r'Error|\w*(?:Time(?:d?Out|out)|Exists|Duplicate\w*|InUse)\w*')

# A file without such a line has no broad handler, so it is not walked.
# It begins with a plain word, which the regular expression engine finds fast.
_BROAD_LINE = re.compile(
    r'except(?:\s*:|(?:\s+|\s*\*\s*)'
    r'(?:BaseException|Exception|StandardError)\b'
    r'|\s*\*?\s*\([^)]*\b(?:BaseException|Exception|StandardError)\b)')


@dataclass(frozen=True)
class Handler:
    """A broad handler, and what becomes of the error in it.

    :ivar node: the handler.
    :ivar kind: the class it catches, as written; ``everything`` if bare.
    :ivar reraises: an error leaves it.
    :ivar logs: it writes to a log.
    :ivar loud: it does so at warning or above.
    :ivar details: the error itself is written, kept or passed on.
    :ivar records: that there was an error is kept or passed on.
    :ivar excused: why it may be silent, in a word; empty if it may not.
    """

    node: ast.ExceptHandler
    kind: str
    reraises: bool
    logs: bool
    loud: bool
    details: bool
    records: bool
    excused: str


def broad_handlers(source: SourceFile) -> tuple[Handler, ...]:
    """The broad handlers of a production file."""
    lines = [source.line_at(match.start())
             for match in _BROAD_LINE.finditer(source.text)]
    if not lines:
        return ()
    return tuple(
        _read(source, node)
        for node in source.on(ast.ExceptHandler, lines)
        if is_broad(node.type))


def narrow_handlers(source: SourceFile) -> tuple[Handler, ...]:
    """The handlers of real failures, by class, in a production file.

    Of classes called after who raises them, such as ``ClientException``:
    what happened is in the error alone. One called after what happened, or
    after what is not there, says it.
    """
    return tuple(
        _read(source, node)
        for node in source.on(
            ast.ExceptHandler, source.lines_with('except ', 'except*'))
        if node.type is not None and not is_broad(node.type)
        and all(map(_is_general, _classes(node.type))))


def _is_general(cls: ast.expr) -> bool:
    name = errors.last_name(cls)
    return _GENERAL.fullmatch(name) is not None and not (
        errors.is_control_flow(name) or errors.is_miss(cls, name)
        or _ANSWERS.fullmatch(name) is not None)


def _classes(caught: ast.expr) -> list[ast.expr]:
    """The classes of a handler, those of tuples in tuples included."""
    classes = [caught]
    for cls in classes:
        if isinstance(cls, ast.Tuple):
            classes += cls.elts
    return [cls for cls in classes if not isinstance(cls, ast.Tuple)]


def is_broad(caught: ast.expr | None) -> bool:
    """Whether a handler of some classes takes any error; None: it is bare."""
    if caught is None:
        return True
    return any(isinstance(cls, ast.Name) and cls.id in _BROAD
               for cls in _classes(caught))


def _read(source: SourceFile, handler: ast.ExceptHandler) -> Handler:
    raising = logging = loud = details = records = False
    # raise was forgotten: that is no record of what it was given.
    dropped = {part for node in walk(handler) if isinstance(node, ast.Call)
               and is_never_raised(source, node) for part in walk(node)}
    # What it defines to be called later leaves a trace as well.
    for node in walk(handler):
        if node in dropped:
            continue
        details = details or keeps_error(source, handler, node)
        if isinstance(node, ast.Raise):
            raising = True
        elif isinstance(node, ast.Call):
            name = callee_name(node)
            level = logs.level(source, node)
            if _RAISES.search(name) or level is None and _always_raises(
                    source, node):
                raising = True
            loud = loud or level in logs.LOUD
            logging = logging or level is not None or logs_itself(
                source, node)
            if _PASSES_ON.fullmatch(name) or _is_state(name) or (
                    name in _COLLECTS
                    and isinstance(node.func, ast.Attribute)) or any(
                        k.arg and _is_state(k.arg)
                        for k in node.keywords) and not level:
                records = True
        elif isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            records = records or _records(node) or _tells(
                source, handler, node)
        elif isinstance(node, (ast.Return, ast.Yield)):
            records = records or node.value is not None and (
                _is_error_answer(node.value) or _says_so(node.value) or any(
                    _is_state(name) for name in _names_in(node.value)))
    return Handler(
        handler,
        'everything' if handler.type is None else spelled(handler.type),
        raising, logging, loud, details, records,
        excuse(source, handler))


def is_never_raised(source: SourceFile, call: ast.Call) -> bool:
    """``ValueError('gone')`` as a statement: an error that nobody raises."""
    statement = source.parent(call)
    return isinstance(statement, ast.Expr) and errors.is_built(
        source, call.func)


def _always_raises(source: SourceFile, call: ast.Call) -> bool:
    """Whether a helper always raises: of this file, or of another module."""
    definition = source.once(Names).definition(call.func)
    if isinstance(definition, FUNCTIONS):
        return source.memo(_never_answers, definition)
    facts = facts_elsewhere(source, call.func)
    return facts is not None and bool(facts.always_raises)


def _never_answers(source: SourceFile, function: Function) -> bool:
    return not fakes.may_answer(function.body)


def _is_error_answer(value: ast.expr) -> bool:
    """Whether an answer has the status of a refused request."""
    return any(
        isinstance(node, (ast.Constant, ast.Attribute))
        and is_error_status(node) for node in walk(value))


def _says_so(value: ast.expr) -> bool:
    """``answer = 'Error listing the pools.'``"""
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str)
        and _SAYS_SO.search(node.value) for node in walk(value))


def _tells(
    source: SourceFile, handler: ast.ExceptHandler,
    node: ast.Assign | ast.AugAssign | ast.AnnAssign,
) -> bool:
    """Whether a text that says so is kept for what stands behind."""
    if node.value is None or not _says_so(node.value):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    kept = {target.id for target in targets if isinstance(target, ast.Name)}
    function = source.function(handler)
    return len(kept) < len(targets) or function is not None and any(
        read.id in kept and isinstance(read.ctx, ast.Load)
        and (read.lineno > end_of(handler)[0]
             or _is_returned(source, read))
        for read in source.within(function, ast.Name))


def _is_returned(source: SourceFile, name: ast.Name) -> bool:
    return any(isinstance(above, ast.Return)
               for above in source.ancestors(name))


def _is_state(name: str) -> bool:
    return any(_STATE.fullmatch(word) for word in polls.words(name))


def _names_in(expression: ast.AST) -> list[str]:
    found: list[str] = []
    for node in walk(expression):
        if isinstance(node, ast.Name):
            found.append(node.id)
        elif isinstance(node, ast.Attribute):
            found.append(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(
                node.value, str) and node.value.isidentifier():
            found.append(node.value)
    return found


def _records(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> bool:
    """Whether an assignment says that something went wrong."""
    if isinstance(node, ast.AugAssign):
        # A counter of what could not be done.
        return True
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if isinstance(node.value, ast.Constant) and node.value.value is None:
        # status = None: as if nothing had happened.
        return False
    if isinstance(node.value, ast.Constant) and (
            node.value.value is False) and any(
                'valid' in polls.words(name)
                for target in targets for name in _names_in(target)):
        return True
    parts: list[ast.AST] = [*targets]
    if node.value is not None:
        parts.append(node.value)
    return any(_is_state(name) for part in parts for name in _names_in(part))
