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

"""What a call in a handler tells of the error that is handled."""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import takes_variables
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls

_LOG_NAMES = frozenset((
    'log', 'logs', 'logger', 'logging', 'warn', 'warning', 'trace',
    'traceback', 'print', 'echo', 'debug', 'output', 'stdout', 'stderr'))
_READS = frozenset(('get', 'format', 'current', 'last', 'describe'))
_ERRORS = frozenset(('error', 'exc', 'exception', 'traceback', 'stacktrace'))


def keeps_error(
    source: SourceFile, handler: ast.ExceptHandler, node: ast.AST,
) -> bool:
    """Whether a node of a handler uses, logs or reads the error."""
    if isinstance(node, ast.Name):
        return node.id == handler.name and isinstance(node.ctx, ast.Load)
    if not isinstance(node, ast.Call):
        return False
    if takes_variables(node):
        return handler.name is not None
    level = logs.level(source, node)
    if level is not None and _tells_details(node, level):
        return True
    return _reads_error(node) or level is None and (
        _is_log_helper(node) or bool(_logged_by(source, node)))


def logs_itself(source: SourceFile, call: ast.Call) -> bool:
    """Whether a call that is none to a logger writes to a log."""
    return _is_log_helper(call) or _logged_by(source, call) is not None


def _tells_details(call: ast.Call, level: str) -> bool:
    if level == 'exception':
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
    if name == 'handle' and isinstance(call.func, ast.Attribute):
        # Horizon's, which logs what it asks the interpreter for.
        return spelled(call.func.value).rpartition('.')[2] == 'exceptions'
    spoken = polls.words(name)
    if spoken[:1] and spoken[0] in _READS and _ERRORS.intersection(spoken):
        # ``get_error_message()`` of a helper, which asks the interpreter.
        return not call.args
    return isinstance(call.func, ast.Attribute) and spelled(
        call.func.value) == 'traceback'


def _is_log_helper(call: ast.Call) -> bool:
    """Whether it is called after logs; what it writes is not known.

    ``getLogger(...)`` writes nothing.
    """
    name = callee_name(call)
    if logs.is_made(call):
        return False
    if not _LOG_NAMES.isdisjoint(polls.words(name)):
        return True
    # sys.stderr.write(...)
    return name in ('write', 'writelines') and isinstance(
        call.func, ast.Attribute) and 'std' in spelled(call.func.value)


def _logged_by(source: SourceFile, call: ast.Call) -> bool | None:
    """Whether a helper of this file logs the error that is being handled.

    None: it is unknown, or does not always write to a log. What it does
    first may be logged at a quiet level.
    """
    definition = source.once(Names).definition(call.func)
    return source.memo(_logs, definition) if isinstance(
        definition, FUNCTIONS) else None


def _logs(source: SourceFile, function: Function) -> bool | None:
    levels = [
        (level, _tells_details(statement.value, level))
        for statement in function.body
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and (level := logs.level(source, statement.value))]
    if any(told for _, told in levels):
        return True
    return False if any(level in logs.LOUD for level, _ in levels) else None
