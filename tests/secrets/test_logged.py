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

"""Which log calls write a secret: by name, by what a name holds, masked."""

import pytest

from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.secrets.holdings import MAX_DEPTH
from tests import linted

CODE = 'NVN310'
PATH = 'nova/virt/driver.py'
HEAD = '''\
from oslo_log import log as logging
from oslo_utils import strutils
LOG = logging.getLogger(__name__)
def run(self, it, name, password, connection_info, token, secret_uuid, keys):
'''


def _says(*body: str) -> list[str]:
    """What is said of a function body, its last line the log call."""
    code = HEAD + ''.join(f'    {line}\n' for line in body)
    found = linted.report(code, CODE, path=PATH)
    assert all(text.startswith(f'{len(body) + 4}:') for text in found), found
    return [text.partition(' logs ')[2].partition(';')[0] for text in found]


@pytest.mark.parametrize('logged', [
    'password', 'it.password', 'it.user.token.id', "it['password']",
    "it.get('auth_token')",
    "it.get('adminPass', None)", "getattr(it, 'secret_key')", 'str(password)',
    'password.encode("utf-8")', 'repr(it.chap_secret)', 'it.get_password()',
    'self._generate_token()', 'connection_info', 'it.connection_data',
    'it.user_data', 'CONF.database.connection',
    'self.transport_url', 'jsonutils.dumps(connection_info)',
    'connection_info.items()', 'dict(a=it, **connection_info)',
    'token if it else None', 'token or "none"',
    '(password)', 'await_ if it else it.passphrase', 'it.new_password',
    'it.password2', "' '.join([name, password])", '[name, password]',
    '[one.password for one in it]', "{'a': {'password': password}}",
    "dict(password=it)", "'%s:%s' % (name, password)", "name + password",
    "f'{name}:{password}'", "'{}:{}'.format(name, password)",
    "'{p}'.format(p=password)", "{1: password}",
    "{'X-Auth-Token': it}", "{'Authorization': it.value}",
    "connection_info['data']", "it.connection_info.get('data')",
    'jsonutils.loads(connection_info)', 'it.psk', 'it.pre_shared_key',
    "it['secret_access_key']", "{k: v for k, v in req.headers.items()}",
])
def test_values_by_name(logged: str) -> None:
    """The last part of a value says what it is."""
    for call in (f"LOG.debug('x %s', {logged})",
                 f"LOG.debug('x %(a)s', {{'a': {logged}}})",
                 f"LOG.debug('x %s' % ({logged},))",
                 f"LOG.warning(('x %s'), {logged})"):
        assert len(_says(call)) == 1, call


@pytest.mark.parametrize('logged', [
    'secret_uuid', 'it.secret_ref', 'token.id', 'token.user_id',
    'it.token_expires_at',
    "it['credential']['id']", "connection_info['data']['multipath_id']",
    'len(token)', 'type(password)', 'bool(password)', 'password is None',
    'not password', 'hash(password)', 'strutils.mask_password(password)',
    'strutils.mask_dict_password(connection_info)', 'sanitize(password)',
    'self._redact(it.password)', 'maybe_sanitize_url(it.transport_url)',
    'strip_passwords(connection_info)', 'masked_password', 'it.safe_token',
    'it.key', 'it.credentials', 'it.access_key', 'it.session_id',
    'it.client_token', 'it.page_token', 'it.get_user_from_token()',
    'it.check_password()', 'items(keys)',
    '{"a": it()[name]}', 'it.password_file', 'it.key_name',
    'it.path_to_private_key', 'it.use_password', 'it.metadata_for_secret',
    'it.user_from_oidc_token', 'get_user_of_admin_token()',
    'token[:8]', "password and '***'", "'***' if password else 'none'",
    'password.startswith("x")', 'it.ADMIN_PASSWORD', 'get_secret()',
    'it.get_connection_info()', "{'password': '***'}", "{'password': None}",
    "{'secret': secret_uuid}", "{'token': token.id}", "'password'", 'keys',
    "{'a': 1}", "[k for k in connection_info]", "it.lcm_operation_user_data",
    'it.connection', 'it.database.pool', 'it[name]',
    'sorted(keys)', 'it.format(**connection_info)', '"*" * len(password)',
    "it['data']", "{k: v for k, v in req.headers.items() if k != token}",
])
def test_values_that_are_none(logged: str) -> None:
    """References, lengths, what is masked; the message never counts."""
    assert _says(f"LOG.debug('password token %s', {logged})") == []
    assert _says("LOG.debug('password %(password)s' % {'p': 1})") == []


