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
        {name!r}: fields.{kind}(),
    }}
'''


@pytest.mark.parametrize('cls, name, source, kind, code', [
    ('KeypairPayload', 'name', "('keypair', 'name')", 'StringField',
     'NVN302'),
    ('AggregatePayload', 'name', "('aggregate', 'name')", 'StringField', ''),
    ('AggregatePayload', 'id', "('aggregate', 'id')", 'IntegerField',
     'NVN303'),
    ('CellPayload', 'id', "('numa_cell', 'id')", 'IntegerField', ''),
    ('InstancePayload', 'image_uuid', "('instance', 'image_ref')",
     'StringField', 'NVN303'),
    ('GroupPayload', 'anchor', "('group', 'anchor')", 'UUIDField', 'NVN303'),
    ('PortPayload', 'lladdress', "('port', 'lla')", 'MACAddressField',
     'NVN302'),
    ('GoalPayload', 'uuid', "('goal', 'uuid')", 'UUIDField', 'NVN307'),
    ('GoalPayload', 'display_name', "('goal', 'display_name')",
     'StringField', ''),
    ('XPayload', 'project', "('x', 'project')", 'BooleanField', ''),
    ('XPayload', 'label', "('x', 'user_id')", 'StringField', 'NVN302'),
    ('XPayload', 'hw_device_id', "('x', 'y')", 'IntegerField', ''),
    ('ComputeNodePayload', 'hostname', "('node', 'hostname')", 'StringField',
     'NVN308'),
    ('ComputeNodePayload', 'hostname', "('node', 'display_name')",
     'StringField', 'NVN302'),
])
def test_fields(
    carried: Carried, cls: str, name: str, source: str, kind: str, code: str,
) -> None:
    found = carried(FIELD.format(
        cls=cls, name=name, source=source, kind=kind))
    assert found == ([(7, code, name)] if code else [])


@pytest.mark.parametrize('cls, name, source, kind, told', [
    ('XPayload', 'name', "('user', 'user_name')", 'StringField',
     'identity, from user_name'),
    ('XPayload', 'id', "('thing', 'user_id')", 'IntegerField',
     'identity, from user_id'),
    ('XPayload', 'uuid', "('thing', 'strange')", 'UUIDField',
     'resource id, of thing'),
    ('XPayload', 'uuid', "('user', 'uuid')", 'UUIDField',
     'identity, of user'),
    ('XPayload', 'uuid', "('thing', 'host')", 'UUIDField',
     'infrastructure name, from host'),
    ('UserPayload', 'id', 'None', 'IntegerField',
     'identity, of UserPayload'),
    ('XPayload', 'hw_device_id', "('x', 'user_id')", 'IntegerField', ''),
    ('XPayload', 'hw_device_id', "('x', 'y')", 'StringField',
     'resource id, from y'),
    ('XPayload', 'thing_id', "('x', 'y')", 'IntegerField',
     'resource id, from y'),
    ('XPayload', 'device', "('x', 'user_id')", 'IntegerField',
     'identity, from user_id'),
    ('XPayload', 'image_id', "('x', 'user_id')", 'StringField',
     'identity, from user_id'),
    ('XPayload', 'image_id', "('x', 'image_id')", 'StringField',
     'resource id'),
    ('XPayload', 'image_id', "('x', 'id')", 'StringField',
     'resource id'),
    ('XPayload', 'label', "('x', 'host')", 'StringField',
     'infrastructure name, from host'),
    ('XPayload', 'label', "('x', 'label')", 'StringField', ''),
    ('XPayload', 'user_name', "('flavor', 'name')", 'StringField', ''),
    ('FlavorPayload', 'user_name', 'None', 'StringField', ''),
    ('FlavorPayload', 'user_id', "('flavor', 'user_id')", 'StringField',
     'identity'),
    ('XPayload', 'instance_name', "('instance', 'name')", 'StringField',
     'identity, the display name'),
    ('XPayload', 'address', "('x', 'project')", 'IPAddressField',
     'identity, type IPAddressField'),
    ('XPayload', 'anchor', "('x', 'label')", 'UUIDField',
     'resource id, type UUIDField'),
    ('XPayload', 'is_user_id', "('x', 'user_id')", 'StringField', ''),
    ('XPayload', 'project', "('x', 'project')", 'ObjectField', ''),
])
def test_what_a_verdict_on_a_field_rests_on(
    judged: Judged, cls: str, name: str, source: str, kind: str, told: str,
) -> None:
    assert judged(FIELD.format(
        cls=cls, name=name, source=source, kind=kind)) == (
            [(cls, told)] if told else [])


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
    rpc.get_notifier('x').info(context, 'thing.create', {{
        {key!r}: {value},
    }})
'''


@pytest.mark.parametrize('key, value, code', [
    ('id', 'user_id', 'NVN302'),
    ('id', 'thing.id', 'NVN303'),
    ('id', 'None', ''),
    ('name', 'thing.display_name', 'NVN302'),
    ('name', 'thing.name', ''),
    ('name', 'None', ''),
    ('member_id', 'image_member.member_id', 'NVN302'),
    ('member_id', 'thing.member_id', 'NVN303'),
    ('resource_info', 'thing.resource_id', 'NVN303'),
    ('instance_name', 'thing.name', 'NVN302'),
    ('volume_type', 'thing.volume_type_id', 'NVN307'),
    ('user', "call['user_id']", 'NVN302'),
    ('label', "call.get('user_id')", 'NVN302'),
    ('label', "getattr(thing, 'user_id', None)", 'NVN302'),
    ('label', 'str(thing.user_id)', 'NVN302'),
    ('label', 'thing.TOKEN', ''),
    ('token', 'thing.token_id', 'NVN303'),
    ('users', 'len(thing.users)', ''),
    ('owner', 'thing.owner is None', ''),
    ('auth_token', 'mask_password(thing.auth_token)', ''),
    ('auth_token', 'utils.redact(thing.auth_token)', ''),
    ('status', 'thing.user_id', ''),
])
def test_values(carried: Carried, key: str, value: str, code: str) -> None:
    found = carried(VALUE.format(key=key, value=value))
    assert found == ([(5, code, key)] if code else [])


