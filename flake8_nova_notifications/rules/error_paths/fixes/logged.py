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

"""What a log call of production code writes, for an assertion to ask for.

Of a :class:`Log` that a message names. An assertion must not fail where the
call is made, so only what is certain of the written text counts.
"""

import ast
from collections.abc import Collection
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.project.outline_parts import Block
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.project.outlines import Outline
from flake8_nova_notifications.rules.error_paths.search.log_calls import (
    LOUDNESS)
from flake8_nova_notifications.rules.error_paths.search.log_calls import (
    MAX_DEPTH)
from flake8_nova_notifications.rules.error_paths.search.log_calls import Log
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place

# Letters that are enough to tell a message by, and words that tell it well.
MIN_LETTERS = 5
MIN_WORDS = 3
# Characters of a message that are asked for.
MAX_WORDS = 50

_LEVELS = {
    'debug': 'DEBUG', 'info': 'INFO', 'warning': 'WARNING',
    'warn': 'WARNING', 'error': 'ERROR', 'exception': 'ERROR',
    'critical': 'CRITICAL', 'fatal': 'CRITICAL'}
# What fills in a value, or is written in another way than it is spelled.
_FILLED = re.compile(
    r'%(?:\(\w*\))?[-+ #0]*[\d*]*(?:\.\d+)?[a-zA-Z%]|\{[^{}]*\}|[{}]'
    r'|\0|[^\x20-\x7e]|\\')
_QUOTED = re.compile(r'\S*[\'"]\S*')
_WORD = re.compile(r'[A-Za-z]{2,}')
_TRANSLATES = re.compile(r'_|_L[EWIC]|u?n?gettext|lazy_gettext')
# Behind the name of a logger.
_IS_MADE = (
    r'(?: *:[^=\n]+)? *= *(?:\w+\.)*getLogger\(\s*'
    r'(?:__name__|(?P<quote>[\'"])(?P<text>[\w.\-]+)(?P=quote))'
    r'\s*,?\s*\)[ \t]*(?:#.*)?$')


@dataclass(frozen=True)
class Logged:
    """A log call, as one asserts on it.

    :ivar module: the dotted name of the module that it stands in.
    :ivar owner: the name of its logger there.
    :ivar method: what it calls, ``warning`` or ``log``.
    :ivar level: the level of its records; None where that is a variable.
    :ivar logger: the name that its logger has in ``logging``; None where
        that is not certain.
    :ivar words: a part of each of its messages, which is in no other that
        its function may log; empty where none is certain.
    :ivar others: what else its function may log when the error arrives.
    :ivar is_loudest: whether none of those is as loud.
    """

    module: str
    owner: str
    method: str
    level: str | None
    logger: str | None
    words: str
    others: tuple[str, ...]
    is_loudest: bool


def logged(source: SourceFile, log: Log) -> Logged | None:
    """What a log call writes; None where its method is a variable."""
    file, _, line = log.place.rpartition(':')
    module = file.removesuffix('.py').replace('/', '.').removesuffix(
        '.__init__')
    production = source.once(Production)
    # The call was read there.
    read = production.outline(module)
    assert read is not None
    block = _block_on(read, int(line))
    assert block is not None
    tree = production.tree(Place(read, block))
    assert tree is not None
    calls = [
        (node, level) for node in tree.each(ast.Call)
        if (level := logs.level_among(node, read.loggers)) is not None]
    call = next(call for call, _ in calls
                if call.lineno + tree.offset == int(line))
    if not isinstance(call.func, ast.Attribute):
        return None
    # Those of other handlers are left out: their errors do not arrive.
    handlers = _handlers(call, tree)
    others = [(other, level) for other, level in calls if other is not call
              and _handlers(other, tree) <= handlers]
    texts = tuple(_texts(other, tree) for other, _ in others)
    owner = last_name(call.func.value)
    return Logged(
        module, owner, call.func.attr, _LEVELS.get(log.level),
        _logger(read, owner), words(_texts(call, tree), others=texts),
        texts, all(LOUDNESS[level] < log.loudness for _, level in others))


