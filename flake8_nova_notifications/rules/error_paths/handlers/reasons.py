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


"""Comments that give a reason why an error may be dropped."""

import ast
from collections.abc import Sequence
import re

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.edits.edit import end_of

_COMMENT = re.compile(r'#+\s*(?P<text>.*)')
# Told to tools; what stands beside it may still be a reason.
_TO_TOOLS = re.compile(
    r'(?:noqa|nosec)(?:[: ] *[A-Z]+\d+(?:[, ]+[A-Z]+\d+)*)?'
    r'|(?:pylint|mypy|flake8|ruff|type|pragma): *[\w-]+'
    r'(?:=[\w-]+(?:, *[\w-]+)*|\[[^]]*\])?', re.I)
# Headings of what is told to a later author.
_TASKS = 'TODO|FIXME|XXX|HACK'
# What a comment says under another heading is judged for itself.
_HEADINGS = re.compile(rf'(?=\b(?:NOTE|{_TASKS})\b)')
# Told to a later author, or without a reason.
_NO_REASON = re.compile(
    _TASKS
    + r'|should (?:probably|really|only|not|be more)|too broad|not sure|why\b'
    r"|don't (?:really )?like|do not (?:really )?like"
    r'|ugly|shame|sigh|sorry|wtf|hmm|\?$', re.I)
_FALLS_BACK = re.compile(
    r"fall(?:s|ing)?[ -]?back|ignor|best[ -]effort|swallow|not fatal"
    r"|harmless|don't care|do not care", re.I)
# Words of a comment that can give a reason; fewer only name the thing.
MIN_WORDS = 3


def attempt_of(source: SourceFile, handler: ast.ExceptHandler) -> ast.Try:
    """The statement that a handler belongs to."""
    attempt = source.parent(handler)
    assert isinstance(attempt, TRIES)
    return attempt


def is_explained(
    lines: Sequence[str], attempt: ast.Try, handler: ast.ExceptHandler,
    offset: int = 0,
) -> bool:
    """Whether a comment says why a handler drops the error.

    One inside it, or right above its ``except``; one before the ``try`` is
    about what is tried.

    :param lines: of the file.
    :param offset: to be added to the lines of the nodes.
    """
    last = handler.body[-1]
    end = end_of(last)[0] + offset
    inside = list(lines[handler.lineno + offset - 1:end])
    # A comment after the last statement, at its depth, still belongs here.
    for index in range(end, len(lines)):
        line = lines[index]
        stripped = line.lstrip()
        if not stripped.startswith('#') or (
                len(line) - len(stripped) < last.col_offset):
            break
        inside.append(line)
    if _is_reason(comments(inside)):
        return True
    place = attempt.handlers.index(handler)
    above_it = (attempt.handlers[place - 1] if place else attempt).body[-1]
    before = lines[end_of(above_it)[0] + offset:handler.lineno + offset - 1]
    if place:
        # What stands further in is about the handler before.
        return _is_reason(comments([
            line for line in before
            if len(line) - len(line.lstrip()) <= handler.col_offset]))
    return _is_reason(comments(before)) or bool(_FALLS_BACK.search(
        comments(lines[attempt.lineno + offset:handler.lineno + offset - 1])))


def is_reason_in(lines: Sequence[str]) -> bool:
    """Whether the comments of some lines give a reason."""
    return _is_reason(comments(lines))


def comments(lines: Sequence[str]) -> str:
    """The comments of some lines, joined; a text with ``#`` is none."""
    found: list[str] = []
    for line in lines:
        stripped = line.strip()
        if stripped.startswith('#'):
            match = _COMMENT.match(stripped)
        else:
            _, mark, rest = stripped.rpartition('  #')
            match = _COMMENT.match('#' + rest) if mark else None
        if match is not None:
            found.append(match['text'])
    return ' '.join(found)


def _is_reason(comment: str) -> bool:
    return any(
        len(re.findall(r'\w+', part)) >= MIN_WORDS
        and _NO_REASON.search(part) is None
        for part in _HEADINGS.split(_TO_TOOLS.sub('', comment)))
