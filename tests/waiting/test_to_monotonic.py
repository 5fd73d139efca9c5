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

"""NVN106's fix: where the wall clock is replaced, and where it is not."""

import pytest

from tests import linted

HEAD = 'import time\n\n\ndef wait(api):\n'
TAIL = (
    '        if api.is_up():\n            return\n        time.sleep(1)\n'
    '    raise RuntimeError()\n')
FIXED = [
    '    end = time.time() + 60\n    while time.time() < end:\n',
    '    start = time.time()\n    while time.time() - start < 60:\n',
    '    start = time.time()\n    end = start + 60\n'
    '    while end > time.time():\n        print(time.time() - start)\n',
    '    now = start = time.time()\n    while now - start < 60:\n'
    '        now = time.time()\n',
]
REFUSED = [
    ('    end = time.time() + 60\n    print(end)\n'
     '    while time.time() < end:\n', 'the time is used for something else'),
    ('    self.end = time.time() + 60\n    while time.time() < self.end:\n',
     'the time is used for something else'),
    ('    end = api.end\n    while time.time() < end:\n',
     'the time is used for something else'),
    ('    end = time.time() + 60\n    if api: end = api.end\n'
     '    while time.time() < end:\n', 'the time is used for something else'),
    ('    end = time.time() * 9 + 60\n    while time.time() * 9 < end:\n',
     'the time is used for something else'),
]


@pytest.mark.parametrize('body', FIXED)
def test_fixed(body: str) -> None:
    """Each use is a comparison or a difference in the function."""
    old = HEAD + body + TAIL
    assert linted.lines(old, 'NVN106')
    new, refused = linted.fixed(old, 'NVN106', unsafe=False)
    assert (new, refused) == (
        old.replace('time.time()', 'time.monotonic()'), [])
    assert not linted.lines(new, 'NVN106')


@pytest.mark.parametrize('body, reason', REFUSED)
def test_refused(body: str, reason: str) -> None:
    """Somebody else may read the time, or it comes from elsewhere."""
    old = HEAD + body + TAIL
    assert linted.lines(old, 'NVN106')
    assert linted.fixed(old, 'NVN106') == (old, [reason])


@pytest.mark.parametrize('head, reason', [
    ('import time\nimport api\n\n\nif api:\n',
     'it stands outside of a function'),
    ('from time import time\nfrom time import sleep\n\n\ndef wait(api):\n',
     'time() is imported by its name'),
])
def test_refused_where_it_stands(head: str, reason: str) -> None:
    """Nobody knows who else reads it, or what its name means."""
    old = head + FIXED[0] + TAIL.replace('return', 'break')
    if 'sleep' in head:
        old = old.replace('time.time()', 'time()').replace('time.sl', 'sl')
    assert linted.lines(old, 'NVN106')
    assert linted.fixed(old, 'NVN106') == (old, [reason])


def test_other_clocks() -> None:
    """A datetime cannot be compared with the monotonic clock."""
    old = (
        'import datetime\nimport time\n\n\ndef wait(api):\n'
        '    end = datetime.datetime.now() + api.limit\n'
        '    while datetime.datetime.now() < end:\n' + TAIL)
    assert linted.lines(old, 'NVN106')
    assert linted.fixed(old, 'NVN106') == (old, ['it is no time.time()'])
