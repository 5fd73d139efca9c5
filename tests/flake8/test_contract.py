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

"""What other tools rely on: one line, no places, no formats, no tracebacks."""

import argparse
import ast
import re

import pytest

from flake8_nova_notifications import plugin
from flake8_nova_notifications.plugin import Checker
from flake8_nova_notifications import registry
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Rule
from tests import linted

# How editors and gates read a line of flake8's output: the format that they
# ask for, and their pattern with its groups named.
PARSERS = {
    'python-lsp-server': (
        '{path}:{line}:{column}: {code} {text}',
        r'(?P<path>.*):(?P<line>\d*):(?P<column>\d*): (?P<code>\w*) '
        r'(?P<text>.*)'),
    'Zuul': (
        '{path}:{line}:{column}: {code} {text}',
        r'^(?P<path>.*):(?P<line>\d+):(?P<column>\d+): '
        r'(?P<code>\w+) (?P<text>.*)$'),
    'ALE': (
        '{path}:{line}:{column}: {code} {text}',
        r'^(?P<path>[a-zA-Z]?:?[^:]+):(?P<line>\d+):?(?P<column>\d+)?: '
        r'(?P<code>[^\W_]+):? (?P<text>.*)$'),
    'flycheck': (
        '{path}:{line}:{column}: {code} {text}',
        r'^(?P<path>.+?):(?P<line>\d+):(?:(?P<column>\d+):)? '
        r'(?P<code>[A-Za-z]+\d+) (?P<text>[^\n]+)$'),
    'Visual Studio Code': (
        '{line},{column},N,{code}:{text}',
        r'(?P<line>\d+),(?P<column>-?\d+),(?P<type>\w+),(?P<code>\w+\d+):'
        r'(?P<text>[^\r\n]*)'),
    'GitHub': (
        '::warning file={path},line={line},col={column},title={code}::{text}',
        r'^::warning file=(?P<path>[^,]*),line=(?P<line>\d+),'
        r'col=(?P<column>\d+),title=(?P<code>[^:,]*)::(?P<text>[^\r\n%]*)$'),
    # %f:%l:%c: %m of vim, reviewdog -efm and neomake.
    'errorformat': (
        '{path}:{line}:{column}: {code} {text}',
        r'^(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+): '
        r'(?P<code>\S+) (?P<text>.*)$'),
    'SublimeLinter': (
        '{path}:{line}:{column}: {code} {text}',
        r'^.+?:(?P<line>\d+):(?P<column>\d+): '
        r'(?:(?P<error>F\d+)|(?P<code>\w+\d+)) (?P<text>.*)'),
    'File watchers of PyCharm': (
        '{path}:{line}:{column}: {code} {text}',
        r'(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+): '
        r'(?P<code>\S+) (?P<text>.*)'),
}

ODD = '''\
import time


def wait(api):
    for _ in range({limit}):
        if api.get_state()['b.py:7:9: x'] == '%d':
            return True
        time.sleep({pause})
    raise RuntimeError('no')
'''


def _texts() -> list[str]:
    found = []
    for rule in ALL_RULES:
        for example in rule.about.examples:
            found += linted.report(
                example.code, rule.about.code, path=example.path)
    # Expressions of the code under review find their way into messages.
    for limit in ("api.limit['b.py:7:9: x']", "'%d' % 3", '7 % n',
                  'max(\n        1, 2)', '{1: 2}[1: 3]', "f'{x:3}: y'"):
        for pause in (limit, '1'):
            found += linted.report(ODD.format(limit=limit, pause=pause))
    return found


@pytest.mark.parametrize('tool', sorted(PARSERS))
def test_line(tool: str) -> None:
    """Each report is read as the place and code it was printed with."""
    texts = _texts()
    assert len(texts) > 30
    line_format, pattern = PARSERS[tool]
    for said in texts:
        place, code, text = said.split(' ', 2)
        line, column = place.split(':')
        assert '\n' not in text
        assert '%' not in text
        assert not re.search(r':\d+:\d+: ', text)
        printed = {'line': line, 'column': column, 'code': code,
                   'text': text, 'path': 'nova/a.py'}
        match = re.match(pattern, line_format.format(**printed))
        assert match is not None
        read = match.groupdict()
        read.pop('error', None)
        assert read == {name: printed.get(name, 'N') for name in read}


# What expects a single letter and digits, as of pycodestyle: reviewdog
# -f=flake8, the action flake8-annotations, pep8 of Jenkins, neomake.
ONE_LETTER = re.compile(r'^(.+?):(\d+):(\d+): ([A-Z]\d+) (.*)$')


def test_readers_that_see_nothing() -> None:
    """The documentation names them, and what works in their place."""
    assert ONE_LETTER.match('a.py:1:1: E501 line too long')
    for said in _texts():
        place, text = said.split(' ', 1)
        assert not ONE_LETTER.match(f'nova/a.py:{place}: {text}')


def test_every_code_is_seen() -> None:
    """The texts above are those of every rule."""
    seen = {text.split()[1] for text in _texts()}
    assert seen >= {rule.about.code for rule in ALL_RULES}


def _broken(error: BaseException) -> Rule:
    def check(source: object) -> 'list[object]':
        raise error

    whole = linted.rule('NVN101')
    return Rule(whole.about, check, ('',))  # type: ignore[arg-type]


def _run() -> list[str]:
    code = ALL_RULES[0].about.examples[0].code
    checker = Checker(
        ast.parse(code), 'x.py', code.splitlines(keepends=True),
        argparse.Namespace(select=None, extend_select=None))
    return [text for _, _, text, _ in checker.run()]


def test_broken_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that breaks is one finding; the others' findings stand."""
    whole = _run()
    monkeypatch.setattr(registry, 'ALL_RULES', (
        _broken(KeyError('b.py:7:9: %s\nx')), *ALL_RULES))
    found = _run()
    assert found[0] == (
        'NVN000 rule NVN101 failed on this file (KeyError '
        r"'b.py\x3a7:9: %s\nx'); "
        'its findings are missing, all others are complete; '
        'please report it with the file')
    assert found[1:] == whole
    assert whole


@pytest.mark.parametrize('error', (MemoryError, KeyboardInterrupt))
def test_what_passes(
    error: type[BaseException], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is no fault of a rule is not taken for one."""
    monkeypatch.setattr(registry, 'ALL_RULES', (_broken(error()),))
    with pytest.raises(error):
        _run()


def test_analysis_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry points of one file share what was worked out."""
    walked = linted.walked(monkeypatch)
    code = ALL_RULES[0].about.examples[0].code
    tree = ast.parse(code)
    given = argparse.Namespace(select=None, extend_select=None)
    plugin.NVN105.parse_options(given)
    found = [
        list(entry_point(
            tree, 'x.py', code.splitlines(keepends=True), given).run())
        for entry_point in (plugin.Checker, plugin.NVN105, plugin.NVN106)]
    assert walked
    assert len(walked) == len(set(walked))
    assert [len(reports) for reports in found] == [1, 1, 0]
