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

"""The fix of NVN107: a looping call gets the timeout that an option gives.

How long something may take no tool can know. ``FixedIntervalLoopingCall``
takes no timeout, so another class of oslo.service stands in its place, whose
``wait()`` raises ``LoopingCallTimeOut``.
"""

import ast
import itertools

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.arguments import adding_argument
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import replacing
from flake8_nova_notifications.edits.renamed import renamed
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    LoopingWait)

_FIXED = 'FixedIntervalLoopingCall'
_WITH_TIMEOUT = 'FixedIntervalWithTimeoutLoopingCall'
_PLACE = 3              # of the timeout, among the arguments of start()


def with_timeout(source: SourceFile, wait: LoopingWait) -> Fix | Refused:
    """The edits after which a looping call ends at a timeout."""
    timeout = source.options.nvn_looping_call_timeout
    if not timeout:
        return Refused('how long it may take is for you to say, with the '
                       'option nvn-looping-call-timeout')
    if wait.kind not in (_FIXED, _WITH_TIMEOUT):
        return Refused(f'{wait.kind} has no variant with a timeout')
    root = timeout.partition('.')[0]
    if root.isidentifier() and not source.once(Names).bindings(
            root, wait.start):
        return Refused(f'the name {root} means nothing in the file')
    made = wait.node
    classes: list[tuple[Edit, ...]] = [()]
    if wait.kind == _FIXED:
        if not isinstance(made.func, ast.Attribute):
            return Refused('its class is imported by its name')
        classes = [(edit,) for edit in renamed(
            source.lines, made, _WITH_TIMEOUT)]
    given = _given(source, wait, timeout)
    if not given or not classes:
        return Refused('its arguments are written in an unusual way')
    old, width = set(source.lines), source.options.line_length
    for edits, edit in itertools.product(classes, given):
        new = applied(source.lines, [Fix((*edits, edit))])
        if all(len(line) <= width for line in new.split('\n')
               if f'{line}\n' not in old):
            return Fix((*edits, edit))
    return Refused('the line would be too long')


def _given(
    source: SourceFile, wait: LoopingWait, timeout: str,
) -> list[Edit]:
    """The ways to give the timeout to ``start()``."""
    start = wait.start
    zero = next((
        keyword.value for keyword in start.keywords
        if keyword.arg == 'timeout'), start.args[_PLACE] if len(
            start.args) > _PLACE else None)
    if zero is not None:
        return [replacing(zero, timeout, False)]
    text = f'timeout={timeout}'
    edit = adding_argument(
        source.lines, start, text, False, width=source.options.line_length)
    if edit is None:
        return []
    if wait.kind == _WITH_TIMEOUT or (
            getattr(start.func, 'value', None) is not wait.node) or (
                wait.node.func.end_lineno != wait.node.end_lineno):
        return [edit, *renamed(source.lines, start, 'start', text)]
    if start.func.end_lineno != start.end_lineno:
        # Its other lines are aligned to what gets longer before it.
        return []
    last = max((*start.args, *start.keywords), key=end_of)
    return [inserting(end_of(last), f', {text}', False)]
