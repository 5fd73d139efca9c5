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

"""What ends a wait from outside, and which loops are no waits."""

import pytest

from tests import linted

HEAD = '''\
import asyncio
import datetime
import pytest
import threading
import time
'''

WAIT = '''
    while not api.is_up():  # NVN104
        await asyncio.sleep(1)
'''

# Lines that end in a comment are reported, all others are silent.
UNBOUNDED = {
    'nothing ends it': f'''
async def f(api):{WAIT}''',
    'a mark of pytest': '''
@pytest.mark.timeout(30)
async def test_f(api):
    while not api.is_up():
        await asyncio.sleep(1)
''',
    'another mark of pytest': f'''
@pytest.mark.slow
async def test_f(api):{WAIT}''',
    'a mark of the class': '''
@pytest.mark.timeout(30)
class TestF:
    async def test_f(self, api):
        while not api.is_up():
            await asyncio.sleep(1)
''',
    'a mark of the module': '''
pytestmark = [pytest.mark.slow, pytest.mark.timeout(30)]


async def test_f(api):
    while not api.is_up():
        await asyncio.sleep(1)
''',
    'one mark of the module': f'''
pytestmark = pytest.mark.slow


async def test_f(api):{WAIT}''',
    'a decorator that runs the test': '''
@gen_test
async def test_f(api):
    while not api.is_up():
        await asyncio.sleep(1)
''',
    'a decorator that is given a time': '''
@run_in_loop(timeout=5)
async def test_f(api):
    while not api.is_up():
        await asyncio.sleep(1)
''',
    'a decorator that is given none': f'''
@run_in_loop(timeout=None)
async def test_f(api):{WAIT}''',
    'wait_for around a nested function': '''
async def f(api):
    async def look():
        while not api.is_up():
            await asyncio.sleep(1)

    await asyncio.wait_for(look(), 5)
''',
    'a block with a time limit around the call': '''
async def f(api):
    async def look():
        while not api.is_up():
            await asyncio.sleep(1)

    async with asyncio.timeout(5):
        await look()
''',
    'wait_for around one of two calls': '''
async def f(api):
    async def look():
        while not api.is_up():  # NVN104
            await asyncio.sleep(1)

    await asyncio.wait_for(look(), 5)
    await look()
''',
    'wait_for without a time': '''
async def f(api):
    async def look():
        while not api.is_up():  # NVN104
            await asyncio.sleep(1)

    await asyncio.wait_for(look())
''',
    'what others can call as well': '''
async def look(api):
    while not api.is_up():  # NVN104
        await asyncio.sleep(1)


async def f(api):
    await asyncio.wait_for(look(api), 5)
''',
    'a task that is cancelled': '''
class C:
    def start(self):
        self.task = asyncio.create_task(self.run())

    def stop(self):
        self.task.cancel()

    async def run(self):
        while not self.api.is_up():
            await asyncio.sleep(1)
''',
    'a task that nobody cancels': '''
class C:
    def start(self):
        self.task = asyncio.create_task(self.run())

    async def run(self):
        while not self.api.is_up():  # NVN104
            await asyncio.sleep(1)
''',
    'another task is cancelled': '''
class C:
    def start(self):
        self.task = asyncio.create_task(self.run())
        self.other.cancel()

    async def run(self):
        while not self.api.is_up():  # NVN104
            await asyncio.sleep(1)
''',
    'no task is cancelled': '''
class C:
    async def stop(self):
        await self.run()
        self.task.cancel()

    async def run(self):
        while not self.api.is_up():  # NVN104
            await asyncio.sleep(1)
''',
    'all tasks are cancelled': '''
class C:
    def start(self):
        self.tasks.append(asyncio.create_task(self.run()))

    def stop(self):
        for task in list(self.tasks):
            task.cancel()

    async def run(self):
        while not self.api.is_up():
            await asyncio.sleep(1)
''',
    'a nursery is cancelled': '''
async def run(api):
    while not api.is_up():
        await asyncio.sleep(1)


async def f(api):
    async with open_nursery() as nursery:
        nursery.start_soon(run, api)
        nursery.cancel_scope.cancel()
''',
    'who makes it true may die': '''
def f(worker, api):
    while worker.is_alive():
        if api.is_up():
            break
        time.sleep(1)
''',
    'until somebody has died': '''
def f(worker):
    while worker.is_alive():  # NVN104
        time.sleep(1)
''',
    'the pause is no pause between looks': '''
def f(api):
    while True:
        try:
            if api.has_work():
                found = api.select()
            else:
                time.sleep(1)
                found = []
            break
        except OSError:
            continue
    return found
''',
    'the pause comes before another look': '''
def f(api):
    while True:  # NVN104
        try:
            if api.has_work():
                break
            time.sleep(1)
        except OSError:
            continue
''',
    'the clock will come': '''
def f(before):
    while format_stamp(datetime.datetime.now()) == before:
        time.sleep(.1)
''',
    'the other clock may not come': '''
def f(api, before):
    while api.read_stamp() == before:  # NVN104
        time.sleep(.1)
''',
    'sleeps what is left': '''
def f(api):
    left = api.get_left()
    while left > 0:
        time.sleep(left)
        left = api.get_left()
''',
    'sleeps until nothing is left': '''
def f(api):
    left = api.get_left()
    while left > 0:  # NVN104
        time.sleep(1)
        left = api.get_left()
''',
    'the time that is left is handed in': '''
def f(api, time_remaining):
    while True:
        if time_remaining() <= 0:
            raise RuntimeError('not up')
        if api.is_up():
            return
        time.sleep(1)
''',
    'works in some rounds': '''
def f(stats):
    while True:
        if not stats.is_wanted():
            break
        if stats.is_ready():
            update_history(stats)
        time.sleep(1)
''',
    'watches over a process': '''
def watch_process(process, api):
    while True:
        time.sleep(60)
        if process.poll() is not None:
            break
        if api.has_changed():
            process.kill()
            break
''',
    'tests a watch': '''
def test_watch_process(process):
    while True:  # NVN104
        time.sleep(60)
        if process.poll() is not None:
            break
''',
    'looks for a process': '''
def look_at_process(process, api):
    while True:  # NVN104
        time.sleep(60)
        if process.poll() is not None:
            break
        if api.has_changed():
            process.kill()
            break
''',
    'works in the last round': '''
def f(stats):
    while True:  # NVN104
        if stats.is_ready():
            update_history(stats)
            break
        time.sleep(1)
''',
    'works on each of several': '''
class C:
    def run(self):
        while True:
            try:
                self.check_children()
                if not self.children:
                    break
                time.sleep(1)
            except OSError:
                break

    def check_children(self):
        for child in self.children:
            if not child.is_alive():
                self.restart(child)
''',
    'looks at each of several': '''
class C:
    def run(self):
        while True:  # NVN104
            try:
                self.check_children()
                if not self.children:
                    break
                time.sleep(1)
            except OSError:
                break

    def check_children(self):
        for child in self.children:
            self.get_state(child)
''',
}

