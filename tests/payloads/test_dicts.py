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

"""Dicts are followed from where they are built to the notifier."""

from collections.abc import Callable
import textwrap

import pytest

from flake8_nova_notifications.options import Options
from flake8_nova_notifications.rules.payloads.events import shown

Run = Callable[..., list[tuple[int, str]]]
Carried = Callable[..., list[tuple[int, str, str]]]
Judged = Callable[[str], list[tuple[str, str]]]

HEAD = 'import oslo_messaging\nfrom nova import rpc\n'


def _lines(run: Run, code: str, **given: object) -> list[int]:
    return [line for line, _ in run(
        HEAD + textwrap.dedent(code), **given)]


def test_text_names_the_event(run: Run) -> None:
    found = run(HEAD + textwrap.dedent('''\
        def notify(context, keypair, suffix):
            payload = {'key_name': keypair}
            rpc.get_notifier('api').info(
                context, 'keypair.%s' % suffix, payload)
    '''))
    assert found == [(4, (
        'NVN302 payload of keypair.* tells who owns or uses the keypair: '
        'key_name; record why in nvn-payload-allow or leave it out'))]


@pytest.mark.parametrize('emission', [
    "rpc.get_notifier('x').info(c, 'x.y', p)",
    "rpc.get_notifier('x').error(c, 'x.y', payload=p)",
    "self.notifier.info(c, 'x.y', p)",
    "self._notifier.prepare(publisher_id='x').warn(c, 'x.y', p)",
    "oslo_messaging.Notifier(t).info(c, 'x.y', p)",
    "(notifier or rpc.get_notifier('x')).info(c, 'x.y', p)",
    "notify = notifier.info\n        notify(c, 'x.y', p)",
    "notify = getattr(notifier, level)\n        notify(c, 'x.y', payload=p)",
    "self.image_notifier.info('x.y', p)",
    "self.notifiers['x'].info(c, 'x.y', p)",
    "NOTIFIERS[level].error(c, 'x.y', p)",
    "self.notifiers.get('x').info(c, 'x.y', p)",
    "(notifier or self.notifiers['x']).info(c, 'x.y', p)",
    "utils.notify_about_thing(c, 'x.y', p)",
    "self._notify_about_thing_usage(c, t, 'x', extra_usage_info=p)",
    "c.notification.payload.update(p)",
])
def test_emissions(run: Run, emission: str) -> None:
    assert _lines(run, f'''\
class A:
    def notify(self, c, notifier, level, t):
        p = {{'user_id': t.user_id}}
        {emission}
''') == [5]


@pytest.mark.parametrize('call', [
    "LOG.info(c, 'x.y', p)",
    "logger.info(c, 'x.y', p)",
    "self.agent_notifier.info(c, 'x.y', p)",
    "self.l3_rpc_notifier.info(c, 'x.y', p)",
    "registry.publish('x', 'y', self, payload=p)",
    "client.post('/v2/notifications', p)",
    "notification.EventType(c, 'x.y', p)",
    "notifier.info(p)",
])
def test_other_calls(run: Run, call: str) -> None:
    assert _lines(run, f'''\
class A:
    def notify(self, c, notifier, t):
        p = {{'user_id': t.user_id}}
        {call}
''') == []


