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

"""Logged secrets go through a mask of oslo.utils, where that finds them."""

import ast
import textwrap

import pytest

from flake8_nova_notifications.rules.secrets.holdings import MAX_DEPTH
from flake8_nova_notifications.rules.secrets import pieces
from tests.fixes import fixed_lines
from tests.fixes import refusal
from tests.fixes import style_errors

HEAD = '''\
from oslo_log import log as logging
from oslo_utils import excutils

LOG = logging.getLogger(__name__)


def attach(volume, connection_info, password, server: dict):
'''
PATH = 'nova/virt/volume.py'


def _fixed(body: str, head: str = HEAD) -> list[str]:
    """What becomes of the body of a function; the import is checked."""
    indented = ''.join(f'    {line}' for line in body.splitlines(True))
    lines = fixed_lines('NVN310', head + indented, PATH)
    assert lines[2] == 'from oslo_utils import strutils'
    assert style_errors(lines) == []
    return [line[4:] for line in lines[head.count('\n') + 1:]]


def _refusal(body: str, head: str = HEAD) -> str:
    return refusal('NVN310', head + ''.join(
        f'    {line}' for line in body.splitlines(True)), PATH)


MASKED = {
    'a dict that is made here': ('''\
body = {'user': volume.user, 'passwords': password}
LOG.debug('body is %s', body)
''', '''\
body = {'user': volume.user, 'passwords': password}
LOG.debug('body is %s', strutils.mask_dict_password(body))
'''),
    'a dict that gets the secret later, in a dict': ('''\
data = dict(name=volume.name)
data['auth_password'] = password
LOG.debug('connecting %(id)s: %(data)s', {'id': volume.name, 'data': data})
''', '''\
data = dict(name=volume.name)
data['auth_password'] = password
LOG.debug('connecting %(id)s: %(data)s',
          {'id': volume.name, 'data': strutils.mask_dict_password(data)})
'''),
    'a dict by its annotation': ('''\
server['admin_password'] = password
LOG.debug('server is %s', server)
''', '''\
server['admin_password'] = password
LOG.debug('server is %s', strutils.mask_dict_password(server))
'''),
    'a dict whose fields are written by name': ('''\
table = {'user': volume.user, 'password': password}
LOG.debug('logging in as %(user)s with %(password)s', table)
''', '''\
table = {'user': volume.user, 'password': password}
LOG.debug('logging in as %(user)s with %(password)s',
          strutils.mask_dict_password(table))
'''),
    'a dict in a text of it': ('''\
body = {'password': password}
copied = body.copy()
LOG.debug('body is ' + str(copied))
''', '''\
body = {'password': password}
copied = body.copy()
LOG.debug('body is ' + str(strutils.mask_dict_password(copied)))
'''),
    'a dict in the call, on several lines': ('''\
LOG.debug('logging in: %s', {'user': volume.user,
                             # of the account
                             'password': password})
LOG.debug('logging in: %s', {
    'password': password,
})
''', '''\
LOG.debug('logging in: %s',
          strutils.mask_dict_password({'user': volume.user,
                                       # of the account
                                       'password': password}))
LOG.debug('logging in: %s', strutils.mask_dict_password({
    'password': password,
}))
'''),
    'something that is read by keys': ('''\
LOG.debug('calling os-brick to detach volume %s', connection_info, extra=None)
data = connection_info['data']
''', '''\
LOG.debug('calling os-brick to detach volume %s',
          strutils.mask_password(connection_info), extra=None)
data = connection_info['data']
'''),
    'a text of it': ('''\
LOG.debug('detaching %s', str(connection_info))
data = connection_info.get('data')
''', '''\
LOG.debug('detaching %s', strutils.mask_password(str(connection_info)))
data = connection_info.get('data')
'''),
    'what follows gets a line of its own': ('''\
LOG.debug('the information about the connection of the volume is %s',
          connection_info, extra={'volume': volume.id, 'label': volume.name})
data = connection_info['data']
''', '''\
LOG.debug('the information about the connection of the volume is %s',
          strutils.mask_password(connection_info),
          extra={'volume': volume.id, 'label': volume.name})
data = connection_info['data']
'''),
    'an f-string': ('''\
body = {'password': password}
LOG.debug(f'body is {body!r}')
''', '''\
body = {'password': password}
LOG.debug(f'body is {strutils.mask_dict_password(body)!r}')
'''),
    'a text with the key before the secret': ('''\
command = 'mount -o username=%s,password=%s' % (volume.user, password)
LOG.debug('running %s', command)
''', '''\
command = 'mount -o username=%s,password=%s' % (volume.user, password)
LOG.debug('running %s', strutils.mask_password(command))
'''),
    'texts that are joined, and one in another': ('''\
command = volume.name + ' --password ' + password
LOG.debug('running %s', command)
options = f'--password {password}'
whole = f'mount {options}'
LOG.debug('running %s', whole)
''', '''\
command = volume.name + ' --password ' + password
LOG.debug('running %s', strutils.mask_password(command))
options = f'--password {password}'
whole = f'mount {options}'
LOG.debug('running %s', strutils.mask_password(whole))
'''),
    'texts of other kinds': ('''\
shown = f"--os-password {password} --name {volume.name}"
more = 'run --password {} '.format(password) + shown[:0]
form = "{'auth_token': '%s'}" % volume.auth_token
LOG.debug('%s %s', form, more)
''', '''\
shown = f"--os-password {password} --name {volume.name}"
more = 'run --password {} '.format(password) + shown[:0]
form = "{'auth_token': '%s'}" % volume.auth_token
LOG.debug('%s %s', strutils.mask_password(form),
          strutils.mask_password(more))
'''),
    'a text that is put together in the call': ('''\
LOG.debug(f'mount -o password={password},username={volume.user}')
LOG.debug('mounting %s with %s', volume.id, 'password=%s,ro' % password)
LOG.debug('mount -o username=%s,password=%s' % (
    volume.user, password))
body = {'password': password}
LOG.debug(f'{body} --password {volume.password}')
''', '''\
LOG.debug(strutils.mask_password(
    f'mount -o password={password},username={volume.user}'))
LOG.debug('mounting %s with %s', volume.id,
          strutils.mask_password('password=%s,ro' % password))
LOG.debug(strutils.mask_password('mount -o username=%s,password=%s' % (
    volume.user, password)))
body = {'password': password}
LOG.debug(strutils.mask_password(f'{body} --password {volume.password}'))
'''),
    'one of two dicts': ('''\
body = {'password': password} if volume else {}
LOG.debug('body is %s', body)
''', '''\
body = {'password': password} if volume else {}
LOG.debug('body is %s', strutils.mask_dict_password(body))
'''),
    'a field by its number': ('''\
text = '{1} --password {0}'.format(password, volume.id)
LOG.debug('running %s', text)
''', '''\
text = '{1} --password {0}'.format(password, volume.id)
LOG.debug('running %s', strutils.mask_password(text))
'''),
    'two secrets in one call': ('''\
old = {'password': volume.password}
new = {'password': password}
LOG.debug('from %s to %s', old, new)
''', '''\
old = {'password': volume.password}
new = {'password': password}
LOG.debug('from %s to %s', strutils.mask_dict_password(old),
          strutils.mask_dict_password(new))
'''),
}


