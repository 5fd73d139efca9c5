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

"""Names, sources, types and values decide what an entry is."""

from collections.abc import Callable

import pytest

from flake8_nova_notifications.idioms.identifiers import by_name
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.options import Options

Judged = Callable[[str], list[tuple[str, str]]]
Carried = Callable[..., list[tuple[int, str, str]]]
CODES = {
    'secret': 'NVN301', 'identity': 'NVN302', 'resource id': 'NVN303',
    'catalogue id': 'NVN307', 'infrastructure name': 'NVN308'}


@pytest.mark.parametrize('category, names', [
    (Category.SECRET, (
        'password', 'adminPass', 'admin_pass', 'auth_token', 'private_key',
        'user_data', 'connection_info', 'client_secret', 'credentials')),
    (Category.IDENTITY, (
        'user_id', 'project_id', 'tenant_id', 'owner', 'img_owner_id',
        'username', 'display_name', 'old_display_name', 'host_name',
        'hostname', 'ip', 'host_ip', 'fixed_ips', 'vif_mac', 'access_ip_v4',
        'key_name', 'public_key', 'fingerprint', 'domain_id', 'e_mail',
        'action_initiator_user', 'on_behalf_of', 'projects', 'lessee')),
    (Category.RESOURCE, (
        'uuid', 'id', 'instance_uuid', 'reservation_id', 'request_id',
        'image_ref', 'image_ref_url', 'instance_uuids', 'members',
        'images_cached', 'parents', 'secret_uuid', 'credential_id')),
    (Category.CATALOGUE, (
        'flavorid', 'instance_type_id', 'goal_uuid', 'strategy_uuid',
        'volume_type_id', 'flavor_id')),
    (Category.INFRASTRUCTURE, ('host', 'node', 'nodename', 'force_hosts')),
    (Category.FREE_FORM, (
        'metadata', 'meta_data', 'extra', 'properties', 'scheduler_hints',
        'description', 'exception_message', 'last_error', 'traceback',
        'locked_reason')),
    (None, (
        'availability_zone', 'region', 'state', 'namespace', 'os_type',
        'checksum', 'tags', 'message_id', 'event_id', 'is_public',
        'password_expires_at', 'user_count', 'hide_hypervisor_id',
        'state_description', 'hw_numa_nodes', 'pci_address', 'user_agent',
        'has_password', '', '*')),
])
def test_vocabulary(category: Category | None, names: tuple[str, ...]) -> None:
    assert {name: by_name(name) for name in names} == dict.fromkeys(
        names, category)


FIELD = '''
from nova.notifications.objects import base
from nova.objects import fields
class {cls}(base.NotificationPayloadBase):
    SCHEMA = {{{name!r}: {source}}}
    fields = {{
        {name!r}: fields.{kind}Field(),
    }}
'''


@pytest.mark.parametrize('cls, name, source, kind, told', [
    ('KeypairPayload', 'name', 'keypair.name', 'String',
     'identity, of keypair'),
    ('AggregatePayload', 'name', 'aggregate.name', 'String', ''),
    ('AggregatePayload', 'id', 'aggregate.id', 'Integer',
     'resource id, of aggregate'),
    ('CellPayload', 'id', 'numa_cell.id', 'Integer', ''),
    ('InstancePayload', 'image_uuid', 'instance.image_ref', 'String',
     'resource id, from image_ref'),
    ('GroupPayload', 'anchor', 'group.anchor', 'UUID',
     'resource id, type UUIDField'),
    ('PortPayload', 'lladdress', 'port.lla', 'MACAddress',
     'identity, type MACAddressField'),
    ('GoalPayload', 'uuid', 'goal.uuid', 'UUID', 'catalogue id, of goal'),
    ('GoalPayload', 'display_name', 'goal.display_name', 'String', ''),
    ('XPayload', 'project', 'x.project', 'Boolean', ''),
    ('XPayload', 'label', 'x.user_id', 'String', 'identity, from user_id'),
    ('XPayload', 'hw_device_id', 'x.y', 'Integer', ''),
    ('ComputeNodePayload', 'hostname', 'node.hostname', 'String',
     'infrastructure name'),
    ('ComputeNodePayload', 'old_hostname', '', 'String',
     'infrastructure name'),
    ('ComputeNodePayload', 'hostname', 'node.display_name', 'String',
     'identity, from display_name'),
    ('XPayload', 'name', 'user.user_name', 'String',
     'identity, from user_name'),
    ('XPayload', 'id', 'thing.user_id', 'Integer', 'identity, from user_id'),
    ('XPayload', 'uuid', 'thing.strange', 'UUID', 'resource id, of thing'),
    ('XPayload', 'uuid', 'user.uuid', 'UUID', 'identity, of user'),
    ('XPayload', 'uuid', 'thing.host', 'UUID',
     'infrastructure name, from host'),
    ('UserPayload', 'id', '', 'Integer', 'identity, of UserPayload'),
    ('XPayload', 'hw_device_id', 'x.user_id', 'Integer', ''),
    ('XPayload', 'hw_device_id', 'x.y', 'String', 'resource id, from y'),
    ('XPayload', 'thing_id', 'x.y', 'Integer', 'resource id, from y'),
    ('XPayload', 'device', 'x.user_id', 'Integer', 'identity, from user_id'),
    ('XPayload', 'image_id', 'x.user_id', 'String', 'identity, from user_id'),
    ('XPayload', 'image_id', 'x.image_id', 'String', 'resource id'),
    ('XPayload', 'image_id', 'x.id', 'String', 'resource id'),
    ('XPayload', 'label', 'x.host', 'String',
     'infrastructure name, from host'),
    ('XPayload', 'label', 'x.label', 'String', ''),
    ('XPayload', 'user_name', 'flavor.name', 'String', ''),
    ('FlavorPayload', 'user_name', '', 'String', ''),
    ('FlavorPayload', 'user_id', 'flavor.user_id', 'String', 'identity'),
    ('XPayload', 'instance_name', 'instance.name', 'String',
     'identity, the display name'),
    ('XPayload', 'address', 'x.project', 'IPAddress',
     'identity, type IPAddressField'),
    ('XPayload', 'anchor', 'x.label', 'UUID', 'resource id, type UUIDField'),
    ('XPayload', 'is_user_id', 'x.user_id', 'String', ''),
    ('XPayload', 'project', 'x.project', 'Object', ''),
])
def test_fields(
    judged: Judged, carried: Carried, cls: str, name: str, source: str,
    kind: str, told: str,
) -> None:
    """The verdict, what it rests on, and the code that it is reported by."""
    code = FIELD.format(cls=cls, name=name, kind=kind, source=tuple(
        source.split('.')) if source else None)
    assert judged(code) == ([(cls, told)] if told else [])
    assert carried(code) == (
        [(7, CODES[told.partition(',')[0]], name)] if told else [])