@pytest.mark.parametrize('event, key, value, told', [
    ('t.create', 'name', 'user.name', 'identity, of user'),
    ('t.create', 'name', 'host.name', 'infrastructure name, of host'),
    ('t.create', 'name', 'thing.host',
     'infrastructure name, from host'),
    ('t.create', 'name', 'call.image_id', ''),
    ('t.create', 'id', 'call.flavor_id',
     'catalogue id, from flavor_id'),
    ('t.create', 'id', 'volume_type.id',
     'catalogue id, of volume_type'),
    ('volume_type.create', 'id', 'thing', 'catalogue id'),
    ('user', 'id', 'thing', 'identity, of user'),
    ('t.create', 'id', 'DEFAULT', 'resource id'),
    ('t.create', 'id', "call['user']['id']", 'identity, of user'),
    ('t.create', 'id', "getattr(call.user, 'id')",
     'identity, of user'),
    ('t.create', 'value', 'thing.id', ''),
    ('t.create', 'value', 'thing.strange', ''),
    ('t.create', 'data', 'thing.user_id', 'identity, from user_id'),
    ('t.create', 'member_id', 'image.member_id',
     'identity, a project'),
    ('t.create', 'user', 'thing.user', 'identity'),
    ('t.create', 'user', 'thing.image_id', 'identity'),
    ('t.create', 'image_id', 'thing.user_id',
     'identity, from user_id'),
    ('t.create', 'image_id', 'thing.flavor_id', 'resource id'),
    ('t.create', 'image_id', 'thing.host', 'resource id'),
    ('t.create', 'host', 'thing.user_id', 'infrastructure name'),
    ('t.create', 'host', 'thing.host', 'infrastructure name'),
    ('t.create', 'label', 'thing.host', ''),
    ('t.create', 'label', 'thing.id', ''),
    ('t.create', 'instance', 'instance.id', 'resource id, from id'),
    ('t.create', 'instance', 'inst.uuid', 'resource id, from uuid'),
    ('t.create', 'volume', "vol['id']", 'resource id, from id'),
    ('t.create', 'thing', 'thing.id', 'resource id, from id'),
    ('t.create', 'flavor', 'thing.id', 'catalogue id, from id'),
    ('t.create', 'instance', 'thing.count', ''),
    ('t.create', 'instance_count', 'instance.id', ''),
    ('t.create', 'state', 'state.id', ''),
    ('t.create', 'label', 'thing.image_id',
     'resource id, from image_id'),
    ('t.create', 'token', 'thing.user_id', 'secret'),
    ('t.create', 'token', 'thing.image_id',
     'resource id, from image_id'),
    ('t.create', 'user', '-thing.user_id', ''),
    ('t.create', 'user', '[]', ''),
    ('t.create', 'user', '{}', ''),
    ('t.create', 'user', '[thing.id]', 'identity'),
    ('t.create', 'user', "{'a': 1}", 'identity'),
    ('t.create', 'users', 'bool(thing.users)', ''),
    ('t.create', 'users', 'thing.len(1)', 'identity'),
    ('t.create', 'label', 'str(str(str(str(str(thing.user_id)))))',
     'identity, from user_id'),
    ('t.create', 'label', 'str(str(str(str(str(str(thing.user_id))))))', ''),
    ('t.create', 'label', 'thing.user_id.lower()',
     'identity, from user_id'),
    ('t.create', 'label', "thing.user_id.strip('x')", ''),
    ('t.create', 'label', 'thing.user_id or None',
     'identity, from user_id'),
    ('t.create', 'label', 'thing.user_id if thing else None',
     'identity, from user_id'),
    ('t.create', 'label', 'None if thing else thing.user_id', ''),
    ('t.create', 'instance_name', 'None', ''),
    ('t.create', 'is_user_id', 'thing.user_id', ''),
    ('t.create', 'domain', 'thing.domain', ''),
])
def test_what_a_verdict_on_a_value_rests_on(
    judged: Judged, event: str, key: str, value: str, told: str,
) -> None:
    assert judged(VALUE.replace('thing.create', event).format(
        key=key, value=value)) == ([(event, told)] if told else [])


def test_a_member_of_an_image(carried: Carried) -> None:
    """It is a project, with which the image beside it is shared."""
    assert carried(VALUE.format(
        key='image_id', value="thing.id, 'member_id': thing.member")) == [
            (5, 'NVN302', 'member_id'), (5, 'NVN303', 'image_id')]


def test_names_of_ones_own(carried: Carried) -> None:
    code = VALUE.format(key='badge', value='thing.badge')
    assert carried(code) == []
    for options, expected in (
            (Options(nvn_payload_secrets=('badge',)), 'NVN301'),
            (Options(nvn_payload_identities=('badge',)), 'NVN302'),
            (Options(nvn_payload_resources=('badge',)), 'NVN303')):
        assert carried(code, options=options) == [(5, expected, 'badge')]
        assert carried(FIELD.format(
            cls='XPayload', name='badge', source="('x', 'badge')",
            kind='StringField'), options=options) == [(7, expected, 'badge')]


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
