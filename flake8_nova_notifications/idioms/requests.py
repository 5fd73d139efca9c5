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

"""WSGI requests: their environment and headers, which hold the token.

A request is told by what is read from it, never by its name alone: URLs,
dicts and requests to other services are called ``req`` as well.
"""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk

_HEADERS = 'headers'
_ENVIRON = 'environ'
_REQUESTS = frozenset(('req', 'request'))
# What only a request that came in has.
_OF_REQUESTS = frozenset((
    'environ', 'GET', 'params', 'path_info', 'remote_addr', 'script_name',
    'headers', 'body', 'context', 'content_type'))
_COPIES = frozenset((
    'dict', 'str', 'repr', 'list', 'items', 'copy', 'deepcopy', 'dumps',
    'pformat'))
MAX_HOPS = 4            # copies around it


def is_whole(source: SourceFile, value: ast.expr) -> bool:
    """Whether a value is the whole environment of a request, or its headers.

    Copies and texts of them are, one entry is not.
    """
    for _ in range(MAX_HOPS):
        if not isinstance(value, ast.Call) or (
                callee_name(value) not in _COPIES):
            break
        if value.args:
            value = value.args[0]
        elif isinstance(value.func, ast.Attribute):
            value = value.func.value
        else:
            break
    if isinstance(value, ast.Attribute):
        if value.attr == _ENVIRON:
            # Not that of the process.
            return source.once(Names).dotted(value.value) != 'os'
        return value.attr == _HEADERS and last_name(
            value.value) in _REQUESTS
    if not isinstance(value, ast.Name) or value.id not in (
            _ENVIRON, 'env'):
        return False
    parameter = source.once(Names).value(value)
    if not isinstance(parameter, ast.arg):
        return False
    function = source.parent(source.parent(parameter) or parameter)
    return isinstance(function, FUNCTIONS) and (
        value.id == _ENVIRON or _is_application(function))


def _is_application(function: Function) -> bool:
    """``__call__(self, env, start_response)``."""
    return any(given.arg == 'start_response' for given in function.args.args)


def is_request(source: SourceFile, name: ast.Name) -> bool:
    """Whether a name is a request that came in, as WebOb gives it.

    A parameter from which something is read that only such a request has,
    or what ``webob.Request()`` makes.
    """
    names = source.once(Names)
    value = names.value(name)
    if isinstance(value, ast.Call):
        made = names.dotted(value.func) or ''
        return made.startswith('webob.') and made.endswith('Request')
    return isinstance(value, ast.arg) and value.arg in source.memo(
        _read_as_requests, source.function(name))


def _read_as_requests(
    source: SourceFile, function: Function | None,
) -> frozenset[str]:
    """The parameters of a function that are used as requests."""
    if function is None:
        return frozenset()
    return frozenset(
        node.value.id for node in walk(function)
        if isinstance(node, ast.Attribute) and node.attr in _OF_REQUESTS
        and isinstance(node.value, ast.Name))
