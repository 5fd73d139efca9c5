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

"""NVN101's fix: what is written, what is refused, and that it is safe."""

import ast
import pathlib
import textwrap

from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies
import pytest

from flake8_nova_notifications.options import Options
from tests import fixes
from tests import linted
from tests.waiting import virtual_clock

HEAD = 'import time\n\n\n'
FORMS = {
    'for': '''\
def wait(api):
    for _ in range({n}):
        server = api.get_server()
        if server['status'] == 'ACTIVE':
            return server
        time.sleep({p})
    raise RuntimeError('server is %s' % server)
''',
    'for and else': '''\
def wait(api):
    for i in range({n}):  # as ever
        # Ask the service.
        if api.is_up():
            break
        time.sleep({p})
    else:
        raise RuntimeError('it is not up')
''',
    'for, pause first': '''\
def wait(api):
    for i in range({n}):
        time.sleep({p})
        if api.is_up():
            return
    raise RuntimeError('it is not up')
''',
    'for, the branch that pauses goes on': '''\
def wait(api):
    for _ in range({n}):
        if not api.is_up():
            time.sleep({p})
            continue
        return
    raise RuntimeError('it is not up')
''',
    'while and count': '''\
def wait(api):
    tries = 0
    while not api.is_up() and tries < {n}:
        time.sleep({p})
        tries += 1
    if tries >= {n}:
        raise RuntimeError('it is not up')
''',
    'while count': '''\
def wait(api):
    tries = 0

    while tries < {n}:
        tries = tries + 1
        if api.is_up():
            return True
        time.sleep({p})
    raise RuntimeError('it is not up')
''',
    'counting down': '''\
def wait(api):
    left = {n}
    while left > 0:
        if api.is_up():
            return True
        left -= 1
        time.sleep({p})
    raise RuntimeError('it is not up')
''',
    'nominal seconds': '''\
def wait(api):
    waited = 0
    while {n} * {p} > waited:
        if api.is_up():
            return True
        time.sleep({p})
        waited += {p}
    raise RuntimeError('it is not up')
''',
    'while True, test behind the poll': '''\
def wait(api):
    tries = 0
    while True:
        server = api.get_server()
        if server.status == 'ACTIVE':
            break
        tries += 1
        if tries == {n}:
            raise RuntimeError('server is %s' % server)
        time.sleep({p})
    return server
''',
    'the last round makes no pause': '''\
def wait(api):
    for i in range({n}):
        if api.is_up():
            return True
        if i < {n} - 1:
            time.sleep({p})
    raise RuntimeError('it is not up')
''',
    'the last round gives up': '''\
def wait(api):
    for i in range({n}):
        if api.is_up():
            return True
        if i + 1 == {n}:
            raise RuntimeError('it is not up')
        time.sleep({p})
''',
    'counting down a parameter': '''\
def wait(api, retry={n}):
    while not api.is_up() and retry:
        time.sleep({p})
        retry -= 1
    if retry > 0:
        return True
    raise RuntimeError('it is not up')
''',
    'the count is asked for first': '''\
def wait(api):
    tries = 0
    while tries < {n} and not api.is_up():
        time.sleep({p})
        tries += 1
    if tries >= {n} or not api:
        raise RuntimeError('it is not up')
''',
    'the test polls, the body gives up': '''\
def wait(api):
    tries = 0
    while not api.is_up():
        time.sleep({p})
        tries += 1
        if tries > {n}:
            raise RuntimeError('it is not up')
''',
    'in another loop': '''\
def wait(api):
    for host in [api]:
        for _ in range({n}):
            if host.is_up():
                break
            time.sleep({p})
        else:
            raise RuntimeError('it is not up')
''',
    'another counter of that name': '''\
def wait(api):
    for i in [1, 2]:
        str(i)
    for i in range({n}):
        if api.is_up():
            return [i for i in (1, 2)]
        time.sleep({p})
    raise RuntimeError('it is not up')
''',
    'while True, test before the poll': '''\
def wait(api):
    tries = 0
    while True:
        if tries >= {n}:
            raise RuntimeError('it is not up')
        if api.is_up():
            return True
        tries += 1
        time.sleep({p})
''',
    'the counter of a range is logged': '''\
def wait(api):
    for attempt in range({n}):
        if api.is_up():
            break
        time.sleep({p})
        if attempt % 7 == 6:
            LOG.warning('it is not up')
        LOG.debug('not up after attempt %d', attempt)
    else:
        raise RuntimeError('it is not up')
''',
    'the counter is logged': '''\
def wait(api):
    tries = 1
    while not api.is_up() and tries <= {n}:
        LOG.debug('not up, try #%d', tries)
        time.sleep({p})
        tries += 1
    if tries > {n}:
        raise RuntimeError('not up after %d tries' % tries)
    LOG.debug('up after %d tries', tries)
''',
    'a branch lowers a flag': '''\
def wait(api):
    poll = True
    tries = 0
    while poll and not tries >= {n}:
        tries += 1
        if api.is_up():
            poll = False
        else:
            time.sleep({p})
    if poll:
        raise RuntimeError('it is not up')
''',
    'counted from one, the last round gives up': '''\
def wait(api):
    for attempt in range(1, {n} + 1):
        if api.is_up():
            return
        if attempt == {n}:
            raise RuntimeError('it is not up')
        time.sleep({p})
''',
    'a flag lets it pause': '''\
def wait(api):
    found = False
    tries = 0
    while not found and tries < {n}:
        if api.is_up():
            found = True
        if not found:
            time.sleep({p})
        tries += 1
    if not found:
        raise RuntimeError('it is not up')
''',
    'what is behind a block that is left': '''\
def wait(api):
    if api:
        tries = 0
        while not api.is_up() and tries < {n}:
            tries += 1
            time.sleep({p})
        if tries < {n}:
            return True
        else:
            raise RuntimeError('it is not up')
    tries = api.tries
    return tries > 3
''',
}
each_form = pytest.mark.parametrize('form', list(FORMS.values()), ids=FORMS)


