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

"""Whatever breaks is named once, and everything else is reported."""

import ast
from collections.abc import Callable
from collections.abc import Iterator
import dataclasses
import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.project import inference
from flake8_nova_notifications import registry
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Finding
from tests import linted

EXAMPLES = [example for rule in ALL_RULES for example in rule.about.examples]
# astroid is asked for the count: a name that is bound twice.
ASKS = '''\
import time


def wait(api):
    known = (4, 5)
    n = known[0]
    for _ in range(n):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError('no')
'''


def _facts() -> list[Callable[[SourceFile], Any]]:
    """Every fact that some example makes the rules ask for."""
    asked: dict[Callable[[SourceFile], Any], None] = {}
    real = SourceFile.once

    def noted(source: SourceFile, derive: Callable[[SourceFile], Any]) -> Any:
        asked[derive] = None
        return real(source, derive)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SourceFile, 'once', noted)
        for example in EXAMPLES:
            linted.report(example.code, path=example.path, nvn_all=True)
    return sorted(asked, key=_name)


def _name(fact: Callable[[SourceFile], Any]) -> str:
    return f'{fact.__module__.partition(".")[2]}.{fact.__qualname__}'


FACTS = _facts()


def _fail(source: SourceFile) -> Any:
    raise KeyError('injected: %s\nhere')


def _notices(found: list[str]) -> list[str]:
    return [text for text in found if ' NVN000 ' in text]


def test_facts_are_many() -> None:
    """The examples reach the facts that the families are made of."""
    assert len(FACTS) > 25
    assert {'code.names.Names', 'project.lookup.Project',
            'rules.waiting.waits.wait_loops.wait_loops',
            'rules.payloads.payloads.carried'} <= set(map(_name, FACTS))


