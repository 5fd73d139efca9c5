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

"""A wait that would show the state that an action ends in."""

import ast

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.idioms.servers import StateChange


def suggestion(
    change: StateChange, with_waiters: bool, call: ast.Call | None = None,
) -> str:
    """A wait that would show the state, in the words of the test's kind.

    :param with_waiters: whether the test has Tempest's waiters at hand.
    :param call: the action itself, for the names that the test uses.
    """
    client, server, server_id, volume_id = _named(call)
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
                f"'{change.state or 'ACTIVE'}')")
    if change.state == 'DELETED':
        return f'self._wait_until_deleted({server})'
    if change.state in ('ATTACHED', 'DETACHED'):
        if 'interface' in change.verb:
            return f'self.api.get_port_interfaces({server_id})'
        if change.verb == 'put_server_volume':
            return f'self.api.get_server_volumes({server_id})'
        ending = change.state.lower()[:-2]
        return f'self._wait_for_volume_{ending}({server_id}, {volume_id})'
    return (f'self._wait_for_state_change({server}, '
            f"'{change.state or 'ACTIVE'}')")


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