def _rewritten(form: str, count: int, pause: float) -> tuple[str, str]:
    old = HEAD + form.format(n=count, p=pause)
    new, refused = linted.fixed(old, 'NVN101')
    assert not refused
    assert new != old
    return old, new


WANTED = {
    'for': '''\
def wait(api):
    deadline = time.monotonic() + 60
    expired = False
    while not expired:
        expired = time.monotonic() >= deadline
        server = api.get_server()
        if server['status'] == 'ACTIVE':
            return server
        time.sleep(0.5)
    raise RuntimeError('server is %s' % server)
''',
    'for and else': '''\
def wait(api):
    deadline = time.monotonic() + 60
    expired = False
    while not expired:  # as ever
        expired = time.monotonic() >= deadline
        # Ask the service.
        if api.is_up():
            break
        time.sleep(0.5)
    else:
        raise RuntimeError('it is not up')
''',
    'while and count': '''\
def wait(api):
    deadline = time.monotonic() + 63
    expired = False
    while not api.is_up() and not expired:
        expired = time.monotonic() >= deadline
        time.sleep(0.5)
    if expired:
        raise RuntimeError('it is not up')
''',
    'while count': '''\
def wait(api):
    deadline = time.monotonic() + 60
    expired = False
    while not expired:
        expired = time.monotonic() >= deadline
        if api.is_up():
            return True
        time.sleep(0.5)
    raise RuntimeError('it is not up')
''',
    'while True, test behind the poll': '''\
def wait(api):
    deadline = time.monotonic() + 60
    while True:
        expired = time.monotonic() >= deadline
        server = api.get_server()
        if server.status == 'ACTIVE':
            break
        if expired:
            raise RuntimeError('server is %s' % server)
        time.sleep(0.5)
    return server
''',
    'the counter of a range is logged': '''\
def wait(api):
    attempt = 0
    deadline = time.monotonic() + 60
    expired = False
    while not expired:
        expired = time.monotonic() >= deadline
        if api.is_up():
            break
        time.sleep(0.5)
        if attempt % 7 == 6:
            LOG.warning('it is not up')
        LOG.debug('not up after attempt %d', attempt)
        attempt += 1
    else:
        raise RuntimeError('it is not up')
''',
    'counted from one, the last round gives up': '''\
def wait(api):
    deadline = time.monotonic() + 60
    while True:
        expired = time.monotonic() >= deadline
        if api.is_up():
            return
        if expired:
            raise RuntimeError('it is not up')
        time.sleep(0.5)
''',
    'the counter is logged': '''\
def wait(api):
    tries = 1
    deadline = time.monotonic() + 63
    expired = False
    while not api.is_up() and not expired:
        expired = time.monotonic() >= deadline
        LOG.debug('not up, try #%d', tries)
        time.sleep(0.5)
        tries += 1
    if expired:
        raise RuntimeError('not up after %d tries' % tries)
    LOG.debug('up after %d tries', tries)
''',
    'a flag lets it pause': '''\
def wait(api):
    found = False
    deadline = time.monotonic() + 60
    expired = False
    while not found and not expired:
        expired = time.monotonic() >= deadline
        if api.is_up():
            found = True
        if not found:
            time.sleep(0.5)
    if not found:
        raise RuntimeError('it is not up')
''',
    'while True, test before the poll': '''\
def wait(api):
    deadline = time.monotonic() + 60
    expired = False
    while True:
        if expired:
            raise RuntimeError('it is not up')
        expired = time.monotonic() >= deadline
        if api.is_up():
            return True
        time.sleep(0.5)
''',
}