@pytest.mark.parametrize('code', [rule.about.code for rule in ALL_RULES])
def test_rule(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that breaks is named; only its own findings are missing."""
    example = next(e for e in linted.rule(code).about.examples
                   if linted.marked(e.code, code))
    whole = linted.report(example.code, path=example.path, nvn_all=True)
    monkeypatch.setattr(registry, 'ALL_RULES', tuple(
        dataclasses.replace(rule, check=_fail)
        if rule.about.code == code else rule for rule in ALL_RULES))
    found = linted.report(example.code, path=example.path, nvn_all=True)
    assert found[0] == (
        f"1:1 NVN000 rule {code} failed on this file (KeyError 'injected: "
        "%s\\nhere'); its findings are missing, all others are complete; "
        'please report it with the file')
    assert found[1:] == [text for text in whole if f' {code} ' not in text]
    assert len(found[1:]) < len(whole)


@pytest.mark.parametrize(
    'fact', FACTS, ids=[_name(fact) for fact in FACTS])
def test_fact(
    fact: Callable[[SourceFile], Any], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fact that breaks is named once, with the codes that rest on it."""
    whole = [linted.report(e.code, path=e.path, nvn_all=True)
             for e in EXAMPLES]
    real = SourceFile.once

    # The key stays the fact, as if its own code had failed.
    def failing(source: SourceFile) -> Any:
        return _fail(source)

    failing.__module__, failing.__qualname__ = (
        fact.__module__, fact.__qualname__)
    monkeypatch.setattr(
        SourceFile, 'once', lambda source, derive: real(
            source, failing if derive is fact else derive))
    broke = 0
    for example, before in zip(EXAMPLES, whole, strict=True):
        found = linted.report(example.code, path=example.path, nvn_all=True)
        notices = _notices(found)
        rest = [text for text in found if text not in notices]
        if not notices:
            assert found == before
            continue
        broke += 1
        assert len(notices) == 1, notices
        start = f'1:1 NVN000 fact {_name(fact)} failed on this file (KeyError'
        assert notices[0].startswith(start)
        assert notices[0].endswith('please report it with the file')
        codes = notices[0].partition('); ')[2].partition(' findings')[0]
        silent = set(codes.split(', '))
        assert rest == [
            text for text in before if text.split()[1] not in silent]
    assert broke


def test_failing_astroid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The value stays unknown, the findings stay, the import is named."""
    whole = linted.report(ASKS, nvn_all=True)
    assert '4 polls (4 pauses of 1 s = 4 s)' in whole[0]

    def fail(*arguments: object) -> None:
        raise AttributeError('astroid has changed')

    monkeypatch.setattr(inference, '_infer', fail)
    found = linted.report(ASKS, nvn_all=True)
    assert found[0] == (
        '1:1 NVN000 the import of astroid failed on this file (AttributeError '
        'astroid has changed); its findings are missing, all others are '
        'complete; please report it with the file')
    assert found[1:] == [
        whole[0].replace('4 polls (4 pauses of 1 s = 4 s)',
                         'known[0] polls (pauses of 1 s)'), *whole[1:]]


@pytest.mark.parametrize('error', (MemoryError, KeyboardInterrupt))
@pytest.mark.parametrize('where', ('rule', 'fact', 'concern', 'astroid'))
def test_what_passes(
    where: str, error: type[BaseException], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody takes these for a fault of the plugin."""
    def fail(*arguments: object) -> Any:
        raise error

    def check(source: SourceFile) -> Iterator[Finding]:
        if where == 'rule':
            fail()
        if where == 'astroid':
            call = source.nodes(ast.Call)[0]
            name = call.args[0]
            assert isinstance(name, ast.Name)
            source.once(inference.fenced).value(name)
        else:
            source.once(fail)
        return iter(())

    if where == 'astroid':
        monkeypatch.setattr(inference, '_infer', fail)
    monkeypatch.setattr(registry, 'ALL_RULES', (dataclasses.replace(
        ALL_RULES[0], check=check,
        concerns=fail if where == 'concern' else None),))
    with pytest.raises(error):
        linted.report(ASKS)


def test_what_decides_where_a_rule_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A broken gate silences the rules behind it and no others."""
    rule = linted.rule('NVN101')
    whole = linted.report(ASKS, nvn_all=True)
    monkeypatch.setattr(registry, 'ALL_RULES', (
        dataclasses.replace(rule, concerns=_fail),
        *(other for other in ALL_RULES if other is not rule)))
    found = linted.report(ASKS, nvn_all=True)
    assert len(_notices(found)) == 1
    assert '; NVN101 findings are missing' in found[0]
    assert found[1:] == [text for text in whole if 'NVN101' not in text]


# Breaks one thing in a process of flake8's own, then lints.
_BREAK = '''
import dataclasses, json, sys
from flake8_nova_notifications import registry
def fail(source):
    raise ValueError('injected')
registry.ALL_RULES = tuple(
    dataclasses.replace(rule, check=fail)
    if rule.about.code in json.loads(sys.argv[1]) else rule
    for rule in registry.ALL_RULES)
from flake8.main.cli import main
sys.exit(main(sys.argv[2:]))
'''


@pytest.mark.parametrize('jobs', (1, 2))
def test_through_flake8(jobs: int, tmp_path: pathlib.Path) -> None:
    """One finding a file, exit status 1, no traceback, all files linted."""
    for name in ('a.py', 'b.py'):
        (tmp_path / name).write_text(ASKS)
    (tmp_path / 'c.py').write_text('x = 1\n')
    done = subprocess.run(
        [sys.executable, '-c', _BREAK, json.dumps(['NVN101']), '--isolated',
         '--select=NVN', f'-j{jobs}', 'a.py', 'b.py', 'c.py'],
        cwd=tmp_path, text=True, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == ''
    places = [line.partition(': ')[0] + line.partition(': ')[2][:7]
              for line in sorted(done.stdout.splitlines())]
    assert places == [
        f'{name}:{place}' for name in ('a.py', 'b.py')
        for place in ('11:5NVN102 ', '1:1NVN000 ')]
