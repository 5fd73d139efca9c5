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


"""Fact: errors that are dropped by other means than a handler.

A context manager that ignores every error, a jump out of ``finally``, and an
exception that is built as a statement and raised by nobody.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.rules.error_paths.handlers import excuses
from flake8_nova_notifications.rules.error_paths.handlers import reasons
from flake8_nova_notifications.rules.error_paths.handlers.traces import (
    is_broad)
from flake8_nova_notifications.rules.error_paths.handlers.traces import (
    is_never_raised)

# A file without one of these words drops no error in these ways.
WORDS = ('suppress', 'finally', 'Error', 'xception', 'exc.')
# A line that begins with a call, of a method or of what is called in upper
# case. Beginning with the end of the line before is many times faster than an
# anchor.
_CALL = re.compile(
    r'\n[ \t]*\(*((?:[a-z]\w*\.|[A-Z_])[\w.]*)'
    r'(?:[ \t]*(?:#[^\n]*)?\n[ \t]*)?\(')
# What stands behind such an end of a line is no statement.
_OPEN = frozenset(',([{')
_CLASS = re.compile(r'(?:\w+\.)*_*[A-Z]\w*[a-z]\w*')
_SUPPRESSES = frozenset(('contextlib.suppress', 'contextlib2.suppress'))
_JUMPS: dict[str, type[ast.stmt]] = {
    'return': ast.Return, 'break': ast.Break, 'continue': ast.Continue}
_LOOPS = (ast.For, ast.While, ast.AsyncFor)


@dataclass(frozen=True)
class Lost:
    """A place where an error is dropped.

    :ivar node: the place.
    :ivar what: what drops which errors, as a clause.
    :ivar advice: what to do instead.
    """

    node: ast.AST
    what: str
    advice: str


def lost_errors(source: SourceFile) -> tuple[Lost, ...]:
    """The places of a production file that drop errors, in source order."""
    found = [*_suppressed(source), *_jumps(source), *_built(source)]
    return tuple(sorted(found, key=lambda lost: (
        getattr(lost.node, 'lineno', 0), getattr(lost.node, 'col_offset', 0))))


def _suppressed(source: SourceFile) -> Iterator[Lost]:
    if 'suppress' not in source.text:
        return
    names = source.once(Names)
    spelled_so = ['suppress', *(
        name for name, bindings in names.scope(source.tree).items()
        if any(binding.dotted in _SUPPRESSES for binding in bindings))]
    for call in source.on(ast.Call, source.lines_with(*spelled_so)):
        if names.dotted(call.func) not in _SUPPRESSES or not (
                call.args and is_broad(ast.Tuple(call.args))):
            continue
        block = next(above for above in source.ancestors(call)
                     if isinstance(above, ast.stmt))
        if _is_explained(source, block) or excuses.around(
                source, call, block, []):
            continue
        yield Lost(
            call, f'{spelled(call)} ignores every error silently',
            'log it, name a narrower exception, or explain in a comment')


def _is_explained(source: SourceFile, block: ast.stmt) -> bool:
    """Whether a comment in a block, or on its first line, gives a reason."""
    return reasons.is_reason_in(source.lines[
        block.lineno - 1:block.end_lineno])


def _jumps(source: SourceFile) -> Iterator[Lost]:
    if 'finally' not in source.text:
        return
    for word, kind in _JUMPS.items():
        for jump in source.on(kind, source.lines_with(word)):
            final = _final_block(source, jump)
            if final is not None and not reasons.is_reason_in(
                    source.lines[final[0]:final[1]]):
                yield Lost(
                    jump, f'{word} in finally drops every error silently',
                    'move it behind the finally block')


def _final_block(
    source: SourceFile, jump: ast.stmt,
) -> tuple[int, int] | None:
    """The lines of the ``finally`` that a statement jumps out of."""
    child: ast.AST = jump
    for above in source.ancestors(jump):
        if isinstance(above, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            return None
        if isinstance(above, _LOOPS) and not isinstance(
                jump, ast.Return) and child in above.body:
            # It only leaves a loop that stands inside.
            return None
        if isinstance(above, TRIES) and child in above.finalbody:
            # Where every error was handled before, there is none to drop.
            if any(is_broad(handler.type) for handler in above.handlers):
                return None
            before = (*above.body, *above.handlers, *above.orelse)
            return max(map(end_of, before))[0], end_of(above)[0]
        child = above
    return None


def _built(source: SourceFile) -> Iterator[Lost]:
    text = f'\n{source.text}'
    lines = [source.line_at(match.start()) for match in _CALL.finditer(text)
             if _CLASS.fullmatch(match[1])
             and not _goes_on(text, match.start())]
    for call in source.on(ast.Call, lines):
        if is_never_raised(source, call) and not _is_in_broad_handler(
                source, call):
            yield Lost(
                call, f'{callee_name(call)} is built but never raised',
                'raise it, or log it')


def _goes_on(text: str, end: int) -> bool:
    """Whether a line ends within brackets, as far as its end tells."""
    return text[end - 1:end] in _OPEN and not text[
        text.rfind('\n', 0, end) + 1:end].lstrip().startswith('#')


def _is_in_broad_handler(source: SourceFile, call: ast.Call) -> bool:
    """Whether the handler around is reported for it already."""
    for above in source.ancestors(call):
        if isinstance(above, FUNCTIONS):
            return False
        if isinstance(above, ast.ExceptHandler):
            return is_broad(above.type)
    return False
