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

"""Files with something to fix, laid out by chance, and what a fix may not do.

A file is made of the examples of the rules that have fixes, of waits in all
forms and of programs as in :mod:`programs`. Comments, folds and quotes are
put in by chance; none changes what the file means.
"""

import argparse
import ast
from collections.abc import Sequence
from collections import Counter
import difflib
import io
import random
import textwrap
import tokenize

from flake8.violation import Violation
from hypothesis import strategies as st
import pycodestyle
from pyflakes import checker as pyflakes
from pyflakes import messages

from flake8_nova_notifications.commands.fix import command
from flake8_nova_notifications.commands.fix.file import decoded
from flake8_nova_notifications.commands.fix.output import Tally
from flake8_nova_notifications.commands.run import Run
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.plugin import Checker
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Fixable
from tests.fuzz import programs
from tests.waiting.test_to_deadline import FORMS
from tests.waiting.test_to_deadline import HEAD

EXAMPLES = tuple(
    example for rule in ALL_RULES if rule.about.fixable is not Fixable.NO
    for example in rule.about.examples)
COMMENTS = ('# why', '# noqa: E501', '#: é', "# '", '# TODO(x): "', '#')
FAILURES = (
    "raise RuntimeError('it is not up')",
    "raise RuntimeError('server %s is not up' % server)",
    "raise RuntimeError('%(id)s is not %(status)s' % {'id': 1, 'status': 2})",
    "raise RuntimeError('{} is not up'.format(api))",
    "raise RuntimeError(f'{api} is not up')", 'raise RuntimeError()',
    "raise RuntimeError(_('%s is not up.') % api)", 'raise RuntimeError',
    "raise RuntimeError('a very long text that says that it is not up', 1)",
    "raise RuntimeError('not '\n                       'up')")
# Runs until nothing overlaps any more.
_MOST_RUNS = 5


def written(chance: random.Random) -> tuple[str, str, int]:
    """Path, text and the longest line that a configuration asks for."""
    kind = chance.randrange(8)
    if kind == 0:
        path, text = programs.written(chance)
    elif kind < 4:
        path, text = 'project/module.py', _waits(chance)
    else:
        example = chance.choice(EXAMPLES)
        path, text = example.path, example.code
        if chance.randrange(3) == 0:
            text += '\n\n' + _waits(chance)
    return path, _laid_out(text, chance), chance.choice((79, 79, 60, 100))


files = st.integers(0, 2 ** 64).map(random.Random).map(written)


def _waits(chance: random.Random) -> str:
    text = HEAD if chance.randrange(4) else 'import os\nfrom a import time\n'
    for number in range(chance.randint(1, 3)):
        form = chance.choice(list(FORMS.values())).format(
            n=chance.choice((9, 30, 'CONF.group.retries', 'N', 'len(api)')),
            p=chance.choice((0.1, 1, 2, 'CONF.group.interval_in_seconds')))
        form = form.replace('def wait(', f'def wait{number}(')
        for failure in FORMS_FAIL:
            form = form.replace(failure, chance.choice(FAILURES))
        text += f'{form}\n\n'
    return text


FORMS_FAIL = ("raise RuntimeError('it is not up')",
              "raise RuntimeError('server is %s' % server)")


def _laid_out(text: str, chance: random.Random) -> str:
    before = ast.dump(ast.parse(text))
    if '"' not in text and '\\' not in text and chance.randrange(3) == 0:
        text = text.replace("'", '"')
    for change in (_folds, _comments):
        if chance.randrange(3):
            text = change(text, chance)
    assert ast.dump(ast.parse(text)) == before
    if "'''" not in text and '"""' not in text and not chance.randrange(5):
        text = 'if True:\n' + textwrap.indent(text, '    ')
    return text if chance.randrange(4) else text.rstrip('\n')


def _tokens(text: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def _put_in(text: str, new: dict[tuple[int, int], str]) -> str:
    lines = text.splitlines(keepends=True)
    for (line, column), added in sorted(new.items(), reverse=True):
        old = lines[line - 1]
        lines[line - 1] = old[:column] + added + old[column:]
    return ''.join(lines)


def _folds(text: str, chance: random.Random) -> str:
    """New lines behind some brackets and commas that stand in brackets."""
    new: dict[tuple[int, int], str] = {}
    depth = inside_text = 0
    tokens = _tokens(text)
    for token, behind in zip(tokens, tokens[1:], strict=False):
        name = tokenize.tok_name[token.type]
        inside_text += name.endswith('_START')
        inside_text -= name.endswith('_END')
        if token.type != tokenize.OP:
            continue
        depth += (token.string in '([{') - (token.string in ')]}')
        if token.string in ('(', ',') and depth and not inside_text and (
                behind.start[0] == token.end[0]
                and behind.string not in ')]}'
                and not chance.randrange(12)):
            comment = chance.choice(('', '', f'  {chance.choice(COMMENTS)}'))
            new[token.end] = f'{comment}\n{" " * behind.start[1]}'
    return _put_in(text, new)


def _comments(text: str, chance: random.Random) -> str:
    """Comments behind and before some lines."""
    new: dict[tuple[int, int], str] = {}
    line_begins: tuple[int, int] | None = None
    for token in _tokens(text):
        if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.NL,
                          tokenize.COMMENT, tokenize.ENDMARKER):
            continue
        if token.type == tokenize.NEWLINE:
            if not chance.randrange(5) and token.string:
                new[token.start] = f'  {chance.choice(COMMENTS)}'
            line_begins = None
        elif line_begins is None:
            line_begins = token.start
            if not chance.randrange(6):
                indent = ' ' * token.start[1]
                new[token.start[0], 0] = (
                    f'{indent}{chance.choice(COMMENTS)}\n')
    return _put_in(text, new)


