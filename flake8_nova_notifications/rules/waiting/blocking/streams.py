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

"""Reading a stream whose end nobody looks for, or at the wrong time."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop

# They give nothing, at once and for ever, once the peer has closed.
_RECEIVES = frozenset(('recv', 'recvfrom', 'recv_into'))
# They fail where they are given nothing, which ends the loop.
_NEED_BYTES = frozenset((
    'unpack', 'unpack_from', 'int', 'ord', 'loads', 'load', 'from_bytes',
    'index', 'Struct'))
# A datagram may well be empty, and the next one is waited for.
_DATAGRAMS = ('SOCK_DGRAM', 'SOCK_RAW', 'AF_NETLINK', 'AF_PACKET')
# What is empty where the bytes are.
_SAME_BYTES = frozenset((
    'decode', 'strip', 'rstrip', 'lstrip', 'upper', 'lower', 'splitlines'))
# What reads the output of a command, to its end.
_READS_OUTPUT = frozenset((
    'read', 'readlines', 'readline', 'recv', 'recv_stderr', 'readall',
    'makefile'))


def endless_receives(source: SourceFile) -> Iterator[ast.Call]:
    """Each ``recv`` in a loop that does not end with the stream."""
    seen: set[ast.AST] = set()
    for call in source.on(ast.Call, source.lines_with('.recv')):
        if callee_name(call) not in _RECEIVES or not isinstance(
                call.func, ast.Attribute) or not _has_size(call):
            continue
        loop = _endless_loop(source, call)
        if loop is None or loop in seen:
            continue
        seen.add(loop)
        if not _ends_with_stream(source, loop, call) and not (
                _may_fail(source, loop, call)):
            yield call


def _has_size(call: ast.Call) -> bool:
    """``sock.recv(4096)``: messages and websockets come without a size.

    ``broker.recv(request_id)`` says which message it is to be.
    """
    return bool(call.args) and polls.words(last_name(call.args[0]))[-1:] != [
        'id'] and not isinstance(
        call.args[0], (ast.Starred, ast.Dict, ast.JoinedStr)) and not (
            isinstance(call.args[0], ast.Constant)
            and type(call.args[0].value) is not int)


def _endless_loop(source: SourceFile, call: ast.Call) -> ast.While | None:
    """The ``while`` that repeats a call, and no counter or clock ends."""
    child: ast.AST = call
    for above in source.ancestors(call):
        if isinstance(above, ast.For) and child in above.body or isinstance(
                above, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return None
        if isinstance(above, ast.While) and child not in above.orelse:
            loop = Loop(source, above)
            limited = any(
                _is_limited(loop, part)
                for test in loop.tests for part in flow.parts(test))
            return None if limited else above
        child = above
    return None


def _is_limited(loop: Loop, test: ast.expr) -> bool:
    """Whether a clock or a count of rounds ends it, not one of bytes."""
    count = loop.once(Counters).counted(test)
    return loop.once(Deadlines).is_deadline(test) or count is not None and (
        count.step is None or isinstance(count.step, ast.Constant))


def _ends_with_stream(
    source: SourceFile, loop: ast.While, call: ast.Call,
) -> bool:
    """Whether anything asks if there was nothing left to receive."""
    received = _names_of(source, loop, call)
    for node in walk(loop):
        if isinstance(node, ast.NamedExpr) and node.value is call:
            # ``while data := sock.recv(1)``
            return True
        test = getattr(node, 'test', None) if isinstance(
            node, (ast.If, ast.While, ast.IfExp, ast.Assert)) else None
        if isinstance(node, ast.comprehension):
            test = node.ifs[0] if node.ifs else None
        if test is not None and any(
                _asks_for_end(part, received, call)
                for part in _operands(test)
                if node is not loop or not _awaits_text(part)):
            return True
        if isinstance(node, ast.Match) and written(
                node.subject) in received:
            return True
    return not received and _is_compared(source, call)


def _awaits_text(test: ast.expr) -> bool:
    """``while byte != b'\\n'``: nothing is not the end of a line either."""
    match test:
        case ast.Compare(
            left=left, ops=[ast.NotEq() | ast.NotIn()], comparators=[right],
        ):
            return any(isinstance(side, ast.Constant) and side.value
                       for side in (left, right))
    return False


def _names_of(
    source: SourceFile, loop: ast.While, call: ast.Call,
) -> set[str]:
    """What the bytes are kept in; what they are added to grows no more."""
    found: set[str] = set()
    for node in walk_scope(loop):
        if isinstance(node, ast.Assign) and any(
                part is call for part in walk(node.value)):
            for target in node.targets:
                found |= {written(part) for part in walk(target)
                          if isinstance(part, (ast.Name, ast.Attribute))}
    # ``data, peer = sock.recvfrom(1)``; ``text = data.decode()``
    for node in walk_scope(loop):
        if isinstance(node, ast.Assign) and isinstance(
                node.value, ast.Call) and isinstance(
                    node.value.func, ast.Attribute) and (
                        node.value.func.attr in _SAME_BYTES) and written(
                            node.value.func.value) in found:
            found |= {written(target) for target in node.targets}
    return found


def _operands(test: ast.expr) -> Iterator[ast.expr]:
    stack = [test]
    while stack:
        part = stack.pop()
        if isinstance(part, ast.BoolOp):
            stack += part.values
        elif isinstance(part, ast.UnaryOp):
            stack.append(part.operand)
        else:
            yield part


def _asks_for_end(
    part: ast.expr, received: set[str], call: ast.Call,
) -> bool:
    """``data``, ``len(data) < n``, ``data == b''``, ``sock.recv(1)``."""
    if part is call or isinstance(part, ast.Call) and callee_name(
            part) in ('recv_ready', 'bool') or written(part) in received:
        return True
    if isinstance(part, ast.Call) and callee_name(part) == 'len' and part.args:
        return written(part.args[0]) in received
    if not isinstance(part, ast.Compare):
        return False
    sides = [part.left, *part.comparators]
    return any(
        isinstance(side, ast.Call) and callee_name(side) == 'len'
        and side.args and written(side.args[0]) in received
        or isinstance(side, ast.Constant) and side.value in (b'', '')
        or side is call for side in sides) or any(
            written(side) in received for side in sides)


def _is_compared(source: SourceFile, call: ast.Call) -> bool:
    return isinstance(source.parent(call), (
        ast.Compare, ast.While, ast.If, ast.UnaryOp))


def _may_fail(source: SourceFile, loop: ast.While, call: ast.Call) -> bool:
    """Whether nothing but bytes lets the loop go on, or it does not matter.

    What is received may be taken apart by what fails where it is empty; a
    datagram may be empty; what is only taken out of the way was seen before.
    """
    above = source.parent(call)
    received = _names_of(source, loop, call)
    return any(word in source.text for word in _DATAGRAMS) or isinstance(
        above, ast.Expr) or any(
            isinstance(node, ast.Call) and callee_name(node) in _NEED_BYTES
            and any(part is call or isinstance(part, (
                ast.Name, ast.Attribute)) and written(part) in received
                for argument in node.args for part in walk(argument))
            or isinstance(node, ast.Subscript) and isinstance(
                node.ctx, ast.Load) and written(node.value) in received
            and not isinstance(node.slice, ast.Slice)
            for node in walk_scope(loop)
            if not _goes_on_after(source, loop, node))


def _goes_on_after(
    source: SourceFile, loop: ast.While, node: ast.AST,
) -> bool:
    """Whether what fails there is caught in the loop, which goes on."""
    child = node
    for above in source.ancestors(node):
        if above is loop:
            return False
        if isinstance(above, TRIES) and child in above.body and any(
                _takes_any(handler) and not isinstance(
                    handler.body[-1], (ast.Return, ast.Raise, ast.Break))
                for handler in above.handlers):
            return True
        child = above
    return False


def _takes_any(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or isinstance(
        handler.type, ast.Name) and handler.type.id in (
            'Exception', 'BaseException', 'ValueError')


def unread_exit_statuses(source: SourceFile) -> Iterator[ast.Call]:
    """Each ``recv_exit_status()`` before the command's output is read."""
    names = source.once(Names)
    for call in source.on(
            ast.Call, source.lines_with('recv_exit_status(')):
        function = source.function(call)
        if callee_name(call) != 'recv_exit_status' or function is None or (
                not isinstance(call.func, ast.Attribute)):
            continue
        made = [node for node in walk_scope(function)
                if isinstance(node, ast.Call)]
        before = [node for node in made if (
            node.lineno, node.col_offset) < (call.lineno, call.col_offset)]
        started = any(
            callee_name(node) == 'exec_command' for node in before)
        asked = any(
            callee_name(node) == 'exit_status_ready' for node in made)
        if started and not asked and not any(
                _reads_output(names, node) for node in before) and not any(
                    isinstance(node, (
                        ast.For, ast.AsyncFor, ast.comprehension))
                    and 'std' in written(node.iter)
                    and node.iter.lineno < call.lineno
                    for node in walk_scope(function)):
            yield call


def _reads_output(names: Names, call: ast.Call) -> bool:
    """``stdout.read()``, ``''.join(stdout)``, or a helper that is given it."""
    return callee_name(call) in _READS_OUTPUT or (
        callee_name(call) in ('join', 'list')
        or names.definition(call.func) is not None) and any(
            'std' in last_name(argument) for argument in call.args)
