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

import pytest

from flake8_nova_notifications.rule import Severity
from tests import linted

Run = Callable[..., list[tuple[int, str]]]

HEAD = 'import inspect\nfrom nova.objects import base; from nova import rpc\n'


@pytest.mark.parametrize('value, what', [
    ('thing.to_dict()', 'the whole object thing'),
    ('thing.obj_to_primitive()', 'the whole object thing'),
    ('base.obj_to_primitive(thing)', 'the whole object thing'),
    ('base.obj_to_primitive(payload)', ''),
    ('base.obj_to_primitive(thing, c)', 'the whole object thing'),
    ('str(instance)', ''),
    ('instance', 'the whole object instance'),
    ('{**instance}', 'the whole object instance'),
    ('dict(state=c.state, **instance)', 'the whole object instance'),
    ('{**thing.to_dict()}', 'the whole object thing'),
    ('jsonutils.to_primitive(thing)', 'the whole object thing'),
    ('vars(thing)', 'the whole object thing'),
    ('thing.__dict__', 'the whole object thing'),
    ('dict(instance)', 'the whole object instance'),
    ('dict(thing.obj_get_changes())', 'all changes of thing'),
    ('inspect.getcallargs(f, thing)', 'all arguments of a call'),
    ('payload.to_dict()', ''),
    ('self.payload.obj_to_primitive()', ''),
    ('ThingPayload(thing).obj_to_primitive()', ''),
    ('dict(thing.properties)', ''),
    ('vars()', ''), ('str()', ''), ('dict()', ''),
    ('jsonutils.to_primitive(thing, c)', 'the whole object thing'),
    ('locals()', 'all arguments of a call'),
    ('thing.attributes', ''),
    ('to_dict(thing)', ''),
    ('thing.to_dict(1)', 'the whole object thing'),
    ('thing._asdict()', 'the whole object thing'),
    ('thing.as_full_dict()', 'the whole object thing'),
    ('thing.to_dicts()', ''),
    ('await thing.to_dict()', 'the whole object thing'),
    ('dict(thing)', ''),
    ('dict(instance, a=1)', 'the whole object instance'),
    ('dict(instance, {})', 'the whole object instance'),
    ('dict(vars(thing))', 'the whole object thing'),
    ('self.event.to_dict()', ''),
    ('message_of(thing).to_dict()', ''),
    ("db.instance_get(c, thing)", 'all that db.instance_get() reads'),
    ("objects.instance_get(c, thing)", ''),
    ("db.instance_create(c, thing)", ''),
    ("db.sqlalchemy.api.instance_get(c, thing)", ''),
    ('thing.changes', ''),
])
def test_dumped_payloads(run: Run, value: str, what: str) -> None:
    found = run(HEAD + f'''\
def notify(self, notifier, c, f, thing, instance, payload):
    notifier.info(c, 'x.y', {value})
''', 'NVN306')
    assert found == ([(4, (
        f'NVN306 payload of x.y contains {what}; list the '
        f'{"arguments" if "arguments" in what else "fields"} that may be '
        'sent'))] if what else [])


@pytest.mark.parametrize('entry, reported', [
    ("'thing': thing.to_dict()", True),
    ("'request_spec': request_spec", True),
    ("'properties': request_spec.get('instance_properties', {})", True),
    ("'properties': request_spec.get('new_instance_properties')", True),
    ("'instance_id': instance", False),
    ("'instance': instance.name", False),
    ("'volume_type': volume_type", False),
    ("'volume_types': volume_type", True),
    ("'properties': request_spec.get('image_props')", False),
    ("'properties': request_spec.get()", False),
    ("'properties': thing.get('instance_properties')", False),
    ("'image': request_spec.get(instance)", False),
    ("'metadata': db.volume_metadata_get(c, thing)", False),
    ("'volume': db.volume_get(c, thing)", True),
    ("'thing': thing", False),
    ("'server': thing.server", False),
    ("'thing': vars(thing)", True),
    ("'thing': thing.__dict__", True),
    ("'thing': [thing.to_dict()]", True),
    ("'thing': {'inner': thing.to_dict()}", True),
])
def test_dumped_entries(run: Run, entry: str, reported: bool) -> None:
    found = run(HEAD + f'''\
def notify(notifier, c, thing, request_spec, instance, volume_type):
    notifier.info(c, 'x.y', {{
        {entry}}})
''', 'NVN306')
    assert [line for line, _ in found] == [5] * reported