@pytest.mark.parametrize('name', list(WANTED))
def test_written(name: str) -> None:
    """The text to the letter."""
    assert _rewritten(FORMS[name], 20, 0.5)[1] == HEAD + WANTED[name]


@each_form
def test_nothing_is_left(form: str) -> None:
    """The code is gone, nothing new is reported, a second run does nothing."""
    old, new = _rewritten(form, 20, 0.5)
    assert linted.lines(old, 'NVN101')
    gained = [text.partition(' ')[2] for text in linted.report(
        new, 'NVN1', nvn_all=True)]
    lost = [text.partition(' ')[2] for text in linted.report(
        old, 'NVN1', nvn_all=True)]
    assert not set(gained) - set(lost)
    assert not [text for text in gained if text.startswith('NVN101')]
    assert linted.fixed(new, 'NVN101') == (new, [])


@each_form
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture],
          deadline=None, max_examples=60)
@given(count=strategies.integers(2, 120),
       pause=strategies.sampled_from([0.1, 0.25, 0.5, 1, 2, 10]),
       cost=strategies.sampled_from([0, 0.2, 2]), data=strategies.data())
def test_what_passed_passes(
    form: str, count: int, pause: float, cost: float,
    data: strategies.DataObject,
) -> None:
    """Never old passes and new fails, whenever it becomes ready."""
    old, new = _rewritten(form, count, pause)
    ready = data.draw(strategies.sampled_from(
        [1, 2, 5, count - 1, count, count + 1, None]))
    before, _ = virtual_clock.passes(old, ready, cost)
    after, world = virtual_clock.passes(new, ready, cost)
    assert after or not before
    # It ends, and not before a minute has passed, with a poll behind that.
    if ready is None:
        assert not after
        assert world.now >= 1060
        # Sums of 0.1 may take one poll more to reach the limit.
        most = count + 1
        limit = max(60, 5 * most * pause, 3 * most)
        assert world.now <= 1000 + limit + 2 * (cost + pause) + 0.1


def test_the_nominal_time_would_not_do() -> None:
    """What the proof above is about: it can fail."""
    old, new = _rewritten(FORMS['for'], 50, 0.5)
    wrong = new.replace('+ 150', '+ 25')
    assert wrong != new
    assert virtual_clock.passes(old, 50, 2)[0]
    assert virtual_clock.passes(new, 50, 2)[0]
    assert not virtual_clock.passes(wrong, 50, 2)[0]


@pytest.mark.parametrize('limit, head, wanted', [
    ('CONF.timeout', '', 'max(60, 5 * CONF.timeout)'),
    ('retries', '', 'max(60, 5 * retries)'),
    ('RETRIES', 'RETRIES = 7\n', 'max(60, 5 * RETRIES)'),
    ('10', '', '60'), ('30', '', '150')])