@pytest.mark.parametrize('build, lines', [
    ("p = {'user_id': t.user_id}", [5]),
    ("p = dict(user_id=t.user_id)", [5]),
    ("p = {}\n        p['user_id'] = t.user_id", [6]),
    ("p = {}\n        p.update({'user_id': t.user_id})", [6]),
    ("p = {}\n        p.update(user_id=t.user_id)", [6]),
    ("p = {}\n        p.setdefault('user_id', t.user_id)", [6]),
    ("p = {}\n        p |= {'user_id': t.user_id}", [6]),
    ("e = {'user_id': t.user_id}\n        p = {**e, 'a': 1}", [5]),
    ("e = {'user_id': t.user_id}\n        p = dict(e, a=1)", [5]),
    ("e = {'user_id': t.user_id}\n        p = e.copy()", [5]),
    ("e = {'user_id': t.user_id}\n        p = dict(a=[e])", [5]),
    ("p = {'a': [{'user_id': u} for u in t]}", [5]),
    ("p = {'user_id': t.user_id} if t else {}", [5]),
    ("p = jsonutils.dumps({'user_id': t.user_id})", [5]),
    ("p = {'user_id': t.user_id}\n        p = {'state': t.state}", []),
    ("p = {'user_id': t.user_id} if t else None\n        if t:\n"
     "            p = {'share_id': t.share_id}", [5, 7]),
    ("p = {'a': 1}\n        q = {'user_id': t.user_id}", []),
    ("p = e = {'user_id': t.u}", [5]),
    ("p = {'a': 1}\n        p += {'user_id': t.u}", [6]),
    ("p = []\n        p.append({'user_id': t.u})", [6]),
    ("p = []\n        p.insert(0, {'user_id': t.u})", [6]),
    ("p = []\n        p.pop({'user_id': t.u})", []),
    ("p = {'a': 1} | {'user_id': t.u}", [5]),
    ("p = {'user_id': t.u} | {'a': 1}", [5]),
    ("p = {'user_id': t.u} & {'a': 1}", []),
    ("p = t and {'user_id': t.u}", [5]),
    ("p = {} if t else {'user_id': t.u}", [5]),
    ("p = [{'user_id': t.u} for u in t]", [5]),
    ("p = {k: v for k, v in {'user_id': t.u}.items() if k}", [5]),
    ("p = {k: v for k, v in {'user_id': t.u}.items() for _ in t}", [5]),
    ("p = {k: v for k, v in {'user_id': t.u}.values()}", []),
    ("p = {k: v for k, v in items({'user_id': t.u})}", []),
    ("p = {'a': {'user_id': t.u}}", [5]),
    ("p = ('a', {'user_id': t.u})", [5]),
    ("p = (q := {'user_id': t.u})", [5]),
    ("p = send({'user_id': t.u})", []),
    ("p = dict([('a', 1)], user_id=t.u)", [5]),
    ("p = OrderedDict(user_id=t.u)", [5]),
    ("p = tuple({'user_id': t.u}, {'share_id': t.s})", [5]),
    ("p = copy.deepcopy({'user_id': t.u})", [5]),
    ("p = mask_password({'user_id': t.u})", []),
    ("p = {'a': mask_password({'user_id': t.u})}", []),
    ("p = {1: t.user_id, None: t.u, 'user_id': 1}", []),
    ("p = {'user_id': t.u, **mask({'share_id': 1})}", [5]),
    ("p = {}\n        if t:\n            p['user_id'] = t.u\n"
     "        else:\n            p['share_id'] = t.s", [7, 9]),
    ("p = {'user_id': t.u}\n        if t:\n"
     "            p = {'share_id': t.s}\n        else:\n"
     "            p = {'state': t}", [5, 7]),
    ("for q in t:\n            p = {'user_id': t.u}\n"
     "        p = {'share_id': t.s}", [7]),
    ("p = 'a %s' % t.user_id", [5]),
    ("p = 'a %s %s' % (t.user_id, t.share_id)", [5, 5]),
    ("p = 'a %s %s' % (t.user_id, 1)", [5]),
    ("p = 'a {} {b}'.format(t.user_id, b=t.share_id)", [5, 5]),
    ("p = f'a {t.user_id!r} {t.share_id}'", [5, 5]),
    ("p = {'a': f'a {t.user_id}'}", []),
    ("p = {'a': 'x %s' % t.user_id}", []),
    ("p = '%(user_id)s' % {'user_id': t.user_id}", [5]),
    ("p = self.p\n        self.p['user_id'] = t.u", [6]),
    ("p = t.p\n        self.p['user_id'] = t.u", []),
    ("p = {'a': self.p}\n        self.p['user_id'] = t.u", []),
    ("p = {}\n        p.update()\n        p.update(a=1, user_id=t.u)\n"
     "        p.update({'share_id': t.s}, image_id=t.i)", [7, 8, 8]),
    ("p = {}\n        p.update(**{'user_id': t.u})", [6]),
    ("p = {}\n        p[t] = t.u\n        p[1] = t.u", []),
    ("p = {}\n        def q():\n            p['user_id'] = t.u", []),
])
def test_ways_to_build(run: Run, build: str, lines: list[int]) -> None:
    assert _lines(run, f'''\
class A:
    def notify(self, c, t):
        {build}
        self.notifier.info(c, 'x.y', p)
''') == lines


