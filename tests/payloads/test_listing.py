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

"""One finding a payload: which names it lists, and where it stands."""

import pathlib

import pytest

from flake8_nova_notifications.commands.baseline import command
from flake8_nova_notifications.idioms.subjects import is_own_id
from flake8_nova_notifications.idioms.subjects import names_machine
from flake8_nova_notifications.idioms.subjects import subject
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rules.payloads.listing import Allowable
from tests import linted

HEAD = '''\
from nova.notifications.objects import base
from nova.objects import fields


class InstancePayload(base.NotificationPayloadBase):
    fields = {
'''
FIELD = "        '{}': fields.StringField(),{}\n"
IDENTITY = (
    'NVN302 payload InstancePayload tells who owns or uses the instance: {}; '
    'record why in nvn-payload-allow or leave {} out')
CODES = ('NVN301', 'NVN302', 'NVN303')


def _code(*names: str, noqa: str = '') -> str:
    """A payload class; a name may have a comment behind it."""
    return HEAD + ''.join(
        FIELD.format(name, f'  # {comment}' if comment else '')
        for name, _, comment in (name.partition(' ') for name in names)
    ) + '    }\n'


def test_one_finding_a_payload_and_code() -> None:
    """All names of a kind, the subject's own id last, at the first."""
    found = linted.report(_code(
        'state', 'uuid', 'user_id', 'image_id', 'tenant_id', 'kernel_id',
        'admin_password'), *CODES)
    assert found == [
        '8:9 NVN303 payload InstancePayload refers to other resources: '
        'image_id, kernel_id, uuid (own id); record why in '
        'nvn-payload-allow or leave them out',
        '9:9 ' + IDENTITY.format('user_id, tenant_id', 'them'),
        '13:9 NVN301 payload InstancePayload contains a secret: '
        'admin_password; remove or mask it']


def test_entries_of_the_allow_list() -> None:
    """Each finding knows what silences it, and whether that is grave."""
    source = linted.read(_code(
        'uuid', 'image_id', 'user_id', 'password', 'host', 'flavor_id'))
    found = [
        (one.entry, one.is_secret) for rule in ALL_RULES
        if rule.about.code.startswith('NVN30') for one in rule.check(source)
        if isinstance(one, Allowable)]
    assert found == [
        (('InstancePayload', name), name == 'password') for name in (
            'password', 'user_id', 'own-id', 'image_id', 'flavor_id',
            'host')]


@pytest.mark.parametrize('names, said', [
    (('uuid',), 'carries the id of its subject: uuid; record why in '
     'nvn-payload-allow (as own-id) or leave it out'),
    (('uuid', 'instance_id'), 'carries the id of its subject: uuid, '
     'instance_id; record why in nvn-payload-allow (as own-id) or leave them '
     'out'),
    (('port_id',), 'refers to another resource: port_id; record why in '
     'nvn-payload-allow or leave it out'),
    (('ip', 'mac'), 'contains network addresses: ip, mac; record why in '
     'nvn-payload-allow or leave them out'),
    (('ip',), 'contains a network address: ip; record why in '
     'nvn-payload-allow or leave it out'),
    (('ip', 'email'), 'tells who owns or uses the instance: ip, email; '
     'record why in nvn-payload-allow or leave them out'),
])
def test_what_is_said(names: tuple[str, ...], said: str) -> None:
    """One name or many, the own id, addresses: each is told rightly."""
    text, = linted.report(_code(*names), *CODES)
    assert text.partition(' payload InstancePayload ')[2] == said


def test_each() -> None:
    """One finding a name, for tools that look at changed lines only."""
    assert linted.report(
        _code('user_id', 'state', 'tenant_id'), *CODES,
        nvn_payload_names='each') == [
            '7:9 ' + IDENTITY.format('user_id', 'it'),
            '9:9 ' + IDENTITY.format('tenant_id', 'it')]