@pytest.mark.parametrize('body, known', [
    # A dict, and how something gets into it.
    (["d = {'user': name, 'password': it}"],
     'which holds password since line 5'),
    (["d = dict(user=name, password=it)"],
     'which holds password since line 5'),
    (["d = {'auth': {'passwordCredentials': {'password': it}}}"],
     'which holds password since line 5'),
    (['d = {}', "d['auth_password'] = it"],
     'which holds auth_password since line 6'),
    (['d = {}', "d['data']['auth_password'] = it"],
     'which holds auth_password since line 6'),
    (['d = [0]', 'd[0] = it.password'], 'which holds password since line 6'),
    (['d = {}', "d['auth_token'] = {'password': it}"],
     'which holds password since line 6'),
    (['d = {}', "if it:", "    d['auth_password'] = it"],
     'which holds auth_password since line 7'),
    (['d = {}', "d.setdefault('x-auth-token', it)"],
     'which holds x-auth-token since line 6'),
    (["d = {'X-Auth-Token': token.id}"],
     'which holds X-Auth-Token since line 5'),
    (['d = {}', "d['Authorization'] = it.token_id"],
     'which holds Authorization since line 6'),
    (['d = {}', "d.update({'chap-password': it})"],
     'which holds chap-password since line 6'),
    (['d = {}', "d.update(password=it)"],
     'which holds password since line 6'),
    (["d = {'x.password': it}", 'd = copy.deepcopy(d)'],
     'which holds x.password since line 5'),
    (["d = {'password': it}", "d = jsonutils.dumps(d)"],
     'which holds password since line 5'),
    # One that is read from it.
    (["it.login(keys['password'])", 'd = keys'],
     'which holds password since line 5'),
    (["it.login(keys.get('password'))", 'd = keys', 'keys = 1'],
     'which holds password since line 5'),
    # What does not take it out.
    (["d = {'password': it}", 'del d[name]', 'it.remove(d)', 'it.open()'],
     'which holds password since line 5'),
    # A text, a list, another name.
    (["d = 'https://%s:%s@host' % (name, password)"],
     'which holds password since line 5'),
    (["d = urlencode({'password': it})"], 'which holds password since line 5'),
    (["d = yaml.safe_dump({'password': it})"],
     'which holds password since line 5'),
    (["d = base64.b64encode(password)"], 'which holds password since line 5'),
    (["d = f'--pass {password}'"], 'which holds password since line 5'),
    (["d = 'x {}'.format(it.password)"],
     'which holds password since line 5'),
    (["d = 'a'", 'd += password'], 'which holds password since line 6'),
    (['d = []', "d.append('-p %s' % password)", "d = ' '.join(d)"],
     'which holds password since line 6'),
    (["d = ['sshpass', '-p', password]"],
     'which holds password since line 5'),
    (['d = it.password'], 'which holds password since line 5'),
    (['d = it.get_token()'], 'which holds token since line 5'),
    (['d = it.get_admin_token()'], 'which holds admin_token since line 5'),
    (['d = token or None'], 'which holds token since line 5'),
    (['(d := it.password)'], 'which holds password since line 5'),
    (['e, d = 1, it.password'], 'which holds password since line 5'),
    (["e = {'password': it}", 'd = list(e.values())'],
     'which holds password since line 5'),
    (["e = ['-p', password]", 'd = list(e)'],
     'which holds password since line 5'),
    (["d = {'private_key': ''.join(it)}"],
     'which holds private_key since line 5'),
    (["d = {'password': '***' if name else it}"],
     'which holds password since line 5'),
    (["d = {'password': it if name else '***'}"],
     'which holds password since line 5'),
    (["d = {'password': it}", 'e = [d for d in d.values()]'],
     'which holds password since line 5'),
    # A copy is another dict.
    (["d = {'password': it}", 'e = d.copy()', "e.pop('password')"],
     'which holds password since line 5'),
    (["e = {'password': it}", 'd = dict(e)', "del e['password']"],
     'which holds password since line 5'),
    (["d = {'password': it, 'a': 1}", "d.update({'a': '***'})"],
     'which holds password since line 5'),
])
def test_what_a_name_holds(body: list[str], known: str) -> None:
    """A secret went in above, whatever the name is called."""
    assert _says(*body, "LOG.debug('x %s', d)") == [f"'d' in clear, {known}"]