@pytest.mark.parametrize('bound, reported', [
    ('make()', True), ('{}', False), ('[]', False), ("'x'", False),
    ("f'{c}'", False), ("c['instance']", False), ("c.get('x')", True),
    ("c.get('x', {})", False), ("c.fetch('x', {})", True),
    ('c.instance', True),
])
def test_names_of_objects(run: Run, bound: str, reported: bool) -> None:
    found = run(HEAD + f'''\
def notify(notifier, c):
    instance = {bound}
    notifier.info(c, 'x.y', {{'server': instance}})
''', 'NVN306')
    assert [line for line, _ in found] == [5] * reported


def test_text_of_a_dump_under_a_key(run: Run) -> None:
    assert run(HEAD + '''\
def notify(notifier, c, thing):
    notifier.info(c, 'x.y', {'spec': thing.to_dict(), 'b': thing.to_dict()})
    notifier.info(c, 'x.z', {'user_id': thing.to_dict()})
''') == [(4, 'NVN306 payload of x.y contains the whole object thing (b); '
             'list the fields that may be sent'),
         (4, 'NVN306 payload of x.y contains the whole object thing (spec); '
             'list the fields that may be sent'),
         (5, 'NVN306 payload of x.z contains the whole object thing '
             '(user_id); list the fields that may be sent')]


def test_parts_of_one_object_are_one_finding() -> None:
    """What is sent as a whole need not be reported again for its parts."""
    code = HEAD + '''\
def notify(notifier, c, request_spec, volume):
    payload = dict(
        request_spec=request_spec,
        properties=request_spec.get('instance_properties', {}),
        volume=volume)
    notifier.info(c, 'x.y', payload)
'''
    assert linted.lines(code, 'NVN306') == [5, 7]
    assert linted.lines(code, 'NVN306', nvn_payload_names='each') == [5, 6, 7]


WRAPPER = '''\
from nova import rpc


def wrap(f, g):
    def wrapped(self, context, *args, **kw):
        try:
            return {call}
        finally:
            rpc.get_notifier('x').error(context, 'x.y', {payload})
    return wrapped
'''


@pytest.mark.parametrize('call, payload, reported', [
    ('f(self, context, *args, **kw)', "{'args': args}", True),
    ('f(self, context, *args)', "{'args': args}", True),
    ('f(self, context, **kw)', "dict(a=1, **kw)", True),
    ('f(self, context, **kw)', "dict(kw)", True),
    ('f(self, context, *args, **kw)', "{'args': str(args)}", True),
    ('f(self, context, *args, **kw)', "{'args': repr(kw)}", True),
    ('f(self, context, *args, **kw)', "{'args': [args, kw]}", True),
    ('f.run(*args)', "{'args': args}", True),
    ('f(*self.args, **kw)', "{'args': kw}", True),
    ('self.run(*args)', "{'args': args}", False),
    ('f(context, args)', "{'args': args}", False),
    ('run(*args, **kw)', "{'args': kw}", False),
    ('f(self, context, *args, **kw)', "{'count': len(args)}", False),
    ('f(self, context, *args, **kw)', "{'first': args[0]}", False),
    ('f(self, context, *args, **kw)', "{'name': kw.get('name')}", False),
    ('f(self, context)', "inspect.signature(f).bind(self, *g).arguments",
     True),
])
def test_arguments_of_a_wrapper(
    call: str, payload: str, reported: bool,
) -> None:
    """All that somebody else's function is called with is sent."""
    found = linted.report(
        WRAPPER.format(call=call, payload=payload), 'NVN306')
    assert [text.partition(' contains ')[2].partition(';')[0].partition(
        ' (')[0] for text in found] == ['all arguments of a call'] * reported