def found(text: str, path: str, width: int) -> list[Violation]:
    """What this plugin reports of a file, noqa heeded as flake8 does."""
    options = _options(width)
    lines = text.splitlines(keepends=True)
    checker = Checker(ast.parse(text), path, lines, options)
    violations = [
        Violation(code[:6], path, line, column + 1, code[7:],
                  lines[line - 1])
        for line, column, code, _ in checker.run()]
    return [one for one in violations if not one.is_inline_ignored(False)]


def _options(width: int) -> argparse.Namespace:
    own = Options(nvn_all=True)
    own.line_length = width
    return argparse.Namespace(
        select=None, extend_select=None, disable_noqa=False,
        max_line_length=width, nvn_options=own)


def fixed(text: str, path: str, width: int) -> tuple[str, Tally]:
    """A file as ``nvn fix --unsafe`` leaves it."""
    run = Run()
    run.options = _options(width)
    tally = Tally()
    new = command.fixed(
        path, decoded(text.encode()), found(text, path, width), run, True,
        None, tally)
    return text if new is None else new, tally


def check(text: str, path: str, width: int) -> Counter[str]:
    """Fix a file, as in :func:`checked`; the fixes by code."""
    return checked(text, path, width)[0]


def checked(text: str, path: str, width: int) -> tuple[Counter[str], str]:
    """Fix a file; the fixes by code, and the result.

    :raises AssertionError: the result is no Python, has lost a comment, is
        reported for something new or for what was fixed, or is not the last
        word.
    """
    fixes: Counter[str] = Counter()
    before, style = text, _style(text, width)
    old = Counter(one.code for one in found(text, path, width))
    overlapped = True
    for _ in range(_MOST_RUNS):
        new, tally = fixed(text, path, width)
        assert (new != text) is bool(tally.fixed)
        overlaps = any('overlaps' in why for _, why in tally.refused)
        assert overlapped or new == text, 'a run too many'
        overlapped = overlaps
        fixes.update(tally.fixed)
        if new == text:
            break
        text = new
    else:
        raise AssertionError('it does not come to an end')
    left = Counter(one.code for one in found(text, path, width))
    for code in {*old, *left}:
        assert left[code] <= old[code] - fixes[code], (code, old, left)
    new_style = _style(text, width)
    assert new_style <= style, new_style - style
    assert not astray(before, text)
    assert _is_within(_comments_of(before), _comments_of(text))
    return fixes, text


def _comments_of(text: str) -> list[str]:
    return [token.string for token in _tokens(text)
            if token.type == tokenize.COMMENT]


def _is_within(some: Sequence[str], all_: Sequence[str]) -> bool:
    rest = iter(all_)
    return all(one in rest for one in some)


def astray(before: str, after: str) -> list[str]:
    """Statements that go on worse than those in whose place they stand."""
    (old, old_codes), (new, new_codes) = _gone_on(before), _gone_on(after)
    changed = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        '\n'.join(new[left:right]) for _, first, last, left, right in
        changed.get_opcodes() if not sum(
            new_codes[left:right], Counter()) <= sum(
                old_codes[first:last], Counter())]


def _gone_on(text: str) -> tuple[list[str], list[Counter[str]]]:
    """Logical lines, and what is said of how each goes on."""
    lines: list[str] = []
    codes: list[Counter[str]] = []
    said = _said(text, 999)
    rows = text.splitlines()
    first = 1
    for token in _tokens(text):
        if token.type == tokenize.NEWLINE:
            last = token.start[0]
            lines.append('\n'.join(rows[first - 1:last]))
            codes.append(Counter(
                code for row, code in said if first <= row <= last
                and code.startswith(('E12', 'E13'))))
            first = last + 1
    return lines, codes


def _style(text: str, width: int) -> Counter[str]:
    """What pyflakes and pycodestyle say, by their codes."""
    # What is said of a name is said at each of its uses.
    said = Counter({
        f'{type(message).__name__} {message.message_args[:1]}'
        for message in pyflakes.Checker(ast.parse(text)).messages
        # Odd programs have locals called time, beside which it is imported.
        if not isinstance(message, (messages.UndefinedLocal,
                                    messages.ImportShadowedByLoopVar))})
    said.update(code for _, code in _said(text, width))
    return said


def _said(text: str, width: int) -> list[tuple[int, str]]:
    """What pycodestyle says, with the lines."""
    found: list[tuple[int, str]] = []

    class Report(pycodestyle.BaseReport):  # type: ignore[misc]
        """Keeps all of it."""

        def error(self, line: int, offset: int, text: str, check: object,
                  ) -> None:
            """Keep one."""
            if text[:1] in 'EW':
                found.append((line, text[:4]))

    guide = pycodestyle.StyleGuide(max_line_length=width, quiet=2)
    pycodestyle.Checker(
        'x.py', lines=text.splitlines(keepends=True), options=guide.options,
        report=Report(guide.options)).check_all()
    return found