@pytest.mark.parametrize('body', [
    # Something else by now.
    ["d = {'password': it}", 'd = {}'], ["d = {'password': it}", 'd = it()'],
    ["d = {'password': it}", "d['password'] = '***'"],
    ["d = {'password': it}", "if it:", "    d['password'] = '<omitted>'"],
    ["d = {'password': it}", "d['password'] = None"],
    ["d = {'password': it}", "d['password'] = strutils.mask_password(it)"],
    ["d = {'password': it}", "d.pop('password')"],
    ['d = {}', "d.setdefault('password', '***')"],
    ['d, e, *rest = it, {}', "d['name'] = it"],
    ['d = {}', "d.setdefault('name', it)", "d['token'] = it.token_id"],
    ["d = {'password': it}", "self._remove_passwords(d)"],
    ["d = {'password': it}", 'for d, e in it:', '    pass'],
    ["d = {'password': it}", "d = {**d, 'password': await self.mask(it)}"],
    ["d = {'password': it}", "d.pop('password', None)"],
    ["d = {'password': it}", "del d['password']"], ["d = keys", 'del d'],
    ["d = {'password': it}", 'd = strutils.mask_dict_password(d)'],
    ["d = {'password': it}", "self._scrub(d)"],
    ["e = {'password': it}", 'd = e', "e.pop('password')"],
    ["d = {'password': it}", "d.update({'password': '***'})"],
    ["d = {'password': it}", "d.update(password='***')"],
    ["d = {'password': it}", "d = {**d, 'password': '***'}"],
    ["d = {'password': it}", "d = dict(d, password='***')"],
    ["d = {'password': it}", "d = dict(d, **{'password': '***'})"],
    ["d, e = '***', password"],
    ["d = {'password': it}", "for d in it:", '    pass'],
    ["d = {'password': it}", "with it as d:", '    pass'],
    ["d = {'password': it}", "d, e = it"],
    # The keys of a dict.
    ["e = {'password': it}", 'd = list(e)'],
    ["e = {'password': it}", "d = ', '.join(sorted(e))"],
    # Nothing secret went in.
    ["d = {'password': ''}"], ["d = {'password': '***'}"],
    ["d = {'password': '***' if it else None}"],
    ["d = {'password': it and '***', 'token': it.token[:4] + '...'}"],
    ["d = {'secret': secret_uuid}"], ["d = {'token': it.token_id}"],
    ["d = {'password_length': len(password)}"], ['d = len(password)'],
    ["d = 'token' if password else ''"], ['d = bool(password)'],
    ["d = {'properties': {'password': {'type': 'string'}}}"],
    ["d = {k: v for k, v in it.items() if k != 'password'}"],
    ["d = self.build(password)"], ["d = it.headers"], ['d = secret_uuid'],
    ["it.login(it['password'])", 'd = it.uuid'],
    ["d = {'private_key': '/'.join([it, 'a.key'])}"],
    ["d = {'privateKey': it.key_config}"],
    ['d = self.fetch_token()', 'd.renew()'],
    ['for secret in self.names:', '    d = secret'],
    ['for secret in self.names:', "    d = {it: {'secret': secret}}"],
    ["d = {'private_key': os.path.join(it, 'a.key')}"],
])
def test_what_a_name_holds_no_more(body: list[str]) -> None:
    """It was bound again, the key was masked or taken out, or none was."""
    assert _says(*body, "LOG.debug('x %s', d)") == []