def _handlers(node: ast.AST, tree: FunctionTree) -> set[ast.AST]:
    found: set[ast.AST] = set()
    above = tree.parents.get(node)
    while above is not None:
        if isinstance(above, ast.ExceptHandler):
            found.add(above)
        above = tree.parents.get(above)
    return found


def _block_on(read: Outline, line: int) -> Block | None:
    """The outermost function of a module in which a line stands."""
    place = 0
    for _ in range(line - 1):
        place = read.text.find('\n', place) + 1
    return read.block_at(place)


def _logger(read: Outline, owner: str) -> str | None:
    """The name in ``logging`` of a logger of a module."""
    found = [*re.finditer(rf'^{owner}{_IS_MADE}', read.text, re.M)]
    return found[0]['text'] or read.name if len(found) == 1 else None


def _texts(call: ast.Call, tree: FunctionTree) -> str:
    """The message of a log call; what it does not spell is a null."""
    given = call.args[1:] if callee_name(call) == 'log' else call.args
    return ''.join(_spelled(said, tree, 0) for said in given[:1])


def _spelled(said: ast.expr, tree: FunctionTree, depth: int) -> str:
    if depth > MAX_DEPTH:
        return '\0'
    match said:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return ''.join(
                str(value.value) if isinstance(value, ast.Constant) else '\0'
                for value in values)
        case ast.BinOp(left=left, op=ast.Mod()):
            return _spelled(left, tree, depth + 1)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _spelled(left, tree, depth + 1) + _spelled(
                right, tree, depth + 1)
        case ast.Call(func=ast.Attribute(value=template, attr='format')):
            return _spelled(template, tree, depth + 1)
        case ast.Call(func=ast.Name(id=name), args=[text, *_]) if (
                _TRANSLATES.fullmatch(name)):
            return _spelled(text, tree, depth + 1)
        case ast.Name(id=name):
            value = _only_value(name, tree)
            return '\0' if value is None else _spelled(
                value, tree, depth + 1)
    return '\0'


def _only_value(name: str, tree: FunctionTree) -> ast.expr | None:
    """What a name of a function is bound to, if that is one expression."""
    stored = [node for node in walk(tree.node)
              if isinstance(node, ast.Name) and node.id == name
              and not isinstance(node.ctx, ast.Load)
              or isinstance(node, ast.arg) and node.arg == name
              or isinstance(node, ast.ExceptHandler) and node.name == name]
    above = tree.parents.get(stored[0]) if len(stored) == 1 else None
    return above.value if isinstance(above, ast.Assign) else None


def words(
    text: str, quotes: bool = True, others: Collection[str] = (),
) -> str:
    """What is certain of a message: its first words, if those are enough.

    Else the part between two values that holds the most letters.

    :param quotes: whether words with quotes in them may be asked for.
    :param others: messages that it has to be told from.
    """
    parts = _FILLED.split(text if quotes else _QUOTED.sub('\0', text))
    parts = [part.strip(' :;,(["\'=<') for part in parts]
    parts = [part for part in parts if not any(
        shortened(part, MAX_WORDS) in other for other in others)]
    chosen = next(
        (part for part in parts if len(_WORD.findall(part)) >= MIN_WORDS),
        max(parts, key=_letters, default=''))
    if _letters(chosen) < MIN_LETTERS:
        return ''
    return shortened(chosen, MAX_WORDS)


def tells_apart(said: str) -> bool:
    """Whether a part of a message is unlikely in any other message."""
    return len(_WORD.findall(said)) >= MIN_WORDS


def shortened(text: str, limit: int) -> str:
    """A text without the words beyond a limit."""
    if len(text) <= limit:
        return text
    return (text[:limit + 1].rpartition(' ')[0] or text[:limit]).rstrip(
        ' :;,.([\'"=<')


def _letters(text: str) -> int:
    return sum(map(len, _WORD.findall(text)))
