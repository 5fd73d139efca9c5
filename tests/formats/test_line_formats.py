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

"""Annotations of GitHub and the report of GitLab."""

import json
import pathlib

import jsonschema
import pytest

from tests.formats.conftest import Lint
from tests.formats.conftest import WAIT
from tests import linted

ODD = 'app/odd, 100%: name.py'
# Written from the table of required fields in GitLab's documentation:
# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
GITLAB = {
    'type': 'array',
    'items': {
        'type': 'object',
        'additionalProperties': False,
        'required': [
            'description', 'check_name', 'fingerprint', 'severity',
            'location'],
        'properties': {
            'description': {'type': 'string', 'minLength': 1},
            'check_name': {'type': 'string', 'minLength': 1},
            'fingerprint': {'type': 'string', 'pattern': '^[0-9a-f]{32}$'},
            'severity': {
                'enum': ['info', 'minor', 'major', 'critical', 'blocker']},
            'location': {
                'type': 'object',
                'required': ['path', 'lines'],
                'properties': {
                    'path': {
                        'type': 'string', 'pattern': r'^(?!\./|/)'},
                    'lines': {
                        'type': 'object',
                        'required': ['begin'],
                        'properties': {
                            'begin': {'type': 'integer', 'minimum': 1}},
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize('arguments', (
    (), ('-j2',), ('--show-source',)))
def test_github(arguments: tuple[str, ...], lint: Lint) -> None:
    """Each violation is a command of one line, escaped, in its severity."""
    name = 'app/odd%2C 100%25%3A name.py'
    assert lint('--format=nvn-github', *arguments, '.').splitlines() == [
        '::error file=app/broken.py,line=1,col=6,title=E999'
        '::E999 SyntaxError: invalid syntax',
        f'::notice file={name},line=5,col=5,title=NVN101 counted-wait'
        '::NVN101 wait ends after 5 polls (5 pauses of 1 s = 5 s), not after '
        'a set time: the time is_up() takes is not counted; use a generous '
        'monotonic deadline and poll once more after it',
        f'::notice file={name},line=6,col=31,title=E701'
        '::E701 multiple statements on one line (colon)',
        f'::warning file={name},line=8,col=5,title=NVN102 generic-give-up'
        '::NVN102 timeout message does not say what was waited for; name it',
        f'::warning file={name},line=12,col=5,title=NVN104 unbounded-wait'
        '::NVN104 wait has no timeout: it never ends if is_up() keeps '
        'returning the same; add a deadline',
        f'::notice file={name},line=12,col=26,title=E701'
        '::E701 multiple statements on one line (colon)',
        f'::warning file={name},line=13,col=5,title=NVN104 unbounded-wait'
        '::NVN104 wait has no timeout: it never ends if is_up() keeps '
        'returning the same; add a deadline',
        f'::notice file={name},line=13,col=26,title=E701'
        '::E701 multiple statements on one line (colon)',
    ]


def test_github_escapes_messages(
    lint: Lint, project: pathlib.Path,
) -> None:
    """A text of another plugin may hold what a command is ended by."""
    (project / 'odd.py').write_text("'%s %z' % (1, 2)\n")
    assert lint('--format=nvn-github', '--select=F50', 'odd.py') == (
        '::notice file=odd.py,line=1,col=1,title=F509::F509 \'...\' %25 ... '
        "has unsupported format character 'z'\n")


def _report(text: str) -> list[dict[str, object]]:
    report = json.loads(text)
    jsonschema.validate(report, GITLAB)
    assert isinstance(report, list)
    return report


@pytest.mark.parametrize('jobs', ('-j1', '-j2'))
def test_gitlab(jobs: str, lint: Lint) -> None:
    """Every violation of the run, each with a fingerprint of its own."""
    report = _report(lint('--format=nvn-gitlab', jobs, '.'))
    assert [one['check_name'] for one in report] == [
        'E999', 'NVN101', 'E701', 'NVN102', 'NVN104', 'E701', 'NVN104',
        'E701']
    assert [one['severity'] for one in report] == [
        'critical', 'minor', 'minor', 'major', 'major', 'minor', 'major',
        'minor']
    assert report[1]['location'] == {'path': ODD, 'lines': {'begin': 5}}
    assert report[3]['description'] == (
        'NVN102 timeout message does not say what was waited for; name it')
    assert len({str(one['fingerprint']) for one in report}) == len(report)


def test_fingerprints_stay(lint: Lint, project: pathlib.Path) -> None:
    """The same after an edit above, from below and for a buffer."""
    def fingerprints(*arguments: str, **how: str) -> list[object]:
        return [one['fingerprint'] for one in _report(lint(
            '--format=nvn-gitlab', *arguments, '--select=NVN', **how))]

    before = fingerprints('.')
    path = project / ODD
    path.write_text('# more\n\n' + WAIT.replace('is_up():', 'is_up() :'))
    assert len(before) == 4
    after = fingerprints('.')
    # Of the lines that were edited two read otherwise now.
    assert after[:2] == before[:2]
    assert not set(after[2:]) & set(before)
    path.write_text('# more\n\n' + WAIT)
    assert fingerprints('.') == before
    assert fingerprints('..', folder='app/') == before
    assert fingerprints(str(path)) == before
    path.unlink()
    assert fingerprints(
        f'--stdin-display-name={ODD}', '-', text=WAIT) == before


@pytest.mark.parametrize('name', ('github', 'gitlab', 'sarif'))
def test_jobs_and_output_file(
    name: str, lint: Lint, project: pathlib.Path,
) -> None:
    """The file of two workers holds what one worker prints."""
    printed = lint(f'--format=nvn-{name}', '-j1', '.')
    assert 'NVN101' in printed
    assert lint(f'--format=nvn-{name}', '-j2', '--output-file=out.txt',
                '.') == ''
    assert (project / 'out.txt').read_text() == printed


def test_output_file(lint: Lint, project: pathlib.Path) -> None:
    """The file holds one document, however often it is written."""
    arguments = ('--format=nvn-gitlab', '--output-file=out/report.json', '.')
    first = lint(*arguments, '--statistics', '--benchmark')
    assert first == ''
    assert lint(*arguments) == ''
    document = (project / 'out' / 'report.json').read_text()
    assert len(_report(document)) == 8
    assert lint(*arguments, '--tee') == document


def test_nothing_found(project: pathlib.Path) -> None:
    """A clean run is a document as well; statistics stand beside it."""
    done = linted.flake8(
        '--isolated', '--format=nvn-gitlab', '--benchmark', '--select=X',
        '.', cwd=project)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert 'seconds elapsed' in done.stderr