@pytest.mark.parametrize('body', [
    ['d = {}', 'for k in s:', '    d[k] = s[k]'],
    ['d = {}', 'for k in sorted(s.keys()):', '    d[k] = str(s[k])'],
    ['d = {}', 'for k, v in s.items():', '    d[k] = v'],
    ['d = {}', 'for k, v in sorted(six.iteritems(s)):', '    d[k] = v'],
    ['d = []', 'for k, v in s.items():', "    d.append('%s: %s' % (k, v))"],
    ['d = {k: v for k, v in s.items()}'],
    ["d = ' '.join('%s: %s' % (k, v) for k, v in s.items())"],
    ["d = ['%s: %s' % (k, s[k]) for k in s]"],
    ['d = {}', 'for k, v in s.items():', '    d[k] = v, [x for x in it]'],
])
def test_entry_by_entry(body: list[str]) -> None:
    """What all entries of a dict are put into holds the secret as well."""
    assert _says("s = {'password': it}", *body, "LOG.debug('x %s', d)") == [
        "'d' in clear, which holds password since line 5"]


@pytest.mark.parametrize('body', [
    # The loop may leave it out, or mask it.
    ['d = {}', 'for k, v in s.items():', "    if k != 'password':",
     '        d[k] = v'],
    ['d = {}', 'for k in s:', "    d[k] = '***' if k in it else s[k]"],
    ['d = {}', 'for k, v in s.items():', '    d[k] = it.mask(k, v)'],
    ['d = {}', 'for k, v in s.items():', '    d[k] = k in it or v'],
    ['d = {k: v for k, v in s.items() if k not in it}'],
    ['d = {k: it(k) and v for k, v in s.items()}'],
    ['d = {}', 'for k, v in s.items():', '    d[k] = v, [x for x in it if k]'],
    ['d = {}', 'for k, v in s.items():', *['    it(k)'] * 100, '    d[k] = v'],
    ['d = {}', 'for k in s.allowed():', '    d[k] = s[k]'],
    ['d = {}', 'for k in allowed(s):', '    d[k] = s[k]'],
    # Other entries, or no values.
    ['d = {}', 'for k in s:', '    d[k] = it[k]'],
    ['d = {}', 'for k, v in it.items():', '    d[k] = v'],
    ['d = []', 'for k in s:', '    d.append(k)'], ['d = [k for k in s]'],
    ['d = [k for k, v in s.items()]'],
    ['d = [v for v in it for k, v in s.items()]'],
    ['d = []', 'for k, v in s:', '    d.append(v)'],
    ['for k, d in s.items():', '    pass', 'd = 1'],
    ['for k in s:', '    pass', 's = it', 'd = s[k]'],
    ['for k in s:', '    pass', 'k = it', 'd = s[k]'],
    ['v = it', 'd = [v for k, v in s.items() for x in it]', 'd = v'],
    ['v = it', 'e = [v for k, v in s.items()]', 'd = v'],
    # Of another dict a name is no more than its name.
    ["d = ['%s: %s' % (token, k) for k in it]"],
])
def test_not_entry_by_entry(body: list[str]) -> None:
    """A choice may leave the secret out; a key alone is none."""
    assert _says("s = {'password': it}", *body, "LOG.debug('x %s', d)") == []


@pytest.mark.parametrize('body, reported', [
    (['d = {}', 'for k, v in req.headers.items():', '    d[k.lower()] = v'],
     True),
    (['d = []', 'for k in req.headers:',
      "    d.append('%s: %s' % (k, req.headers[k]))"], True),
    (['d = dict(req.headers)'], True), (['d = req.headers'], True),
    (['d = {}', 'for k, v in req.headers.items():',
      "    if k.startswith('HTTP_'):", '        d[k[5:]] = v'], True),
    (['d = {}', 'for k, v in req.headers.items():',
      "    if k.startswith('HTTP_') and k not in it:",
      '        d[k[5:]] = v'], False),
    (['d = {k: v for k, v in request.headers.items()}'], True),
    (['for k, d in req.headers.items():', '    it(k)'], True),
    (["d = {k: v for k, v in req.headers.items() if k != 'X-Auth-Token'}"],
     False),
    (['d = [k for k in req.headers]'], False),
    (['d = {}', 'for k, v in it.headers.items():', '    d[k] = v'], False),
    (['d = dict(req.headers)', 'd = it'], False),
])
def test_headers_of_a_request(body: list[str], reported: bool) -> None:
    """A copy of all of them holds the token, whatever it is called."""
    line = 5 + max(n for n, text in enumerate(body) if 'headers' in text)
    assert _says(*body, "LOG.debug('x %s', d)") == [
        "'d' in clear, which holds all headers of a request since line "
        f'{line}'] * reported