@pytest.mark.parametrize('title', MASKED)
def test_masked(title: str) -> None:
    """By the mask that fits its kind, laid out as the call is."""
    before, after = MASKED[title]
    assert _fixed(before) == after.splitlines()


HIDDEN = {
    'a secret without a key': ("""\
LOG.debug('the password is %s', password)
""", """\
LOG.debug('the password is %s', '***')
"""),
    'one in a text of the call': ("""\
LOG.debug('the password of %s is %s' % (volume.id, password))
LOG.debug('{}: {}'.format(volume.id, str(password)))
""", """\
LOG.debug('the password of %s is %s' % (volume.id, '***'))
LOG.debug('{}: {}'.format(volume.id, '***'))
"""),
    'one in an f-string': ("""\
LOG.debug(f'the password of {volume.id} is {volume.password}')
""", """\
LOG.debug(f'the password of {volume.id} is ***')
"""),
    'one under another name, used below': ("""\
key = volume.get_session_key()
LOG.debug('session %s', key)
volume.login(key)
""", """\
key = volume.get_session_key()
LOG.debug('session %s', '***')
volume.login(key)
"""),
}


@pytest.mark.parametrize('title', HIDDEN)
def test_hidden(title: str) -> None:
    """What no mask finds is left out; nothing is imported for it."""
    before, after = (textwrap.indent(text, ' ' * 4)
                     for text in HIDDEN[title])
    lines = fixed_lines('NVN310', HEAD + before, PATH)
    assert lines == (HEAD + after).splitlines()


def test_masked_and_hidden() -> None:
    """A dict that a mask knows, beside a secret that none finds."""
    assert _fixed('''\
body = {'password': password}
LOG.debug('%s and %s', body, password)
''')[1:] == [
        "LOG.debug('%s and %s', strutils.mask_dict_password(body), '***')"]


