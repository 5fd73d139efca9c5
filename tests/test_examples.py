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

from collections import Counter
import pathlib
import re

import pytest

from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Rule
from tests import linted

TREES = pathlib.Path(__file__).parents[1] / 'examples'
# A row of the table of findings: the file, where in it, codes, the fault.
ROW = re.compile(r'   \* -(.*)\n     - .*\n     - (.*NVN.*)\n')

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


def _of_tree(name: str, *arguments: str) -> Counter[str]:
    done = linted.flake8(
        '--isolated', '--select=NVN,E9', *arguments,
        '--format=%(path)s %(code)s', '.', cwd=TREES / name)
    assert not done.stderr
    return Counter(line.removeprefix('./stargazer/')
                   for line in done.stdout.splitlines())


def _of_table(codes: str) -> Counter[str]:
    """Findings of the table in the README, as ``file code``."""
    file = ''
    listed: Counter[str] = Counter()
    for cell, kinds in ROW.findall((TREES / 'README.rst').read_text()):
        file = cell.strip(' `') or file
        listed.update(f'{file} {code}' for code in re.findall(codes, kinds))
    return listed


def test_faulty_tree() -> None:
    """The tree that README.rst lints has the faults that are listed."""
    assert _of_tree('faulty') == _of_table(r'NVN\d+(?![^(]*\))')
    assert _of_tree(
        'faulty', '--extend-select=NVN105,NVN106,NVN305',
    ) == _of_table(r'NVN\d+')


def test_repaired_tree() -> None:
    """The repaired tree is silent but for one optional code."""
    assert not _of_tree('repaired')
    assert _of_tree(
        'repaired', '--extend-select=NVN105,NVN106,NVN305',
    ) == {'scope/driver.py NVN105': 1}