@pytest.mark.parametrize('looped, logged, reported', [
    ('request.headers', 'request.headers[k]', True),
    ('request.headers', 'request.headers[other]', False),
    ('request.headers', 'k', False), ('it', 'it[k]', False),
])
def test_taken_by_its_key(looped: str, logged: str, reported: bool) -> None:
    """A loop over all keys logs all values in its turns."""
    assert len(_says(f'for k in {looped}:',
                     f"    LOG.debug('%s: %s', k, {logged})")) == reported


@pytest.mark.parametrize('then, part, whole', [
    ('pass', True, True), ("d['more'] = it()", True, True),
    ("d['data'] = it()", False, False), ('d = it()', False, False),
    ("d['data'].pop('auth_password')", False, False),
    ("del d['data']['auth_password']", False, False),
    ("d['data']['auth_password'] = '***'", False, False),
])
def test_one_level_down(then: str, part: bool, whole: bool) -> None:
    """What holds the secret is told from what stands beside it."""
    for logged, found in (("d['data']", part), ("d['more']", False),
                          ("d['data']['more']", False), ('d', whole)):
        assert bool(_says(
            'd = it()', "d['data']['auth_password'] = it", then,
            f"LOG.debug('x %s', {logged})")) is found, logged


@pytest.mark.parametrize('parameters, reported', [
    ('token', True), ('token=None', True), ("it, token=''", True),
    ('token=False', False), ('it, token=True, other=1', False),
    ('*, it, token=False', False), ('it=False, token=None', True),
])
def test_switches(parameters: str, reported: bool) -> None:
    """What is true or false by default tells whether, and not which."""
    assert linted.lines(f"""\
from oslo_log import log as logging
LOG = logging.getLogger(__name__)
def drop(self, {parameters}):
    LOG.debug('x %s', token)
""", CODE, path=PATH) == [4] * reported


def test_order_counts() -> None:
    """A dict that is logged before the secret goes in holds none."""
    assert linted.lines(HEAD + '''\
    d = {'user': name}
    LOG.debug('x %s', d)
    d['password'] = it
    LOG.debug('x %s', d)
    d = it.answer()
    LOG.debug('x %s', d)
    d = it.account()
    LOG.debug('x %s', d)
    it.log_in(d['password'])
    d = it.answer()
    LOG.debug('x %s', d)
''', CODE, path=PATH) == [8, 12]


