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


"""API controllers: their methods, policy checks and body schemas.

The idioms are those of Nova, Cinder, Manila and Masakari (wsgi), of Ironic,
Magnum, Octavia, Barbican and Mistral (pecan) and of their policy modules.
"""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.options import Options

# A file with a controller holds this word.
TRIGGERS = ('Controller',)

_CONTROLLER = re.compile(r'Controller(?:V?\d+)?$')
# Documents about the API itself are served before anybody is known.
_PUBLIC = re.compile(r'Version|Discovery|Root', re.ASCII)

# Decorators that make a method of any name part of the API.
_EXPOSING = frozenset((
    'action', 'expose', 'pecan_expose', 'wsexpose', 'when', 'route'))
# Pecan asks these which controller is next.
_ROUTING = frozenset(('_lookup', '_route', '_default', 'get_acl_tuple'))
# The methods that routes lead to without anything being said in the class.
_ROUTES = frozenset((
    'index', 'detail', 'show', 'create', 'update', 'delete', 'update_all',
    'delete_all', 'get_all', 'get_one', 'get', 'post', 'put', 'patch'))
# A class that holds this many other controllers is the root of an API.
MIN_BRANCHES = 3
_REQUESTS = ('req', 'request')

_POLICY = re.compile(
    r'^(?:can|authorize|authorizer|enforce|_?\w*_authorize\w*'
    r'|authorize_\w+|\w*(?:check|verify|enforce)\w*_(?:policy|policies|rbac)'
    r'\w*|enforce_(?:call|rbac|acl|policy|admin)\w*|\w*policy_enforce\w*'
    r'|\w*policy_check\w*|_?auth_validate_action|check_is_admin'
    r'|require_admin_context|admin_required|authorize_context'
    r'|admin_context)$')
_SCHEMA = re.compile(r'schema|^validated?(?:_|$)')
# Schemas of something other than the body of the request.
_NO_BODY = re.compile(r'query|response|param|path|uuid|header')

# Calls that change what they are made on, by their first word.
_CHANGES = frozenset('''
    add associate attach confirm create deallocate delete destroy detach
    disable disassociate enable evacuate extend migrate reboot rebuild
    register remove rename rescue reset resize restore resume revert save
    set shelve shutdown start stop suspend terminate unrescue unshelve
    update
'''.split())
_STORES = re.compile(r'(?:^|_)(?:api|db|dbapi|rpcapi|client|manager)$')


def is_controller(cls: ast.ClassDef) -> bool:
    """Whether a class serves requests of an API, by its name or bases."""
    return any(
        _CONTROLLER.search(name) is not None
        for name in (cls.name, *map(last_name, cls.bases)))


def is_public(cls: ast.ClassDef) -> bool:
    """Whether a controller tells about the API and about nothing else."""
    return _PUBLIC.search(cls.name) is not None


def decorators(function: Function) -> list[str]:
    """The last names of what decorates a function."""
    return [last_name(decorator.func) if isinstance(decorator, ast.Call)
            else last_name(decorator) for decorator in function.decorator_list]


def describes_root(cls: ast.ClassDef, function: Function) -> bool:
    """Whether a method tells what an API consists of, like a version."""
    given = function.args
    if function.name not in ('get', 'index', 'on_get') or len(
            given.args) > 2 or given.kwonlyargs:
        return False
    branches = sum(
        isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        and _CONTROLLER.search(last_name(node.value.func)) is not None
        for node in walk(cls))
    return branches >= MIN_BRANCHES


def is_api_method(function: Function) -> bool:
    """Whether a request can reach a method of a controller.

    A public method that takes the request, or one that a decorator says it
    of, be its name public or not.
    """
    names = decorators(function)
    if function.name in _ROUTING:
        return False
    if any(name in _EXPOSING for name in names):
        return True
    if 'staticmethod' in names or 'classmethod' in names or (
            'property' in names):
        return False
    given = [*function.args.posonlyargs, *function.args.args]
    return not function.name.startswith('_') and len(given) > 1 and (
        given[1].arg in _REQUESTS)


def is_helper(function: Function) -> bool:
    """Whether a method that others of its class call is only called by them.

    No decorator and no name says that a route leads to it; that it has a
    schema only says that it is given a body.
    """
    return function.name not in _ROUTES and _EXPOSING.isdisjoint(
        decorators(function))


def is_removed(function: Function) -> bool:
    """Whether an API answers that it is gone."""
    return 'removed' in decorators(function)


def extends(function: Function) -> bool:
    """Whether a method adds to the answer of another controller."""
    return 'extends' in decorators(function)


def is_policy_name(name: str, options: Options) -> bool:
    """Whether a function of that name asks the policy and may refuse."""
    last = name.rpartition('.')[2]
    return _POLICY.match(last) is not None or (
        last in options.nvn_policy_calls or name in options.nvn_policy_calls)


def speaks_of_policy(callee: ast.expr) -> bool:
    """``api_policy.ImageAPIPolicy(...)``, ``self.policy.delete_image()``.

    What a project's policy object does is not known; that it is asked is.
    """
    parts = []
    while isinstance(callee, ast.Attribute):
        parts.append(callee.attr)
        callee = callee.value
    parts.append(last_name(callee))
    return any(part.lower().lstrip('_').endswith(('policy', 'enforcer'))
               for part in parts[1:]) or parts[0].endswith('Policy')


def is_soft(call: ast.Call) -> bool:
    """``fatal=False``: the answer is only told, nobody is refused."""
    return any(
        keyword.arg in ('fatal', 'do_raise')
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is False for keyword in call.keywords)


def validates_body(function: Function, options: Options) -> bool:
    """Whether a decorator holds the body against a schema."""
    return any(
        name in options.nvn_schema_decorators
        or _SCHEMA.search(name) is not None and not _NO_BODY.search(name)
        or name == 'request_body_schema'
        for name in decorators(function))


def takes_body(function: Function) -> bool:
    """Whether a method takes the body of the request."""
    given = function.args
    return any(parameter.arg == 'body' for parameter in (
        *given.posonlyargs, *given.args, *given.kwonlyargs))


def is_change(call: ast.Call) -> bool:
    """Whether a call certainly changes something that outlives it.

    Only calls on an API, a database or a client, and methods that save an
    object: ``update`` on anything else may be that of a dict.
    """
    name = callee_name(call)
    if not isinstance(call.func, ast.Attribute):
        return False
    if name in ('save', 'destroy') and not call.args:
        return True
    return name.partition('_')[0] in _CHANGES and (
        _STORES.search(last_name(call.func.value)) is not None)


def is_empty(function: Function) -> bool:
    """Whether a method does nothing: abstract, or not written yet."""
    return not any(isinstance(node, (ast.Call, ast.Return))
                   for statement in function.body
                   for node in walk(statement)
                   if not isinstance(statement, ast.Raise))
