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

"""Numbers and texts behind expressions, clocks, pauses and logs."""

import ast
import pathlib

import pytest

from flake8_nova_notifications.code import expressions
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import notifiers
from flake8_nova_notifications.idioms import pauses
from flake8_nova_notifications.idioms import values
from tests.idioms import parsed

HEAD = '''
import threading
import time
from datetime import datetime
from oslo_utils import timeutils
from oslo_config import cfg
CONF = cfg.CONF
LIMIT = 5
HUGE = 1000000000
LOOP = LOOP + 1
TWICE = 1
TWICE = 2
EVENT = threading.Event()
LOCK = threading.Lock()
class Own:
    limit = 7
    two = 1
    two = 2
def late(start):
    return time.time() > start + LIMIT
def early(start):
    return start
later = lambda start: time.monotonic() > start
def nap():
    time.sleep(2)
def nap_or_not(x):
    if x:
        time.sleep(2)
def nap_twice(x):
    time.sleep(2)
    time.sleep(x)
def nap_round(x):
    for _ in x:
        pass
    time.sleep(2)
def nap_none():
    time.sleep(0)
def nap_given(x):
    time.sleep(x)
'''


@pytest.mark.parametrize('code, number', [
    ('5', 5), ('-5', -5), ('+5', None), ('5.5', 5.5), ("'5'", None),
    ('True', None), ('2 + 3', 5), ('2 - 3', -1), ('2 * 3', 6), ('3 / 2', 1.5),
    ('3 // 2', 1), ('3 ** 2', None), ('3 / 0', None), ('2 + x', None),
    ('x + 2', None), ('-x', None), ('LIMIT', 5), ('LIMIT * 2', 10),
    ('HUGE', None), ('HUGE - 1', 999999999), ('-HUGE', None),
    ('LOOP', None), ('TWICE', None), ('Own.limit', 7), ('Own.two', None),
    ('Own.none', None), ('other.limit', None), ('CONF.limit', None),
    ('cfg.CONF.limit', None), ('f()', None), ('(1, 2)', None),
    ('-' * 6 + '5', 5), ('-' * 8 + '5', None),
    ('1' + ' + 1' * 7, 8), ('1' + ' + 1' * 8, None),
    ('1 + (' * 7 + '1' + ')' * 7, 8), ('1 + (' * 8 + '1' + ')' * 8, None),
])
def test_numbers(code: str, number: float | None) -> None:
    """Literals, sums, constants; nothing larger than a thousand million."""
    assert values.number(*parsed.expression(code, HEAD)) == number


@pytest.mark.parametrize('name, number', [
    ('one', 1), ('sum', 3), ('two', None), ('ring', None), ('none', None),
    ('default', 6), ('given', None),
])
def test_attributes(name: str, number: float | None) -> None:
    """Set once in the class, however it is come by; rings end."""
    source, _ = parsed.expression('1', f'''
class C:
    def __init__(self, default=6, *, given):
        self.one = 1
        self.sum = self.one + 2
        self.two = 1
        self.two = 2
        self.ring = self.other
        self.other = self.ring
        self.default = default
        self.given = given
    def f(self):
        return self.{name}
''')
    returned = next(iter(source.nodes(ast.Return)))
    assert returned.value is not None
    assert values.number(source, returned.value) == number


@pytest.mark.parametrize('code, setting', [
    ('CONF.a.b', True), ('CONF', False), ('cfg.CONF.x', True),
    ('self.CONF.x', False), ('other.x', False), ('f().x', False),
])
def test_settings(code: str, setting: bool) -> None:
    """Options of oslo.config have values that nobody knows."""
    assert values.is_setting(*parsed.expression(code, HEAD)) is setting


@pytest.mark.parametrize('code, text', [
    ('a.b(1)', 'a.b(1)'), ("a % {'b': 1}", "a modulo {'b' 1}"),
    ("f(1,\n  2)", 'f(1, 2)'), ('x' * 48, 'x' * 48),
    ('x' * 49, 'x' * 44 + ' ...'),
])
def test_spelled(code: str, text: str) -> None:
    """One short line, safe in a message."""
    assert expressions.spelled(parsed.expression(code)[1]) == text
    assert expressions.spelled(None) == ''