@pytest.mark.parametrize('body, reported', [
    # Objects are written by their name, or by what they choose to show.
    (['it.say(token.expires)', "LOG.debug('%s', token)"], False),
    (['it.say(token.strip())', "LOG.debug('%s', token)"], True),
    (['it.say(self.token.expires)', "LOG.debug('%s', self.token)"], False),
    (["it.uuid; it['password']", "LOG.debug('%s', it)"], False),
    (["it['password']", "LOG.debug('%s', it)"], True),
    (['it.say(token.expires)', "LOG.debug('%s', [token])"], False),
    (["password = ''", "LOG.debug('%s', [password])"], False),
    (["d = {'password': it}", 'for k in d:', '    it(k)',
      "LOG.debug('%s', it[0].name)"], False),
    (["LOG.debug('%s', keys)", "keys['password']"][:1], False),
    # A value that is plain here.
    (["password = 'unset'", "LOG.debug('%s', password)"], False),
    (["password = None if it else ''", "LOG.debug('%s', password)"], False),
    (["password = strutils.mask_password(it)", "LOG.debug('%s', password)"],
     False),
    (["password = it.make()", "LOG.debug('%s', password)"], True),
    (["password = it.make() if it else ''", "LOG.debug('%s', password)"],
     True),
    (["password = '' if it else it.make()", "LOG.debug('%s', password)"],
     True),
    (["password = it.make() + '1'", "LOG.debug('%s', password)"], True),
    (["password = '1' + it.make()", "LOG.debug('%s', password)"], True),
    (["password = it.make() or '1'", "LOG.debug('%s', password)"], True),
    (["password = ''", "password += 'x'", "LOG.debug('%s', password)"],
     False),
    # Of a dict, keys.
    (["d = {'password': it}", "LOG.debug('%s', list(d))"], False),
    (["d = {'password': it}", "LOG.debug('%s', list(d.items()))"], True),
    # A few characters of it, and what stands for the rest.
    (["token = it.token[:4] + '***'", "LOG.debug('%s', token)"], False),
    (["token = f'...{it.token[-4:]}'", "LOG.debug('%s', token)"], False),
    (["token = it.token and '***'", "LOG.debug('%s', token)"], False),
    (["token = it.token or '***'", "LOG.debug('%s', token)"], True),
    (["token = it.header[7:]", "LOG.debug('%s', token)"], True),
    (["token = it.token[:40]", "LOG.debug('%s', token)"], True),
    (["token = it.key + it.token", "LOG.debug('%s', token)"], True),
    (["token = f'{it.token}'", "LOG.debug('%s', token)"], True),
    (["for password in ('', 'NULL'):", "    LOG.debug('%s', password)"],
     False),
    (["known = ['', 'NULL']", 'for password in known:',
      "    LOG.debug('%s', password)"], False),
    (["for password in ('', it):", "    LOG.debug('%s', password)"], True),
    (['for password in it:', "    LOG.debug('%s', password)"], True),
    (['pairs = []', 'for name, password in pairs:',
      "    LOG.debug('%s', password)"], True),
    (["connection_info = {'driver': name}",
      "LOG.debug('%s', connection_info)"], False),
    (["connection_info = {'driver': name, 'auth_password': it}",
      "LOG.debug('%s', connection_info)"], True),
    (["pwd = os.getcwd()", "LOG.debug('%s', pwd)"], False),
    # One of two is masked.
    (["LOG.debug('%s %s', strutils.mask_password(it), password)"], True),
    (["LOG.debug(strutils.mask_password('%s') % password)"], True),
    (["LOG.debug(strutils.mask_password('%s' % password))"], False),
    # Fields of a mapping that the message asks for.
    (["LOG.debug('%(name)s', {'name': name, 'password': password})"], False),
    (["LOG.debug('%(password)s', {'password': password})"], True),
    (["d = {'name': name, 'password': it}", "LOG.debug('%(name)s', d)"],
     False),
    (["d = {'name': name, 'password': it}",
      "LOG.debug('%(password)s' % d)"], True),
    (["d = {'name': name, 'password': it}", "LOG.debug('%(name)s' % d)"],
     False),
    (["LOG.debug('%(auth_password)s', connection_info)"], True),
    (['LOG.debug(it.text(), password)'], True), (['LOG.debug()'], False),
    (["LOG.debug(_('%(driver)s'), connection_info)"], False),
    # What is no log.
    (["print('%s' % password)"], False),
    (["sys.stdout.write(password)"], False),
    (["self.dialog.info('%s', password)"], False),
    (["self.log.error('%s', password)"], True),
    (["LOG.debug('x', password=password)"], False),
    (["LOG.log(logging.DEBUG, '%s', password)"], True),
    # The environment of a process.
    (["it.run(name, environment=keys)", "LOG.debug('%s', keys)"], True),
    (["it.run(name, env=keys)", "LOG.debug(f'{keys}')"], True),
    (["it.run(name, volumes=keys)", "LOG.debug('%s', keys)"], False),
    (["it.run(name, env=masked_env)", "LOG.debug('%s', masked_env)"], False),
    # The name of a file.
    (["it.set_private_key_file(it.private_key)",
      "LOG.debug('%s', it.private_key)"], False),
    (["os.path.exists(it.private_key)",
      "LOG.debug('%s', it.private_key)"], False),
    (["it.write_file(password, name)", "LOG.debug('%s', password)"], True),
    (["it.set_private_key_file(name, password)",
      "LOG.debug('%s', password)"], True),
    (["LOG.debug('%s', os.environ)"], True),
    (["LOG.debug('%s', os.environ['PATH'])"], False),
])
def test_places(body: list[str], reported: bool) -> None:
    """Objects, plain values, mappings, and what is not a log."""
    assert len(_says(*body)) == reported


