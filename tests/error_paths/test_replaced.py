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

"""Broad handlers that raise another error, and what they keep of the first."""

import pytest

from tests import linted

HEAD = '''\
import logging
import sys
import traceback

from oslo_utils import excutils
from project import exception

LOG = logging.getLogger(__name__)


def tell_all():
    LOG.exception('odd')


def tell_some(text):
    LOG.error('odd')


def f(self, api, text, table):
    try:
        {tried}
    except {caught}:
        {body}
'''
CALL = 'api.get(1)'
BOOM = 'raise exception.Boom(1)'
# Bodies of ``except Exception as e:`` that keep nothing.
LOST = {
    'raised': BOOM,
    'a class': 'raise exception.Boom',
    'a text is logged': f"LOG.error('odd')\n        {BOOM}",
    'the same text is logged and raised': (
        "message = 'odd'\n        LOG.error(message)\n"
        '        raise exception.Boom(message)'),
    'a text is logged by a helper': f'tell_some(1)\n        {BOOM}',
    'after a clean-up': f'api.clean()\n        {BOOM}',
    'a clean-up that may fail': (
        f'try:\n            api.clean()\n        except Exception as e2:\n'
        f'            LOG.exception(e2)\n        {BOOM}'),
    'in a local': "error = exception.Boom('odd')\n        raise error",
    'one way or the other': (
        f'if text:\n            {BOOM}\n        raise exception.Bust()'),
    'or tried again': (
        f'if text:\n            pass\n        {BOOM}'),
    'in a block': f'with self.lock:\n            {BOOM}',
    'a comment': f'# The caller knows this one.\n        {BOOM}',
    'its name is bound anew': f'e = 1\n        {BOOM}',
}
# Bodies that keep the first error, or do not end in another one.
KEPT = {
    'in the message': "raise exception.Boom('odd: %s' % e)",
    'in a template': "raise exception.Boom(f'odd: {e}')",
    'a part of it': 'raise exception.Boom(reason=e.msg)',
    'its class': 'raise exception.Boom(type(e))',
    'in a local': (
        "message = 'odd: %s' % e\n        raise exception.Boom(message)"),
    'chained': f'{BOOM} from e',
    'on purpose not': f'{BOOM} from None',
    'exc_info': 'raise exception.Boom(sys.exc_info()[1])',
    'the traceback': 'raise exception.Boom(traceback.format_exc())',
    'logged': f"LOG.exception('odd')\n        {BOOM}",
    'logged at debug': f"LOG.debug('odd: %s', e)\n        {BOOM}",
    'logged with the traceback': (
        f"LOG.info('odd', exc_info=True)\n        {BOOM}"),
    'logged by a helper of the file': f'tell_all()\n        {BOOM}',
    'tested': (
        f'if isinstance(e, ValueError):\n            raise\n        {BOOM}'),
    'tested by a helper': (
        f'if not is_gone(e):\n            raise\n        {BOOM}'),
    'raised again': 'raise',
    'raised again by name': 'raise e',
    'raised again at times': f'if text:\n            raise\n        {BOOM}',
    'raised again behind all': (
        f'with excutils.save_and_reraise_exception():\n            {BOOM}'),
    'not always': f'if text:\n            {BOOM}',
    'or answered': f'if text:\n            return 1\n        {BOOM}',
    'not at all': 'return 1',
    'it takes the error itself': 'raise messaging.ExpectedException()',
    'nobody knows what': 'raise api.error()',
    'a comment that it must not be seen': (
        f'# Do not leak the address of the service.\n        {BOOM}'),
    'only by a helper inside': (
        f'def later():\n            {BOOM}\n        return later'),
}
TRIED = {
    'a call': ('api.get(1)', True),
    'a call of an object': ('return table.get(text)', True),
    'a call on self': ('self.check(text)', True),
    'the file system': ('os.listdir(text)', True),
    'two steps': ('size = int(text)\n        api.set(size)', True),
    'a file': ('with open(text) as stream:\n            pass', True),
    'a property': ('return api.connection', True),
    'a number': ('return int(text)', False),
    'a text with values': ("return json.loads(text)['a']", False),
    'an address': ('address = netaddr.IPNetwork(text)', False),
    'a text of bytes': ('return base64.b64decode(text)', False),
    'a time': ("return datetime.strptime(text, '%d')", False),
    'a time of a time': (
        'return datetime.fromtimestamp(time.mktime(text))', False),
    'a time of the clock': ('return api.clock(time.mktime(text))', True),
    'a pattern': ('re.compile(text)', False),
    'a template': ('return CONF.template % table', False),
    'a value of values': ('return api.Target(int(text), int(text))', False),
    'an object of something else': ('return api.Target(text)', True),
    'an object by a name': ('return api.Target(value=int(text))', True),
    'a question': (
        'if netaddr.valid_ipv4(text):\n            return 4\n'
        '        raise TypeError', False),
    'a key': ('return table[text]', False),
    'parts': ("one, two = text.split(':')", False),
}