def test_defaults() -> None:
    """Counted from the last parameter, and by name behind the star."""
    source, _ = parsed.expression(
        '1', 'def f(a, b, /, c, d=1, e=2, *g, h, i=3, **j): pass')
    found = {}
    for node in source.nodes(ast.arg):
        assert isinstance(node, ast.arg)
        default = values.parameter_default(source, node)
        found[node.arg] = None if default is None else ast.unparse(default)
    assert found == {
        'a': None, 'b': None, 'c': None, 'd': '1', 'e': '2', 'g': None,
        'h': None, 'i': '3', 'j': None}


@pytest.mark.parametrize('code, tells, wall', [
    ('time.time()', True, True), ('time.monotonic()', True, False),
    ('datetime.now()', True, True), ('timeutils.now()', True, False),
    ('watch.expired()', True, False), ('expired()', False, False),
    ('loop.time()', True, False), ('loop.time(1)', False, False),
    ('self.is_timed_out()', True, False), ('late(1)', True, False),
    ('early(1)', False, False), ('later(1)', True, False),
    ('other(1)', False, False), ('other(time.time())', False, True),
])
def test_clocks(code: str, tells: bool, wall: bool) -> None:
    """By import, by what is asked of a watch, or one helper away."""
    source, node = parsed.call(code, HEAD)
    assert clocks.is_clock_call(source, node) is tells
    assert clocks.reads_wall_clock(source, node) is wall
    assert clocks.reads_clock(source, node) is (tells or wall)


@pytest.mark.parametrize('code, text, notified', [
    ('time.sleep(3)', '3 s', False), ('time.sleep(.5)', '0.5 s', False),
    ('time.sleep(x)', 'x s', False), ('time.sleep(secs=3)', '3 s', False),
    ('rest()', '', False), ('EVENT.wait(3)', '3 s', True),
    ('EVENT.wait(timeout=x)', 'x s', True), ('nap()', '2 s', False),
    ('nap_twice(4)', '', False), ('nap_given(4)', '4 s', False),
    ('rest(3)', '3 s', False), ('api.rest(3)', '3 s', False),
])
def test_pauses(code: str, text: str, notified: bool) -> None:
    """How long, and whether somebody can end it."""
    source, node = parsed.call(code, HEAD, nvn_pauses=('rest',))
    found = pauses.pause(source, node)
    assert found is not None
    assert (found.node, found.text, found.notified) == (node, text, notified)


@pytest.mark.parametrize('code', [
    'time.sleep(0)', 'time.sleep()', 'EVENT.wait()', 'LOCK.wait(3)', 'wait(3)',
    'other.wait(3)', 'nap_or_not(3)', 'nap_round(3)', 'nap_none()',
    'guest.pause()', 'other.sleep(guest)', 'time.time()', 'snap()',
    'self.wait(3)',
])
def test_no_pauses(code: str) -> None:
    """Lets others run, waits for ever, or is only called alike."""
    assert pauses.pause(*parsed.call(code, HEAD)) is None


@pytest.mark.parametrize('text, may', [
    ('sleep', True), ('Delay(', True), ('nap', True), ('a_nap_b', True),
    ('snapshot', False), ('rest', True), ('run', False), ('', False),
])
def test_may_pause(text: str, may: bool) -> None:
    """A cheap look at the words."""
    source, _ = parsed.expression('1', nvn_pauses=('a.rest',))
    assert pauses.may_pause(source, text) is may


@pytest.mark.parametrize('code, level', [
    ('LOG.debug(1)', 'debug'), ('self.logger.error(1)', 'error'),
    ('logging.warning(1)', 'warning'), ('log(1)', None), ('LOG.run(1)', None),
    ('other.error(1)', None), ('f().error(1)', None), ('LOG', None),
])
def test_levels(code: str, level: str | None) -> None:
    """A logger by its name, and one of its methods."""
    assert logs.level(parsed.expression(code)[1]) == level