def test_named_bounds(limit: str, head: str, wanted: str) -> None:
    """A name stays, so that who sets it still decides."""
    old = (f'import time\n\n{head}\n\ndef wait(api, retries=7):\n'
           f'    for _ in range({limit}):\n'
           '        if api.is_up():\n            return\n'
           '        time.sleep(1)\n    raise RuntimeError()\n')
    new, refused = linted.fixed(old, 'NVN101')
    assert not refused
    assert f'deadline = time.monotonic() + {wanted}\n' in new
    ast.parse(new)


@pytest.mark.parametrize('wait, wanted', [
    # Others decide on the count or on the pause, whatever the default is.
    ('''\
def wait(api, retries=5):
    left = retries
    while left > 0:
        if api.is_up():
            return
        left -= 1
        time.sleep(1)
    raise RuntimeError()
''', 'max(60, 5 * retries)'),
    ('''\
def wait(api, retries=5):
    for _ in range(retries + 1):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError()
''', 'max(60, 5 * (retries + 1))'),
    ('''\
def wait(api, interval=5):
    pause = interval
    for _ in range(20):
        if api.is_up():
            return
        time.sleep(pause)
    raise RuntimeError()
''', 'max(60, 100 * pause)'),
    ('''\
class Api:
    STEP = 5

    def wait(self, retry=5):
        retry = retry or CONF.retries
        while not self.is_up() and retry:
            time.sleep(self.STEP)
            retry -= 1
        return retry > 0
''', 'max(60, 5 * retry * self.STEP, 3 * retry)'),
    # The pauses are summed up.
    ('''\
def wait(api, timeout, interval):
    while timeout > 0:
        if api.is_up():
            return
        time.sleep(interval)
        timeout -= interval
    raise RuntimeError()
''', 'max(60, 5 * timeout, 3 * timeout / interval)'),
    # Two polls a round; pauses that grow by plain numbers: 1 + 2 + ... + 64.
    ('''\
def wait(api):
    for _ in range(20):
        if api.is_up() or api.is_away():
            return
        time.sleep(1)
    raise RuntimeError()
''', '120'),
    ('''\
def wait(api):
    pause = 1
    for _ in range(7):
        if api.is_up():
            return
        time.sleep(pause)
        pause *= 2
    raise RuntimeError()
''', '275'),
])
def test_how_long(wait: str, wanted: str) -> None:
    """As long as the old wait may have lasted, whoever calls it."""
    new, refused = linted.fixed(HEAD + wait, 'NVN101')
    assert not refused
    assert f'deadline = time.monotonic() + {wanted}\n' in new


def test_two_waits_in_a_function() -> None:
    """Neither takes the other's flag before somebody has asked for it."""
    first = FORMS['while and count'].format(n=9, p=1).partition('    if')
    second = FORMS['for and else'].format(n=9, p=1).partition('\n')[2]
    new, refused = linted.fixed(
        HEAD + first[0] + second + ''.join(first[1:]), 'NVN101')
    assert not refused
    assert 'not api.is_up() and not poll_expired:' in new
    assert '    while not expired:  # as ever\n' in new
    assert '    if poll_expired:\n        raise' in new


def test_short_name_and_stars() -> None:
    """Names and folds that leave no line too long, in the width given."""
    new, _ = linted.fixed(HEAD + '''\
def wait(api, wanted):
    tries = 0
    while api.state_of_the_server() not in (wanted, None, 'ER') and tries < 9:
        tries += 1
        time.sleep(CONF.the_very_very_long_name_of_a_group.and_the_name_of_an_interval)
    if tries == 9:
        raise RuntimeError()
''', 'NVN101')
    assert '''\
    deadline = time.monotonic() + max(
        60,
        45 *
        CONF.the_very_very_long_name_of_a_group.and_the_name_of_an_interval)
    late = False
    while api.state_of_the_server() not in (wanted, None, 'ER') and not late:
        late = time.monotonic() >= deadline
''' in new