COUNTED = {
    'samples until it is told to stop': '''
class C:
    def run(self):
        for _ in range(9):
            self.collect_metrics()
            if self.api.has_ended() or self.stopping.is_set():
                return
            time.sleep(1)
''',
    'waits until it is told to stop': '''
class C:
    def run(self):
        for _ in range(9):  # NVN101
            if self.api.has_ended() or self.stopping.is_set():
                return
            time.sleep(1)
''',
    'sends again what failed': '''
def f(pool, parts, left):
    first, failed = True, []
    while first or failed:
        if left <= 0:
            raise RuntimeError(failed)
        time.sleep(1)
        left -= 1
        futures = [pool.submit(part) for part in failed or parts]
        first, failed = False, []
        for future in futures:
            try:
                future.result()
            except Exception:
                failed.append(future)
''',
    'asks again for what is not there': '''
def f(pool, parts, left):
    first, failed = True, []
    while first or failed:  # NVN101
        if left <= 0:
            raise RuntimeError(failed)
        time.sleep(1)
        left -= 1
        futures = [pool.show(part) for part in failed or parts]
        first, failed = False, []
        for future in futures:
            try:
                future.result()
            except Exception:
                failed.append(future)
''',
}

SILENT = {
    'the test around it asserts': '''
def test_f(loop, session):
    async def wait():
        deadline = loop.time() + 1
        while loop.time() < deadline and not session.completed:
            await asyncio.sleep(.1)

    loop.run_until_complete(wait())
    assert session.completed
''',
    'the test around it asserts on something else': '''
def test_f(loop, session):
    async def wait():
        deadline = loop.time() + 1
        while (  # NVN103
                loop.time() < deadline and not session.completed):
            await asyncio.sleep(.1)

    loop.run_until_complete(wait())
    assert session.name
''',
    'kills what is left': '''
class C:
    def finish(self, limit):
        while self.workers and time.monotonic() < limit:
            self.look()
            time.sleep(.1)
        for worker in list(self.workers.keys()):
            self.kill(worker)
''',
    'lists what is left': '''
class C:
    def finish(self, limit):
        while (  # NVN103
                self.workers and time.monotonic() < limit):
            self.look()
            time.sleep(.1)
        for worker in list(self.others.keys()):
            self.kill(worker)
''',
    'its caller says whether it fails': '''
def f(api, timeout, strict):
    start = time.monotonic()
    while time.monotonic() - start < timeout:
        try:
            if api.is_up():
                return
        except OSError:
            break
        time.sleep(1)
    if strict:
        raise RuntimeError('not up')
''',
    'its caller says whether it prints': '''
def f(api, timeout, strict):
    start = time.monotonic()
    while time.monotonic() - start < timeout:  # NVN103
        try:
            if api.is_up():
                return
        except OSError:
            break
        time.sleep(1)
    if strict:
        print('not up')
''',
}

