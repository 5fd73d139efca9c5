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
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms.mocks import chain
from flake8_nova_notifications.idioms import pauses
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.error_paths import reasons

_BROAD = frozenset(('Exception', 'BaseException', 'StandardError'))
_RAISES = re.compile(r'raise|abort|\bexit$|_exit$|^exit|fail$|^fail', re.I)
# Words of names by which a failure is kept, counted or passed on.
_STATE = re.compile(
    r'err(?:or|ors|ored|code)?|errno|fail(?:ed|ure|ures|s|ing)?|faults?'
    r'|status|statuses|reasons?|exc|exception|exceptions|unhealthy|degraded'
    r'|skipped|broken|down|offline|bad|invalid')
_PASSES_ON = re.compile(
    r'\w*(?:notif|emit|report|callback|alert|print|echo)\w*|throw', re.I)
_COLLECTS = frozenset(('append', 'add', 'extend', 'put', 'appendleft'))
_LOG_NAMES = frozenset((
    'log', 'logs', 'logger', 'logging', 'warn', 'warning', 'trace',
    'traceback', 'print', 'echo', 'debug', 'output', 'stdout', 'stderr'))

_READS = frozenset(('get', 'format', 'current', 'last', 'describe'))
_ERRORS = frozenset(('error', 'exc', 'exception', 'traceback', 'stacktrace'))

# A file without such a line has no broad handler, so it is not walked.
# It begins with a plain word, which the regular expression engine finds fast.
_BROAD_LINE = re.compile(
    r'except(?:\s*:|\s+(?:BaseException|Exception|StandardError)\b'
    r'|\s*\([^)]*\b(?:BaseException|Exception|StandardError)\b)')


@dataclass(frozen=True)
class Handler:
    """A broad handler, and what becomes of the error in it.

    :ivar node: the handler.
    :ivar kind: the class it catches, as written; ``everything`` if bare.
    :ivar reraises: an error leaves it.
    :ivar logs: it writes to a log.
    :ivar details: the error itself is written, kept or passed on.
    :ivar records: that there was an error is kept or passed on.
    :ivar excused: why it may be silent, in a word; empty if it may not.
    """

    node: ast.ExceptHandler
    kind: str
    reraises: bool
    logs: bool
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
        if _is_broad(node))


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    if caught is None:
        return True
    classes = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(
        isinstance(cls, ast.Name) and cls.id in _BROAD for cls in classes)


def _read(source: SourceFile, handler: ast.ExceptHandler) -> Handler:
    raising = logging = details = records = False
    told = _log_aliases(source, handler)
    # What it defines to be called later leaves a trace as well.
    for node in walk(handler):
        if isinstance(node, ast.Raise):
            raising = True
        elif isinstance(node, ast.Name):
            if node.id == handler.name and isinstance(
                    node.ctx, ast.Load):
                details = True
        elif isinstance(node, ast.Call):
            name = callee_name(node)
            if _RAISES.search(name):
                raising = True
            if _is_logging(source, node) or name in told:
                logging = True
                if _tells_details(node):
                    details = True
            elif _is_log_helper(node, name):
                # What a helper writes is not known.
                logging = details = True
            if _reads_error(node):
                details = True
            if _PASSES_ON.fullmatch(name) or _is_state(name) or (
                    name in _COLLECTS
                    and isinstance(node.func, ast.Attribute)) or any(
                        k.arg and _is_state(k.arg)
                        for k in node.keywords) and not logs.level(node):
                records = True
        elif isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            records = records or _records(node)
        elif isinstance(node, (ast.Return, ast.Yield)):
            records = records or node.value is not None and any(
                _is_state(name) for name in _names_in(node.value))
    return Handler(
        handler,
        'everything' if handler.type is None else spelled(handler.type),
        raising, logging, details, records,
        _excuse(source, handler))


def _is_logging(source: SourceFile, call: ast.Call) -> bool:
    if logs.level(call):
        return True
    loggers = source.options.nvn_loggers
    return bool(loggers) and isinstance(call.func, ast.Attribute) and (
        call.func.attr in logs.LOUD or call.func.attr in logs.QUIET) and (
            chain(call.func.value).rpartition('.')[2] in loggers)


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
    parts: list[ast.AST] = [*targets]
    if node.value is not None:
        parts.append(node.value)
    return any(_is_state(name) for part in parts for name in _names_in(part))


