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

"""Where a test reads the record of emitted notifications."""

import ast
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import asynchrony

_AT_LEAST = frozenset(('assertLessEqual', 'assertGreaterEqual'))
_FIRST_IS_LESS = frozenset(('assertLessEqual', 'assertLess'))


@dataclass(frozen=True)
class Read:
    """One use of the record.

    :ivar place: the record itself.
    :ivar node: the statement that reads it.
    :ivar count: how many notifications are expected, if it counts them.
    :ivar at_least: the same where more may have come.
    :ivar index: the number of the one that is read, if it is a literal.
    :ivar sample: the sample that it is held against.
    """

    place: ast.expr
    node: ast.stmt
    count: int | None = None
    at_least: int | None = None
    index: int | None = None
    sample: str = ''


def reads_of(source: SourceFile, function: Function) -> list[Read]:
    """The reads of a function, in source order."""
    aliases: set[str] = set()
    records: list[ast.expr] = []
    written: list[ast.Attribute | ast.Name] = [
        *source.within(function, ast.Attribute),
        *source.within(function, ast.Name)]
    for node in written:
        if not _is_record(source, node):
            continue
        records.append(node)
        parent = source.parent(node)
        if isinstance(parent, ast.Assign):
            aliases.update(target.id for target in parent.targets
                           if isinstance(target, ast.Name))
    if aliases:
        records += [
            name for name in source.within(function, ast.Name)
            if name.id in aliases and isinstance(name.ctx, ast.Load)]
    found = [read for node in records
             if (read := _read(source, function, node)) is not None]
    found.sort(key=lambda read: (
        read.place.lineno, read.place.col_offset))
    return found


def _is_record(source: SourceFile, node: ast.Attribute | ast.Name) -> bool:
    if not isinstance(node.ctx, ast.Load) or not asynchrony.is_record(
            last_name(node), source.options):
        return False
    # ``wait_for_versioned_notifications(...)`` is none.
    parent = source.parent(node)
    return not (isinstance(parent, ast.Call) and parent.func is node)


def _read(
    source: SourceFile, function: Function, record: ast.expr,
) -> Read | None:
    parent = source.parent(record)
    statement = next(above for above in source.ancestors(record)
                     if isinstance(above, ast.stmt))
    if source.function(record) is not function:
        # Of a function inside it, which is looked at by itself.
        return None
    match parent:
        case ast.Call(func=ast.Name(id='len')):
            return _count(source, record, parent, statement)
        case ast.Call(args=[value, matcher]) if value is record and (
                callee_name(parent) == 'assertThat'):
            return _matched(record, matcher, statement)
        case ast.Subscript(
            value=value, slice=ast.Constant(value=int(index)),
        ) if value is record:
            return Read(record, statement, index=index,
                        sample=_sample(source, record))
        case ast.Subscript(value=value) if value is record:
            return Read(record, statement, sample=_sample(source, record))
        case ast.comprehension() | ast.For() if parent.iter is record:
            return Read(record, statement)
        case ast.Attribute(attr='pop'):
            return Read(record, statement, sample=_sample(source, parent))
    return None


def _count(
    source: SourceFile, record: ast.expr, length: ast.Call,
    statement: ast.stmt,
) -> Read | None:
    """``assertEqual(3, len(record))`` and its like; zero is no read."""
    at_least = False
    sides: list[ast.expr] = []
    for above in source.ancestors(length):
        if isinstance(above, ast.Compare):
            sides += [above.left, *above.comparators]
            at_least = any(
                isinstance(op, (ast.GtE, ast.LtE)) for op in above.ops)
        elif isinstance(above, ast.Call):
            name = callee_name(above)
            if name.startswith('assert') and not sides:
                sides += above.args[:2]
                at_least = name in _AT_LEAST and (
                    above.args[1:2] == [length]) == (
                        name in _FIRST_IS_LESS)
            elif not name.startswith('assert'):
                return None
        elif isinstance(above, ast.stmt):
            if not isinstance(above, (ast.Expr, ast.Assert)):
                return None
            break
    number = next((
        side.value for side in sides if isinstance(side, ast.Constant)
        and isinstance(side.value, int)), None)
    if not sides or number == 0:
        return None
    return Read(record, statement, count=number,
                at_least=number if at_least else None)


def _matched(
    record: ast.expr, matcher: ast.expr, statement: ast.stmt,
) -> Read | None:
    """``assertThat(record, HasLength(3))`` of testtools."""
    match matcher:
        case ast.Call(args=[ast.Constant(value=int(number))]) if (
                number and callee_name(matcher) == 'HasLength'):
            return Read(record, statement, count=number)
    return None


def _sample(source: SourceFile, node: ast.AST) -> str:
    """The sample that a notification is held against."""
    for above in source.ancestors(node):
        if isinstance(above, ast.Call) and 'verify' in callee_name(
                above).lower():
            return next((
                given.value for given in above.args
                if isinstance(given, ast.Constant)
                and isinstance(given.value, str)), '')
        if isinstance(above, ast.stmt):
            break
    return ''
