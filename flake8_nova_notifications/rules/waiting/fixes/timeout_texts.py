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

"""How a wait fails that times out, and what it says then.

A test fails as its class does. Production code raises what its module raises
on other timeouts, and else, in a function that is there to wait, RuntimeError:
the builtin TimeoutError is an OSError, which much of OpenStack catches.
"""

import ast
from collections.abc import Iterator
from collections.abc import Sequence
import itertools
import re
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.message import is_text
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.idioms.test_cases import is_test_case
from flake8_nova_notifications.rules.waiting.judgement.deciders import (
    while_waiting)
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.waits.wait_loops import WaitLoop

_TIMEOUT = re.compile(r'(?i)time_?d?_?out')
# Parameters by which exceptions and assertions are given a text.
TEXTS = frozenset((
    'message', 'msg', 'reason', 'error', 'err', 'detail', 'details', 'text',
    'explanation', 'data'))
# A longer condition does not help the reader of a log.
MAX_CONDITION = 60


class Raises(NamedTuple):
    """A way to fail.

    :ivar opening: of the statement, up to its bracket.
    :ivar caught_as: names of what catches it, broad ones left out.
    :ivar keyword: ``reason=``, if its message is given by name.
    """

    opening: str
    caught_as: tuple[str, ...]
    keyword: str = ''


_BY_METHOD = Raises('self.fail(', ('AssertionError',))
_BY_HAND = Raises('raise AssertionError(', ('AssertionError',))
_PLAIN = Raises('raise RuntimeError(', ('RuntimeError',))


def failing_ways(wait: WaitLoop, at: ast.AST) -> list[Raises]:
    """The ways in which a wait may fail; none where none is known."""
    source = wait.loop.source
    if source.once(holds_tests):
        return [_BY_METHOD if _has_fail(source, at) else _BY_HAND]
    found = dict.fromkeys(_raised_on_timeouts(source, at))
    return list(found) or [_PLAIN] * ('wait' in wait.loop.words)


def _has_fail(source: SourceFile, at: ast.AST) -> bool:
    """Whether ``self`` is a test case there."""
    cls = source.enclosing_class(at)
    return cls is not None and is_test_case(source, cls) and any(
        isinstance(one.node, ast.arg)
        for one in source.once(Names).bindings('self', at))


def _raised_on_timeouts(
    source: SourceFile, at: ast.AST,
) -> Iterator[Raises]:
    """What the file raises on timeouts, with nothing but a message.

    :param at: where it is to mean the same.
    """
    names = source.once(Names)
    for statement in source.nodes(ast.Raise):
        match statement.exc:
            case ast.Call(func=made, args=[text], keywords=[]) if (
                    is_text(text)):
                keyword = ''
            case ast.Call(func=made, args=[], keywords=[
                    ast.keyword(arg=str(given))]) if given in TEXTS:
                keyword = f'{given}='
            case _:
                continue
        name, spelled = last_name(made), written(made)
        root = spelled.partition('.')[0]
        if _TIMEOUT.search(name) and (
                names.bindings(root, statement) == names.bindings(root, at)):
            yield Raises(f'raise {spelled}(', (name,), keyword)


def text_of(
    loop: Loop, way: Raises, indent: str, values: Sequence[str],
    named: Sequence[str], *, width: int,
) -> str | None:
    """The failing statement, in the style of formatting that the file has.

    :param values: what the last poll saw, as it is written.
    :param named: what it asked about, where it saw nothing to show.
    :param width: columns of a line at most.
    :returns: None where no line is long enough.
    """
    waited = _waited_for(loop)
    shown = ', '.join(['%s'] * len(values))
    tail = f': last seen {shown}' if values else ''.join(
        f', {name}: %s' for name in named)
    values = values or named
    as_field = _formats_by_f(loop.source) and not any(
        quote in value for value in values for quote in '"\'\\')
    for head in dict.fromkeys((f'timed out {waited}'.rstrip(), 'timed out')):
        for parts, hangs in itertools.product(
                ((head + tail,), (head, tail)), (False, True)):
            lines = _laid_out(
                indent, way, parts, values, as_field, hangs)
            if all(len(line) <= width for line in lines):
                return '\n'.join(lines)
    return None


def _laid_out(
    indent: str, way: Raises, parts: Sequence[str], values: Sequence[str],
    as_field: bool, hangs: bool,
) -> list[str]:
    """A call whose only argument is a text of one or two literals.

    :param hangs: whether the text begins on a line of its own.
    """
    left = list(values)
    lines = [f'{indent}{way.opening}']
    column = len(indent) + 4 if hangs else len(lines[0])
    if hangs:
        lines.append(' ' * column)
    lines[-1] += way.keyword
    for index, part in enumerate(parts):
        text = repr(part)
        if as_field and '%s' in part:
            pieces = part.replace('{', '{{').replace('}', '}}').split('%s')
            text = 'f' + repr(pieces[0] + ''.join(
                f'{{{left.pop(0)}}}{piece}' for piece in pieces[1:]))
        if index:
            lines.append(' ' * (column + len(way.keyword)))
        lines[-1] += text
    if not as_field:
        lines[-1] += f' % ({", ".join(values)},)'
    lines[-1] += ')'
    return lines


def _waited_for(loop: Loop) -> str:
    """``waiting for x == y``, ``while x``; empty where it is long."""
    unmet = list(while_waiting(loop))
    # A flag of the loop says nothing outside of it.
    texts = ['' if isinstance(part, ast.Name) else written(part)
             for part, _ in unmet]
    if len({value for _, value in unmet}) != 1 or not all(texts):
        return ''
    text = f'{"while" if unmet[0][1] else "waiting for"} ' + ' and '.join(
        dict.fromkeys(texts))
    return '' if len(text) > MAX_CONDITION or '%' in text else text


def asked_about(loop: Loop) -> list[str]:
    """The name of what was asked about, which is a value."""
    names = loop.source.once(Names)
    return list(dict.fromkeys(
        node.id for part, _ in while_waiting(loop) for node in walk(part)
        if isinstance(node, ast.Name) and not is_self(node)
        and any(isinstance(one.node, (ast.arg, ast.expr))
                for one in names.bindings(node.id, node))))[:1]


def _formats_by_f(source: SourceFile) -> bool:
    """Whether a file has more f-strings than texts formatted by ``%``."""
    percent = sum(
        isinstance(node.op, ast.Mod) for node in source.nodes(ast.BinOp))
    return len(source.nodes(ast.JoinedStr)) > percent
