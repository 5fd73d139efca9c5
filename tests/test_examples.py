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

"""Each rule's own examples: what the documentation shows is what happens."""

import pathlib

import pytest

from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Rule
from tests import linted

CASES = [
    pytest.param(rule, example, id=f'{rule.about.code}-{example.title}')
    for rule in ALL_RULES for example in rule.about.examples]


@pytest.mark.parametrize('rule, example', CASES)
def test_reported_lines(rule: Rule, example: Example) -> None:
    """Exactly the marked lines are reported, by that rule."""
    code = rule.about.code
    found = linted.lines(example.code, code, path=example.path)
    assert found == linted.marked(example.code, code)


@pytest.mark.parametrize('rule', ALL_RULES, ids=lambda r: r.about.code)
def test_both_kinds(rule: Rule) -> None:
    """Each rule shows what it reports and a near miss that it does not."""
    reported = [
        bool(linted.marked(example.code, rule.about.code))
        for example in rule.about.examples]
    assert any(reported)
    assert not all(reported)


def test_through_flake8(tmp_path: pathlib.Path) -> None:
    """The installed plugin reports the same lines of all the examples."""
    wanted = []
    for rule in ALL_RULES:
        for number, example in enumerate(rule.about.examples):
            name = f'{rule.about.code.lower()}_{number}/{example.path}'
            path = tmp_path / name
            path.parent.mkdir(parents=True)
            path.write_text(example.code)
            wanted += [
                f'{name}:{line} {rule.about.code}'
                for line in linted.marked(example.code, rule.about.code)]
    done = linted.flake8(
        '--isolated', '--select=NVN', '--nvn-all', '-j1',
        '--format=%(path)s:%(row)d %(code)s', '.', cwd=tmp_path)
    assert not done.stderr
    found = [line.removeprefix('./') for line in done.stdout.splitlines()]
    folders = {rule.about.code.lower(): rule.about.code
               for rule in ALL_RULES}
    own = [line for line in found
           if folders[line.partition('_')[0]] == line.rpartition(' ')[2]]
    assert sorted(own) == sorted(wanted)
    assert len(wanted) >= len(ALL_RULES)
