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

"""Connections and pages that are only tried out, to see who answers."""

import ast
from collections.abc import Sequence

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk

_CONNECTS = frozenset(('connect_ex', 'connect', 'create_connection'))
# What may be done with a socket that is only tried out.
UNUSED = frozenset((
    'connect_ex', 'connect', 'close', 'settimeout', 'setsockopt',
    'setblocking'))
# Their ``connect()`` hands out a connection, and keeps none.
_ENGINES = frozenset(('create_engine', 'engine_from_config'))


def tries_to_connect(source: SourceFile, call: ast.Call) -> bool:
    """Whether a connection is made that nobody uses.

    ``s.connect_ex(address)`` of a socket made here, ``engine.connect()`` as
    a statement, ``create_connection(address).close()``. A socket that
    somebody else has made may be used by him.
    """
    if callee_name(call) not in _CONNECTS:
        return False
    above = source.parent(call)
    if isinstance(above, ast.Attribute) and above.attr == 'close':
        return True
    owner = call.func.value if isinstance(
        call.func, ast.Attribute) else None
    if callee_name(call) == 'create_connection':
        return isinstance(
            above, ast.withitem) and above.optional_vars is None and (
                source.once(Names).dotted(call.func) or '').startswith(
                    'socket.')
    if isinstance(owner, ast.Call):
        return callee_name(call) == 'connect_ex' or isinstance(
            above, ast.Expr) and callee_name(owner) == 'socket'
    return isinstance(owner, ast.Name) and (
        _is_of_engine(source, owner) and isinstance(above, ast.Expr)
        or _is_used_for_nothing_else(source, owner))


def closes(source: SourceFile, call: ast.Call) -> bool:
    """``connect(address).close()``, and what it closes was only tried."""
    match call.func:
        case ast.Attribute(value=ast.Call() as made, attr='close'):
            return tries_to_connect(source, made)
    return False


def _is_of_engine(source: SourceFile, owner: ast.Name) -> bool:
    made = source.once(Names).value(owner)
    return isinstance(made, ast.Call) and callee_name(made) in _ENGINES


def _is_used_for_nothing_else(source: SourceFile, owner: ast.Name) -> bool:
    """Whether a socket is made in a function, tried out and left alone."""
    function = source.function(owner)
    if function is None:
        return False
    uses = [node for node in source.within(function, ast.Name)
            if node.id == owner.id]
    done = {getattr(source.parent(node), 'attr', '') for node in uses
            if isinstance(node.ctx, ast.Load)}
    return done <= UNUSED and any(
        isinstance(node.ctx, ast.Store)
        and ('connect' not in done
             or _is_given_socket(source, node))
        for node in uses)


def _is_given_socket(source: SourceFile, name: ast.Name) -> bool:
    """``s = socket.socket()``, ``with socket.socket() as s``."""
    match source.parent(name):
        case ast.withitem(context_expr=ast.Call() as made) | ast.Assign(
                value=ast.Call() as made):
            return callee_name(made) == 'socket'
    return False


def opens_page(call: ast.Call, spoken: Sequence[str]) -> bool:
    """``open_url(url)``, ``urlopen(url)``: read, and nothing is sent.

    What a request is made of, ``urlopen(request)``, is not known.

    :param spoken: the words of the callee's name.
    """
    if not (spoken == ['urlopen'] or spoken[0] == 'open' and spoken[-1] in (
            'url', 'uri', 'page', 'webpage')) or len(call.args) != 1:
        return False
    return not last_name(call.args[0]).lower().endswith(
        ('req', 'request')) and not any(
            isinstance(node, ast.Call) and callee_name(node) == 'Request'
            for node in walk(call)) and all(
                keyword.arg in ('timeout', 'context')
                for keyword in call.keywords)
