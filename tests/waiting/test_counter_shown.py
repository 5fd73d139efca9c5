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

"""A counter that is only shown goes on; any other use keeps the loop."""

import pytest

from tests import linted
from tests.waiting.test_to_deadline import FORMS
from tests.waiting.test_to_deadline import HEAD

SHOWN = (
    "LOG.debug('try %d', tries)", "print(f'try {{tries}}')",
    "LOG.debug('%(n)s tries', {{'n': tries + 1}})",
    "note = 'try %s' % tries\n        LOG.info(note)",
    "note = 'try {{}}'.format(tries)", "note = _('try %s') % tries",
    "if tries % 5 == 0:\n            LOG.info('not up')",
    "if not api:\n            raise RuntimeError('%d tries' % tries)",
    "if not api:\n            raise RuntimeError(_('%d tries') % tries)",
    "LOG.debug('try %s of %s', tries, api)",
    # No text.
    "if tries > 9:\n            LOG.info('not up')")
ELSE = (
    'api.note(tries=tries)', 'tries and 1', 'note = tries',
    'api.tries = tries',
    'note = [tries]', "api.note('try %d' % tries)", 'api[tries] = 1',
    "if tries % 5 == 0:\n            api.note('not up')",
    "if tries % 5 == 0:\n            LOG.info('not up')\n        else:\n"
    '            api.note()')
BESIDE = (
    "LOG.debug('try %d of 9', tries)", "LOG.debug('%d of %d', tries, 9)",
    "print(f'{{tries}}/{N}')",
    "if tries > {N} / 2:\n            LOG.info('half of it is over')")


def _asked(
    use: str, form: str, limit: str = '9',
) -> tuple[bool, list[str]]:
    name = 'tries'
    limit = 'N' if '{N}' in use else limit
    use = use.replace('{N}', '{{N}}').format()
    text = FORMS[form].format(n=limit, p=1).replace(
        'for _ in', f'for {name} in').replace(
            'time.sleep(1)\n', f'time.sleep(1)\n        {use}\n')
    old = f'{HEAD}N = 9\n\n\n{text}'
    new, refused = linted.fixed(old, 'NVN101')
    return new != old, refused


@pytest.mark.parametrize('form', ['while count', 'for'])
@pytest.mark.parametrize('use', SHOWN)
def test_shown(use: str, form: str) -> None:
    """In a log, in a text, or to log now and then."""
    assert _asked(use, form) == (True, [])
    assert _asked(use, form, 'CONF.most') == (True, [])


@pytest.mark.parametrize('form', ['while count', 'for'])
@pytest.mark.parametrize('use', ELSE)
def test_used_for_something_else(use: str, form: str) -> None:
    """What others are given may decide something."""
    assert _asked(use, form) == (
        False, ['the counter is used for something else'])


@pytest.mark.parametrize('form', ['while count', 'for'])
@pytest.mark.parametrize('use', BESIDE)
def test_beside_its_bound(use: str, form: str) -> None:
    """Try 12 of 9 would be nonsense."""
    assert _asked(use, form) == (
        False, ['the counter is shown beside its bound'])


def test_where_it_begins() -> None:
    """As before."""
    new, _ = linted.fixed(HEAD + FORMS['for'].format(n='1, 10', p=1).replace(
        'for _ in', 'for n in').replace(
            'time.sleep(1)', 'print(n)\n        time.sleep(1)'), 'NVN101')
    assert '    n = 1\n    deadline = ' in new


def test_counted_down() -> None:
    """There are not -3 tries left."""
    old = HEAD + FORMS['counting down'].format(n=9, p=1).replace(
        'time.sleep(1)', "LOG.debug('%d left', left)\n        time.sleep(1)")
    assert linted.fixed(old, 'NVN101') == (
        old, ['the counter is used for something else'])


@pytest.mark.parametrize('old, new', [
    # Behind the loop it has another value than the last one of the range.
    ('    raise', "    LOG.info('%d', tries)\n    raise"),
    # A round that is left early would not be counted.
    ('        time.sleep(1)',
     '        time.sleep(1)\n        if api.is_new():\n'
     "            continue\n        LOG.info('%d', tries)"),
    ('range(9)', 'range(0, 9, 3)'), ('tries in range(9)', 'tries, _ in '
                                     'enumerate(range(9))'),
])
def test_ranges_that_stay(old: str, new: str) -> None:
    """A step at the end of a round would not be the same."""
    text = HEAD + FORMS['for'].format(n=9, p=1).replace('_ in', 'tries in')
    assert old in text
    text = text.replace(old, new)
    if 'LOG' not in new:
        text = text.replace(
            'time.sleep(1)', "time.sleep(1)\n        LOG.info('%d', tries)")
    assert linted.fixed(text, 'NVN101') == (
        text, ['the counter is used for something else'])