SILENT.update({
    'only its else goes on': '''
def f(api):
    start = time.monotonic()
    while not api.is_up():
        time.sleep(1)
        if time.monotonic() - start > 3:
            print('it is not up')
            break
    else:
        api.use()
''',
    'both go on': '''
def f(api):
    start = time.monotonic()
    while not api.is_up():  # NVN103
        time.sleep(1)
        if time.monotonic() - start > 3:
            print('it is not up')
            break
    api.use()
''',
    'gives time before it cancels': '''
class C:
    def close(self, limit):
        while time.monotonic() < limit and not self.api.is_idle():
            time.sleep(.1)
        self.api.cancel()
''',
    'gives time before it goes on': '''
class C:
    def close(self, limit):
        while (  # NVN103
                time.monotonic() < limit and not self.api.is_idle()):
            time.sleep(.1)
        self.api.use()
''',
    'cancels without being told to close': '''
class C:
    def look(self, limit):
        while (  # NVN103
                time.monotonic() < limit and not self.api.is_idle()):
            time.sleep(.1)
        self.api.cancel()
''',
    'a thread of its own': '''
class C(threading.Thread):
    def run(self):
        while time.monotonic() < self.limit and not self.api.is_idle():
            time.sleep(.1)
        self.api.use()
''',
    'another class that runs': '''
class C(threading.Local):
    def run(self):
        while (  # NVN103
                time.monotonic() < self.limit and not self.api.is_idle()):
            time.sleep(.1)
        self.api.use()
''',
})

GENERIC = {
    'pytest shows what is compared': '''
def test_f(api):
    for _ in range(9):
        if api.state == 'up':
            break
        time.sleep(1)
    assert api.state == 'up', 'it never came up'
''',
    'unittest does not': '''
def f(api, case):
    for _ in range(9):
        if api.state == 'up':
            break
        time.sleep(1)
    case.assertTrue(api.state == 'up', 'it never came up')  # NVN102
''',
    'only None could be shown': '''
def test_f(queue):
    for _ in range(9):
        if queue.reader is not None:
            break
        time.sleep(1)
    assert queue.reader is not None, 'it never stalled'
''',
    'the message shows it': '''
def test_f(api):
    for _ in range(9):
        entry = api.show()
        if entry and entry['state'] == 'up':
            break
        time.sleep(1)
    assert entry and entry['state'] == 'up', f'it is {entry}'
''',
    'the message shows nothing': '''
def test_f(api):
    for _ in range(9):
        entry = api.show()
        if entry and entry['state'] == 'up':
            break
        time.sleep(1)
    assert entry and entry['state'] == 'up', 'it is not'  # NVN102
''',
    'what was refused is dropped': '''
def f(api, check):
    for _ in range(9):
        found = api.show()
        if not check or check(found):
            return
        time.sleep(1)
    raise RuntimeError(api)  # NVN102
''',
    'a list is dropped': '''
def test_f(api, old):
    new = None
    for _ in range(9):
        found = api.list_workers()
        if found and found[0] != old:
            new = found[0]
            break
        time.sleep(1)
    assert new is not None, 'it never came back'  # NVN102
''',
    'a mark of nothing': '''
def f(api, key, block, deadline):
    while True:
        found = api.fetch(key)
        if found is Missing and block:
            if time.monotonic() > deadline:
                raise RuntimeError(key)
            time.sleep(1)
            continue
        return found
''',
    'a mark of something': '''
def f(api, key, block, deadline):
    while True:
        found = api.fetch(key)
        if found is Done and block:
            return found
        if time.monotonic() > deadline:
            raise RuntimeError(key)  # NVN102
        time.sleep(1)
''',
}


@pytest.mark.parametrize('rule, code', [
    *(('NVN104', code) for code in UNBOUNDED.values()),
    *(('NVN101', code) for code in COUNTED.values()),
    *(('NVN103', code) for code in SILENT.values()),
    *(('NVN102', code) for code in GENERIC.values()),
], ids=[*UNBOUNDED, *COUNTED, *SILENT, *GENERIC])
def test_marked_lines(rule: str, code: str) -> None:
    """The marked lines are reported, and no others."""
    assert linted.lines(HEAD + code, rule) == linted.marked(
        HEAD + code, rule)


def test_logger_by_its_end() -> None:
    """``error_logger`` logs as ``logger`` does: said so in the message."""
    found = linted.report(
        HEAD + 'def f(api, left=9):\n    while not api.is_up():\n'
        '        time.sleep(1)\n        left -= 1\n'
        '        if left <= 0:\n'
        "            error_logger.warning('late')\n"
        '            break\n    api.use()\n', 'NVN103')
    assert found == [
        '7:5 NVN103 on timeout the code only logs and continues; raise, '
        'return a status, or check the condition again']
