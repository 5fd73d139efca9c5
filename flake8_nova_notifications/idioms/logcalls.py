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

"""The fact LogCall: what a file writes to its logs, value by value.

The message of a call is known apart from what is filled into it: words about a
secret are none.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import logs

# What a log call holds, whatever its logger is called.
_WORDS = tuple(f'.{name}(' for name in sorted((*logs.QUIET, *logs.LOUD)))
# The same where a method of the module is imported. A file without one of
# these writes to no log.
WORDS = tuple(word[1:] for word in _WORDS)
# Keywords that say how to log, and to what about which instance.
_HOW = frozenset((
    'exc_info', 'stack_info', 'stacklevel', 'instance', 'instance_uuid',
    'context', 'resource', 'name'))
# Texts put together out of values: an end for odd code.
MAX_VALUES = 100


@dataclass(frozen=True)
class LogCall:
    """A call that writes to a log.

    :ivar level: the level it logs at, in lower case; for ``log()`` that of
        its argument, if it can be seen.
    :ivar given: the arguments by place, the message first.
    :ivar named: those by keyword, without what only says how to log. They
        are kept with the record, and written by few formatters.
    """

    call: ast.Call
    level: str
    given: tuple[ast.expr, ...]
    named: tuple[ast.expr, ...]


def log_calls(source: SourceFile) -> tuple[LogCall, ...]:
    """The log calls of a file, in source order."""
    return tuple(calls_at(source, source.once(lines)))


def lines(source: SourceFile) -> list[int]:
    """The lines on which log calls may stand, in order."""
    bare = WORDS if source.lines_with('from logging import') else ()
    return source.lines_with(*_WORDS, *bare)


def calls_at(source: SourceFile, chosen: list[int]) -> list[LogCall]:
    """The log calls on some lines, in source order."""
    found = []
    for call in source.on(ast.Call, chosen) if chosen else ():
        level = logs.level(source, call)
        if level is None:
            continue
        # What log() is given first is the level.
        first = 1 if callee_name(call) == 'log' else 0
        given = call.args[first:]
        found.append(LogCall(call, level, tuple(given), tuple(
            keyword.value for keyword in call.keywords
            if keyword.arg not in _HOW)))
    return found


def values(
    given: ast.expr, fields: frozenset[str] | None = None,
) -> Iterator[ast.expr]:
    """What an argument of a log call fills in, part by part.

    The operands of ``%``, the arguments of ``format``, the fields of an
    f-string, both arms of a conditional, the elements of a tuple and the
    values of a dict that is written in place.

    :param fields: the names that the message asks for, if it does.
    """
    queue = [given]
    for count, node in enumerate(queue):
        if count > MAX_VALUES:
            return
        match node:
            case ast.BinOp(op=ast.Mod() | ast.Add()):
                queue += [node.left, node.right]
            case ast.Tuple() | ast.List():
                queue += node.elts
            case ast.Dict() if fields is not None and node is given:
                queue += [
                    value for key, value in zip(
                        node.keys, node.values, strict=True)
                    if not isinstance(key, ast.Constant)
                    or key.value in fields]
            case ast.Call(func=ast.Name(id='dict')) if (
                    fields is not None and node is given):
                queue += [
                    keyword.value for keyword in node.keywords
                    if keyword.arg in fields]
            case ast.JoinedStr():
                queue += [part.value for part in node.values
                          if isinstance(part, ast.FormattedValue)]
            case ast.IfExp():
                queue += [node.body, node.orelse]
            case ast.BoolOp():
                # ``password and '***'`` is never the password.
                queue += node.values if isinstance(
                    node.op, ast.Or) else node.values[-1:]
            case ast.Call(func=ast.Attribute(
                    attr='format', value=ast.Constant() | ast.Call())):
                queue += [*node.args, *(k.value for k in node.keywords)]
            case ast.Starred() | ast.Await() | ast.NamedExpr():
                queue.append(node.value)
            case ast.Constant():
                pass
            case _:
                yield node
