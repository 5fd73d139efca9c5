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


"""Servers: what changes their state, and through what a test asks for it.

The names are those of Nova's functional tests and API, of Tempest's
``servers_client`` and of the SDK's compute proxy.
"""

import ast
from dataclasses import dataclass
import os
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms.folders import is_nameless
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.project.lookup import Project

# An import of what functional tests are built on, in a text without a name.
_FUNCTIONAL = re.compile(
    r'^[ \t]*(?:from|import)[ \t][^\n]*\b\w*(?:functional|tempest)', re.M)

# Verbs of ``POST /servers/{id}/action`` that end in another state, with the
# state that success ends in. Not here: what leaves the state as it is
# (createImage, createBackup, trigger_crash_dump, lock, metadata) and
# os-resetState, which writes the state it is told.
_VERBS = {
    'confirmResize': 'ACTIVE',
    'evacuate': 'ACTIVE',
    'forceDelete': 'DELETED',
    'migrate': 'VERIFY_RESIZE',
    'os-migrateLive': 'ACTIVE',
    'os-start': 'ACTIVE',
    'os-stop': 'SHUTOFF',
    'pause': 'PAUSED',
    'reboot': 'ACTIVE',
    'rebuild': 'ACTIVE',
    'rescue': 'RESCUE',
    'resize': 'VERIFY_RESIZE',
    'restore': 'ACTIVE',
    'resume': 'ACTIVE',
    'revertResize': 'ACTIVE',
    'shelve': 'SHELVED_OFFLOADED',
    'shelveOffload': 'SHELVED_OFFLOADED',
    'suspend': 'SUSPENDED',
    'unpause': 'ACTIVE',
    'unrescue': 'ACTIVE',
    'unshelve': 'ACTIVE',
}

# Methods of API clients that do the same without a verb. ATTACHED and
# DETACHED stand for a volume or an interface, which has no server state.
_METHODS = {
    'attach_interface': 'ATTACHED',
    'confirm_resize_server': 'ACTIVE',
    'delete_server': 'DELETED',
    'delete_server_volume': 'DETACHED',
    'detach_interface': 'DETACHED',
    'evacuate_server': 'ACTIVE',
    'force_complete_migration': 'ACTIVE',
    'force_delete_server': 'DELETED',
    'live_migrate_server': 'ACTIVE',
    'migrate_server': 'VERIFY_RESIZE',
    'pause_server': 'PAUSED',
    'post_server_volume': 'ATTACHED',
    'put_server_volume': 'ATTACHED',
    'reboot_server': 'ACTIVE',
    'rebuild_server': 'ACTIVE',
    'rescue_server': 'RESCUE',
    'resize_server': 'VERIFY_RESIZE',
    'restore_soft_deleted_server': 'ACTIVE',
    'resume_server': 'ACTIVE',
    'revert_resize_server': 'ACTIVE',
    'shelve_offload_server': 'SHELVED_OFFLOADED',
    'shelve_server': 'SHELVED_OFFLOADED',
    'start_server': 'ACTIVE',
    'stop_server': 'SHUTOFF',
    'suspend_server': 'SUSPENDED',
    'unpause_server': 'ACTIVE',
    'unrescue_server': 'ACTIVE',
    'unshelve_server': 'ACTIVE',
}

# What takes an action back, and the actions it takes back.
_UNDOING = {
    'start': ('stop',),
    'unpause': ('pause',),
    'unrescue': ('rescue',),
    'unshelve': ('shelve', 'shelveOffload', 'shelve_offload'),
    'resume': ('suspend',),
}

# A functional test that acts on a server holds one of these words.
TRIGGERS = ('post_server_action', '_server(', '_server_volume(',
            '_interface(', 'force_complete_migration', 'api_post(')

# Calls that take an action's verb as an argument.
_POSTS = ('post_server_action', 'api_post')
# Begins with a plain character, which the regular expression engine finds
# fast.
_ACTS = re.compile(rf'\.(?:{"|".join((*_METHODS, *_POSTS))})\b')
_CLIENT = re.compile(r'(?:^|_)(?:api|client|compute)\d*$')
_ACTION_URL = re.compile(r'/action/?$')
_STATUS_KEYWORDS = ('check_response_status', 'expected_status')


def _bare(verb: str) -> str:
    return verb.lstrip('_').removeprefix('os-').removesuffix('_server')


@dataclass(frozen=True)
class StateChange:
    """A call that asks for another state of a server.

    :ivar verb: the action as the API spells it, or the client's method.
    :ivar state: the state that success ends in.
    """

    verb: str
    state: str

    def may_undo(self) -> bool:
        """Whether there is anything that this could bring back."""
        return _bare(self.verb) in _UNDOING

    def undoes(self, earlier: str) -> bool:
        """Whether this brings back what was before an earlier action.

        :param earlier: its verb, or the method or helper that did it.
        """
        return _bare(earlier) in _UNDOING.get(_bare(self.verb), ())


def is_functional_test(source: SourceFile) -> bool:
    """Whether a file tests against a running service, by where it stands.

    API-sample tests pin documents and not behaviour, so they do not count.
    """
    parts = [part.lower() for part in source.once(_place)]
    if is_nameless(source):
        return bool(_FUNCTIONAL.search(source.text)) and (
            'api_sample' not in source.text)
    if any('api_sample' in part or part == 'unit' for part in parts):
        return False
    if any(pair == ('tempest', 'tests')
           for pair in zip(parts, parts[1:], strict=False)):
        return False  # Tempest's tests of itself
    return any('functional' in part or 'tempest' in part for part in parts)


def _place(source: SourceFile) -> tuple[str, ...]:
    """The folders of the project that a file stands in, and its name."""
    name = os.path.basename(source.path)
    return (*source.once(Project).folders, name.removesuffix('.py'))


