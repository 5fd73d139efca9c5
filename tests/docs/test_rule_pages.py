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

"""The pages about codes say what the rules say and do."""

import csv
import io
import pathlib
import textwrap

from docs import rule_pages
from flake8_nova_notifications.commands.explain import examples
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
import pytest

from tests import linted

pytestmark = pytest.mark.once

each_rule = pytest.mark.parametrize(
    'rule', ALL_RULES, ids=lambda rule: rule.about.code)

ROOT = pathlib.Path(__file__).parents[2]
# Findings of a code that say something about the next ones.
MIN_JUDGED = 10
ACCURACY = '''\
code,project,right,precision,interval,recall,interval
NVN101,nova-34.0.0,12,1.000,0.76 to 1.00,0.923,0.67 to 0.99
NVN102,nova-34.0.0,7,0.875,0.53 to 0.98,1.000,0.65 to 1.00
NVN101,nova-16.1.6,3,1.000,0.44 to 1.00,1.000,0.44 to 1.00
'''
OUTSIDE = 'code,draw,right\nNVN102,fresh,41\n'


@each_rule
def test_what_is_shown_is_reported(rule: Rule) -> None:
    """Without its marks, too, an example is reported where it was marked."""
    for example in rule.about.examples:
        shown = examples.shown(rule, example)
        assert rule.about.code not in shown.code
        assert [line for line, _, _ in shown.reports] == linted.marked(
            example.code, rule.about.code)


@each_rule
def test_page(rule: Rule) -> None:
    """Each part is there, and nothing of a template is left."""
    text = rule_pages.page(rule)
    about = rule.about
    assert f'\n{about.code}: {about.summary}\n===' in text
    assert f'\n:Name: {about.name}\n' in text
    assert rule_pages.prose(about.rationale) in text
    assert all(f':cwe:`{number}`' in text for number in about.cwe)
    for heading in ('Why it matters', 'Reported', 'Not reported',
                    'Silence it', 'What it was measured to find'):
        assert f'\n{heading}\n---' in text
    assert ('\nTurn it on\n' in text) is not about.on_by_default
    assert ('\nOptions\n' in text) is bool(about.options)
    assert f'# noqa: {about.code} -- ' in text


def test_prose() -> None:
    """Text stays as it is, but for the standards that can be linked to."""
    assert rule_pages.prose('`a_b*` of RFC 2606 (RFC 6761).') == (
        r'\`a_b\*\` of :rfc:`2606` (:rfc:`6761`).')


def test_overview() -> None:
    """Every rule stands in one table."""
    families = rule_pages.families()
    listed = [rule for _, rules in families for rule in rules]
    assert sorted(listed, key=lambda rule: rule.about.code) == list(ALL_RULES)
    assert families[0][0] == (
        'NVN1xx: waits, their bounds and what happens when those run out')
    assert ':ref:`NVN105 <NVN105>`' in rule_pages.overview(families[0][1])


def test_severity_follows_worth() -> None:
    """Where enough findings were judged, half of them decide."""
    table = ROOT / 'docs' / 'source' / 'measured' / 'worth.csv'
    shares = {
        row['code']: int(row['worth']) / int(row['judged'])
        for row in csv.DictReader(table.read_text().splitlines())
        if int(row['judged']) >= MIN_JUDGED}
    assert len(shares) > 5
    assert {
        rule.about.code: rule.about.severity is not Severity.LOW
        for rule in ALL_RULES if rule.about.code in shares
    } == {code: share >= .5 for code, share in shares.items()}


def test_measured() -> None:
    """A code's page shows the rows about that code, column by column."""
    rows = rule_pages.rows_about('NVN101', ACCURACY)
    assert rows == (
        'project,right,precision,interval,recall,interval\n'
        'nova-34.0.0,12,1.000,0.76 to 1.00,0.923,0.67 to 0.99\n'
        'nova-16.1.6,3,1.000,0.44 to 1.00,1.000,0.44 to 1.00\n')
    assert rule_pages.rows_about('NVN999', ACCURACY) == ''
    assert '   nova-34.0.0,12,1.000,' in rule_pages.page(
        linted.rule('NVN101'), rows)


def _built(source: pathlib.Path) -> str:
    """Build a page that asks for measurements, as text."""
    application = pytest.importorskip(
        'sphinx.application', reason='Sphinx is not installed')
    namespace = pytest.importorskip('sphinx.util.docutils')
    (source / 'codes').mkdir(parents=True, exist_ok=True)
    (source / 'conf.py').write_text(
        "extensions = ['docs.directives']\nexclude_patterns = ['codes']\n")
    (source / 'index.rst').write_text(textwrap.dedent('''\
        Measured
        ========

        .. nvn-measured:: accuracy.csv

           Not measured here.

        .. nvn-measured:: cost.svg
           :alt: A chart
        '''))
    said = io.StringIO()
    out = source.parent / 'out'
    # What one application registers is not to meet the next one.
    with namespace.docutils_namespace():
        application.Sphinx(
            str(source), str(source), str(out), str(out / 'trees'), 'text',
            status=None, warning=said).build()
    assert said.getvalue() == ''
    return (out / 'index.txt').read_text()


def test_measurements_are_included(tmp_path: pathlib.Path) -> None:
    """A table is shown when it is there, and its absence is said."""
    source = tmp_path / 'source'
    text = _built(source)
    assert 'Not measured here.' in text
    assert 'A chart' not in text

    table = source / 'measured' / 'accuracy.csv'
    table.parent.mkdir()
    table.write_text(ACCURACY)
    table.with_name('outside.csv').write_text(OUTSIDE)
    table.with_name('cost.svg').write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"/>')
    text = _built(source)
    assert 'Not measured here.' not in text
    assert 'nova-16.1.6' in text
    assert 'A chart' in text
    pages = {path.stem: path.read_text()
             for path in (source / 'codes').iterdir()}
    assert 'nova-34.0.0,12,1.000' in pages['nvn101']
    assert 'fresh' not in pages['nvn101']
    assert 'nova-34.0.0,7,0.875' in pages['nvn102']
    assert 'fresh,41' in pages['nvn102']
    assert 'no measurement of this code' in pages['nvn103']


def test_pages_of_removed_codes(tmp_path: pathlib.Path) -> None:
    """What was made for a rule that is gone goes; a page by hand stays."""
    codes = tmp_path / 'source' / 'codes'
    codes.mkdir(parents=True)
    (codes / 'nvn198.rst').write_text(rule_pages.MADE)
    (codes / 'nvn199.rst').write_text('NVN199 said this and is gone.')
    _built(codes.parent)
    assert not (codes / 'nvn198.rst').exists()
    assert (codes / 'nvn199.rst').exists()
    assert (codes / 'nvn101.rst').read_text().startswith(rule_pages.MADE)