@pytest.mark.parametrize('width, first', [
    (79, 'max(\n        60, 5 * CONF.group.retries * CONF.group.interval,'),
    (120, 'max(60, 5 * CONF.group.retries * CONF.group.interval, 3 * '
     'CONF.group.retries)\n')])
def test_width(width: int, first: str) -> None:
    """The configured one."""
    options = Options()
    options.line_length = width
    text = HEAD + FORMS['for'].format(
        n='CONF.group.retries', p='CONF.group.interval')
    new = fixes.fixed_lines('NVN101', text, options=options)
    assert f'    deadline = time.monotonic() + {first}' in '\n'.join(new)


def test_long_line() -> None:
    """It is folded."""
    new, _ = linted.fixed(
        'import time\n\n\nclass A:\n    def wait(self, api):\n'
        '        for _ in range(CONF.libvirt.wait_soft_reboot_seconds):\n'
        '            if api.is_up():\n                return\n'
        '            time.sleep(1)\n        raise RuntimeError()\n',
        'NVN101')
    assert '''\
        deadline = time.monotonic() + max(
            60, 5 * CONF.libvirt.wait_soft_reboot_seconds)
''' in new
    new, _ = linted.fixed(
        'import time\n\n\nclass A:\n    def wait(self, api):\n'
        '        for _ in range(self.wait_retry_count):\n'
        '            if api.is_up():\n                return\n'
        '            time.sleep(self.wait_interval)\n'
        '        raise RuntimeError()\n', 'NVN101')
    assert '''\
        deadline = time.monotonic() + max(
            60, 5 * self.wait_retry_count * self.wait_interval,
            3 * self.wait_retry_count)
''' in new


@pytest.mark.parametrize('above, flag_first', [
    ('\n', True), ('        # Ask it.\n', True),
    ('\n        # Ask it.\n\n', True), ('        str(1)  # so\n', True),
    # It is asked for before the flag is set.
    ('        if tries >= 9:\n            raise RuntimeError()\n'
     '        # Ask it.\n', False),
    ('        if tries >= 9:\n            raise RuntimeError()\n\n', False),
])
def test_where_the_flag_stands(above: str, flag_first: bool) -> None:
    """Above what is said of a statement, and right below the header."""
    old = HEAD + (
        'def wait(api):\n    tries = 0\n    while True:\n' + above
        + '        if api.is_up():\n            return\n        tries += 1\n'
        '        if tries >= 9:\n            raise RuntimeError()\n'
        '        time.sleep(1)\n')
    flag = '        expired = time.monotonic() >= deadline\n'
    above = above.replace('tries >= 9', 'expired')
    head, gap = ('', above) if flag_first else (
        above[:above.index('()\n') + 3], above[above.index('()\n') + 3:])
    if not flag_first and gap == '\n':
        head, gap = head + gap, ''
    assert f'    while True:\n{head}{flag}{gap}' in (
        linted.fixed(old, 'NVN101')[0])


@pytest.mark.parametrize('imports, wanted', [
    ('from time import sleep\n', 'import time\nfrom time import sleep\n'),
    ('import os\nfrom time import sleep\n',
     'import os\nimport time\nfrom time import sleep\n'),
    ('from eventlet import sleep\nimport os\n',
     'from eventlet import sleep\nimport os\nimport time\n'),
    # The comment is about the line that it stands on.
    ('import os  # noqa: E402\nfrom eventlet import sleep\n',
     'import os  # noqa: E402\nfrom eventlet import sleep\nimport time\n'),
    # Other packages stand in a group of their own.
    ('from eventlet import sleep\n',
     'import time\n\nfrom eventlet import sleep\n'),
])
def test_import(imports: str, wanted: str) -> None:
    """The clock is imported where the file does not."""
    body = (
        '\n\ndef wait(api):\n    for _ in range(9):\n'
        '        if api.is_up():\n            return\n        sleep(1)\n'
        '    raise RuntimeError()\n')
    new, refused = linted.fixed(imports + body, 'NVN101')
    assert not refused
    assert new.startswith(wanted)


