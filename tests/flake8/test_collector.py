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


"""The garbage collector rests while our own code runs, and no longer.

While flake8 takes the reports it works, and skips what was there before.
"""

import argparse
import ast
from collections.abc import Iterator
import gc
import os
import pathlib
import sys
import weakref

import pytest

from flake8_nova_notifications.code.collector import resting
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.plugin import Checker
from flake8_nova_notifications import registry
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.reports import Report
from flake8_nova_notifications.rule import Rule
from tests import linted

# Prints whether the collector is on while flake8 takes each report, and at
# the end of each file.
_WATCH = '''
import gc
from flake8 import checker
report, run_ast_checks = (
    checker.FileChecker.report, checker.FileChecker.run_ast_checks)
def watched(self, error_code, line_number, column, text):
    print('report', error_code or text.split()[0],
          gc.isenabled(), gc.get_freeze_count() > 0)
    return report(self, error_code, line_number, column, text)
def walked(self):
    run_ast_checks(self)
    print('behind', gc.isenabled(), gc.get_freeze_count() > 0)
checker.FileChecker.report = watched
checker.FileChecker.run_ast_checks = walked
'''


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    enabled = gc.isenabled()
    yield
    (gc.enable if enabled else gc.disable)()
    gc.unfreeze()


def _reports() -> Iterator[Report]:
    code = 2 * ALL_RULES[0].about.examples[0].code
    return Checker(
        ast.parse(code), 'x.py', code.splitlines(keepends=True),
        argparse.Namespace(select=None, extend_select=None)).run()


def test_in_flake8(tmp_path: pathlib.Path) -> None:
    """Other plugins' reports are taken as ever."""
    (tmp_path / 'x.py').write_text(
        'import os\n' + ALL_RULES[0].about.examples[0].code)
    done = linted.flake8(
        '--select=NVN101,F401', '-j1', 'x.py', cwd=tmp_path,
        only='flake8-nova-notifications', before=_WATCH)
    assert [line for line in done.stdout.splitlines()
            if line.startswith(('report NVN', 'report F', 'behind'))] == [
                'report NVN101 True True', 'report F401 True False',
                'behind True False']


def test_while_rules_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """It rests while a rule looks, and works when reports are taken."""
    seen = []

    def check(source: object) -> 'list[object]':
        seen.append(gc.isenabled())
        return []

    monkeypatch.setattr(registry, 'ALL_RULES', (
        *ALL_RULES,
        Rule(ALL_RULES[0].about, check, ('',))))  # type: ignore[arg-type]
    gc.enable()
    during = [gc.isenabled() for _ in _reports()]
    assert seen == [False]
    assert during
    assert all(during)
    assert gc.isenabled()


def test_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does who is told that a rule ran out of memory."""
    def check(source: object) -> 'list[object]':
        raise MemoryError

    monkeypatch.setattr(registry, 'ALL_RULES', (
        Rule(ALL_RULES[0].about, check, ('',)),))  # type: ignore[arg-type]
    gc.enable()
    with pytest.raises(MemoryError):
        list(_reports())
    assert gc.isenabled()


def test_two_threads() -> None:
    """The one that goes last lets it work, whichever came first."""
    gc.enable()
    first, second = resting(), resting()
    with first:
        second.__enter__()
        assert not gc.isenabled()
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


@pytest.mark.skipif(not hasattr(os, 'fork'), reason='no fork')
def test_in_a_child() -> None:
    """A child that is made meanwhile, by another thread, collects."""
    gc.enable()
    with resting():
        child = os.fork()
        if not child:
            os._exit(0 if gc.isenabled() else 1)
        _, status = os.waitpid(child, 0)
    assert status == 0
    assert gc.isenabled()


class _Cycle:
    """What only the collector can take."""

    def __init__(self) -> None:
        self.own = self


def test_takes_what_is_left_meanwhile() -> None:
    """What the host leaves behind between two reports is collected."""
    gc.enable()
    reports = _reports()
    next(reports)
    assert gc.get_freeze_count()
    left = weakref.ref(_Cycle())
    gc.collect()
    assert left() is None
    assert list(reports)
    assert not gc.get_freeze_count()


def test_reports_of_two_files() -> None:
    """Who ends last gives back what was set aside, ended or not."""
    first, second = _reports(), _reports()
    next(first)
    next(second)
    list(first)
    assert gc.get_freeze_count()
    del second
    assert not gc.get_freeze_count()


def test_host_that_sets_aside_itself() -> None:
    """Its objects stay where it has put them."""
    gc.freeze()
    before = gc.get_freeze_count()
    assert before
    assert list(_reports())
    assert gc.get_freeze_count() > before // 2


@pytest.mark.skipif(not hasattr(os, 'fork'), reason='no fork')
def test_child_between_two_reports() -> None:
    """A child has a collector that goes through everything."""
    reports = _reports()
    next(reports)
    child = os.fork()
    if not child:
        os._exit(0 if not gc.get_freeze_count() and list(reports) else 1)
    _, status = os.waitpid(child, 0)
    assert status == 0
    assert list(reports)
    assert not gc.get_freeze_count()


def test_off_before() -> None:
    """It is not switched on for a host that has switched it off."""
    gc.disable()
    assert list(_reports())
    assert not gc.isenabled()


@pytest.mark.parametrize('rule', ALL_RULES, ids=lambda rule: rule.about.code)
def test_nothing_waits_for_it(rule: Rule) -> None:
    """A file's tree is not kept alive by what was found out about it."""
    gc.collect()
    gc.disable()
    for example in rule.about.examples:
        code = example.code
        tree = ast.parse(code)
        before = sys.getrefcount(tree)
        list(Checker(
            tree, f'nova/{example.path}', code.splitlines(keepends=True),
            argparse.Namespace(
                select=['NVN'], extend_select=None,
                nvn_options=Options(nvn_all=True))).run())
        assert sys.getrefcount(tree) == before, example.title
