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

"""Rounds without a pause: where the loop ends by them there are none."""

import textwrap

import pytest

from tests import linted
from tests.waiting.test_to_deadline import FORMS
from tests.waiting.test_to_deadline import HEAD

LOWERED = FORMS['a branch lowers a flag'].format(n=9, p=1)
ASKED = FORMS['a flag lets it pause'].format(n=9, p=1)


@pytest.mark.parametrize('text, old, new', [
    # Raised again, never lowered, or not asked by the loop.
    (LOWERED, '            time.sleep(1)\n',
     '            time.sleep(1)\n        poll = not api.is_new()\n'),
    (LOWERED, 'poll = False', 'poll = True'),
    (LOWERED, 'poll = False', 'poll = api.is_new()'),
    (LOWERED, 'poll and not tries >= 9', '(poll or api) and tries < 9'),
    # Changed behind the pause, or another test.
    (ASKED, '            time.sleep(1)\n',
     '            time.sleep(1)\n        found = api.is_new()\n'),
    (ASKED, 'if not found:\n            time',
     'if not api:\n            time'),
    (ASKED, 'not found and', 'not (found and api) and'),
    (ASKED.replace('if not found:', 'if not api.on:'), 'not found and',
     'not api.on and'),
])
def test_it_may_go_on(text: str, old: str, new: str) -> None:
    """A round without a pause would keep a processor busy."""
    assert old in text
    text = HEAD + text.replace(old, new, 1)
    assert linted.fixed(text, 'NVN101') == (
        text, ['a branch skips the pause'])


@pytest.mark.parametrize('text, old, new', [
    (LOWERED, 'poll = False', 'LOG.info(api)\n            poll = False'),
    (LOWERED, 'poll and not tries >= 9', 'not tries >= 9 and poll and api'),
    (LOWERED.replace('poll = True', 'done = False').replace(
        'poll and', 'not done and').replace('if poll', 'if not done'),
     'poll = False', 'done = True'),
    (ASKED, 'not found and tries < 9', 'tries < 9 and not found'),
])
def test_it_ends(text: str, old: str, new: str) -> None:
    """The loop asks for what the branch does."""
    assert old in text
    new, refused = linted.fixed(HEAD + text.replace(old, new, 1), 'NVN101')
    assert refused == []
    assert 'expired' in new


ERROR = 'an error skips the pause'
BRANCH = 'a branch skips the pause'
ROUNDS = {
    'if api.is_up():\n    return\nelse:\n    time.sleep(1)': '',
    'match api.get_state():\n    case "up":\n        return\n'
    '    case "new":\n        time.sleep(1)': BRANCH,
    'try:\n    api.get()\n    return\nexcept NotFound:\n    time.sleep(1)': '',
    'try:\n    if api.get():\n        return\nexcept NotFound:\n'
    '    time.sleep(1)': ERROR,
    'try:\n    if api.is_up():\n        return\n    time.sleep(1)\n'
    'except IOError:\n    raise ValueError()': '',
}


@pytest.mark.parametrize('text, why', ROUNDS.items())
def test_ways_around_it(text: str, why: str) -> None:
    """Each other way through a round has to end the wait."""
    text = textwrap.indent(text, ' ' * 8)
    text = f'{HEAD}def wait(api):\n    for _ in range(9):\n{text}\n' + (
        '    raise RuntimeError()\n')
    new, refused = linted.fixed(text, 'NVN101')
    assert refused == ([why] if why else [])
    assert (new == text) is bool(why)
