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

"""Every rule is whole: this names whatever a new one forgot."""

import ast
import dataclasses
import functools
import pathlib
import re
import string
import sys

import pytest

from flake8_nova_notifications.options import Options
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Rule
from tests import linted

ROOT = pathlib.Path(__file__).resolve().parents[1]
RULES_FOLDER = ROOT / 'flake8_nova_notifications' / 'rules'
# A family has a digit, or some codes of one: secrets are put into logs by
# what is beside payloads (NVN31x) and beside literals (NVN505).
FAMILIES = (
    ('NVN31', 'secrets'), ('NVN505', 'secrets'), ('NVN1', 'waiting'),
    ('NVN2', 'error_paths'), ('NVN3', 'payloads'), ('NVN4', 'end_state'),
    ('NVN5', 'literals'), ('NVN6', 'controllers'), ('NVN7', 'controllers'),
)

each_rule = pytest.mark.parametrize(
    'rule', ALL_RULES, ids=lambda rule: rule.about.code)


def _module(rule: Rule) -> pathlib.Path:
    path = sys.modules[rule.check.__module__].__file__
    assert path is not None
    return pathlib.Path(path)


@each_rule
def test_place(rule: Rule) -> None:
    """File and folder tell code, name and family."""
    about = rule.about
    module = _module(rule)
    assert re.fullmatch(r'NVN[1-9]\d\d', about.code)
    assert module.stem == (
        f'{about.code.lower()}_{about.name.replace("-", "_")}')
    assert module.parent.name == next(
        family for prefix, family in FAMILIES
        if about.code.startswith(prefix))


@functools.cache
def _strings(path: pathlib.Path) -> list[str]:
    """String literals of a module that are no docstrings."""
    tree = ast.parse(path.read_text())
    prose = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and node not in prose]


@each_rule
def test_said_once(rule: Rule) -> None:
    """The code is spelled where the rule is defined and nowhere else."""
    for path in sorted((ROOT / 'flake8_nova_notifications').rglob('*.py')):
        if path != _module(rule):
            assert not any(
                rule.about.code in text for text in _strings(path)), path


@each_rule
def test_about(rule: Rule) -> None:
    """What is said is complete and of the agreed form."""
    about = rule.about
    assert about.cwe and all(number > 0 for number in about.cwe)
    assert len(about.rationale) > 80
    assert rule.triggers
    fields = {field.name for field in dataclasses.fields(Options)}
    assert set(about.options) <= fields
    message = about.message
    assert not message.endswith('.')
    assert '%' not in message and '\n' not in message
    first = message.split()[0]
    assert first == first.lower()
    names = [name for _, name, _, _ in string.Formatter().parse(message)]
    assert all(name is None or name.isidentifier() for name in names)


@each_rule
def test_details(rule: Rule) -> None:
    """The details of each finding are the fields of the template."""
    fields = {
        name for _, name, _, _ in string.Formatter().parse(
            rule.about.message) if name}
    seen = 0
    for example in rule.about.examples:
        for finding in rule.check(linted.read(
                example.code, example.path)):
            seen += 1
            assert set(finding.details) == fields
    assert seen


def test_order() -> None:
    """Rules stand in the order of their codes, each once."""
    codes = [rule.about.code for rule in ALL_RULES]
    assert codes == sorted(set(codes))


def test_every_rule_module_is_registered() -> None:
    """A rule that is written but not registered does nothing."""
    registered = {_module(rule) for rule in ALL_RULES}
    assert set(RULES_FOLDER.rglob('nvn[0-9]*.py')) == registered


def test_entry_points() -> None:
    """One for the plugin and a twin for each code that is off by default."""
    text = (ROOT / 'pyproject.toml').read_text()
    found = dict(re.findall(
        r'^(NVN\d*) = "flake8_nova_notifications\.plugin:(\w+)"$', text,
        re.MULTILINE))
    twins = {rule.about.code for rule in ALL_RULES
             if not rule.about.on_by_default}
    assert found == {'NVN': 'Checker', **{code: code for code in twins}}


@each_rule
def test_release_note(rule: Rule) -> None:
    """A release note names the code."""
    notes = [path.read_text()
             for path in (ROOT / 'releasenotes' / 'notes').glob('*.yaml')]
    assert any(rule.about.code in note for note in notes)


def test_readme() -> None:
    """What the README shows is printed by codes that there are, and on."""
    text = (ROOT / 'README.rst').read_text()
    shown = re.findall(r'\.py:\d+:\d+: (NVN\d{3}) ', text)
    assert shown
    assert all(linted.rule(code).about.on_by_default for code in shown)
    assert len(text.splitlines()) <= 120


def test_options_have_help() -> None:
    """Each option says what it is for."""
    for field in dataclasses.fields(Options):
        assert len(field.metadata['help']) > 20, field.name
