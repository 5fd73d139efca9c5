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

"""Which parameters hold a secret, by the calls of the same file."""

import pytest

from flake8_nova_notifications.rules.secrets.callers import MAX_HOPS
from tests import linted

CODE = 'NVN310'
PATH = 'nova/volume/client.py'


def _found(log: str, login: str, head: str = 'self, url, data') -> list[str]:
    """What is said of a helper that logs, and of the login that calls it."""
    found = linted.report(f'''\
class Client:
    def send({head}):
        {log}
        self.session.post(url, data)
    def pass_on(self, data):
        if data:
            data = json.dumps(data)
        self.send('x', data)
    def hide(self, data):
        self.send('x', sanitize(data))
    def login(self, password, name):
        {login}
''', CODE, path=PATH)
    return [text.partition('in clear, ')[2].partition(';')[0]
            for text in found]


LOG = "LOG.debug('to %s: %s', url, data)"
SEND = "self.send('login', {'password': password})"


@pytest.mark.parametrize('log, login, line', [
    (LOG, SEND, 12), (LOG, SEND.replace('{', 'data={'), 12),
    (LOG, "body = {'password': password}\n"
     "        self.send('x', json.dumps(body))", 13),
    (LOG, "self.pass_on({'password': password})", 12),
    (LOG, "self.send('x', 'user=%s&password=%s' % (name, password))", 12),
    ("LOG.debug(f'to {url}: {data}')", SEND, 12),
    (f'if self.debug:\n            {LOG}', SEND, 13),
    (f'if data:\n            {LOG}', SEND, 13),
    (f'if not data:\n            return\n        {LOG}', SEND, 14),
    (f'self.sent = url\n        {LOG}', SEND, 13),
    (f'if url:\n            self.sent = url\n        {LOG}', SEND, 14),
    (f'{LOG}\n        if url:\n            return', SEND, 14),
    ("LOG.debug('to %s', str(data))", SEND, 12),
])
def test_passed(log: str, login: str, line: int) -> None:
    """A login hands its password to a helper that logs what it is given."""
    assert _found(log, login) == [
        f"which holds 'password' when called on line {line}"]


@pytest.mark.parametrize(('key', 'advice'), [
    ('password', 'mask it with strutils.mask_password() or leave it out'),
    ('Authorization', 'leave it out, as strutils.mask_password() finds no '
     'secret without a key that it knows')])
def test_advice(key: str, advice: str) -> None:
    """A mask is named where it knows the key that a caller gives."""
    text, = linted.report(f'''\
def send(data):
    LOG.debug('to %s', data)
def login(password):
    send({{'{key}': password}})
''', CODE, path=PATH)
    assert text.endswith(
        f"which holds '{key}' when called on line 4; {advice}")


@pytest.mark.parametrize('log, login', [
    # Masked, part of it, or another value by then.
    ("LOG.debug('%s', strutils.mask_password(data))", SEND),
    ("LOG.debug('%s', data['name'])", SEND),
    ("data = self.clean(data)\n        " + LOG, SEND),
    # The login may well say that it must not be logged.
    ('if url:\n            ' + LOG, SEND),
    ("if url == 'login':\n            return\n        " + LOG, SEND),
    # Nothing secret is passed on, or where is not seen.
    (LOG, "self.send('login', {'name': name})"),
    (LOG, "self.hide({'password': password})"),
    (LOG, "self.send('login', {'password': '***'})"),
    (LOG, "self.other.send('login', {'password': password})"),
    (LOG, "self.send(*args, {'password': password})"),
    (LOG, "self.send('login', name)\n        it({'password': password})"),
    (LOG, "pass\nClient.send(it, 'login', {'password': 1})\n"
     "it = lambda data: LOG.debug('%s', data)"),
    ("LOG.debug('%s', url)", SEND),
    (LOG, "it()\nClient().send('login', {'password': password})\n"
     "class Kept(Client):\n    sent = Client.send('x', {'password': 1})"),
])
def test_not_passed(log: str, login: str) -> None:
    """What is masked, chosen or given by somebody else is silent."""
    assert _found(log, login) == []


def test_annotations() -> None:
    """Types stand between the parameters, and say nothing here."""
    for head in ('self, url: str, data: dict[str, str]',
                 'self, url: str = "", *, data: Any = None'):
        assert _found(LOG, SEND.replace('{', 'data={', 1), head), head


def test_keywords() -> None:
    """``**kwargs`` takes what no parameter does."""
    log = "LOG.debug('%s', kwargs)"
    for call, found in (("self.send('x', password=password)", True),
                        ("self.send('x', json={'password': password})", True),
                        ("self.send(data={'password': password})", False),
                        ("self.send('x', password=it)", True),
                        ("self.send('x', **{'password': password})", True),
                        ("self.send('x', **{'password': it})", True),
                        ("self.send('x', **name)", False),
                        ("self.send('x', name=name)", False)):
        assert bool(_found(
            log, call, 'self, data, **kwargs')) is found, call


def test_a_long_way() -> None:
    """A few helpers that pass a parameter on as it is are followed."""
    for hops, found in ((MAX_HOPS, True), (MAX_HOPS + 1, False)):
        helpers = ''.join(
            f'def send{n + 1}(data):\n    send{n}(data)\n'
            for n in range(hops))
        assert bool(linted.lines(
            "def send0(data):\n    LOG.debug('%s', data)\n" + helpers
            + f"def login(password):\n    send{hops}({{'password': password}})"
            '\n', CODE, path=PATH)) is found, hops


def test_commands() -> None:
    """The words of a command, of which a helper on the way adds one."""
    code = '''\
class Initiator:
    def run(self, {0}):
        LOG.debug('ran %s', {0})
    def update(self, key, value):
        command = ('-n', key, '-v', value)
        self.run(command)
    def connect(self, properties):
        self.update('auth.password', {1})
'''
    for name, value, found in (
            ('iscsi_command', "properties['auth_password']", True),
            ('cmd', "properties['auth_password']", True),
            ('iscsi_command', "properties['auth_method']", False),
            ('commanded', "properties['auth_password']", False)):
        assert bool(linted.lines(
            code.format(name, value), CODE, path=PATH)) is found, name