def test_what_is_given_to_be_called(run: Run) -> None:
    code = '''\
        def send(notify, c, p):
            notify(c, 'x.y', p)

        class A:
            def create(self, c, t):
                {0}send({1}, c, {{'user_id': t.u}})
    '''
    for before, given, lines in (
            ('', 'self.notifier.info', [8]),
            ('', 'getattr(self.notifier, t.level)', [8]),
            ('', 'self.notifier.prepare', []),
            ('', 'LOG.info', []),
            ('', 'getattr(LOG, t.level)', []),
            ('', 'getattr()', []),
            ('tell = self.notifier.error\n                ', 'tell', [9]),
            ('tell = LOG.error\n                ', 'tell', [])):
        assert _lines(run, code.format(before, given)) == lines


@pytest.mark.parametrize('code', [
    # Kept by the module under a name that says nothing.
    'BUS = rpc.get_notifier("x")\n\n\ndef f(c, p):\n'
    '    p = {"project_id": p}\n    BUS.info(c, "x.y", p)\n',
    'from a import notifier as NOTIFIER\n\n\ndef f(c, p):\n'
    '    p = {"project_id": p}\n    NOTIFIER.info(c, "x.y", p)\n',
    'def f(c, p):\n    n = rpc.get_notifier("x")\n'
    '    p = {"project_id": p}\n    n.info(c, "x.y", p)\n',
    'notify = None\n\n\ndef f(c, p):\n    p = {"project_id": p}\n'
    '    send(c, extra_payload=p)\n',
])
def test_notifiers_by_any_name(run: Run, code: str) -> None:
    """Where a call that sends stands is told by words, its own or others'."""
    line = code[:code.index('project_id')].count('\n') + 3
    assert _lines(run, code) == [line]


@pytest.mark.parametrize('kept, sender, found', [
    ('BY = {"a": rpc.get_notifier("a")}', 'BY["a"]', True),
    ('BY = {"a": rpc.get_notifier("a")}', 'BY.get("a")', True),
    ('BY = dict(a=rpc.get_notifier("a"))', 'BY[p]', True),
    ('BY: dict = {"a": rpc.get_notifier("a")}', 'BY[p]', True),
    ('BY = {"a": rpc.get_agent_notifier()}', 'BY["a"]', False),
    ('BY = {"a": Client()}', 'BY["a"]', False),
    ('BY = [rpc.get_notifier("a")]', 'BY[0]', True),
    ('class A:\n  def __init__(self):\n'
     '    self._by = {"a": oslo.Notifier(1)}', 'self._by["a"]', True),
    ('class A:\n  def __init__(self):\n'
     '    self._bus = oslo.Notifier(1)', 'self._bus', True),
    ('class A:\n  def __init__(self):\n'
     '    self._bus = Client(1)', 'self._bus', False),
])
def test_notifiers_out_of_a_dict(
    run: Run, kept: str, sender: str, found: bool,
) -> None:
    """What is kept tells, whatever it is called; also under a local name."""
    for before, used in (('', sender), (f'    bus = {sender}\n', 'bus')):
        if 'self.' in sender and before:
            continue
        code = kept + '\n' + textwrap.indent(
            f'def f(self, c, p):\n{before}'
            f'    {used}.info(c, "x.y", {{"project_id": p}})\n',
            '  ' if 'class' in kept else '')
        assert bool(_lines(run, code)) is found


def test_names_for_the_methods_of_a_notifier(run: Run) -> None:
    code = '''\
        def send(notifier, c, t):
            {0} = {1}
            {0}(c, 'x.y', {{'user_id': t.u}})
    '''
    for name, value, lines in (
            ('method', 'notifier.info', [5]), ('emit', 'notifier.info', [5]),
            ('send_it', 'notifier.info', []),
            ('notify', 'notifier.info', [5]), ('notify', 'LOG.info', []),
            ('notify', 'notifier.close', [])):
        assert _lines(run, code.format(name, value)) == lines