@pytest.mark.parametrize('definition, uses, logged, reported', [
    ('def f(self, req)', 'req.environ', 'req', True),
    ('def f(self, request)', 'request.context', 'request', True),
    ('def f(self, req)', 'req.name', 'req', False),
    ('def f(self, it)', 'it.path_info', 'it', True),
    ('def f(self, it)', 'it.context', 'it', False),
    ('def f(self, req)', 'req.environ', 'req.method', False),
    ('def f(self, req)', 'req.environ', 'str(req)', True),
    ('@webob.dec.wsgify\n    def f(self, it)', '1', 'it', True),
    ('@webob.dec.wsgify\n    def f(self, it, other)', '1', 'other', False),
    ('def f(self, it)', 'req = webob.Request(it)', 'req', True),
    ('def f(self, it)', 'req = urllib.Request(it)', 'req', False),
    ('def f(self, req)', '1', 'req.headers', True),
    ('def f(self, req)', '1', "req.headers['Host']", False),
    ('def f(self, req)', '1', 'dict(req.environ)', True),
    ('def f(self, req)', 'it = dict(req.headers)', 'it', True),
    ('def f(self, resp)', '1', 'resp.headers', False),
    ('def f(self)', '1', 'self.headers', True),
    ('def __call__(self, env, start_response)', '1', 'env', True),
    ('def f(self, env)', '1', 'env', False),
])
def test_requests(
    definition: str, uses: str, logged: str, reported: bool,
) -> None:
    """A request is told by what is read from it; it holds the token."""
    found = linted.report(f'''\
import webob
from oslo_log import log as logging
LOG = logging.getLogger(__name__)
class Handler(server.BaseHTTPRequestHandler):
    {definition}:
        {uses}
        LOG.debug('request %s', {logged})
''', CODE, path=PATH)
    assert [text.partition('; ')[2] for text in found] == [
        'log its method and path only'] * reported


def test_other_classes_have_headers_of_their_own() -> None:
    """``self.headers`` is a request's in a handler of requests only."""
    assert linted.lines('''\
class Table:
    def f(self):
        LOG.debug('headers %s', self.headers)
''', CODE, path=PATH) == []


@pytest.mark.parametrize('logged, held', [
    ('self.__dict__', 'password'), ('vars(self)', 'password'),
    ('json.dumps(self.__dict__)', 'password'), ('vars(it)', 'token'),
    ('self.other.__dict__', ''), ('vars()', ''), ('it.name', ''),
    ('strutils.mask_dict_password(self.__dict__)', ''),
    ('it.__dict__.keys()', ''), ('name.__dict__', ''),
])
def test_attributes(logged: str, held: str) -> None:
    """What an object is written with: the attributes used in its class."""
    found = linted.report(f'''\
class A:
    def __init__(self, given):
        self.password = given
        self.name = self.get_token()
    def f(self, it, name):
        it.login(it.token, name.password())
        LOG.debug('%s', {logged})
    def g(self, name):
        self.key = name.passphrase
''', CODE, path=PATH)
    assert [text.partition('which holds ')[2].partition(';')[0]
            for text in found] == [f"'{held}'"] * bool(held)


def test_attributes_outside_of_a_class() -> None:
    """Of ``self`` in a function that becomes a method elsewhere."""
    assert linted.lines(
        "def f(self, given):\n    self.password = given\n"
        "    LOG.debug('%s', vars(self))\n", CODE, path=PATH) == [3]


@pytest.mark.parametrize('path, reported', [
    ('nova/virt/driver.py', True), ('nova/tests/unit/test_driver.py', False),
    ('tools/dump.py', False), ('nova/cmd/manage.py', True),
])
def test_production_code(path: str, reported: bool) -> None:
    """What tests write nobody keeps."""
    assert linted.lines(
        HEAD + "    LOG.debug('%s', password)\n", CODE,
        path=path) == [5] * reported


def test_outside_of_functions() -> None:
    """A module and a class log as well, by name."""
    assert linted.lines('''\
LOG.debug('%s', CONF.admin_password)
class A:
    LOG.info('%s %s', name, token)
    LOG.info('%s', {'a': name})
''', CODE, path=PATH) == [1, 3]