def _tells_details(call: ast.Call) -> bool:
    if callee_name(call) == 'exception':
        return True
    for keyword in call.keywords:
        if keyword.arg == 'exc_info' and not (
                isinstance(keyword.value, ast.Constant)
                and not keyword.value.value):
            return True
    return False


def _reads_error(call: ast.Call) -> bool:
    """``sys.exc_info()``, ``traceback.format_exc()`` and the like."""
    name = callee_name(call)
    if name in ('exc_info', 'format_exc', 'print_exc', 'exception',
                'format_exception', 'print_exception', 'Failure'):
        return True
    spoken = polls.words(name)
    if spoken[:1] and spoken[0] in _READS and _ERRORS.intersection(spoken):
        # ``get_error_message()`` of a helper, which asks the interpreter.
        return not call.args
    return isinstance(call.func, ast.Attribute) and spelled(
        call.func.value) == 'traceback'


def _is_log_helper(call: ast.Call, name: str) -> bool:
    words = polls.words(name)
    if any(word in _LOG_NAMES for word in words):
        return True
    # sys.stderr.write(...)
    return name in ('write', 'writelines') and isinstance(
        call.func, ast.Attribute) and 'std' in spelled(call.func.value)


def _log_aliases(
    source: SourceFile, handler: ast.ExceptHandler,
) -> frozenset[str]:
    """``log_method = LOG.error``: names that stand for a log method."""
    function = source.function(handler)
    holder: ast.AST = function if function is not None else handler
    called = {
        node.func.id for node in walk_scope(handler)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    if not called:
        return frozenset()
    found: list[str] = []
    for node in walk_scope(holder):
        if not isinstance(node, ast.Assign) or not any(
                isinstance(t, ast.Name) and t.id in called
                for t in node.targets):
            continue
        values = [node.value.body, node.value.orelse] if isinstance(
            node.value, ast.IfExp) else [node.value]
        if any(logs.level(ast.Call(value, [], [])) for value in values):
            found += [t.id for t in node.targets if isinstance(t, ast.Name)]
    return frozenset(found)


def _excuse(source: SourceFile, handler: ast.ExceptHandler) -> str:
    if reasons.is_explained(source.lines, source.parent(handler), handler):
        return 'reason'
    child: ast.AST = handler
    for above in source.ancestors(handler):
        if isinstance(above, FUNCTIONS):
            break
        if isinstance(above, ast.ExceptHandler) and any(
                isinstance(node, ast.Raise) or isinstance(node, ast.Call)
                and _RAISES.search(callee_name(node))
                for node in walk(above)
                if not _inside(source, node, child)):
            return 'outer'
        if isinstance(above, (ast.With, ast.AsyncWith)) and any(
                isinstance(item.context_expr, ast.Call)
                and 'reraise' in callee_name(item.context_expr)
                for item in above.items):
            return 'outer'
        if isinstance(above, (ast.For, ast.While, ast.AsyncFor)):
            attempt = source.parent(handler)
            if _repeats(source, above, attempt):
                return 'loop'
        child = above
    return ''


def _inside(source: SourceFile, node: ast.AST, top: ast.AST) -> bool:
    return node is top or any(
        above is top for above in source.ancestors(node))


def _repeats(
    source: SourceFile, loop: ast.For | ast.While | ast.AsyncFor,
    attempt: ast.AST | None,
) -> bool:
    """Whether a loop tries again: the probe of a wait, or a counted retry."""
    if isinstance(attempt, TRIES) and isinstance(
            loop, ast.For) and isinstance(
                attempt.body[-1], (ast.Break, ast.Return)) and isinstance(
                    loop.iter, ast.Call) and callee_name(
                        loop.iter) == 'range':
        return True
    return any(
        isinstance(node, ast.Call) and pauses.pause(source, node) is not None
        for node in walk_scope(loop))