@pytest.mark.parametrize('call, told', [
    ("notifier.info(c, 'x.y', p)", 'x.y'),
    ("notifier.info('x.y', p)", 'x.y'),
    ("notifier.info(c, event_type='x.y', payload=p)", 'x.y'),
    ("notifier.info(c, 'x.y', payload=p)", 'x.y'),
    ("notifier.info(c, 'x.%s' % t, p)", 'x.*'),
    ("notifier.info(c, 'x.%(k)s.y' % {'k': t}, p)", 'x.*.y'),
    ("notifier.info(c, 'x.' + t, p)", 'x.*'),
    ("notifier.info(c, t + '.x', p)", '*.x'),
    ("notifier.info(c, f'{t}.x.{t}', p)", '*.x.*'),
    ("notifier.info(c, EVENT, p)", 'thing.end'),
    ("notifier.info(c, f'{EVENT}.{t}', p)", 'thing.end.*'),
    ("notifier.info(c, EVENT + '.error', p)", 'thing.end.error'),
    ("notifier.info(c, t, p)", 'send()'),
    ("notifier.info(c, UNKNOWN, p)", 'send()'),
    ("notifier.info(c, '%s.%s' % (t, t), p)", 'send()'),
    ("notifier.info(c, f'{t}', p)", 'send()'),
    ("notifier.info(c, t.event, p)", 'send()'),
    ("notify_about_it(c, 'x.y', 'z', {'user_id': t.u})", '*.x.y'),
    ("notify_about_it(c, t, {'user_id': t.u})", 'notify_about_it()'),
    ("tell(c, 'x.y', usage_info=p)", '*.x.y'),
    ("tell(c, extra_payload=p)", 'tell()'),
    ("StartNotification(c, user_id=t.u)", 'StartNotification()'),
    ("c.notification.payload.update(p)", 'send()'),
])
def test_what_a_payload_is_called_by(
    judged: Judged, call: str, told: str,
) -> None:
    found = judged(HEAD + textwrap.dedent(f'''\
        EVENT = 'thing.end'
        def send(notifier, c, t):
            p = {{'user_id': t.u}}
            {call}
    '''))
    wanted = told if told != 'StartNotification()' else 'StartNotification'
    assert found == [(wanted, 'identity')]


@pytest.mark.parametrize('call', [
    "notifier.info(c, 'x.y', *p)", "notifier.info(c, 'x.y', 'p')",
    "notifier.info(p)", "notifier.tell(c, 'x.y', p)",
    "tell(c, 'x.y', usage=p)", "notify_about_it(c, p.user_id)",
    "notify_about_it(c, {})", "c.payload.update(p)",
    "c.thing.payload.update(p)", "c.notification.payload.pop(p)",
    "c.notification.payload.update()", "registry.notify(c, 'x.y', p)",
    "log_notifier.info(c, 'x.y', p)", "logger_notifier.info(c, 'x.y', p)",
    "get_agent_notifier().info(c, 'x.y', p)",
    "(notifier or LOG).info(c, 'x.y', p)",
    "loggers['x'].info(c, 'x.y', p)", "self.things.get('x').info(c, 1, p)",
    "notifier.prepare(1).warn.x(c, 'x.y', p)",
])
def test_what_sends_nothing(run: Run, call: str) -> None:
    assert _lines(run, f'''\
        def send(notifier, c, t):
            p = {{'user_id': t.u}}
            {call}
    ''') == []


@pytest.mark.parametrize('code, found', [
    ('who.user_id = u', [(5, 'user_id')]),
    ('who.state = u', []),
    ('event.user_id = u', [(5, 'user_id')]),
    ('event.initiator.user_id = u', [(5, 'user_id')]),
    ('who.event.user_id = u', [(5, 'user_id')]),
    ('u.event.user_id = 1', []),
    ('u.part.user_id = u', []),
    ('who.part.user_id = u', []),
    ('u.user_id = u', []),
    ('event.user_id = who', []),
    ('event.user_id = resource.Resource(u)', []),
    ('event.user_id = other.Resource(u)', [(5, 'user_id')]),
    ('a, event.user_id = u', []),
    ('resource.Resource(user_id=u, state=1)', [(5, 'user_id')]),
    ('resource.Resource(user_id=who, **u)', []),
    ('other.Resource(user_id=u)', []),
    ('resource.Resource(u).user_id = u', [(5, 'user_id')]),
])
def test_parts_of_audit_events(
    carried: Carried, code: str, found: list[tuple[int, str]],
) -> None:
    assert carried(f'''
        from pycadf import resource
        def build(u, event):
            who = resource.Resource()
            {code}
    ''') == [(line, 'NVN302', name) for line, name in found]


