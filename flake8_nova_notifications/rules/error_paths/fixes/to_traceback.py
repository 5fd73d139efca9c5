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

"""The fix of NVN212: the log call gets ``exc_info=True``."""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.arguments import adding_argument
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms.unit_tests import unit_tests


def with_traceback(
    source: SourceFile, handler: ast.ExceptHandler,
) -> Fix | Refused:
    """The edit after which a handler logs the error, at the same level.

    Unsafe where a unit test of the module compares the arguments of such a
    log call.
    """
    calls = [node for node in _own(handler)
             if isinstance(node, ast.Call) and logs.level(source, node)]
    loud = [call for call in calls if logs.level(source, call) in logs.LOUD]
    if not calls:
        return Refused('it does not log by itself')
    call = (loud or calls)[0]
    given = next((keyword for keyword in call.keywords
                  if keyword.arg == 'exc_info'), None)
    edit = None if given is not None else adding_argument(
        source.lines, call, 'exc_info=True',
        not _is_compared(source, callee_name(call)),
        width=source.options.line_length)
    return Refused('its log call is written in an unusual way') if (
        edit is None) else Fix((edit,))


def _own(handler: ast.ExceptHandler) -> list[ast.AST]:
    """The nodes of a handler, in source order."""
    found: list[ast.AST] = [*handler.body]
    for node in found:
        found += ast.iter_child_nodes(node)
    return sorted(
        found, key=lambda node: (getattr(node, 'lineno', 0),
                                 getattr(node, 'col_offset', 0)))


def _is_compared(source: SourceFile, method: str) -> bool:
    compares = re.compile(
        rf'\b{re.escape(method)}\w*\.'
        r'(?:assert_(?:any_call|called\w*_with|has_calls)|call_args)')
    return any(compares.search(text) for text in unit_tests(source))
