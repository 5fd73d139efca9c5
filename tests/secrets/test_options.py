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

"""Which options of oslo.config hold a secret and do not say so."""

import pytest

from tests import linted

CODE = 'NVN505'
PATH = 'nova/conf/backend.py'
HEAD = ('from oslo_config import cfg\n'
        'PREFIX = "a"; SECRET = "db_password"; PATHS = "Path of it"\n')


def _lines(option: str, path: str = PATH) -> list[int]:
    return [line - 2 for line in linted.lines(
        f'{HEAD}opts = [{option}]\n', CODE, path=path)]


@pytest.mark.parametrize('option', [
    "cfg.StrOpt('admin_password')", "cfg.StrOpt('admin-password')",
    "cfg.StrOpt(name='san_passwd')", "cfg.StrOpt('api_token', default='')",
    "cfg.StrOpt('db_pw')", "cfg.StrOpt('rabbit_pass')",
    "cfg.StrOpt('client_secret', help='Secret of the client')",
    "cfg.StrOpt('sourcetoken')", "cfg.StrOpt('instance_rpc_encr_key')",
    "cfg.StrOpt('module_aes_cbc_key')", "cfg.ListOpt('hmac_keys')",
    "cfg.StrOpt('fixed_key')", "cfg.StrOpt('s3_secret_access_key')",
    "cfg.StrOpt('adminPassword')", "cfg.StrOpt('ipsec_psk')",
    "cfg.MultiStrOpt('shared_secret')", "cfg.Opt('auth_token')",
    "cfg.Opt('auth_token', type=types.String())",
    "cfg.URIOpt('transport_url')", "cfg.StrOpt('sql_connection')",
    "cfg.StrOpt('my_db_connection', default='sqlite://')",
    "cfg.StrOpt('connection', help='URL of the database')",
    "cfg.StrOpt('key', help='Key for HMAC signatures')",
    "cfg.StrOpt('private_key', help='Value of the key')",
    "cfg.StrOpt('image_signing_key', help='Value of the key')",
    "cfg.StrOpt(PREFIX + '_secret_key')", "cfg.StrOpt('%s_password' % PREFIX)",
    "cfg.StrOpt(f'{PREFIX}_password')", "cfg.StrOpt(SECRET)",
    "cfg.StrOpt('{}_token'.format(PREFIX))",
    "cfg.StrOpt('password2', help=_('The ' 'password'))",
    "cfg.StrOpt('password', help=text())", "self.cfg.StrOpt('password')",
    "cfg.StrOpt('a', secret=True), cfg.IntOpt('b'), cfg.StrOpt('password')",
    "cfg.StrOpt('backend_url', help='Where coordination runs')",
    "cfg.StrOpt('backend-url', help='A tooz URL')",
    "cfg.StrOpt('alarm_connection', help='Connection to the database')",
    "cfg.MultiStrOpt('urls', help='Such as amqp://user:pass@host/')",
    "cfg.StrOpt('uri', help='Connection URI of MongoDB')",
    "cfg.StrOpt('swift_key', help='The key for authentication')",
    "cfg.StrOpt('temp_url_key', help='The secret token of Swift')",
    "cfg.StrOpt('root_token_id')", "cfg.StrOpt('approle_secret_id')",
    "cfg.StrOpt('kek')",
])
def test_options_with_a_secret(option: str) -> None:
    """Texts whose name ends in that of a secret."""
    assert _lines(option) == [1]