@pytest.mark.parametrize('made, found', [
    ('resource.Resource()', True), ('_make()', True), ('_made()', True),
    ('_other()', False), ('other.make()', False), ('_again()', False),
    ('_none()', False), ('_ring()', False),
])
def test_audit_events_that_helpers_make(
    carried: Carried, made: str, found: bool,
) -> None:
    assert carried(f'''
        from pycadf import resource
        import other
        def _make():
            it = resource.Resource()
            return it
        def _made():
            return _make()
        def _other():
            return other.Resource()
        def _again():
            return _again()
        def _none():
            return
        def _ring():
            it = _ring()
            return it
        def build(u):
            who = {made}
            who.user_id = u.user_id
    ''') == [(20, 'NVN302', 'user_id')] * found


def test_audit_events_that_are_filled_by_keywords(run: Run) -> None:
    code = '''\
        from pycadf import event
        def notify(**kwargs):
            made = event.Event()
            for key, value in kwargs.{0}():
                {1}(made, key, value)

        def call(t):
            notify(user_id=t.user_id)
    '''
    assert _lines(run, code.format('items', 'setattr')) == [10]
    assert _lines(run, code.format('values', 'setattr')) == []
    assert _lines(run, code.format('items', 'print')) == []


def test_configured_helper_and_decorator(run: Run) -> None:
    code = '''\
        from mylib import bus

        def create(c, t):
            bus.tell(c, {'user_id': t.user_id})

        @bus.tells('x.y')
        def delete(c, t):
            return {'share_id': t.share_id}

        @bus.tells
        def update(c, t):
            return {'image_id': t.image_id}
    '''
    assert _lines(run, code) == []
    for prefix in ('', 'mylib.bus.'):
        options = Options(
            nvn_payload_helpers=(f'{prefix}tell',),
            nvn_payload_decorators=(f'{prefix}tells',))
        assert _lines(run, code, options=options) == [6, 10, 14]


def test_tests_send_nothing(run: Run) -> None:
    code = '''\
        def notify(notifier, c, t):
            notifier.info(c, 'x.y', {'user_id': t.user_id})
    '''
    assert _lines(run, code) == [4]
    assert _lines(run, code, path='nova/tests/unit/test_x.py') == []


@pytest.mark.parametrize('path', ['stdin', '-', 'module.py'])
def test_text_without_a_place(run: Run, path: str) -> None:
    assert _lines(run, '''\
        def notify(notifier, c, t):
            notifier.info(c, 'x.y', {'user_id': t.user_id})
    ''', path=path) == [4]


def test_many_callers_and_many_bindings_end(run: Run) -> None:
    callers = ''.join(
        f"def f{n}(c, t):\n    p = {{'user_id': t}}\n    send(c, p)\n"
        for n in range(300))
    code = ("def send(c, p):\n    notifier.info(c, 'x.y', p)\n" + callers)
    assert len(run(code)) == 300
    # One name for a thousand things is no name for any of them.
    again = ''.join(
        "    p = {'user_id': t}\n    notifier.info(c, 'x.y', p)\n"
        for _ in range(1000))
    assert run(f'def send(c, notifier, t):\n{again}') == []


@pytest.mark.parametrize('text, told', [
    ('a  b\n c', 'a b c'), ('100 %s: x', '100 s x'), ('a:b', 'a:b'),
    ('x' * 100, 'x' * 100), ('x' * 101, 'x' * 97 + '...'),
])
def test_texts_in_messages(text: str, told: str) -> None:
    assert shown(text) == told


def test_odd_names_make_no_odd_messages(run: Run) -> None:
    found = run(r'''
        def notify(notifier, c, t):
            notifier.info(c, 'a\n%s: b:1:2: c' % t, {
                '%(x)s\n:1:2: user_id': t.user_id})
    ''')
    assert [line for line, _ in found] == [4]
    before, _, names = found[0][1].partition(': ')
    for text in (before, names):
        assert not any(odd in text for odd in ('%', '\n', ': '))