REFUSED = {
    'the counter is used for something else': '''\
def wait(api):
    for i in range(9):
        if api.is_up():
            return i
        time.sleep(1)
    raise RuntimeError()
''',
    'a continue skips the pause': '''\
def wait(api):
    for _ in range(9):
        if api.is_busy():
            continue
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError()
''',
    'the pause or the bound changes in the loop': '''\
def wait(api, delay):
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(delay)
        delay = delay * 2
    raise RuntimeError()
''',
    'it has several pauses': '''\
def wait(api):
    for _ in range(9):
        time.sleep(1)
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError()
''',
    'the bound is unknown': '''\
def wait(api):
    for _ in range(api.limit()):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError()
''',
    'it stands in another loop': '''\
def wait(apis):
    while apis:
        api = apis.pop()
        for _ in range(9):
            if api.is_up():
                break
            time.sleep(1)
        else:
            raise RuntimeError()
''',
    'the length of its pause is not seen': '''\
def nap():
    sleep(5)


def wait(api):
    for _ in range(9):
        if api.is_up():
            return
        nap()
    raise RuntimeError()
''',
    'an error skips the pause': '''\
def wait(api):
    for _ in range(9):
        try:
            if api.is_up():
                return
            time.sleep(1)
        except IOError:
            api.note()
    raise RuntimeError()
''',
    'a branch skips the pause': '''\
def wait(api):
    for _ in range(9):
        if api.is_up():
            return
        if api.is_slow():
            time.sleep(1)
    raise RuntimeError()
''',
    'its order of steps is unusual': '''\
def wait(api):
    for i in range(9):
        if i == 8:
            raise RuntimeError()
        if api.is_up():
            return
        time.sleep(1)
''',
    'the counter is set in several places': '''\
def wait(apis, left):
    for api in apis:
        while left and not api.is_up():
            left -= 1
            time.sleep(1)
    if not left:
        raise RuntimeError()
''',
    'other loops stand before its end is asked for': '''\
def wait(api):
    tries = 0
    while not api.is_up() and tries < 9:
        tries += 1
        time.sleep(1)
    for one in api.all():
        one.note()
    for one in api.others():
        one.note()
    if tries == 9:
        raise RuntimeError()
''',
    'a star may import another time': '''\
def wait(api):
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError()
''',
    'the name time means something else here': '''\
def wait(api, time):
    for _ in range(9):
        if api.is_up():
            return
        sleep(1)
    raise RuntimeError()
''',
    'the name deadline is taken': '''\
def wait(api, deadline, poll_deadline):
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError()
''',
}


@pytest.mark.parametrize('reason', list(REFUSED))
def test_refused(reason: str) -> None:
    """With its reason, and the text as it was."""
    old = 'import time\nfrom time import sleep\n\n\n' + REFUSED[reason]
    if 'star' in reason:
        old = old.replace('import time\n', 'from eventlet import *\n', 1)
    assert linted.lines(old, 'NVN101')
    assert linted.fixed(old, 'NVN101') == (old, [reason])


@pytest.mark.parametrize('old, new, reason', [
    ('= 0', '= seen = 0', 'the counter is set in several places'),
    ('        time',
     '        if api.is_new():\n            tries = 0\n        time',
     'the counter is set in several places'),
    ('        time',
     '        note = tries + 1\n        api.note(note)\n        time',
     'the counter is used for something else'),
    ('tries < 9', 'tries < 9 or not api.is_up()',
     'the counter is used for something else'),
    ('tries < 9', 'tries not in (9, 10)', 'the bound is unknown'),
    ('+ 1', '+ api.step', 'the bound is unknown'),
    ('+ 1', '+ 2', 'the bound is unknown'),
    ('+ 1', '+ 0.5', 'the bound is unknown'),
    ('api.pause', "'5'", 'the bound is unknown'),
    ('api.pause', '(left := api.pause)', 'the bound is unknown'),
    ('        time.sleep(api.pause)',
     '        pause = api.pause\n        time.sleep(2 * pause)',
     'the pause or the bound changes in the loop'),
    ('9', '+'.join(['api.tries'] * 101), 'the bound is unknown'),
    ('tries', 'api.tries', 'the counter is no local name')])
