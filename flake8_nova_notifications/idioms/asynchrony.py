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

"""What Nova does after it has answered, and what tests wait for.

The names are those of Nova's API client and of the helpers of its functional
tests. What is not named here is taken to happen before the answer.
"""

import ast
import re

from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.options import Options

# Methods of the client that only ask for something to be done, with the
# notification that is sent last.
_CALLS = {
    'post_server': 'instance.create.end',
    'delete_server': 'instance.delete.end',
    'post_server_volume': 'instance.volume_attach.end',
    'delete_server_volume': 'instance.volume_detach.end',
    'put_server_volume': 'instance.volume_swap.end',
    'post_server_share': 'instance.share_attach.end',
    'delete_server_share': 'instance.share_detach.end',
    'detach_interface': 'instance.interface_detach.end',
    'delete_migration': 'instance.live_migration_abort.end',
    'force_complete_migration': 'instance.live_migration_force_complete.end',
}
# The same for the verbs of ``POST /servers/{id}/action``.
_ACTIONS = {
    'confirmResize': 'instance.resize_confirm.end',
    'createBackup': 'instance.snapshot.end',
    'createImage': 'instance.snapshot.end',
    'forceDelete': 'instance.delete.end',
    'migrate': 'instance.resize_finish.end',
    'os-migrateLive': 'instance.live_migration_post.end',
    'os-start': 'instance.power_on.end',
    'os-stop': 'instance.power_off.end',
    'pause': 'instance.pause.end',
    'reboot': 'instance.reboot.end',
    'rebuild': 'instance.rebuild.end',
    'rescue': 'instance.rescue.end',
    'resize': 'instance.resize_finish.end',
    'restore': 'instance.restore.end',
    'resume': 'instance.resume.end',
    'revertResize': 'instance.resize_revert.end',
    'shelve': 'instance.shelve.end',
    'shelveOffload': 'instance.shelve_offload.end',
    'suspend': 'instance.suspend.end',
    'trigger_crash_dump': 'instance.trigger_crash_dump.end',
    'unpause': 'instance.unpause.end',
    'unrescue': 'instance.unrescue.end',
    'unshelve': 'instance.unshelve.end',
}

_RECORD = 'versioned_notifications'
_FIXTURES = frozenset(('CastAsCallFixture',))
# An instance action event is closed when its method has returned.
_COMPLETION = re.compile(r'wait_for_(?:instance_)?action_')
_POLL = re.compile(r'^_?wait_until_(?!.*(?:delete|stat(?:e|us)))')
# A sample, and the event that it is of: ``instance-shelve-end``.
_SAMPLE = re.compile(
    r'(?P<of>[a-z_]+-[a-z_]+)-(?P<phase>start|end|error|progress)')
_EVENT = re.compile(r'[a-z_]+(?:\.[a-z_]+)+')


def is_asynchronous_call(name: str, options: Options) -> bool:
    """Whether a method of an API client only asks for something."""
    return name in _CALLS or name in options.nvn_asynchronous_calls


def is_asynchronous_action(verb: str, options: Options) -> bool:
    """Whether an action's notifications come after the answer."""
    return verb in _ACTIONS and (
        verb.replace('-', '_') not in options.nvn_synchronous_actions)


def last_event(action: str) -> str:
    """The notification that an action sends last; empty if unknown."""
    return _CALLS.get(action) or _ACTIONS.get(action, '')


def is_record(name: str, options: Options) -> bool:
    """Whether emitted notifications are kept under a name."""
    return name.lower().endswith(_RECORD) or (
        name in options.nvn_notification_records)


def waits_for_notification(name: str, options: Options) -> bool:
    """Whether a helper returns when a notification has come."""
    lowered = name.lower()
    return 'wait' in lowered and 'notif' in lowered or (
        name in options.nvn_notification_waits)


def waits_for_completion(name: str, options: Options) -> bool:
    """Whether a helper returns when everything of an action is done."""
    return _COMPLETION.search(name) is not None or (
        name in options.nvn_completion_waits)


def is_poll(name: str) -> bool:
    """``_wait_until_swap_volume``: neither a state nor the deletion."""
    return _POLL.match(name) is not None


def is_synchronous_fixture(name: str, options: Options) -> bool:
    """Whether a fixture makes casts calls."""
    return name in _FIXTURES or name in options.nvn_synchronous_fixtures


def event_of_sample(sample: str) -> str:
    """``instance.shelve.end`` of ``instance-shelve-end``, if it is plain."""
    match = _SAMPLE.fullmatch(sample)
    return '' if match is None else '{}.{}'.format(
        match['of'].replace('-', '.'), match['phase'])


def events_in(node: ast.AST) -> list[str]:
    """The event types that an expression spells out."""
    return [part.value for part in walk(node)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
            and _EVENT.fullmatch(part.value)]
