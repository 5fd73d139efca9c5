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

"""The results of a run as a SARIF log.

SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
Tags and security-severity are what GitHub and others read beyond it:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
"""

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import flake8

from flake8_nova_notifications.commands.explain.facts import cwe_uri
from flake8_nova_notifications.commands.explain.text import card
from flake8_nova_notifications.commands.explain.text import markdown
from flake8_nova_notifications.formats.results import Result
from flake8_nova_notifications.formats.results import Results
from flake8_nova_notifications.rule import Severity

SCHEMA = (
    'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/'
    'sarif-schema-2.1.0.json')
# In the key the name and version of how it is made up.
_FINGERPRINT = 'pathCodeSymbolLine/v1'
_ROOT = 'SRCROOT'
_WEAKNESSES = 'CWE'
_LEVELS = {
    Severity.LOW: 'note', Severity.MEDIUM: 'warning', Severity.HIGH: 'error'}

_Json = dict[str, Any]


def log(results: Results) -> str:
    """The log: one run, with every rule that has a result in it."""
    rules = {result.code: result for result in results.all}
    codes = sorted(rules)
    weaknesses = sorted({
        number for result in rules.values() if result.about is not None
        for number in result.about.cwe})
    driver: _Json = {
        'name': 'flake8',
        'version': flake8.__version__,
        'informationUri': 'https://flake8.pycqa.org/',
        'rules': [_rule(rules[code]) for code in codes],
    }
    run: _Json = {
        'tool': {'driver': driver},
        'columnKind': 'unicodeCodePoints',
        'originalUriBaseIds': {_ROOT: {'description': {
            'text': 'The root of the source tree.'}}},
        'results': [
            _result(result, codes.index(result.code))
            for result in results.all],
    }
    if weaknesses:
        driver['supportedTaxonomies'] = [{'name': _WEAKNESSES, 'index': 0}]
        run['taxonomies'] = [_taxonomy(weaknesses)]
    return json.dumps(
        {'$schema': SCHEMA, 'version': '2.1.0', 'runs': [run]}, indent=2)


def _rule(result: Result) -> _Json:
    about = result.about
    severity = about.severity if about is not None else result.severity
    rule: _Json = {
        'id': result.code,
        'defaultConfiguration': {'level': _LEVELS[severity]}}
    if about is None:
        # GitHub wants help for every rule, be it only where to look for it.
        return rule | {'help': {'text': (
            f'{result.code} is a code of flake8 or of one of its other '
            'plugins, whose documentation describes it.')}}
    rule |= {
        'name': ''.join(map(str.capitalize, about.name.split('-'))),
        'shortDescription': {'text': about.title + '.'},
        'fullDescription': {'text': about.rationale},
        'help': {
            'text': card(about), 'markdown': markdown(about)},
    }
    if about.cwe:
        rule |= {
            'helpUri': cwe_uri(about.cwe[0]),
            'relationships': [_relationship(number) for number in about.cwe],
            'properties': {
                'security-severity': str(about.severity.value),
                'tags': ['security', *(
                    f'external/cwe/cwe-{number:03}'
                    for number in about.cwe)]},
        }
    return rule


def _relationship(number: int) -> _Json:
    component = {'name': _WEAKNESSES, 'index': 0}
    return {
        'target': {'id': str(number), 'toolComponent': component},
        'kinds': ['superset']}


def _taxonomy(numbers: list[int]) -> _Json:
    return {
        'name': _WEAKNESSES,
        'organization': 'MITRE',
        'informationUri': 'https://cwe.mitre.org/',
        'shortDescription': {'text': 'Common Weakness Enumeration.'},
        'taxa': [
            {'id': str(number), 'helpUri': cwe_uri(number)}
            for number in numbers],
    }


def _result(result: Result, index: int) -> _Json:
    found: _Json = {
        'ruleId': result.code,
        'ruleIndex': index,
        'level': _LEVELS[result.severity],
        'message': {'text': result.message},
        'locations': [{'physicalLocation': _location(
            result.path, result.line, result.column)}],
        'partialFingerprints': {_FINGERPRINT: result.fingerprint},
    }
    if result.related:
        found['relatedLocations'] = [
            {
                'id': number,
                'physicalLocation': _location(path, line),
                'message': {'text': f'{path}:{line}'},
            } for number, (path, line) in enumerate(result.related, start=1)]
    if result.fix:
        found['fixes'] = [_fix(result)]
    return found


def _fix(result: Result) -> _Json:
    command = 'nvn fix' if result.fix_is_safe else 'nvn fix --unsafe'
    return {
        'description': {'text': f'Fix {result.code} ({command})'},
        'artifactChanges': [{
            'artifactLocation': _artifact(result.path),
            'replacements': [
                {
                    'deletedRegion': {
                        'startLine': change.start[0],
                        'startColumn': change.start[1],
                        'endLine': change.end[0],
                        'endColumn': change.end[1]},
                    'insertedContent': {'text': change.text},
                } for change in result.fix]}]}


def _location(path: str, line: int, column: int | None = None) -> _Json:
    region = {'startLine': line}
    if column is not None:
        region['startColumn'] = column
    return {'artifactLocation': _artifact(path), 'region': region}


def _artifact(path: str) -> _Json:
    if PurePath(path).is_absolute():
        return {'uri': PurePath(path).as_uri()}
    return {'uri': quote(path, errors='surrogateescape'), 'uriBaseId': _ROOT}
