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

"""What to add to a test: a wait that would show the state at the end.

What that is is known where an action is meant to succeed.
"""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.idioms import servers
from flake8_nova_notifications.idioms.servers import StateChange
from flake8_nova_notifications.project.function_facts import names_failure
from flake8_nova_notifications.rules.end_state.unverified import ServerAction

# Words of tests and helpers whose action does not do what it is asked for.
_FAILS = re.compile(
    r'(?:^|_)(?:errors?|fail(?:s|ed|ure)?|faults?|exc(?:eption)?|raises?'
    r'|no_valid_hosts?|not_supported|unsupported|refused|rejected|abort(?:ed)?'
    r'|disallow(?:ed)?|invalid|forbidden|conflict)(?:_|$)')


def advice(source: SourceFile, action: ServerAction) -> str:
    """A check of the state that success ends in, if it is one."""
    function = source.function(action.node)
    assert function is not None
    if source.memo(_may_fail, function):
        return 'check the server after the failure'
    if source.memo(_replaces, function):
        return "wait for the server's state"
    return 'add e.g. ' + suggestion(
        action.change, 'waiters' in source.text,
        action.node if servers.may_change(source, action.node) else None)


def _may_fail(source: SourceFile, function: Function) -> bool:
    """Whether a test awaits a failure, or says that it is about one."""
    if _FAILS.search(function.name):
        return True
    return any(
        isinstance(node, ast.Call) and _FAILS.search(callee_name(node))
        or isinstance(node, ast.Constant) and isinstance(node.value, str)
        and names_failure(node.value)
        for node in walk(function))


def _replaces(source: SourceFile, function: Function) -> bool:
    """Whether a test patches something: it may be what the action does."""
    return any(
        isinstance(node, ast.Call)
        and mocks.patch(source, node) is not None
        for node in walk(function))


def suggestion(
    change: StateChange, with_waiters: bool, call: ast.Call | None = None,
) -> str:
    """A wait that would show the state, in the words of the test's kind.

    :param with_waiters: whether the test has Tempest's waiters at hand.
    :param call: the action itself, for the names that the test uses.
    """
    client, server, server_id, volume_id = _named(call)
    state = change.state or 'ACTIVE'
    if with_waiters:
        if change.state == 'DELETED':
            return ('waiters.wait_for_server_termination('
                    f'{client}, {server_id})')
        if 'interface' in change.verb:
            ending = 'detach' if change.state == 'DETACHED' else 'status'
            return f'waiters.wait_for_interface_{ending}(...)'
        if change.state in ('ATTACHED', 'DETACHED'):
            return 'waiters.wait_for_volume_resource_status(...)'
        return (f'waiters.wait_for_server_status({client}, {server_id}, '
                f"'{state}')")
    if change.state == 'DELETED':
        return f'self._wait_until_deleted({server})'
    if change.state in ('ATTACHED', 'DETACHED'):
        if 'interface' in change.verb:
            return f'self.api.get_port_interfaces({server_id})'
        if change.verb == 'put_server_volume':
            return f'self.api.get_server_volumes({server_id})'
        ending = change.state.lower()[:-2]
        return f'self._wait_for_volume_{ending}({server_id}, {volume_id})'
    return f"self._wait_for_state_change({server}, '{state}')"


def _named(call: ast.Call | None) -> tuple[str, str, str, str]:
    """What a test calls the client, the server, its id and a volume's."""
    client, server, server_id, volume_id = (
        'client', 'server', 'server_id', 'volume_id')
    if call is not None and isinstance(call.func, ast.Attribute):
        client = spelled(call.func.value)
        for place, given in enumerate(call.args[:2]):
            if isinstance(given, (ast.Dict, ast.Constant)):
                continue
            if place:
                volume_id = spelled(given)
            else:
                server_id = spelled(given)
                if isinstance(given, ast.Subscript):
                    server = spelled(given.value)
    return client, server, server_id, volume_id