def lines_that_act(source: SourceFile) -> list[int]:
    """The lines that may hold a call which changes a server."""
    return [
        *(source.line_at(match.start())
          for match in _ACTS.finditer(source.text)),
        *source.lines_with(*(
            word for name in source.options.nvn_server_actions
            for word in (name, name.replace('_', '-'))))]


def may_change(source: SourceFile, call: ast.Call) -> bool:
    """A cheap look at the name alone, before anything is asked."""
    func = call.func
    return isinstance(func, ast.Attribute) and (
        func.attr in _METHODS or func.attr in _POSTS
        or func.attr in source.options.nvn_server_actions)


def acts(source: SourceFile, call: ast.Call) -> bool:
    """Whether a call asks for some change, whatever its verb may be."""
    return may_change(source, call) and isinstance(
        call.func, ast.Attribute) and _is_client(source, call.func.value)


def state_change(
    source: SourceFile, call: ast.Call, function: Function,
) -> StateChange | None:
    """What a call asks a server to become; None when it asks nothing.

    An action that is expected to be refused changes nothing.
    """
    func = call.func
    if not isinstance(func, ast.Attribute) or not acts(
            source, call) or is_refused(call):
        return None
    name = func.attr
    if name == 'post_server_action' or (
            name == 'api_post' and _posts_action(call)):
        verb = _verb(source, call, function)
        if verb is None:
            return None
        if verb in _VERBS:
            return StateChange(verb, _VERBS[verb])
        return StateChange(verb, '') if _configured(source, verb) else None
    if name in _METHODS:
        return StateChange(name, _METHODS[name])
    return StateChange(name, '') if _configured(source, name) else None


def _configured(source: SourceFile, verb: str) -> bool:
    # Options hold Python names, so a hyphen is given as an underscore.
    return verb.replace('-', '_') in source.options.nvn_server_actions


def _is_client(source: SourceFile, owner: ast.expr) -> bool:
    if isinstance(owner, ast.Name) and any(
            binding.dotted
            for binding in source.once(Names).bindings(owner.id, owner)):
        return False  # a module of helpers, tempest.common.compute
    return is_client_name(last_name(owner), source.options)


def is_client_name(name: str, options: Options) -> bool:
    """Whether something of that name is an API client."""
    return name in options.nvn_api_clients or (
        _CLIENT.search(name.lower()) is not None)


def is_refused(call: ast.Call) -> bool:
    """``check_response_status=[409]``: the answer is to be an error."""
    for keyword in call.keywords:
        if keyword.arg in _STATUS_KEYWORDS:
            codes = [
                node.value for node in walk_scope(keyword.value)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, int)]
            return not codes or any(code >= 300 for code in codes)
    return False


def _posts_action(call: ast.Call) -> bool:
    if not call.args:
        return False
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str)
        and _ACTION_URL.search(node.value) is not None
        for node in walk_scope(call.args[0]))


def _verb(
    source: SourceFile, call: ast.Call, function: Function,
) -> str | None:
    """The key of the body that an action posts, where it can be seen."""
    body: ast.expr | None = call.args[1] if len(call.args) > 1 else None
    for keyword in call.keywords:
        if keyword.arg in ('data', 'body'):
            body = keyword.value
    if isinstance(body, ast.Name):
        body = _latest(source, body, function)
    if not isinstance(body, ast.Dict) or len(body.keys) != 1:
        return None
    key = body.keys[0]
    return key.value if isinstance(key, ast.Constant) and isinstance(
        key.value, str) else None


def _latest(
    source: SourceFile, name: ast.Name, function: Function,
) -> ast.expr | None:
    """The value that a name was given last above its use.

    Tests use one name for body after body, so the nearest one counts.
    """
    found: ast.expr | None = None
    for binding in source.once(Names).scope(function).get(name.id, ()):
        node = binding.node
        if isinstance(node, ast.expr) and node.lineno < name.lineno and (
                found is None or node.lineno > found.lineno):
            found = node
    return found


def is_test_method(function: Function) -> bool:
    """Whether a runner calls a function as a test."""
    return function.name.startswith('test')


# Names of calls that neither look at a server nor assert on anything.
_NEUTRAL = frozenset((
    'addDetail', 'append', 'clear', 'copy', 'deepcopy', 'debug', 'dict',
    'dumps', 'enumerate', 'error', 'extend', 'flags', 'format', 'get',
    'info', 'int', 'items', 'keys', 'len', 'list', 'loads', 'print',
    'range', 'reset', 'reset_mock', 'set', 'set_override', 'sleep', 'sorted',
    'start', 'stop', 'str', 'stub_out', 'tuple', 'update', 'values',
    'warning', 'delete_stored_logs', 'MonkeyPatch', 'MockPatch',
    'MockPatchObject', 'patch', 'object', 'multiple', 'useFixture',
))
CLEANUPS = frozenset((
    'addCleanup', 'addClassResourceCleanup', 'addClassCleanup',
    'addOnException', 'addfinalizer',
))


# Of a dict they are harmless, of a client they ask the service.
_ASKING = frozenset(('get', 'list', 'update'))


def is_neutral(source: SourceFile, call: ast.Call) -> bool:
    """Whether a call certainly says nothing about a server's state."""
    name = callee_name(call)
    if name in _ASKING and isinstance(call.func, ast.Attribute) and (
            _is_client(source, call.func.value)):
        return False
    return name in _NEUTRAL


def about_notifications(expression: ast.AST) -> bool:
    """Whether an expression reads or names notifications."""
    for node in walk_scope(expression):
        if isinstance(node, ast.Name) and 'notif' in node.id.lower():
            return True
        if isinstance(node, ast.Attribute) and 'notif' in node.attr.lower():
            return True
    return False