UNUSED = 'without it its name would be bound and never used'
UNSEEN = 'of which kind the value is is not seen'
IN_TEXT = 'mask_password() does not find it where it stands in the text'
LEFT = {
    'a secret that is only logged': (UNUSED, '''\
key = volume.get_session_key()
LOG.debug('session %s', key)
'''),
    'a field that is formatted': (
        'its arguments are written in an unusual way', '''\
LOG.debug(f'the password is {password:>20}')
'''),
    'a key that no mask knows': (
        'mask_dict_password() does not know the key Authorization', '''\
headers = {'Authorization': volume.get_token()}
LOG.debug('headers are %s', headers)
'''),
    'a secret under a harmless key': (
        'under which key password stands is not seen', '''\
body = {'value': password}
LOG.debug('body is %s', body)
'''),
    'a URL': (IN_TEXT, '''\
url = 'https://%s:%s@host/' % (volume.user, password)
LOG.debug('calling %s', url)
'''),
    'a URL by its name': ('mask_password() finds no password in a URL', '''\
LOG.debug('calling %s', volume.transport_url)
'''),
    'behind a key that is not written as one': (IN_TEXT, '''\
text = 'the password of %s is %s' % (volume.id, password)
LOG.debug(text)
'''),
    'a secret that is put together here': (UNUSED, '''\
token = f'{volume.id}-1'
LOG.debug(f'the token is {token}')
'''),
    'a quote that is never closed': (IN_TEXT, '''\
text = "password='%s" % password
LOG.debug(text)
'''),
    'another value before it': (IN_TEXT, '''\
text = '--password %s%s' % (volume.id, password)
LOG.debug(text)
'''),
    'a text of many pieces': (UNSEEN, f'''\
text = ('password=%s' {"' %s'" * 51}) % (password{', volume' * 51})
LOG.debug(text)
'''),
    'entries of what is read by keys': (UNSEEN, '''\
LOG.debug('%s', connection_info.items())
data = connection_info['data']
'''),
    'a key that is no end of one': (
        'mask_password() does not know the key passwords', '''\
volume['passwords'] = password
LOG.debug('%s', volume)
'''),
    'the environment': ('what is in the environment is not seen', '''\
LOG.debug('%s', os.environ)
'''),
    'arguments in a row': (
        'its arguments are written in an unusual way', '''\
parts = ['-p', password]
LOG.debug('%s %s', *parts)
'''),
    'a parameter of any kind': (UNSEEN, '''\
LOG.debug('attaching %s', connection_info)
'''),
    'another is read by its keys': (UNSEEN, '''\
LOG.debug('attaching %s', connection_info)
data = body['data'], volume['data']
connection_info.startswith('iscsi')
'''),
    'a part of it, as others are read': (UNSEEN, '''\
LOG.debug('attaching %s', volume.connection_info['data'])
name = volume.get_target()['name']
'''),
    'a dict or None': (UNSEEN, '''\
body = None
if volume:
    body = {'password': password}
LOG.debug('body is %s', body)
'''),
    'a list': (UNSEEN, '''\
parts = ['mysql']
parts.append(password)
LOG.debug('running %s', ' '.join(parts))
'''),
    'fields of what may be an object': (
        'whether it is a dict is not seen', '''\
if volume['password']:
    LOG.debug('%(password)s is the password', volume)
'''),
    'fields of what is put into a text': (
        'whether it is a dict is not seen', '''\
if volume['password']:
    LOG.debug('%(password)s is the password' % volume)
'''),
    'a dict or a text': (UNSEEN, '''\
body = {'password': password} if volume else 'password=%s' % password
LOG.debug('body is %s', body)
'''),
    'a number beyond the fields': (UNSEEN, '''\
text = '--password {2}'.format(volume.id, password)
LOG.debug('running %s', text)
'''),
    'fields of a template that is formatted': (
        'whether it is a dict is not seen', '''\
if volume['password']:
    LOG.debug('{it[password]} is the password'.format(it=volume))
'''),
    'a field that shows how it is written': (
        'its arguments are written in an unusual way', '''\
body = {'password': password}
LOG.debug(f'{body=}')
'''),
    'a request': ('mask_password() masks no headers of a request', '''\
LOG.debug('headers are %s', volume.request.headers)
'''),
    'another module of the name': (
        'the name strutils means something else here', '''\
strutils = volume.tools
body = {'password': password}
LOG.debug('body is %s', body)
'''),
}


@pytest.mark.parametrize('title', LEFT)
def test_left_alone(title: str) -> None:
    """What neither would find, or cannot take, with the true reason."""
    reason, body = LEFT[title]
    assert _refusal(body) == reason


@pytest.mark.parametrize(('made', 'seen'), [
    ('copy.deepcopy(body)', True), ('copy.copy(body)', True),
    ('copy.deepcopy(body, {})', False), ('jsonutils.loads(body)', False),
    ('body.items()', False)])
def test_copies(made: str, seen: bool) -> None:
    """A copy of a dict is one."""
    code = f'import copy\n{HEAD}' + textwrap.indent(
        f"body = {{'password': password}}\nother = {made}\n"
        "LOG.debug('body is %s', other)\n", ' ' * 4)
    if seen:
        assert fixed_lines('NVN310', code, PATH)[-1] == (
            "    LOG.debug('body is %s', strutils.mask_dict_password(other))")
    else:
        assert refusal('NVN310', code, PATH) == UNSEEN