@pytest.mark.parametrize('code, known', [
    ('notifier', True), ('self.notifier', True), ('self._notify', True),
    ('rpc.get_notifier(1)', True), ('rpc.get_notifier(1).prepare(2)', True),
    ('oslo.Notifier(1)', True), ('rpc.notifier_of(1)', False),
    ('rpc.get_agent_notifier()', False), ('prepare(notifier)', False),
    ('self.l3_notifier', False), ('log_notifier', False), ('other', False),
    ('a or notifier', True), ('notifier or a', False), ('a[0]', False),
    ('made', True), ('prepared', False), ('notif', True),
    ('notifier' + 4 * '.prepare()', True),
    ('notifier' + 5 * '.prepare()', False),
])
def test_notifiers(code: str, known: bool) -> None:
    """By where it comes from, and else by its name."""
    assert notifiers.is_notifier(*parsed.expression(
        code, 'made = rpc.get_notifier()\nprepared = other.prepare()\n'
        'notif = other.prepare()')) is known


FAR_HEAD = '''
import time
from nova import far
from nova.far import Far
from oslo_config import cfg
CONF = cfg.CONF
ALIAS = far.LIMIT
TWICE = 3
TWICE = 3
STEPPED = 3
STEPPED += 1
PICKED = (3, 4)[0]
def nap_once():
    far.nap()
class Own(Far):
    own = 1
    def __init__(self, given=2):
        self.given = given
        self.twice = 1
        self.twice = 2
    def f(self, param):
        return {code}
'''


def _returned(
    code: str, folder: pathlib.Path,
) -> tuple[SourceFile, ast.expr]:
    """What a method returns, in a file beside one with numbers."""
    (folder / 'nova').mkdir()
    (folder / 'nova' / '__init__.py').touch()
    (folder / 'nova' / 'far.py').write_text('''
import time
LIMIT = 5
TEXT = 'a'
SUM = LIMIT + 1
class Far:
    most = 8
    own = 9
    def nap(self): time.sleep(3)
    def nap_or_not(self): self.none()
def nap(): time.sleep(2)
def nap_none(): time.sleep(0)
def nap_twice(n):
    time.sleep(2)
    time.sleep(4)
def nap_some():
    time.sleep(0)
    time.sleep(4)
def nap_alike():
    time.sleep(4)
    time.sleep(4)
def nap_given(n): time.sleep(n)
def nap_round():
    while True: time.sleep(1)
''')
    source, _ = parsed.expression(
        '1', FAR_HEAD.format(code=code), str(folder / 'nova' / 'here.py'))
    value = source.nodes(ast.Return)[0].value
    assert value is not None
    return source, value


@pytest.mark.parametrize('code, near, far', [
    ('5', 5, 5), ('far.LIMIT', None, 5), ('far.SUM', None, 6),
    ('far.TEXT', None, None), ('far.none', None, None),
    ('far.Far.most', None, 8), ('ALIAS', None, 5), ('TWICE', None, None),
    ('STEPPED', None, None), ('PICKED', None, 3),
    ('self.own', 1, 1), ('self.most', None, 8), ('self.none', None, None),
    ('self.given', 2, 2), ('self.twice', None, None), ('param', None, None),
    ('CONF.most', None, None), ('unknown', None, None),
    ('other.x', None, None),
    ('far.LIMIT + 1', None, None), ('f()', None, None),
    ('param.most', None, None), ('self.x.most', None, None),
    ('time.none', None, None), ('len', None, None), ('True', None, None),
])
def test_numbers_from_afar(
    code: str, near: float | None, far: float | None, tmp_path: pathlib.Path,
) -> None:
    """Other modules first, then astroid, and only where it is wanted."""
    source, value = _returned(code, tmp_path)
    assert values.number(source, value) == near
    assert values.number(source, value, far=True) == far


@pytest.mark.parametrize('code, text', [
    ('far.nap()', '2 s'), ('far.nap_none()', None),
    ('far.nap_twice(7)', '7 s'), ('far.nap_some()', ''),
    ('far.nap_alike()', '4 s'), ('far.nap_given(6)', '6 s'),
    ('far.nap_given()', ''), ('far.nap_given(0)', None),
    ('far.nap_round()', None), ('far.nap_absent()', None),
    ('self.nap()', '3 s'), ('self.nap_or_not()', None),
    ('self.x.nap()', None), ('param.nap()', None), ('nap()', None),
    ('nap_once()', None), ('(lambda: time.sleep(1))()', None),
])
def test_pauses_from_afar(
    code: str, text: str | None, tmp_path: pathlib.Path,
) -> None:
    """A helper of another module or of a base there."""
    source, call = _returned(code, tmp_path)
    assert isinstance(call, ast.Call)
    found = pauses.pause(source, call)
    assert (None if found is None else found.text) == text
    assert found is None or not found.notified