def test_counters_that_stay(old: str, new: str, reason: str) -> None:
    """Others need them, or nobody knows how long they count."""
    text = HEAD + FORMS['while count'].format(n=9, p='api.pause').replace(
        old, new)
    assert linted.fixed(text, 'NVN101') == (text, [reason])


def test_counter_of_several_waits() -> None:
    """All of them together have so many polls."""
    head, start, loop = FORMS['while and count'].format(n=9, p=1).partition(
        '    tries = 0\n')
    text = HEAD + head + start + '    for one in api.all():\n' + (
        textwrap.indent(loop, '    '))
    assert linted.fixed(text, 'NVN101') == (
        text, ['the counter is set in several places'])


ORDER = 'its order of steps is unusual'
REFUSED_AS_WELL = (
    ('it shares a line with something else', '''\
def wait(api):
    tries = 0
    while tries < 9 and not api.is_up(): tries += 1; time.sleep(1)
    if tries == 9:
        raise RuntimeError()
'''),
    ('it stands outside of a function', '''\
if api:
    for _ in range(9):
        if api.is_up():
            break
        time.sleep(1)
    else:
        raise RuntimeError()
'''),
    ('its header is written in an unusual way', '''\
def wait(api):
    for _ in (range(9)  # so: often
              ):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError()
'''),
    ('the counter has a comment of its own', '''\
def wait(api):
    tries = 0  # None yet.
    while tries < 9 and not api.is_up():
        tries += 1
        time.sleep(1)
'''),
    (ORDER, '''\
def wait(api):
    api.on = 1; tries = 0
    while tries < 9 and not api.is_up():
        tries += 1
        time.sleep(1)
'''),
    # Nothing would be left in its block.
    (ORDER, '''\
def wait(api):
    tries = 0
    while tries < 9:
        if api.is_up():
            return
        try:
            time.sleep(1)
        finally:
            tries += 1
'''),
    # No poll would follow the deadline.
    (ORDER, '''\
def wait(api):
    tries = 0
    while True:
        if tries < 9:
            tries += 1
        else:
            raise RuntimeError()
        if api.is_up():
            return
        time.sleep(1)
'''),
    (ORDER, '''\
def wait(api):
    tries = 0
    while True:
        if tries >= 9:
            raise RuntimeError()
        elif api.is_up():
            return
        tries += 1
        time.sleep(1)
'''),
    (ORDER, '''\
def wait(api):
    tries = 0
    while not api.is_up():
        tries += 1
        if tries >= 9:
            raise RuntimeError()
        time.sleep(1)
        continue
'''),
)


@pytest.mark.parametrize('reason, code', REFUSED_AS_WELL)
def test_refused_as_well(reason: str, code: str) -> None:
    """Other code for some of the reasons."""
    assert linted.lines(HEAD + code, 'NVN101')
    assert linted.fixed(HEAD + code, 'NVN101') == (HEAD + code, [reason])


FIXED_AS_WELL = {
    'its last round says so': ('''\
def wait(api):
    for i in range(9):
        if api.is_up():
            return
        if i == 8:
            print('the last one')
        time.sleep(1)
    raise RuntimeError()
''', '''\
def wait(api):
    deadline = time.monotonic() + 60
    expired = False
    while not expired:
        expired = time.monotonic() >= deadline
        if api.is_up():
            return
        if expired:
            print('the last one')
        time.sleep(1)
    raise RuntimeError()
'''),
    'a statement behind its counter, its step at the end': ('''\
def wait(api):
    tries = 0
    api.begin()

    while not api.is_up():
        if tries >= 9:
            raise RuntimeError()
        time.sleep(1)
        tries += 1
''', '''\
def wait(api):
    api.begin()

    deadline = time.monotonic() + 60
    expired = False
    while not api.is_up():
        if expired:
            raise RuntimeError()
        time.sleep(1)
        expired = time.monotonic() >= deadline
'''),
}


@pytest.mark.parametrize('title', FIXED_AS_WELL)
def test_fixed_as_well(title: str) -> None:
    """What else may stand around."""
    old, new = FIXED_AS_WELL[title]
    assert linted.fixed(HEAD + old, 'NVN101') == (HEAD + new, [])