@pytest.mark.parametrize('shape', [
    '{}.copy()', '({} | volume)', '({} if volume else {{}})'])
def test_deep_values(shape: str) -> None:
    """Beyond a bound nobody says of which kind a value is."""
    def code(depth: int) -> str:
        made = "{'password': password}"
        for _ in range(depth):
            made = shape.format(made)
        return f"{HEAD}    body = {made}\n    LOG.debug('is %s', body)\n"

    assert fixed_lines('NVN310', code(MAX_DEPTH - 1), PATH)[-1] == (
        "    LOG.debug('is %s', strutils.mask_dict_password(body))")
    assert refusal('NVN310', code(MAX_DEPTH), PATH) == UNSEEN


BODY = '''\
    body = {'password': password}
    LOG.debug('body is %s', body)
'''


@pytest.mark.parametrize(('head', 'called'), [
    ('from oslo_utils import strutils\n', 'strutils.mask_dict_password'),
    ('from oslo_utils import strutils as texts\n',
     'texts.mask_dict_password')])
def test_imported_already(head: str, called: str) -> None:
    """The name that the file has is taken."""
    text = ('from oslo_log import log as logging\n' + head
            + '\nLOG = logging.getLogger(__name__)\n\n\n'
            'def login(password):\n' + BODY)
    *before, _ = text.splitlines()
    assert fixed_lines('NVN310', text, PATH) == [
        *before, f"    LOG.debug('body is %s', {called}(body))"]


@pytest.mark.parametrize(('before', 'after'), [
    ('import logging\n\nfrom oslo_log import log\nimport webob\n',
     ['import logging', '', 'from oslo_log import log',
      'from oslo_utils import strutils', 'import webob']),
    ('import logging\n\nimport eventlet\nfrom oslo_log import log\n\n'
     'from nova import utils\n',
     ['import logging', '', 'import eventlet', 'from oslo_log import log',
      'from oslo_utils import strutils', '', 'from nova import utils'])])
def test_order_of_imports(before: str, after: list[str]) -> None:
    """Alphabetical among those of the same kind, as hacking has it."""
    text = before + '\nLOG = logging.getLogger()\n\n\ndef f(password):\n' + (
        BODY)
    assert fixed_lines('NVN310', text, PATH)[:len(after)] == after


def test_not_without_oslo() -> None:
    """A file that uses nothing of oslo may be used without it."""
    assert refusal('NVN310', '''\
import logging

LOG = logging.getLogger(__name__)


def login(password):
''' + BODY, PATH) == 'nothing that the file imports brings oslo_utils'


@pytest.mark.parametrize('text, parts', [
    ("'100%% of %s' % one", '100|%| of |one|'), ("'%(a)s' % one", None),
    ("'%s %s' % (one,)", None), ("'{} {}'.format(one)", None),
    ("'{}'.format(*one)", None), ("'a' + go(1)", None),
    ("'a' + form % one", None), ("'a' + form.format(one)", None),
    ("'{a}'.format(a=one)", '|one'),
    ("go(1) + 'a'", None), ("'a' + str(one)", 'a|one'),
    ("f'a{one}'", 'a|one')])
def test_pieces(text: str, parts: str | None) -> None:
    """What a text is put together of, where that is seen."""
    found = pieces.pieces(ast.parse(text, mode='eval').body)
    assert parts == (None if found is None else '|'.join(
        one.text if one.value is None else ast.unparse(one.value)
        for one in found))


@pytest.mark.parametrize('given', ['dict = None', 'Server'])
def test_a_parameter_that_may_be_no_dict(given: str) -> None:
    """``mask_dict_password(None)`` would break what worked."""
    assert _fixed(
        "server['admin_password'] = password\nLOG.debug('%s', server)\n",
        HEAD.replace('server: dict', f'server: {given}'))[1] == (
            "LOG.debug('%s', strutils.mask_password(server))")


def test_other_functions() -> None:
    """What a caller hands in is not seen; a module is no function."""
    assert _refusal("LOG.debug('%s', body)\n", HEAD + '''\
    send({'password': password})


def send(body: dict):
''') == UNSEEN
    assert refusal('NVN310', HEAD + "    pass\n\n\nLOG.debug('%s', "
                   'CONF.password)\n', PATH) == (
                       'it stands outside of a function')


def test_two_calls_on_a_line() -> None:
    """The secret of the other one is another finding."""
    *_, line = fixed_lines(
        'NVN310', f"{HEAD}    a = {{'password': password}}; b = dict(a)\n"
        "    LOG.info('%s', a); LOG.info('%s', b)\n", PATH)
    assert line.count('mask_dict_password') == 2
