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

"""What a name says about its value."""

import pytest

from flake8_nova_notifications.idioms import identifiers
from flake8_nova_notifications.idioms.identifiers import Category


@pytest.mark.parametrize('noun, secret', [
    ('zone_transfer_request', 'key'), ('a.zone_transfer_accept', 'key'),
    ('zone_request', None), ('tsigkey', 'secret'), ('self.context',
                                                    'auth_token'),
    ('my_attachment', 'connection_info'), ('attachment_id', None), ('', None),
])
def test_secrets_inside(noun: str, secret: str | None) -> None:
    """By the last noun, or by all three of it."""
    assert identifiers.secret_inside(noun) == secret


@pytest.mark.parametrize('subject, name, category', [
    ('user', 'id', Category.IDENTITY), ('user', 'name', Category.IDENTITY),
    ('UserPayload', 'id', Category.IDENTITY),
    ('user_ref', 'id', Category.IDENTITY),
    ('keypair', 'name', Category.IDENTITY),
    ('keypair', 'id', Category.RESOURCE),
    ('host', 'name', Category.INFRASTRUCTURE), ('volume', 'name', None),
    ('volume', 'uuid', Category.RESOURCE), ('flavor', 'id',
                                            Category.CATALOGUE),
    ('numa_cell', 'id', None), ('', 'id', Category.RESOURCE),
    ('payload', 'id', Category.RESOURCE), ('', 'name', None),
])
def test_about(subject: str, name: str, category: Category | None) -> None:
    """The subject settles what an id or a name is of."""
    assert identifiers.about(subject, name) is category


@pytest.mark.parametrize('name, reference, plain', [
    ('image_id', True, False), ('hrefs', True, False), ('ids', True, False),
    ('message_id', True, True), ('image', False, False),
    ('is_image', False, True), ('image_count', False, True),
    ('image_type', False, False), ('', False, True),
    ('zone_name', False, False),
])
def test_references(name: str, reference: bool, plain: bool) -> None:
    """Ids promise no thing; measures and flags are of no worry."""
    assert identifiers.is_reference(name) is reference
    assert identifiers.is_plain(name) is plain


@pytest.mark.parametrize('text, types, catalogue', [
    ('volume_type.create', True, False), ('volume_type', True, True),
    ('VolumeTypePayload', True, True), ('volume', False, False),
    ('flavor', True, True), ('datastore', False, True), ('', False, False),
    ('payload', False, False),
])
def test_catalogues(text: str, types: bool, catalogue: bool) -> None:
    """What operators publish for everybody."""
    assert identifiers.speaks_of_types(text) is types
    assert identifiers.is_catalogue(text) is catalogue


@pytest.mark.parametrize('name, category', [
    ('image_ref_url', Category.RESOURCE), ('ref_url', Category.RESOURCE),
    ('user_ref_url', Category.IDENTITY), ('domain_id', Category.IDENTITY),
    ('flavor_ref', Category.CATALOGUE), ('region_id', None),
    ('user_name', Category.IDENTITY), ('name', None), ('names', None),
    ('user_names', Category.IDENTITY), ('user_count', None),
    ('numa_node', None), ('my_node', Category.INFRASTRUCTURE),
    ('pci_address', None), ('address', Category.IDENTITY),
    ('state_description', None), ('my_description', Category.FREE_FORM),
    ('members', Category.RESOURCE), ('my_members', None),
    ('secret_size', None), ('my_pass', Category.SECRET),
    ('secret_of_it', Category.SECRET), ('', None), ('is_secret', None),
    ('flavorid', Category.CATALOGUE), ('qos_specs_id', Category.CATALOGUE),
    ('flavor_refs', Category.CATALOGUE), ('id', Category.RESOURCE),
    ('secret_id', Category.RESOURCE), ('project', Category.IDENTITY),
    ('project_of', None), ('my_keyring', Category.SECRET),
    ('connection_info', Category.SECRET), ('info', None),
    ('host_name', Category.IDENTITY), ('nodename', Category.INFRASTRUCTURE),
    ('hypervisor_hostname', Category.INFRASTRUCTURE),
    ('memory_addresses', None), ('pci_mac', None),
    ('pci_my_mac', Category.IDENTITY), ('state_reason', None),
    ('reason', Category.FREE_FORM), ('zone', None), ('names_of', None),
])
def test_by_name(name: str, category: Category | None) -> None:
    """Word by word, from the end."""
    assert identifiers.by_name(name) is category