def test_text() -> None:
    """The value, how it is known, and what to do."""
    keyed = 'mask it with strutils.mask_password() or leave it out'
    alone = ('leave it out, as strutils.mask_password() finds no secret '
             'without a key that it knows')
    assert linted.report(HEAD + '''\
    LOG.debug('%s', it.password)
    properties = {}
    properties['auth_password'] = it
    self.log.info('%(p)s of %(n)s', {'n': name, 'p': properties})
    LOG.error('%s', {'password': it})
    token = it.token
    LOG.error('%s', token)
    LOG.error('%s', it.connection_info)
    LOG.error('%s', {'Authorization': token})
    text = it.get_token()
    LOG.error('%s', text)
''', CODE, path=PATH) == [
        f'{place} NVN310 {text}' for place, text in (
            ('5:5', "LOG.debug() logs 'it.password' in clear, a secret by "
             f'its name; {alone}'),
            ('8:5', "self.log.info() logs 'properties' in clear, which holds "
             f'auth_password since line 7; {keyed}'),
            ('9:5', "LOG.error() logs '{'password' it}' in clear, which "
             f"holds 'password'; {keyed}"),
            ('11:5', "LOG.error() logs 'token' in clear, a secret since line "
             f'10; {alone}'),
            ('12:5', "LOG.error() logs 'it.connection_info' in clear, a "
             f'secret by its name; {keyed}'),
            ('13:5', "LOG.error() logs '{'Authorization' token}' in clear, "
             f"which holds 'Authorization'; {alone}"),
            ('15:5', "LOG.error() logs 'text' in clear, which holds token "
             f'since line 14; {alone}'))]
    assert "logs 'dict(req.headers)' in clear" in linted.report(
        HEAD + "    LOG.debug('%s', dict(req.headers))\n", CODE,
        path=PATH)[0]


def test_severity() -> None:
    """At debug level a secret is in fewer logs."""
    about = linted.rule(CODE).about
    for call, severity in (('LOG.debug', Severity.MEDIUM),
                           ('LOG.error', Severity.HIGH)):
        text, = linted.report(
            HEAD + f"    {call}('%s', password)\n", CODE, path=PATH)
        assert about.severity_of(text.partition('NVN310 ')[2]) is severity


def test_long_functions_end() -> None:
    """A generated function is not read; what is called a secret still is."""
    body = '    it = [it]\n' * 20_000
    assert linted.lines(
        HEAD + body + "    LOG.debug('%s', password)\n", CODE,
        path=PATH) == []
    for left, right in (('[', ']'), ("'{}'.format(", ')'), ("{'a': ", '}'),
                        ('(await ', ')')):
        for depth, found in ((MAX_DEPTH, True), (MAX_DEPTH + 1, False)):
            value = left * depth + 'password' + right * depth
            assert bool(linted.lines(
                f"{HEAD}    d = {value}\n    LOG.debug('%s', d)\n", CODE,
                path=PATH)) is found, (left, depth)


@pytest.mark.parametrize(('before', 'call'), [
    ('import logging\nreporter = logging.getLogger(__name__)\n',
     'reporter.info("x %s", token)'),
    ('import logging\nreporter = logging.getLogger(__name__)\n',
     'reporter.log(logging.INFO, "x %s", token)'),
    ('import logging\n', 'logging.getLogger("a").info("x %s", token)'),
    ('from logging import info\n', 'info("x %s", token)'),
])
def test_loggers_by_import(before: str, call: str) -> None:
    """What makes a logger tells it, whatever it is called."""
    code = f'{before}def run(token):\n    {call}\n'
    found, = linted.report(code, CODE, path=PATH)
    assert " logs 'token' in clear" in found
    code = f'from nova import reporter, info\ndef run(token):\n    {call}\n'
    if 'logging' not in call:
        assert linted.report(code, CODE, path=PATH) == []


def test_a_level_is_no_value() -> None:
    """``log`` is given the level first."""
    assert _says('LOG.log(token, "x %s", name)') == []
    assert _says('LOG.log(20, "x %s", token)') != []
