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

"""NVN101's fix under a virtual clock, in code that was not written for it."""

import pathlib

import pytest

from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.rules.waiting.fixes import how_long
from tests.corpus import score
from tests import linted
from tests.waiting import skeleton
from tests.waiting.test_to_deadline import FORMS
from tests.waiting.test_to_deadline import HEAD

CODE = HEAD + '''\
def wait_for_volume(api, volume_id, status):
    waited = 0
    while waited < 30:
        waited += 1
        try:
            volume = api.get_volume(volume_id)
        except NotFound:
            if status == 'deleted':
                return None
            raise
        except Conflict:
            api.note(volume_id)
        if volume['status'] in (status, 'error'):
            break
        for one in volume['parts']:
            if one.is_lost():
                raise RuntimeError('%s is lost' % one)
        time.sleep(1)
    else:
        raise RuntimeError('volume is %s' % volume)
    return volume
'''


def _worse(text: str) -> list[str]:
    waits = list(skeleton.rewritten(text, 'project/module.py'))
    assert waits
    return [why for wait in waits for why in skeleton.worse(wait)]


def test_it_decides_alike() -> None:
    """Ways out, handlers, else branches, loops inside."""
    assert _worse(CODE) == []


@pytest.mark.parametrize('form', list(FORMS.values()), ids=FORMS)
def test_forms(form: str) -> None:
    """Those that are also run as they are; a poll follows each deadline."""
    assert _worse(HEAD + form.format(n=20, p=0.5)) == []


def test_examples() -> None:
    """What the rule itself is shown with."""
    found = [
        why for example in linted.rule('NVN101').about.examples
        for wait in skeleton.rewritten(example.code, example.path)
        for why in skeleton.worse(wait)]
    assert found == []


def test_a_short_deadline_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sum of the pauses, which is what a reader would write."""
    monkeypatch.setattr(how_long, 'LEAST', 0)
    monkeypatch.setattr(how_long, 'FACTOR', 1)
    monkeypatch.setattr(how_long, 'PER_POLL', 0)
    assert any(' before, ' in why for why in _worse(CODE))


@pytest.mark.parametrize('old, new', [
    # Upside down, too early, and without a poll behind it.
    ('        if volume[', '        if not volume['),
    ('expired = False', 'expired = True'),
    ('        expired = time.monotonic() >= deadline\n', ''),
    ('        time.sleep(1)\n', '        time.sleep(1)\n        expired = '
     'time.monotonic() >= deadline\n'),
])
def test_a_wrong_rewrite_is_seen(
    old: str, new: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is wrong with it."""
    monkeypatch.setattr(skeleton, 'applied', lambda *given: applied(
        *given).replace(old, new))
    assert _worse(CODE)


@pytest.mark.corpus
@pytest.mark.network
def test_nova(tmp_path: pathlib.Path) -> None:
    """All of nova's counted waits that are rewritten, 25 or more."""
    tree = score.unpacked('nova-34.0.0', tmp_path)
    count = 0
    for path in sorted(tree.rglob('*.py')):
        text = path.read_text()
        if 'sleep' in text:
            for wait in skeleton.rewritten(text, str(path)):
                count += 1
                assert list(skeleton.worse(wait)) == []
    assert count >= 25
