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

A request is known by what is read from it, never by its name alone: URLs,
dicts and requests to other services are called ``req`` as well.
"""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk

_HEADERS = 'headers'
_ENVIRON = 'environ'
_REQUESTS = frozenset(('req', 'request'))
# What only a request that came in has, and what others have as well.
_OF_REQUESTS = frozenset((
    'environ', 'GET', 'path_info', 'remote_addr', 'script_name'))
_OF_OTHERS = frozenset((
    'params', 'headers', 'body', 'context', 'content_type'))
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
        if value.attr != _HEADERS:
            return False
        return last_name(value.value) in _REQUESTS or is_self(
            value.value) and _handles_requests(source, value)
    if not isinstance(value, ast.Name) or value.id not in (
            _ENVIRON, 'env'):
        return False
    parameter = source.once(Names).value(value)
    if not isinstance(parameter, ast.arg):
        return False
    function = source.parent(source.parent(parameter) or parameter)
    return isinstance(function, FUNCTIONS) and (
        value.id == _ENVIRON or _is_application(function))


def _handles_requests(source: SourceFile, node: ast.AST) -> bool:
    """Whether a class is a handler of requests, as http.server's are."""
    holder = source.enclosing_class(node)
    return holder is not None and any(
        'RequestHandler' in last_name(base)
        for cls in source.once(Names).family(holder)
        for base in (*cls.bases, ast.Name(cls.name)))


def _is_application(function: Function) -> bool:
    """``__call__(self, env, start_response)``."""
    return any(given.arg == 'start_response' for given in function.args.args)


def is_request(source: SourceFile, name: ast.Name) -> bool:
    """Whether a name is a request that came in, as WebOb gives it.

    A parameter from which something is read that only such a request has,
    or what ``webob.Request()`` makes.
    """
    function = source.function(name)
    if function is not None:
        for given in function.args.args:
            if given.arg == name.id:
                return _is_wsgified(function, given) or (
                    f'{name.id}.' in source.text_of(function)
                    and name.id in source.memo(_read_as_requests, function))
    if not source.once(_spells_webob):
        return False
    names = source.once(Names)
    value = names.value(name)
    if not isinstance(value, ast.Call):
        return False
    made = names.dotted(value.func) or ''
    return made.startswith('webob.') and made.endswith('Request')


def _spells_webob(source: SourceFile) -> bool:
    """Asked for each name that is logged, so the text is searched once."""
    return 'webob' in source.text


def _is_wsgified(function: Function, parameter: ast.arg) -> bool:
    """``@webob.dec.wsgify`` calls a function with a request."""
    given = [a for a in function.args.args if a.arg not in ('self', 'cls')]
    return given[:1] == [parameter] and any(
        last_name(decorator.func if isinstance(decorator, ast.Call)
                  else decorator) == 'wsgify'
        for decorator in function.decorator_list)


def _read_as_requests(
    source: SourceFile, function: Function,
) -> frozenset[str]:
    """The parameters of a function that are used as requests."""
    return frozenset(
        node.value.id for node in walk(function)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.attr in _OF_REQUESTS or node.attr in _OF_OTHERS
             and node.value.id in _REQUESTS))