@pytest.mark.parametrize('made, called, reported', [
    ('self.f = f', 'self.f(*args, **kw)', True),
    ('self.f = f', 'self.f.run(*args)', False),
    ('self.f = None', 'self.f(*args, **kw)', False),
    ('self.f = f', 'self.other(*args, **kw)', False),
])
def test_arguments_of_a_decorator_that_is_a_class(
    made: str, called: str, reported: bool,
) -> None:
    """The function was given to the constructor."""
    assert linted.lines(f'''\
from nova import rpc
class wrap:
    def __init__(self, f):
        {made}
    def __call__(self, context, *args, **kw):
        {called}
        rpc.get_notifier('x').error(context, 'x.y', {{'args': args}})
''', 'NVN306') == [7] * reported


@pytest.mark.parametrize('value, reported', [
    ('req.environ', True), ('dict(self.request.environ)', True),
    ('str(req.headers)', True), ('dict(request.headers.items())', True),
    ('environ', True), ("{k: v for k, v in environ.items()}", True),
    ("req.environ['PATH_INFO']", False), ("environ.get('PATH_INFO')", False),
    ('response.headers', False), ('os.environ', False),
    ('len(environ)', False), ('req.headers.get(c)', False),
])
def test_requests(value: str, reported: bool) -> None:
    """The environment or the headers of a request hold its token."""
    found = linted.report(f'''\
import os
def notify(self, notifier, c, req, request, environ, response):
    notifier.info(c, 'x.y', {{
        'it': {value}}})
''', 'NVN306', 'NVN301')
    assert found == [
        '4:9 NVN301 payload of x.y contains a secret: X-Auth-Token (inside '
        'all headers of a request); remove or mask it',
        '4:9 NVN306 payload of x.y contains all headers of a request (it) '
        'with its X-Auth-Token; list the headers that may be sent',
    ] * reported


def test_chosen_headers() -> None:
    """Which of them a condition lets through nobody can tell."""
    assert linted.report('''\
def notify(self, notifier, c, req):
    notifier.info(c, 'x.y', {'it': {
        k: v for k, v in req.headers.items() if k != 'X-Auth-Token'}})
''', 'NVN306', 'NVN301') == [
        '2:30 NVN306 payload of x.y contains headers of a request (it); list '
        'the headers that may be sent']


@pytest.mark.parametrize('value, severity', [
    ('req.headers', Severity.MEDIUM), ('volume.to_dict()', Severity.LOW)])
def test_severity_of_an_object(value: str, severity: Severity) -> None:
    """One that is known to hold a secret is a leak already."""
    text, = linted.report(
        "def notify(self, notifier, c, req, volume):\n"
        f"    notifier.info(c, 'x.y', {{'it': {value}}})\n", 'NVN306')
    assert linted.rule('NVN306').about.severity_of(
        text.partition('NVN306 ')[2]) is severity


@pytest.mark.parametrize('returned, codes', [
    ('made', ['NVN306']), ('self.make(c)', ['NVN306']),
    ("{'user_id': made.user_id}", ['NVN302']),
    ("dict(user_id=made.user_id)", ['NVN302']),
    ("'done'", []), ('[made.state]', []), ('made == 1', []),
    ("f'{made}'", []), ('', []),
])
def test_what_a_decorated_method_returns(
    run: Run, returned: str, codes: list[str],
) -> None:
    found = run(f'''
        from designate.common.decorators import notification
        class Service:
            @notification.notify_type('thing.create')
            def create_thing(self, c, made):
                return {returned}

            @notification.other('thing.create')
            def other(self, c, made):
                return {{'share_id': made.share_id}}
    ''')
    assert [text[:6] for _, text in found] == codes
    assert all('payload of thing.create ' in text for _, text in found)


def test_a_secret_in_what_is_read(run: Run) -> None:
    """What a database gives is known by the name of what reads it."""
    (_, secret), (_, whole) = run(
        'def f(notifier, c, t):\n    notifier.info('
        "c, 'x.y', {'it': db.attachment_get(c, t)})\n")
    assert 'a secret: connection_info (inside all that db.' in secret
    assert 'reads (it) with its connection_info; ' in whole


