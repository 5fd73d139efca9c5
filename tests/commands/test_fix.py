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

"""``nvn fix``: what is printed, written and left alone, and when.

A rule of this test stands in for real ones: it reports each name ``old``, and
asks for a safe, an unsafe or an impossible change by the name's ending.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterator
import dataclasses
import functools
import io
import os
import pathlib
import sys
import threading

from flake8.violation import Violation
import pytest

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.commands.fix import command
from flake8_nova_notifications.commands.fix import found
from flake8_nova_notifications.commands.fix.noqa import silenced
from flake8_nova_notifications.commands.fix import output
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import replacing
from flake8_nova_notifications.options import Options
from flake8_nova_notifications import registry
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from tests import linted

CODE = 'NVN101'
_FIXES: dict[str, Callable[[ast.Name], Fix | Refused]] = {
    'old': lambda name: Fix((replacing(name, 'new'),)),
    'old_unsafe': lambda name: Fix((replacing(name, 'new', safe=False),)),
    'old_refused': lambda name: Refused('nobody knows how'),
    'old_broken': lambda name: Fix((replacing(name, 'not ('),)),
    'old_long': lambda name: Fix((replacing(name, 'n' * 80),)),
    'old_line': lambda name: Fix((replacing(name, 'new_line_'),)),
    'old_character': lambda name: Fix((replacing(name, "'\u0436'"),)),
    'old_wide': lambda name: Fix((
        Edit((name.lineno, 0), (name.lineno, 14), 'new = 1'),)),
    'old_lines': lambda name: Fix((replacing(name, '(\n    new)'),)),
    'old_fault': lambda name: 1 / 0,  # type: ignore[dict-item, return-value]
}


def _check(source: SourceFile) -> Iterator[Finding]:
    for name in source.nodes(ast.Name):
        fix = _FIXES.get(name.id)
        if fix is not None:
            yield Finding(name, {}, functools.partial(fix, name))
        elif name.id == 'old_for_ever':
            yield Finding(name, {})


Fixer = Callable[..., tuple[int, str, str]]


@pytest.fixture
def fix(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path,
    capfd: pytest.CaptureFixture[str],
) -> Fixer:
    """Run the command; gives status, output and errors."""
    rule = linted.rule(CODE)
    rule = dataclasses.replace(
        rule, check=_check, triggers=('old',), about=dataclasses.replace(
            rule.about, message='old', fixable=Fixable.SOME))
    monkeypatch.setattr(registry, 'ALL_RULES', (rule,))
    monkeypatch.setattr(found, 'BY_CODE', {CODE: rule})
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, text: bytes | None = None) -> tuple[
            int, str, str]:
        if text is not None:
            monkeypatch.setattr(
                sys, 'stdin', io.TextIOWrapper(io.BytesIO(text)))
        monkeypatch.setattr('sys.argv', ['nvn', 'fix', *arguments])
        status = command.main(['-j1', *arguments])
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return status, out, err

    return run


def test_diff(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """A diff is printed, nothing is written, and the status says so."""
    path = tmp_path / 'a.py'
    path.write_text('x = 1\ny = old + old\n')
    assert fix('a.py') == (1, (
        '--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x = 1\n'
        '-y = old + old\n+y = new + new\n'), '')
    assert path.read_text() == 'x = 1\ny = old + old\n'
    path.write_text('x = 1\n')
    assert fix('a.py') == (0, '', '')


def test_write_is_idempotent(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """The second run finds nothing."""
    path = tmp_path / 'a.py'
    path.write_text('y = old\n')
    path.chmod(0o640)
    assert fix('--write', '.') == (0, '', '')
    assert path.read_text() == 'y = new\n'
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ['a.py']
    assert fix('.') == (0, '', '')


@pytest.mark.parametrize('before, after', [
    (b'y = old\r\nz = 1\r\n', b'y = new\r\nz = 1\r\n'),
    (b'y = old\rz = 1\r', b'y = new\rz = 1\r'),
    (b'a = 1\r\ny = old_lines\nz = 1', b'a = 1\r\ny = (\r\n    new)\nz = 1'),
    (b'\xef\xbb\xbfy = old\n', b'\xef\xbb\xbfy = new\n'),
    (b'# coding: latin-1\ny = ("\xe9", old)  # \xe9\n',
     b'# coding: latin-1\ny = ("\xe9", new)  # \xe9\n'),
    ('y = ("é", old)  # ж\f\n'.encode(), 'y = ("é", new)  # ж\f\n'.encode()),
    (b'\x0cy = old\n', b'\x0cy = new\n'),
])
def test_bytes_around_stay(
    before: bytes, after: bytes, fix: Fixer, tmp_path: pathlib.Path,
) -> None:
    """Line ends, encodings, byte order marks, comments, no newline at end."""
    (tmp_path / 'a.py').write_bytes(before)
    assert fix('--write', 'a.py') == (0, '', '')
    assert (tmp_path / 'a.py').read_bytes() == after
    assert fix('-', text=before)[:1] == (0,)


def test_no_newline_at_the_end(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """The diff says so, as diff does."""
    (tmp_path / 'a.py').write_text('y = old')
    assert fix('a.py')[1] == (
        '--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-y = old\n'
        '\\ No newline at end of file\n+y = new\n'
        '\\ No newline at end of file\n')


def test_refused_and_unsafe(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """What is not fixed is counted with its reason."""
    path = tmp_path / 'a.py'
    path.write_text(
        'a = old\nb = old_unsafe\nc = old_refused\nd = old_broken\n'
        'e = old_long\nold_wide = old\n')
    assert fix('--statistics', '--write', 'a.py') == (0, '', (
        'NVN101 2 fixed\n'
        'NVN101 1 not fixed: it overlaps with another fix; run again\n'
        'NVN101 1 not fixed: nobody knows how\n'
        'NVN101 2 not fixed: the result would have a line too long or '
        'indented badly, or be no Python\n'
        'NVN101 1 not fixed: unsafe: ask for it with --unsafe\n'))
    assert path.read_text().startswith('a = new\nb = old_unsafe\n')
    assert fix('--unsafe', '--write', 'a.py')[0] == 0
    assert path.read_text().startswith('a = new\nb = new\nc = old_refused\n')


def test_not_fixable(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """A finding that has no fix at all is not counted."""
    path = tmp_path / 'a.py'
    path.write_text('y = old_for_ever\n')
    assert fix('--statistics', 'a.py') == (0, '', '')


def test_fault_of_ours(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """Where a fix breaks, those before it are made."""
    path = tmp_path / 'a.py'
    path.write_text('x = old\ny = old_fault\nz = old\n')
    assert fix('--statistics', '--write', 'a.py') == (0, '', (
        'NVN101 1 fixed\n'
        'NVN101 2 not fixed: the finding could not be worked out again\n'))
    assert path.read_text() == 'x = new\ny = old_fault\nz = old\n'


def test_together(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """Of fixes that break a file together the first ones are applied."""
    path = tmp_path / 'a.py'
    path.write_text('y = f(old_line, old_line)\n')
    assert fix(
        '--write', '--statistics', '--max-line-length=26', 'a.py')[2] == (
            'NVN101 1 fixed\n'
            'NVN101 1 not fixed: the result would have a line too long or '
            'indented badly, or be no Python\n')
    assert path.read_text() == 'y = f(new_line_, old_line)\n'


def test_character_that_cannot_be_written(
    fix: Fixer, tmp_path: pathlib.Path,
) -> None:
    """The file is as it was, and the rest of it is fixed."""
    path = tmp_path / 'a.py'
    path.write_bytes(b'# coding: latin-1\ny = old_character + old\n')
    assert fix('--write', '--statistics', 'a.py') == (0, '', (
        'NVN101 1 fixed\n'
        'NVN101 1 not fixed: its encoding lacks a character\n'))
    assert path.read_bytes() == (
        b'# coding: latin-1\ny = old_character + new\n')


def test_what_is_silenced_is_not_fixed(
    fix: Fixer, tmp_path: pathlib.Path,
) -> None:
    """noqa, per-file-ignores, the baseline and select are flake8's."""
    code = 'y = old\n'
    for name in ('a.py', 'b.py', 'c.py'):
        (tmp_path / name).write_text(code)
    (tmp_path / 'd.py').write_text('y = old  # noqa: NVN101 -- reason\n')
    done = linted.beside(
        'baseline', 'nvn-baseline.txt', '--select=E1', cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with open(tmp_path / 'nvn-baseline.txt', 'a') as stream:
        from flake8_nova_notifications.formats.fingerprint import digest
        stream.write(f'c.py NVN101 <module> {digest(code)}\n')
    (tmp_path / 'tox.ini').write_text(
        '[flake8]\nper-file-ignores =\n    b.py: NVN101\n'
        'nvn-baseline = nvn-baseline.txt\n')
    status, out, err = fix('.')
    assert (status, err) == (1, '')
    assert [line for line in out.splitlines() if line.startswith('+++')] == [
        '+++ b/a.py']
    assert fix('--select', 'NVN102', '.') == (0, '', '')
    assert fix('--isolated', '--select=NVN', '.')[1].count('+++') == 3


def test_standard_input(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """An editor gets the text back, fixed or as it was."""
    assert fix('-', text=b'y = old\r\n') == (0, 'y = new\r\n', '')
    assert fix('-', text=b'y = 1\n') == (0, 'y = 1\n', '')
    assert fix('--stdin-display-name=a.py', '-', text=b'y = old\n') == (
        0, 'y = new\n', '')


def test_unreadable(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """What cannot be read is named, and the rest is done."""
    (tmp_path / 'a.py').write_text('y = old\n')
    (tmp_path / 'b.py').write_text('def (:\n')
    status, out, err = fix('--write', '.', 'nosuch.py')
    assert (status, out) == (2, '')
    assert 'error: ./b.py: SyntaxError' in err
    assert 'error: nosuch.py: FileNotFoundError' in err
    assert (tmp_path / 'a.py').read_text() == 'y = new\n'


def test_interrupted(
    fix: Fixer, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The file is the old one, and nothing else is left behind."""
    (tmp_path / 'a.py').write_text('y = old\n')

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, 'replace', fail)
        with pytest.raises(KeyboardInterrupt):
            fix('--write', 'a.py')
    assert (tmp_path / 'a.py').read_text() == 'y = old\n'
    assert os.listdir(tmp_path) == ['a.py']


def test_link(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """A link stays one, and what it leads to is fixed."""
    (tmp_path / 'real').mkdir()
    (tmp_path / 'real' / 'a.py').write_text('y = old\n')
    (tmp_path / 'b.py').symlink_to('real/a.py')
    assert fix('--write', 'b.py') == (0, '', '')
    assert (tmp_path / 'b.py').is_symlink()
    assert (tmp_path / 'real' / 'a.py').read_text() == 'y = new\n'


@pytest.mark.parametrize('before, after', [
    ('y = old\n', 'y = old  # noqa: NVN101 -- known\n'),
    ('y = old + old_refused  # why\n',
     'y = old + old_refused  # why  # noqa: NVN101 -- known\n'),
    ('y = old  # noqa: E501\n', 'y = old  # noqa: E501,NVN101\n'),
    ('y = old  # noqa:E501 -- long\n', 'y = old  # noqa:E501,NVN101 -- long\n'),
    ("y = ('é', old)\r\n", "y = ('é', old)  # noqa: NVN101 -- known\r\n"),
])
def test_noqa(
    before: str, after: str, fix: Fixer, tmp_path: pathlib.Path,
) -> None:
    """Findings are silenced with the reason, and nothing is fixed."""
    path = tmp_path / 'a.py'
    path.write_bytes(before.encode())
    assert fix('--noqa', 'known', '--write', 'a.py') == (0, '', '')
    assert path.read_bytes() == after.encode()
    assert fix('a.py') == (0, '', '')
    assert fix('--noqa', 'known', 'a.py') == (0, '', '')


def test_noqa_where_no_comment_can_stand(
    fix: Fixer, tmp_path: pathlib.Path,
) -> None:
    """Inside of a text, and behind a backslash."""
    path = tmp_path / 'a.py'
    path.write_text("y = old \\\n    + 1\nz = f(old, \'\'\'\n\'\'\')\n")
    status, out, err = fix('--noqa', 'known', '--statistics', 'a.py')
    assert (status, out) == (0, '')
    assert err == (
        'NVN101 0 fixed\n'
        'NVN101 2 not fixed: no comment can stand on that line\n')


def test_lines_that_are_not_there() -> None:
    """An empty file has a first line for those who report, and none here."""
    assert silenced(
        [Violation(CODE, 'a.py', 1, 1, 'old', '')], [], 'known') == {
            1: Refused('no comment can stand on that line')}
    assert found.Fixes('a.py', [], Options()).of(
        'NVN001', 1, 1) is found.NOT_FIXABLE


def test_file_that_has_changed(fix: Fixer) -> None:
    """What was Python when it was linted need not be so any more."""
    lines = ["y = old + '''\n"]
    assert found.Fixes('a.py', lines, Options()).of(CODE, 1, 5) == Refused(
        'the finding could not be worked out again')
    assert silenced(
        [Violation(CODE, 'a.py', 1, 5, 'old', '')], lines, 'known') == {
            1: Refused('no comment can stand on that line')}


def test_statistics() -> None:
    """Codes in order, each with its reasons."""
    tally = output.Tally()
    tally.fixed['NVN102'] += 2
    tally.refused['NVN102', 'why'] += 1
    tally.refused['NVN101', 'why'] += 3
    assert list(tally.lines()) == [
        'NVN101 0 fixed', 'NVN101 3 not fixed: why', 'NVN102 2 fixed',
        'NVN102 1 not fixed: why']


@pytest.mark.parametrize('reason', ['', ' ', 'two\nlines'])
def test_noqa_needs_a_reason(reason: str, fix: Fixer) -> None:
    """Of one line."""
    with pytest.raises(SystemExit):
        fix('--noqa', reason, '.')


def test_flake8_fails(fix: Fixer, tmp_path: pathlib.Path) -> None:
    """The status tells it from something to fix."""
    (tmp_path / 'tox.ini').write_text('[flake8]\nnvn-all = maybe\n')
    assert fix('.')[0] == 2


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Timer:
    """One that has run out as soon as it is started."""

    def __init__(
        self, interval: float, function: Callable[..., None],
        given: tuple[object, ...],
    ) -> None:
        assert interval == 1
        self._call = functools.partial(function, *given)

    def start(self) -> None:
        self._call()

    def cancel(self) -> None:
        """There is nothing left to do."""


def test_progress(
    fix: Fixer, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A terminal is told what takes longer than a second; errors stand out."""
    (tmp_path / 'a.py').write_text('y = old\n')
    (tmp_path / 'b.py').write_bytes(b'# coding: latin-1\ny = old  # \xff\n')
    monkeypatch.setattr(threading, 'Timer', _Timer)
    assert fix('.')[2] == ''
    terminal = _Terminal()
    monkeypatch.setattr(sys, 'stderr', terminal)

    def fail(path: str, content: bytes) -> None:
        raise OSError('disk full')

    monkeypatch.setattr(command, 'replace', fail)
    assert fix('--write', '.')[:2] == (2, '')
    assert terminal.getvalue() == (
        '\rlinting ...\r\033[K\rfixing ...'
        '\r\033[Kerror: ./a.py: disk full\n'
        '\r\033[Kerror: ./b.py: disk full\n\r\033[K')


def test_no_progress_among_diffs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a terminal that a diff is printed on it would stand in the diff."""
    monkeypatch.setattr(threading, 'Timer', _Timer)
    monkeypatch.setattr(sys, 'stderr', _Terminal())
    with output.progress('fixing', True):
        pass
    assert sys.stderr.getvalue() == ''  # type: ignore[union-attr]


def test_nothing_steers_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    """A diff on a terminal shows escape characters; in a file it has them."""
    diff = output.diff_of('a\x1b[31m.py', 'x = 1\n', "x = '\x1b[31m'\t# é\n")
    output.show(diff)
    assert "+x = '\x1b[31m'\t# é\n" in capsys.readouterr().out
    assert '--- a/a\\x1b[31m.py\n' in diff
    monkeypatch.setattr(sys, 'stdout', _Terminal())
    output.show(diff)
    shown = sys.stdout.getvalue()  # type: ignore[union-attr]
    assert "+x = '\\x1b[31m'\t# é\n" in shown
    assert '\x1b' not in shown
