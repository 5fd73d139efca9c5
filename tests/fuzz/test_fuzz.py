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

"""Whatever is linted: nothing breaks, nothing is changed.

A bounded share of what ``python -m tests.fuzz`` does, the same each time.
"""

import ast
from collections import Counter
import warnings

from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
import pytest

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications import registry
from flake8_nova_notifications.rule import Finding
from tests.fuzz import libraries
from tests.fuzz import programs
from tests.fuzz import unharmed
from tests import linted

_SEEN: Counter[str] = Counter()


@settings(
    max_examples=400, derandomize=True, database=None, deadline=None,
    suppress_health_check=list(HealthCheck))
@given(programs.fast_programs)
def test_programs(program: tuple[str, str]) -> None:
    """Programs in all the odd forms that the grammar allows."""
    path, text = program
    _SEEN.update(report[2][:6] for report in unharmed.lint(text, path))


@settings(
    max_examples=30, derandomize=True, database=None, deadline=None,
    suppress_health_check=list(HealthCheck))
@given(programs.small_programs)
def test_small_programs(program: tuple[str, str]) -> None:
    """The same, chosen step by step, so that failures are made small."""
    path, text = program
    unharmed.lint(text, path)


def test_programs_are_about_something() -> None:
    """Rules that never find anything in a program were not put to a test."""
    if not _SEEN:
        test_programs()
    assert len(_SEEN) >= 12, _SEEN


def test_libraries() -> None:
    """A fixed sample of Python's own library and of what is installed."""
    count = 0
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        for path in libraries.files():
            if not libraries.sampled(path):
                continue
            text = libraries.text(path)
            if text is None or not libraries.is_python(text):
                continue
            unharmed.lint(text, str(path))
            count += 1
    assert count >= 30


def _harm(source: SourceFile) -> None:
    source.tree.body.append(ast.Pass())


def _set(source: SourceFile) -> None:
    source.tree.body[0].seen = True  # type: ignore[attr-defined]


def _misplace(source: SourceFile) -> Finding:
    return Finding(ast.Pass(lineno=99, col_offset=0))


def _fail(source: SourceFile) -> None:
    raise KeyError


@pytest.mark.parametrize('harm', (_harm, _set, _misplace, _fail))
def test_harm_is_seen(
    harm: object, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The check fails where something is wrong."""
    rule = linted.rule('NVN101')

    def check(source: SourceFile) -> list[Finding]:
        found = harm(source)  # type: ignore[operator]
        return [] if found is None else [Finding(found.node, {
            'bound': '', 'advice': ''})]

    monkeypatch.setattr(registry, 'ALL_RULES', (type(rule)(
        rule.about, check, ('',)),))  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        unharmed.lint('x = 1\n', 'x.py')