def test_a_known_secret_inside(run: Run) -> None:
    found = run('''
        from designate.common.decorators import notification
        class Service:
            @notification.notify_type('dns.tsigkey.create')
            def create_tsigkey(self, context, tsigkey):
                created = self.storage.create_tsigkey(context, tsigkey)
                return created
    ''')
    assert [(line, text.partition(':')[0][:52]) for line, text in found] == [
        (7, 'NVN301 payload of dns.tsigkey.create contains a secr'),
        (7, 'NVN306 payload of dns.tsigkey.create contains the wh')]


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
    ("LOG.info('%s %s', thing, data)", True),
    ("LOG.info('sending', extra=data)", True),
    ("LOG.info('sending', extra={'a': [data]})", True),
    ("LOG.info('sending %s', (1, data))", True),
    ("LOG.info('sending ' + str(data))", True),
    ("LOG.info('sending %s', repr(data))", True),
    ("LOG.info('sending %s', copy.deepcopy(data))", True),
    ("LOG.info('sending %s', data.copy())", True),
    ("LOG.info('sending %s', data.items())", True),
    ("LOG.info('sending %s', data.keys())", False),
    ("LOG.info('{a}'.format(a=data))", True),
    ("LOG.info(format(data))", False),
    ("LOG.info('sending %s', {k: data[k] for k in data})", True),
    ("LOG.info('sending %s', {k: k for k in data})", False),
    ("text = {'a': data}; LOG.info('%s', text)", True),
    ("text = str(data); LOG.info('%s', text)", True),
    ("text = data['state']; LOG.info('%s', text)", False),
    ("LOG.close(data)", False),
    ("self.LOG.info(data)", True),
])
def test_logged_payloads(run: Run, log: str, reported: bool) -> None:
    found = run(LOGS.format(log=log), 'NVN304')
    assert [line for line, _ in found] == [8] * reported
    if reported:
        assert "the whole notification payload 'data' at " in found[0][1]


def test_logged_attributes_of_the_instance(run: Run) -> None:
    found = run('''
        class Base:
            def notify(self, c, notifier, thing):
                self.body = {'state': thing.state}
                self.other = {'state': thing.state}
                notifier.info(c, 'x.y', self.body)
                LOG.debug('%s %s', self.other, c)

        class Low(Base):
            def told(self, other):
                LOG.debug('%s', self.body)
                LOG.debug('%s', other.body)
                LOG.debug(self.told_body())

            def told_body(self):
                return self.body

        class Another:
            def told(self):
                LOG.debug('%s', self.body)
    ''', 'NVN304')
    assert found == [
        (line, 'NVN304 LOG.debug() logs the whole notification payload '
               "'self.body' at debug level; log the event type and an id "
               'instead') for line in (11, 13)]


def test_payloads_handed_on_three_times(run: Run) -> None:
    steps = ''.join(
        f'    def step{n}(self, body{n}, other):\n'
        f'        LOG.debug(body{n})\n        LOG.debug(other)\n'
        f'        self.step{n + 1}(body{n}, 1)\n' for n in range(5))
    found = run('class A:\n    def send(self, c, t):\n'
                "        p = {'state': t.state}\n"
                "        self.notifier.info(c, 'x.y', p)\n"
                f'        self.step0(p, other=1)\n{steps}', 'NVN304')
    assert [line for line, _ in found] == [7, 11, 15]


@pytest.mark.parametrize('head, reported', [
    ('info(self, ctxt, publisher_id, event_type, payload, metadata)', True),
    ('info(self, ctxt, publisher_id, event_type, payload)', True),
    ('info(self, event_type, payload, metadata)', True),
    ('process_it(self, event_type, payload)', True),
    ('handle(self, event_type, payload)', False),
    ('info(self, publisher_id, payload, metadata)', False),
    ('info(self, publisher_id, event_type, metadata)', False),
])
def test_who_consumes(run: Run, head: str, reported: bool) -> None:
    found = run(f'''
        def {head}:
            LOG.debug(payload)
    ''', 'NVN304')
    assert [line for line, _ in found] == [3] * reported


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
    assert "the whole notification payload 'payload'" in found[0][1]