def _lines(tried: str, caught: str, body: str) -> list[int]:
    return linted.lines(
        HEAD.format(tried=tried, caught=caught, body=body), 'NVN213')


@pytest.mark.parametrize('body', LOST.values(), ids=LOST)
def test_lost(body: str) -> None:
    """Nothing of the first error is left: reported at the handler."""
    assert _lines(CALL, 'Exception as e', body) == [22]


@pytest.mark.parametrize('body', KEPT.values(), ids=KEPT)
def test_kept(body: str) -> None:
    """The first error is kept, logged, tested or raised again."""
    assert _lines(CALL, 'Exception as e', body) == []


@pytest.mark.parametrize('tried, lost', TRIED.values(), ids=TRIED)
def test_what_is_tried(tried: str, lost: bool) -> None:
    """Converting one value, or looking up a key, fails for one reason."""
    assert bool(_lines(tried, 'Exception', BOOM)) is lost


@pytest.mark.parametrize('caught, broad', [
    ('Exception', True), ('BaseException', True),
    ('(ValueError, Exception)', True), ('ValueError', False),
    ('(ValueError, KeyError)', False)])
def test_broad_handlers_only(caught: str, broad: bool) -> None:
    """A narrow handler knows what it replaces."""
    assert bool(_lines(CALL, caught, BOOM)) is broad


def test_nested_handlers() -> None:
    """Each is judged by itself."""
    code = HEAD.format(
        tried=CALL, caught='Exception',
        body=f'try:\n            api.clean()\n        except Exception:\n'
             f'            {BOOM}')
    assert linted.lines(code, 'NVN213') == [25]


def test_text() -> None:
    """The new class is named."""
    code = HEAD.format(tried=CALL, caught='Exception', body=BOOM)
    assert linted.report(code, 'NVN213') == [
        '22:5 NVN213 Boom replaces the error and keeps nothing of it; raise '
        'it from the error, or log the error']


NARROW = {
    'a general class': ('client.ClientException', "LOG.warning('x')", True),
    'several': ('(libvirt.libvirtError, OSError)', "LOG.error('x')", True),
    'one of them says it': (
        '(libvirt.libvirtError, Busy)', "LOG.error('x')", False),
    'what happened': ('exception.PortInUse', "LOG.warning('x')", False),
    'what is not there': ('exception.NotFoundError', "LOG.error('x')", False),
    'a wait that is over': ('TimeoutError', "LOG.error('x')", False),
    'a value': ('ValueError', "LOG.error('x')", False),
    'quiet': ('client.ClientException', "LOG.info('x')", False),
    'with the error': (
        'client.ClientException as e', "LOG.error('x %s', e)", False),
    'raised again': (
        'client.ClientException', "LOG.error('x')\n        raise", False),
    'with a reason': (
        'client.ClientException',
        "# The cookie must not be printed.\n        LOG.error('x')", False),
    'everything': ('Exception', "LOG.error('x')", False),
}


@pytest.mark.parametrize('caught, body, found', NARROW.values(), ids=NARROW)
def test_narrow_handlers(caught: str, body: str, found: bool) -> None:
    """A failure that is logged without its error, and near misses."""
    code = HEAD.format(tried=CALL, caught=caught, body=body)
    assert bool(linted.lines(code, 'NVN214')) is found