def test_fields_beside_each_other(carried: Carried) -> None:
    head = '''
        from nova.notifications.objects import base
        from nova.objects import fields
        class XPayload(base.NotificationPayloadBase):
            fields = {
    '''
    for names, found in (
            (('instance_name', 'hostname'), [
                (6, 'NVN303', 'instance_name'), (7, 'NVN302', 'hostname')]),
            (('domain', 'user', 'project'), [
                (6, 'NVN302', 'domain'), (7, 'NVN302', 'user'),
                (8, 'NVN302', 'project')]),
            (('domain', 'user_id', 'project_id'), [
                (6, 'NVN302', 'domain'), (7, 'NVN302', 'user_id'),
                (8, 'NVN302', 'project_id')]),
            (('domain', 'user', 'project_id'), [
                (7, 'NVN302', 'user'), (8, 'NVN302', 'project_id')])):
        assert carried(head.rstrip() + ''.join(
            f'\n                {name!r}: fields.StringField(),'
            for name in names) + '\n            }\n') == found


VALUE = '''
from nova import rpc
def notify(context, thing, image_member, user_id, call):
    rpc.get_notifier('x').info(context, '{event}', {{
        {key!r}: {value},
    }})
'''


@pytest.mark.parametrize('key, value, told', [
    ('id', 'user_id', 'identity, from user_id'),
    ('id', 'thing.id', 'resource id, of thing'),
    ('id', 'None', ''),
    ('name', 'thing.display_name', 'identity, from display_name'),
    ('name', 'thing.name', ''),
    ('name', 'None', ''),
    ('member_id', 'image_member.member_id', 'identity, a project'),
    ('member_id', 'thing.member_id', 'resource id'),
    ('resource_info', 'thing.resource_id', 'resource id, from resource_id'),
    ('instance_name', 'thing.name', 'identity, the display name'),
    ('volume_type', 'thing.volume_type_id',
     'catalogue id, from volume_type_id'),
    ('user', "call['user_id']", 'identity'),
    ('label', "call.get('user_id')", 'identity, from user_id'),
    ('label', "getattr(thing, 'user_id', None)", 'identity, from user_id'),
    ('label', 'str(thing.user_id)', 'identity, from user_id'),
    ('label', 'thing.TOKEN', ''),
    ('token', 'thing.token_id', 'resource id, from token_id'),
    ('users', 'len(thing.users)', ''),
    ('owner', 'thing.owner is None', ''),
    ('auth_token', 'mask_password(thing.auth_token)', ''),
    ('auth_token', 'utils.redact(thing.auth_token)', ''),
    ('status', 'thing.user_id', ''),
    ('name', 'user.name', 'identity, of user'),
    ('name', 'host.name', 'infrastructure name, of host'),
    ('name', 'thing.host', 'infrastructure name, from host'),
    ('name', 'call.image_id', ''),
    ('id', 'call.flavor_id', 'catalogue id, from flavor_id'),
    ('id', 'volume_type.id', 'catalogue id, of volume_type'),
    ('id', 'DEFAULT', 'resource id'),
    ('id', "call['user']['id']", 'identity, of user'),
    ('id', "getattr(call.user, 'id')", 'identity, of user'),
    ('value', 'thing.id', ''),
    ('value', 'thing.strange', ''),
    ('data', 'thing.user_id', 'identity, from user_id'),
    ('member_id', 'image.member_id', 'identity, a project'),
    ('user', 'thing.user', 'identity'),
    ('user', 'thing.image_id', 'identity'),
    ('image_id', 'thing.user_id', 'identity, from user_id'),
    ('image_id', 'thing.flavor_id', 'resource id'),
    ('image_id', 'thing.host', 'resource id'),
    ('host', 'thing.user_id', 'infrastructure name'),
    ('host', 'thing.host', 'infrastructure name'),
    ('label', 'thing.host', ''),
    ('label', 'thing.id', ''),
    ('instance', 'instance.id', 'resource id, from id'),
    ('instance', 'inst.uuid', 'resource id, from uuid'),
    ('volume', "vol['id']", 'resource id, from id'),
    ('thing', 'thing.id', 'resource id, from id'),
    ('flavor', 'thing.id', 'catalogue id, from id'),
    ('instance', 'thing.count', ''),
    ('instance_count', 'instance.id', ''),
    ('state', 'state.id', ''),
    ('label', 'thing.image_id', 'resource id, from image_id'),
    ('token', 'thing.user_id', 'secret'),
    ('token', 'thing.image_id', 'resource id, from image_id'),
    ('user', '-thing.user_id', ''),
    ('user', '[]', ''),
    ('user', '{}', ''),
    ('user', '[thing.id]', 'identity'),
    ('user', "{'a': 1}", 'identity'),
    ('users', 'bool(thing.users)', ''),
    ('users', 'thing.len(1)', 'identity'),
    ('label', 'str(str(str(str(str(thing.user_id)))))',
     'identity, from user_id'),
    ('label', 'str(str(str(str(str(str(thing.user_id))))))', ''),
    ('label', 'thing.user_id.lower()', 'identity, from user_id'),
    ('label', "thing.user_id.strip('x')", ''),
    ('label', 'thing.user_id or None', 'identity, from user_id'),
    ('label', 'thing.user_id if thing else None', 'identity, from user_id'),
    ('label', 'None if thing else thing.user_id', ''),
    ('instance_name', 'None', ''),
    ('is_user_id', 'thing.user_id', ''),
    ('domain', 'thing.domain', ''),
])
def test_values(
    judged: Judged, carried: Carried, key: str, value: str, told: str,
) -> None:
    """The verdict, what it rests on, and the code that it is reported by."""
    code = VALUE.format(event='t.create', key=key, value=value)
    assert judged(code) == ([('t.create', told)] if told else [])
    assert carried(code) == (
        [(5, CODES[told.partition(',')[0]], key)] if told else [])