@pytest.mark.parametrize('option', [
    "cfg.StrOpt('admin_password', secret=True)",
    "cfg.StrOpt('admin_password', secret=False)",
    "cfg.StrOpt('admin_password', secret=HIDE)",
    "cfg.StrOpt('admin_password', **common)",
    "cfg.BoolOpt('inject_password')", "cfg.IntOpt('token')",
    "cfg.Opt('password', type=types.Boolean())",
    "cfg.Opt('password', type=types.Integer)",
    "cfg.StrOpt('password_file')", "cfg.StrOpt('rbd_secret_uuid')",
    "cfg.StrOpt('token_strategy')", "cfg.StrOpt('password_hash_algorithm')",
    "cfg.StrOpt('login')", "cfg.StrOpt('access_key')",
    "cfg.StrOpt('auth_url')", "cfg.StrOpt('secret_store', choices=['a'])",
    "cfg.StrOpt('password', choices=['none', 'some'])",
    "cfg.StrOpt('token', help='Path of the token')",
    "cfg.StrOpt('token', help=_('Path of %s' % 'it'))",
    "cfg.StrOpt('token', help=PATHS)",
    "cfg.StrOpt('token', help='File with the token')",
    "cfg.StrOpt('token', help='The file that holds the token')",
    "cfg.StrOpt('api_key', default='/etc/nova/key')",
    "cfg.StrOpt('password', help='Entry point for the plugin')",
    "cfg.StrOpt('password', help='Entry ' + 'point ' + 'of a plugin')",
    "cfg.StrOpt('ovsdb_connection', default='tcp:127.0.0.1:6640')",
    "cfg.StrOpt('connection', help='Address of the hypervisor')",
    "cfg.StrOpt('key', help='Key of the entry')",
    "cfg.StrOpt('key', help='Path of the secret key')",
    "cfg.StrOpt('private_key')", "cfg.StrOpt('signing_key', help='A key')",
    "cfg.StrOpt('ssh_key', help='Contents of the PEM file')",
    "cfg.StrOpt('use_token')", "cfg.StrOpt('next_token')",
    "cfg.StrOpt(PREFIX)", "cfg.StrOpt(compute())", "cfg.StrOpt()",
    "cfg.StrOpt('password_%s' % PREFIX)",
    "other.StrOpt('admin_password')", "StrOpt('admin_password')",
    "cfg.StrOpt('backend_url', help='Where the array is')",
    "cfg.StrOpt('alarm_connection', help='Connection to the service')",
    "cfg.StrOpt('nb_connection', help='Of the OVN database')",
    "cfg.StrOpt('nb_connection', help='Database, as tcp:1.2.3.4:6641')",
    "cfg.StrOpt('password_urls', help='Such as amqp://host:5671/')",
    "cfg.StrOpt('passed_names', help='Read from a://user:pass@host/')",
    "cfg.StrOpt('uri', help='Connection URI of the hypervisor')",
    "cfg.StrOpt('uri', help='Address of the database')",
    "cfg.StrOpt('swift_key', help='The key of the entry')",
    "cfg.StrOpt('access_key', help='Half of the secret key')",
    "cfg.StrOpt('temp_url_key', help='Path of the secret key')",
    "cfg.StrOpt('app_token_id')",
])
def test_other_options(option: str) -> None:
    """Switches, paths, references, and what has been thought of."""
    assert _lines(option) == []


def test_imports() -> None:
    """The class may come by any name of its module."""
    for head, call in (
            ('from oslo_config.cfg import StrOpt', 'StrOpt'),
            ('from oslo_config import cfg as openstack_cfg',
             'openstack_cfg.StrOpt'),
            ('import oslo_config.cfg', 'oslo_config.cfg.StrOpt'),
            ('from oslo.config import cfg', 'cfg.StrOpt'),
            ('from nova.compat import cfg', 'cfg.StrOpt'),
            ('cfg = try_import("oslo_config.cfg")', 'cfg.StrOpt')):
        assert linted.lines(
            f"{head}\nopt = {call}('password')\n", CODE, path=PATH) == [2]
    assert linted.lines(
        "from click import opts\nopt = opts.StrOpt('password')\n", CODE,
        path=PATH) == []


def test_each_registration_and_its_default() -> None:
    """Two of one name are two; a default that is a secret is told."""
    assert linted.report(f'''\
{HEAD}opts = [
    cfg.StrOpt('admin_password', default='rabbit'),
    cfg.StrOpt(
        'admin_password',
        default=None),
    cfg.StrOpt('transport_url', default='rabbit://'),
    cfg.StrOpt(PREFIX + '_token', default=''),
    cfg.StrOpt('auth_token', default=env('OS_TOKEN')),
    cfg.StrOpt('password', default='xxxxxxxx'),
]
''', CODE, path=PATH) == [
        f'{place} NVN505 option {told}; add secret=True'
        for place, told in (
            ('4:5', "'admin_password' holds a secret that is logged at "
             'start, and its default is one that everybody knows'),
            ('5:5', "'admin_password' holds a secret that is logged at "
             'start'),
            ('8:5', "'transport_url' holds a secret that is logged at start"),
            ('9:5', "'*_token' holds a secret that is logged at start"),
            ('10:5', "'auth_token' holds a secret that is logged at start"),
            ('11:5', "'password' holds a secret that is logged at start"))]


@pytest.mark.parametrize('path, found', [
    ('nova/conf/api.py', [1]), ('nova/tests/conf.py', []),
    ('tools/conf.py', []),
])
def test_production_code(path: str, found: list[int]) -> None:
    """Options of tests are logged nowhere that matters."""
    assert _lines("cfg.StrOpt('admin_password')", path) == found
