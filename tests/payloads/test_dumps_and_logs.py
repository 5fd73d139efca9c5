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

"""Whole objects that are sent, payloads that are logged, pinned ids."""

from collections.abc import Callable
import textwrap

import pytest

Run = Callable[..., list[tuple[int, str]]]

HEAD = 'import inspect\nfrom nova.objects import base; from nova import rpc\n'


@pytest.mark.parametrize('value, what', [
    ('thing.to_dict()', 'the whole of thing'),
    ('thing.obj_to_primitive()', 'the whole of thing'),
    ('base.obj_to_primitive(thing)', 'the whole of thing'),
    ('base.obj_to_primitive(payload)', ''),
    ('instance', 'the whole of instance'),
    ('{**instance}', 'the whole of instance'),
    ('dict(state=c.state, **instance)', 'the whole of instance'),
    ('{**thing.to_dict()}', 'the whole of thing'),
    ('jsonutils.to_primitive(thing)', 'the whole of thing'),
    ('vars(thing)', 'the whole of thing'),
    ('thing.__dict__', 'the whole of thing'),
    ('dict(instance)', 'the whole of instance'),
    ('dict(thing.obj_get_changes())', 'what changed in thing'),
    ('inspect.getcallargs(f, thing)', 'all call arguments'),
    ('payload.to_dict()', ''),
    ('self.payload.obj_to_primitive()', ''),
    ('ThingPayload(thing).obj_to_primitive()', ''),
    ('dict(thing.properties)', ''),
])
def test_dumped_payloads(run: Run, value: str, what: str) -> None:
    found = run(HEAD + f'''\
def notify(self, notifier, c, f, thing, instance, payload):
    notifier.info(c, 'x.y', {value})
''', 'NVN306')
    assert found == ([(4, (
        f'NVN306 payload x.y sends {what}; name the entries that consumers '
        'need'))] if what else [])


@pytest.mark.parametrize('entry, reported', [
    ("'thing': thing.to_dict()", True),
    ("'request_spec': request_spec", True),
    ("'properties': request_spec.get('instance_properties', {})", True),
    ("'instance_id': instance", False),
    ("'instance': instance.name", False),
    ("'volume_type': volume_type", False),
    ("'volume_types': volume_type", True),
])
def test_dumped_entries(run: Run, entry: str, reported: bool) -> None:
    found = run(HEAD + f'''\
def notify(notifier, c, thing, request_spec, instance, volume_type):
    notifier.info(c, 'x.y', {{
        {entry}}})
''', 'NVN306')
    assert [line for line, _ in found] == [5] * reported


def test_a_known_secret_inside(run: Run) -> None:
    found = run('''
        from designate.common.decorators import notification
        class Service:
            @notification.notify_type('dns.tsigkey.create')
            def create_tsigkey(self, context, tsigkey):
                created = self.storage.create_tsigkey(context, tsigkey)
                return created
    ''')
    assert [(line, text[:40]) for line, text in found] == [
        (7, "NVN301 payload dns.tsigkey.create carrie"),
        (7, "NVN306 payload dns.tsigkey.create sends ")]


def test_arguments_of_a_call_through_functions(run: Run) -> None:
    found = run(HEAD + textwrap.dedent('''\
        def _emit(c, error, args):
            payload = {'exception': error, 'args': args}
            rpc.get_notifier('x').error(c, 'x.y', payload)

        def wrapped(f, c, *args):
            call = _call(f, c, *args)
            _emit(c, None, call)

        def _call(f, c, *args):
            found = inspect.getcallargs(f, c, *args)
            return _clean(found)

        def _clean(given):
            return {k: v for k, v in given.items() if 'pass' not in k}
    '''))
    assert [(line, text[:6]) for line, text in found] == [(4, 'NVN306')]


LOGS = '''
from nova import rpc
from oslo_log import log as logging
LOG = logging.getLogger(__name__)
class A:
    def notify(self, c, thing):
        data = {{'state': thing.state}}
        {log}
        rpc.get_notifier('x').info(c, 'x.y', data)
'''


@pytest.mark.parametrize('log, reported', [
    ("LOG.debug(data)", True),
    ("LOG.info('sending %s', data)", True),
    ("LOG.info('sending %(p)s', {'p': data})", True),
    ("LOG.info('sending %s' % data)", True),
    ("LOG.info(f'sending {data}')", True),
    ("LOG.info('sending %s', jsonutils.dumps(data))", True),
    ("LOG.info('sending {}'.format(data))", True),
    ("LOG.info('sending %s', data['state'])", False),
    ("LOG.info('sending %s', len(data))", False),
    ("LOG.info('sending %s', data.get('state'))", False),
    ("LOG.info('sending %s', thing)", False),
    ("print(data)", False),
])
def test_logged_payloads(run: Run, log: str, reported: bool) -> None:
    found = run(LOGS.format(log=log), 'NVN304')
    assert [line for line, _ in found] == [8] * reported
    if reported:
        assert "the payload 'data', which is emitted" in found[0][1]


def test_consumed_payloads_are_followed(run: Run) -> None:
    found = run('''
        class Endpoint:
            def info(self, ctxt, publisher_id, event_type, payload, metadata):
                LOG.debug(payload)
                self.handlers[event_type](payload)
                self._handle(payload)

            def _handle(self, body):
                LOG.debug('%s', body)
                LOG.debug('%s', body['state'])

            def post(self, payload):
                LOG.debug(payload)
    ''', 'NVN304')
    assert [line for line, _ in found] == [4, 9]
    assert 'which was consumed' in found[0][1]


def test_pinned_identifiers(run: Run) -> None:
    found = run('''
        class Test:
            def test_it(self):
                self._verify_notification(
                    'sample', replacements={
                        'state': 'active',
                        'uuid': self.server['id'],
                        'request_spec.instance_uuid': self.server['id'],
                        'reservation_id': self.ANY})
                known = {'host_name': self.name}
                self._verify_notification('sample', replacements=known)
    ''', 'NVN305', path='nova/tests/test_sample.py')
    assert found == [
        (7, 'NVN305 _verify_notification() pins identifiers of the payload '
            '(uuid, request_spec.instance_uuid); use ANY where the test is '
            'about something else'),
        (10, 'NVN305 _verify_notification() pins identifiers of the payload '
             '(host_name); use ANY where the test is about something else')]