@pytest.mark.parametrize('event, told', [
    ('t.create', 'resource id'), ('volume_type.create', 'catalogue id'),
    ('user', 'identity, of user'),
])
def test_events(judged: Judged, event: str, told: str) -> None:
    """What an event is about is what an id is of."""
    assert judged(VALUE.format(event=event, key='id', value='thing')) == [
        (event, told)]


def test_a_member_of_an_image(carried: Carried) -> None:
    """It is a project, with which the image beside it is shared."""
    assert carried(VALUE.format(
        event='x.y', key='image_id',
        value="thing.id, 'member_id': thing.member")) == [
            (5, 'NVN302', 'member_id'), (5, 'NVN303', 'image_id')]


def test_names_of_ones_own(carried: Carried) -> None:
    code = VALUE.format(event='x.y', key='badge', value='thing.badge')
    assert carried(code) == []
    for options, expected in (
            (Options(nvn_payload_secrets=('badge',)), 'NVN301'),
            (Options(nvn_payload_identities=('badge',)), 'NVN302'),
            (Options(nvn_payload_resources=('badge',)), 'NVN303')):
        assert carried(code, options=options) == [(5, expected, 'badge')]
        assert carried(FIELD.format(
            cls='XPayload', name='badge', source="('x', 'badge')",
            kind='String'), options=options) == [(7, expected, 'badge')]


def test_the_end_of_a_key_tells_enough(carried: Carried) -> None:
    found = carried('''
        from nova import rpc
        KEY = 'user_id'
        def notify(context, kind, call):
            rpc.get_notifier('x').info(context, 'x.y', {
                kind + '_id': call.thing, f'{kind}_uuid': call.other,
                kind + '_state': call.state, KEY: call.user, kind: call.id,
                '%s_ids' % kind: call.things})
    ''')
    assert found == [
        (6, 'NVN303', '*_id'), (6, 'NVN303', '*_uuid'),
        (7, 'NVN302', 'user_id'), (8, 'NVN303', '*_ids')]