@pytest.mark.parametrize('allow, left', [
    ((), ['refers to other resources', 'image_id, uuid (own id)']),
    (('own-id',), ['refers to another resource', 'image_id']),
    (('InstancePayload.own-id',), ['refers to another resource', 'image_id']),
    (('image_id',), ['carries the id of its subject', 'uuid']),
    (('OtherPayload.own-id',),
     ['refers to other resources', 'image_id, uuid (own id)']),
    (('own-id', 'image_id'), []),
])
def test_own_id_is_allowed_by_one_word(
    allow: tuple[str, ...], left: list[str],
) -> None:
    """One line with one reason for what every notification is for."""
    found = linted.report(
        _code('uuid', 'image_id'), *CODES, nvn_payload_allow=allow)
    assert [text.partition('InstancePayload ')[2].partition(';')[0]
            for text in found] == ([': '.join(left)] if left else [])


def _flake8(folder: pathlib.Path, *arguments: str) -> list[str]:
    done = linted.flake8(
        '--isolated', '--select=NVN302,NVN0', *arguments, 'module.py',
        cwd=folder)
    assert done.stderr == ''
    return [line.removeprefix('module.py:')
            for line in done.stdout.splitlines()]


@pytest.mark.parametrize('comments, found', [
    (('', '', ''), ['7:9: ' + IDENTITY.format(
        'user_id, tenant_id, key_name', 'them')]),
    ((' noqa: NVN302', '', ''), ['8:9: ' + IDENTITY.format(
        'tenant_id, key_name', 'them')]),
    (('', ' noqa', ''), ['7:9: ' + IDENTITY.format(
        'user_id, key_name', 'them')]),
    (('', ' noqa: NVN303', ' noqa: E501, NVN3'), ['7:9: ' + IDENTITY.format(
        'user_id, tenant_id', 'them')]),
    ((' noqa', ' noqa', ' noqa'), []),
])
def test_a_name_is_silenced_by_itself(
    tmp_path: pathlib.Path, comments: tuple[str, ...], found: list[str],
) -> None:
    """A comment takes out the name on its line and no other."""
    names = ('user_id', 'tenant_id', 'key_name')
    (tmp_path / 'module.py').write_text(_code(*(
        name + comment for name, comment in zip(
            names, comments, strict=True))))
    assert _flake8(tmp_path) == found
    assert _flake8(tmp_path, '--disable-noqa') == ['7:9: ' + IDENTITY.format(
        'user_id, tenant_id, key_name', 'them')]