@pytest.mark.parametrize('code, head, text', [
    ('g()', 'def g(): time.sleep(0)', None),
    ('nap()', 'def nap(): time.sleep(0)', None),
    ('nap()', 'def nap():\n    time.sleep(0)\n    time.sleep(0)', None),
    ('nap(5)', 'def nap(n):\n    time.sleep(0)\n    time.sleep(n)', '5 s'),
    ('nap(5)', 'def nap(): time.sleep()', ''),
    ('nap(5)', 'async def nap(): await asyncio.sleep(3)', '3 s'),
    ('nap(5)', 'def nap(): x = time.sleep(3)', None),
    ('nap(5)', 'def nap(): return time.sleep(3)', None),
    ('nap(5)', 'def nap(): log(time.sleep(3))', '3 s'),
    ('nap(5)', 'def nap():\n    time.sleep(3)\n    while x: pass', None),
    ('nap(5)', 'async def nap():\n    time.sleep(3)\n'
     '    async for x in y: pass', None),
    ('nap(5)', 'nap = lambda: time.sleep(3)', None),
    ('nap(5)', 'def nap(): pass', None), ('nap(5)', '', None),
    ('nap.wait(5)', 'nap = threading.Event()', '5 s'),
    ('nap.wait(5)', 'nap = other.Event()', None),
    ('nap.wait(0)', 'nap = threading.Event()', None),
    ('nap.wait(5)', 'nap = 1', None),
])
def test_own_helpers(code: str, head: str, text: str | None) -> None:
    """A sleep in the body itself, and no loop."""
    found = pauses.pause(*parsed.call(
        code, f'import asyncio\nimport threading\nimport time\n{head}'))
    assert (None if found is None else found.text) == text


def test_events_of_objects() -> None:
    """Each value of the attribute has to be one that somebody notifies."""
    for value, notified in (('threading.Event()', True), ('lock()', False)):
        source, _ = parsed.expression('1', (
            'import threading\nclass C:\n    def __init__(self):\n'
            '        self.event = threading.Condition()\n'
            f'        self.event = {value}\n'
            '    def f(self):\n        self.event.wait(4)\n'))
        found = pauses.pause(source, source.nodes(ast.Call)[-1])
        assert (found is not None and found.notified) is notified


def test_pauses_are_values() -> None:
    """Alike when they say the same, and nobody changes one."""
    source, call = parsed.call('time.sleep(3)', HEAD)
    found, again = pauses.pause(source, call), pauses.pause(source, call)
    assert found is not None and {found} == {again}
    with pytest.raises(AttributeError):
        found.seconds = 4  # type: ignore[misc]


def test_written() -> None:
    """One that is nested too deep is only like itself."""
    assert expressions.written(parsed.expression('a . b')[1]) == 'a.b'
    code = '-' * 200 + '1'
    source, deep = parsed.expression(f'(1, {code})')
    assert isinstance(deep, ast.Tuple)
    assert expressions.written(deep.elts[1]) == 'an expression at 2:4'
    assert expressions.written(ast.arguments(
        [], [], None, [], [], None, [deep.elts[1]])) == (
            'an expression at 0:0')
    assert expressions.spelled(deep) == 'an expression'


@pytest.mark.parametrize('code, name', [
    ('a.b()', 'b'), ('a()', 'a'), ('a()()', ''), ('a[0]()', ''),
])
def test_callee_names(code: str, name: str) -> None:
    """The last part of what is called."""
    assert expressions.callee_name(parsed.call(code)[1]) == name


def test_defaults_of_others() -> None:
    """Only what stands among parameters has one."""
    source, _ = parsed.expression('a', 'def f(b=1): pass')
    stranger = ast.arg('b')
    assert values.parameter_default(source, stranger) is None