@pytest.mark.parametrize('definition, log, reported', [
    ('notify(self, ctxt, message, priority, retry)', 'LOG.info(message)',
     True),
    ('notify(self, ctxt, message, *, retry=0)', "LOG.info('%s', message)",
     True),
    ('notify(self, ctxt, message, priority)', "LOG.info(message['id'])",
     False),
    ('notify(self, ctxt, message, priority)',
     'LOG.info(strutils.mask_password(dumps(message)))', False),
    ('notify(self, ctxt, message, priority)', 'print(message)', False),
    ('notify(self, message)', 'LOG.info(message)', False),
    ('handle(self, ctxt, message, priority)', 'LOG.info(message)', False),
    ('notify(context, message)',
     "LOG.info(message if message['event_type'] else 1)", True),
    ('notify(self, ctxt, message, priority)',
     "LOG.info('%s', message['payload'])", True),
    ('send(self, ctxt, message, priority, retry)', 'LOG.info(message)',
     False),
])
def test_what_a_driver_is_to_send(
    definition: str, log: str, reported: bool,
) -> None:
    """oslo.messaging calls a driver with the whole message."""
    found = linted.report(f'''\
import logging
LOG = logging.getLogger('oslo.notification')
class Driver:
    def {definition}:
        {log}
''', 'NVN304')
    assert found == [
        '5:9 NVN304 LOG.info() logs the whole notification message '
        "'message' at info level; log the event type and an id instead",
    ] * reported


@pytest.mark.parametrize('sent, logged, reported', [
    ('event.payload', 'event.payload', True),
    ('event.payload', 'str(event.payload)', True),
    ('event.payload', 'event.kind', False),
    ('event.payload', 'other.payload', False),
    ('event.payload', "event.payload['state']", False),
])
def test_attributes_that_are_sent(
    sent: str, logged: str, reported: bool,
) -> None:
    """What is logged and then sent, whoever put it there."""
    assert linted.lines(f'''\
def send(notifier, c, event, other):
    LOG.debug('%s', {logged})
    notifier.info(c, 'x.y', {sent})
def tell(event):
    LOG.debug('%s', event.payload)
''', 'NVN304') == [2] * reported


@pytest.mark.parametrize('call, level, severity', [
    ("LOG.debug(data)", 'debug', Severity.LOW),
    ("LOG.info(data)", 'info', Severity.MEDIUM),
    ("LOG.exception(data)", 'error', Severity.MEDIUM),
    ("LOG.warn(data)", 'warning', Severity.MEDIUM),
    ("LOG.log(logging.DEBUG, data)", 'debug', Severity.LOW),
    ("LOG.log(logging.INFO, data)", 'info', Severity.MEDIUM),
    ("LOG.log(level, data)", 'log', Severity.MEDIUM),
])
def test_level_and_severity(
    call: str, level: str, severity: Severity,
) -> None:
    """Less is written at debug level, so it is less grave."""
    text, = linted.report(LOGS.format(log=call), 'NVN304')
    assert f' at {level} level; ' in text
    about = linted.rule('NVN304').about
    assert about.severity_of(text.partition('NVN304 ')[2]) is severity
    assert about.severity_of('something else') is Severity.MEDIUM


@pytest.mark.parametrize('value, pinned', [
    ('self.ANY', False), ('ANY', False), ('None', False), ('1', False),
    ('[]', False), ('{}', False), ('[self.id]', True), ('self.id', True),
    ("{'a': 1}", True), ('self.any()', True),
])
def test_what_pins(run: Run, value: str, pinned: bool) -> None:
    found = run(f'''
        self.verify('x', other={{'user_id': 1}}, replacements={{
            KEY: self.id, 1: self.id, **more,
            'a.uuid': {value}}})
        self.verify('x', replacements=make(), more={{'user_id': 1}})
    ''', 'NVN305', path='nova/tests/test_sample.py')
    assert [line for line, _ in found] == [4] * pinned


@pytest.mark.parametrize('key, pinned', [
    ('uuid', True), ('user_id', True), ('a.b.flavorid', True),
    ('password', False), ('host', False), ('state', False),
    ('metadata', False),
])
def test_what_is_pinned(run: Run, key: str, pinned: bool) -> None:
    found = run(f'''
        self.verify('x', replacements={{'{key}': self.it}})
    ''', 'NVN305', path='nova/tests/test_sample.py')
    assert len(found) == pinned


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
        (7, 'NVN305 _verify_notification() pins identifiers of the payload: '
            'uuid, request_spec.instance_uuid; use ANY where the test is '
            'about something else'),
        (10, 'NVN305 _verify_notification() pins identifiers of the payload: '
             'host_name; use ANY where the test is about something else')]