def _record(folder: pathlib.Path, *arguments: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert command.main([
            'old.txt', '--isolated', '--select=NVN302', '-j1', *arguments,
            'module.py']) == 0


@pytest.mark.parametrize('names', [(), ('--nvn-payload-names=each',)])
def test_a_name_that_is_added_comes_up_alone(
    tmp_path: pathlib.Path, names: tuple[str, ...],
) -> None:
    """The baseline holds names, however they are shown."""
    path = tmp_path / 'module.py'
    path.write_text(_code('user_id', 'tenant_id'))
    _record(tmp_path)
    assert len((tmp_path / 'old.txt').read_text().splitlines()) == 3
    options = ('--nvn-baseline=old.txt', *names)
    assert _flake8(tmp_path, *options) == []
    path.write_text(_code('user_id', 'state', 'key_name', 'tenant_id'))
    assert _flake8(tmp_path, *options) == [
        '9:9: ' + IDENTITY.format('key_name', 'it')]
    # Other words on a line are no other name; a name that is gone is told.
    path.write_text(_code('user_id').replace('String', 'Text'))
    assert [line[:18] for line in _flake8(tmp_path, *options)] == [
        '1:1: NVN001 baseli']


def test_a_name_that_is_added_on_the_same_line(
    tmp_path: pathlib.Path,
) -> None:
    """The name counts and not the line, which is another one now."""
    path = tmp_path / 'module.py'
    code = '''\
from nova import rpc


def notify(c, it):
    rpc.get_notifier('x').info(c, 'instance.end', {{{}}})
'''
    path.write_text(code.format("'user_id': it.user_id"))
    _record(tmp_path)
    path.write_text(code.format(
        "'user_id': it.user_id, 'key_name': it.key_name"))
    assert _flake8(tmp_path, '--nvn-baseline=old.txt') == [
        '5:75: NVN302 payload of instance.end tells who owns or uses the '
        'instance: key_name; record why in nvn-payload-allow or leave it out']


def test_what_is_no_word(tmp_path: pathlib.Path) -> None:
    """A value that the option does not know is named."""
    done = linted.flake8('--nvn-payload-names=all', cwd=tmp_path)
    assert done.returncode == 1
    assert ("option nvn-payload-names: 'all' is not together or each"
            in done.stdout)


def test_a_helper_of_the_module_feeds_other_events() -> None:
    """What a public function puts together other modules may send, too."""
    code = '''\
from nova import rpc


def {name}(instance):
    return {{'user_id': instance.user_id}}


def send(context, instance):
    payload = {name}(instance)
    payload['key_name'] = instance.key_name
    rpc.get_notifier('x').info(context, 'compute.instance.end', payload)
'''
    events = [
        [text.partition(' tells')[0].partition('payload of ')[2]
         for text in linted.report(code.format(name=name), *CODES)]
        for name in ('info', '_info')]
    assert events == [
        ['compute.instance.*', 'compute.instance.end'],
        ['compute.instance.end']]


@pytest.mark.parametrize('payload, about', [
    ('InstancePayload', 'instance'), ('InstanceUpdatePayload', 'instance'),
    ('ServerGroupPayload', 'server group'), ('ImageMetaPayload', 'image'),
    ('servergroup.update', 'server group'), ('compute.instance.*', 'instance'),
    ('volume.attach.start', 'volume'), ('identity.user.created', 'user'),
    ('IpPayload', ''), ('MetricsPayload', ''), ('MetaImagePayload', ''),
    ('notify()', ''), ('*', ''),
])
def test_subjects(payload: str, about: str) -> None:
    """What a payload is about, or nothing where it does not say."""
    assert subject(payload) == about


@pytest.mark.parametrize('payload, name, own', [
    ('InstancePayload', 'uuid', True), ('InstancePayload', 'id', True),
    ('InstancePayload', 'instance_uuid', True),
    ('InstancePayload', 'image_uuid', False),
    ('InstancePayload', 'instance_name', True),
    ('InstancePayload', 'instance_ids', False),
    ('InstancePayload', 'instance_group_id', False),
    ('InstanceActionSnapshotPayload', 'snapshot_image_id', True),
    ('InstanceActionVolumeSwapPayload', 'old_volume_id', True),
    ('compute.instance.volume.attach', 'volume_id', True),
    ('servergroup.addmember', 'server_group_id', True),
    ('servergroup.addmember', 'instance_uuids', False),
    ('volume.usage', 'instance_id', False), ('send()', 'volume_id', False),
    ('volume.create', 'volume_name', False), ('volume.create', '', False),
])
def test_own_ids(payload: str, name: str, own: bool) -> None:
    """The id of what a payload is about, not that of what it belongs to."""
    assert is_own_id(payload, name) == own


@pytest.mark.parametrize('payload, own', [
    ('identity.user.created', True), ('ProjectPayload', True),
    ('CADF event', False), ('volume.create', False),
])
def test_ids_of_somebody(payload: str, own: bool) -> None:
    """Only what is about a user sends the user's id for its own."""
    assert is_own_id(payload, 'id', of_somebody=True) == own


@pytest.mark.parametrize('name, owner, payload, others, machine', [
    ('host_name', '', 'HostAPI.set_enabled.start', (), True),
    ('host_name', 'instance', 'HostAPI.set_enabled.start', (), False),
    ('host_name', '', 'aggregate.addhost.start', ('aggregate_id',), True),
    ('host_name', '', 'InstancePayload', (), False),
    ('host_name', '', 'x.y', ('user_id',), False),
    ('host_name', '', 'x.y', (), True),
    ('hostname', '', 'x.y', (), False),
    ('hostname', 'service', 'x.y', (), True),
    ('hostname', '', 'compute.instance.end', (), False),
])
def test_host_names(
    name: str, owner: str, payload: str, others: tuple[str, ...],
    machine: bool,
) -> None:
    """That of a machine of the deployment, or of somebody's server."""
    assert names_machine(name, owner, payload, frozenset(others)) == machine