@pytest.mark.parametrize('head, test', [
    ('for i in reversed(range(9))', 'i == 8'),
    ('for i in range(0, 9, 2)', 'i == 8'), ('for i in range(9)', 'i == 7'),
    ('for i in range(9)', 'i'), ('for i in range(9)', 'i > 8'),
    ('for i in range(9)', 'i + 1 == 8'),
    ('for i, one in enumerate(range(9))', 'one == 8'),
])
def test_tests_of_other_rounds(head: str, test: str) -> None:
    """Only the last round is the one that the flag is set for."""
    old = HEAD + FORMS['for'].format(n=9, p=1).replace(
        'for _ in range(9)', head).replace(
            '        time', f'        if {test}:\n            api.note()\n'
            '        time')
    assert linted.fixed(old, 'NVN101') == (
        old, ['the counter is used for something else'])


@pytest.mark.parametrize('test', [
    'tries == 3', 'tries > 3', 'tries', 'tries % 2', 'tries < 3'])
def test_tests_of_other_counts(test: str) -> None:
    """A comparison with something else than the bound is no end."""
    old = HEAD + FORMS['while count'].format(n=9, p=1).replace(
        '        time', f'        if {test}:\n            api.note()\n'
        '        time')
    assert linted.fixed(old, 'NVN101') == (
        old, ['the counter is used for something else'])


@pytest.mark.parametrize('test', ['left == 3', 'left < 3', 'left % 2'])
def test_tests_on_the_way_down(test: str) -> None:
    """Only nothing, or one before that, is the end."""
    old = HEAD + FORMS['counting down'].format(n=9, p=1).replace(
        '        time', f'        if {test}:\n            api.note()\n'
        '        time')
    assert linted.fixed(old, 'NVN101') == (
        old, ['the counter is used for something else'])


@pytest.mark.parametrize('rest, refused', [
    ('(not api.is_up() or api.is_new())', ['its order of steps is unusual']),
    ('not api.is_up()', [])])
def test_brackets_behind_the_count(rest: str, refused: list[str]) -> None:
    """The flag would be put into them."""
    old = HEAD + FORMS['the count is asked for first'].format(
        n=9, p=1).replace('not api.is_up()', rest, 1)
    assert linted.fixed(old, 'NVN101')[1] == refused


def test_counter_that_is_set_before() -> None:
    """Nobody would need it any more: pyflakes would report that."""
    old = HEAD + FORMS['for'].format(n=9, p=1).replace(
        'for _ in', '_ = 0\n    for _ in')
    assert linted.fixed(old, 'NVN101') == (
        old, ['the counter is set in several places'])


@pytest.mark.parametrize('test, safe', [
    ("@mock.patch('time.sleep')\ndef test_it(): pass\n", False),
    ("mock.patch.object(\n    time, 'sleep')\n", False),
    ("@mock.patch('p.api.jobs.time')\ndef test_it(): pass\n", False),
    ("mock.patch.object(jobs, 'time')\n", False),
    ("@mock.patch('time.time')\ndef test_it(): pass\n", True),
    ('def test_it(): pass\n', True), (None, True)])
def test_mocked_sleep(
    test: str | None, safe: bool, tmp_path: pathlib.Path,
) -> None:
    """Where a unit test replaces the pause no time would pass in it."""
    tests = tmp_path / 'p' / 'tests' / 'unit' / 'api'
    tests.mkdir(parents=True)
    (tmp_path / 'p' / 'api').mkdir()
    for folder in (tmp_path / 'p', tmp_path / 'p' / 'api'):
        (folder / '__init__.py').touch()
    if test is not None:
        (tests / 'test_jobs.py').write_text(test)
    old = HEAD + FORMS['for'].format(n=9, p=1)
    path = str(tmp_path / 'p' / 'api' / 'jobs.py')
    new, _ = linted.fixed(old, 'NVN101', path=path, unsafe=False)
    assert (new != old) is safe
    assert linted.fixed(old, 'NVN101', path=path)[0] != old
