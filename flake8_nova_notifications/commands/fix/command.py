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

"""``nvn fix PATH``: print what is to be changed as a diff, or change it."""

import argparse
from collections.abc import Iterable
from collections.abc import Iterator
import io
import sys

from flake8.main.options import stage1_arg_parser
from flake8.violation import Violation

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.commands.fix.allow import entries
from flake8_nova_notifications.commands.fix.allow import Entry
from flake8_nova_notifications.commands.fix import configuration
from flake8_nova_notifications.commands.fix.file import decoded
from flake8_nova_notifications.commands.fix.file import replace
from flake8_nova_notifications.commands.fix.file import Text
from flake8_nova_notifications.commands.fix.found import Answer
from flake8_nova_notifications.commands.fix.found import answers
from flake8_nova_notifications.commands.fix.found import NOT_ALLOWED
from flake8_nova_notifications.commands.fix.found import NOT_FIXABLE
from flake8_nova_notifications.commands.fix.noqa import silenced
from flake8_nova_notifications.commands.fix.output import complain
from flake8_nova_notifications.commands.fix.output import diff_of
from flake8_nova_notifications.commands.fix.output import progress
from flake8_nova_notifications.commands.fix.output import show
from flake8_nova_notifications.commands.fix.output import Tally
from flake8_nova_notifications.commands.run import Failed
from flake8_nova_notifications.commands.run import lint
from flake8_nova_notifications.commands.run import Run
from flake8_nova_notifications.commands.run import UNREAD
from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.apply import compatible
from flake8_nova_notifications.edits.check import holds
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused

_STDIN = '-'


def main(arguments: list[str]) -> int:
    """Run the command; the exit status is 1 when there is something to fix."""
    given, rest = _parser().parse_known_args(arguments)
    content = None
    if _STDIN in given.paths:
        if given.allow is not None:
            print('error: --allow changes the configuration; give files or '
                  'folders', file=sys.stderr)
            return 2
        content = sys.stdin.buffer.read()
        sys.stdin = io.TextIOWrapper(io.BytesIO(content))
    with progress('linting'):
        try:
            run = lint([*rest, *_selected(given.select), *given.paths])
        except Failed as error:
            error.complain()
            return 2
    status = _unreadable(run)
    tally = Tally()
    changed = False
    allowed: list[Entry] = []
    with progress('fixing', sys.stdout.isatty() and not given.write):
        for path, violations in _by_file(run.formatter.found):
            try:
                if given.allow is None:
                    changed |= _fix(
                        path, violations, run, given, content, tally)
                else:
                    allowed += _entries(path, violations, run, tally)
            except (OSError, SyntaxError, ValueError) as error:
                status = complain(path, error)
    if allowed:
        try:
            _allow(allowed, rest, given)
            changed = True
        except Failed as error:
            error.complain()
            return 2
        except (OSError, ValueError) as error:
            status = complain('the configuration', error)
    if content is not None and not changed:
        sys.stdout.buffer.write(content)
    if given.statistics:
        for line in tally.lines():
            print(line, file=sys.stderr)
    if status or given.write or content is not None:
        return status
    return 1 if changed else 0


def _entries(
    path: str, violations: list[Violation], run: Run, tally: Tally,
) -> list[Entry]:
    """The entries of the allow-list that silence the findings of a file."""
    with open(path, 'rb') as stream:
        text = decoded(stream.read())
    found: list[Entry] = []
    for violation, answer in entries(
            violations, path, text.read, run.options.nvn_options):
        if isinstance(answer, Refused):
            tally.refused[violation.code, answer.reason] += 1
        else:
            tally.fixed[violation.code] += 1
            found += answer
    return found


def _allow(
    found: list[Entry], rest: list[str], given: argparse.Namespace,
) -> None:
    """Add entries to the configuration.

    :raises Failed: flake8 would not read them there.
    """
    known, others = stage1_arg_parser().parse_known_args(rest)
    if known.isolated:
        raise Failed('no configuration is read with --isolated')
    if any(one.startswith('--nvn-payload-allow') for one in others):
        raise Failed('--nvn-payload-allow hides what the configuration says')
    path = configuration.where(known.config, known.append_config)
    old, new = configuration.with_entries(path, found, given.allow)
    if given.write:
        replace(path, new.encode())
    else:
        show(diff_of(path, old, new))


def _fix(
    path: str, violations: list[Violation], run: Run,
    given: argparse.Namespace, content: bytes | None, tally: Tally,
) -> bool:
    """Fix one file; whether there was something to fix."""
    if path == run.options.stdin_display_name and content is not None:
        old = content
    else:
        with open(path, 'rb') as stream:
            old = stream.read()
    text = decoded(old)
    new = fixed(
        path, text, violations, run, given.unsafe, given.noqa, tally)
    if new is None:
        return False
    if content is not None:
        sys.stdout.buffer.write(text.encoded(new))
    elif given.write:
        replace(path, text.encoded(new))
    else:
        show(diff_of(path, ''.join(text.lines), new))
    return True


def fixed(
    path: str, text: Text, violations: Iterable[Violation], run: Run,
    unsafe: bool, reason: str | None, tally: Tally,
) -> str | None:
    """A file's text without what can be fixed; None if that is nothing.

    :param reason: silence the findings with this reason, and fix nothing.
    """
    if reason is not None:
        violations = list(violations)
        fixes = silenced(violations, text.read, reason)
        found = [Answer(one, fixes[one.line_number]) for one in violations]
    else:
        found = answers(
            violations, path, text.read, run.options.nvn_options)
    chosen: list[tuple[Answer, Fix]] = []
    for answer in found:
        if isinstance(answer.fix, Refused):
            _refuse(tally, answer, answer.fix.reason)
        elif not _is_in(text.encoding, answer.fix):
            _refuse(tally, answer, 'its encoding lacks a character')
        elif not answer.fix.safe and not unsafe:
            _refuse(tally, answer, 'unsafe: ask for it with --unsafe')
        else:
            chosen.append((answer, answer.fix))
    taken, overlapping = compatible(fix for _, fix in chosen)
    # A comment may be longer than a line of code.
    if reason is None:
        taken = _together(text, taken, run.options.max_line_length)
    for answer, fix in chosen:
        if fix in taken:
            tally.fixed[answer.violation.code] += 1
        else:
            _refuse(tally, answer, 'it overlaps with another fix; run again'
                    if fix in overlapping else NOT_ALLOWED.reason)
    return applied(text.lines, taken) if taken else None


def _is_in(encoding: str, fix: Fix) -> bool:
    """Whether a file can be written with a fix in it."""
    try:
        for edit in fix.edits:
            edit.text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _together(text: Text, fixes: list[Fix], width: int) -> list[Fix]:
    """The fixes that leave a file as it has to be, all of them applied.

    Each one does by itself.
    """
    lines = text.read
    if holds(lines, fixes, width):
        return fixes
    taken: list[Fix] = []
    for fix in fixes:
        if holds(lines, [*taken, fix], width):
            taken.append(fix)
    return taken


def _refuse(tally: Tally, answer: Answer, reason: str) -> None:
    if answer.fix is not NOT_FIXABLE:
        tally.refused[answer.violation.code, reason] += 1


def _by_file(
    found: Iterable[Violation],
) -> Iterator[tuple[str, list[Violation]]]:
    by_file: dict[str, list[Violation]] = {}
    for violation in found:
        if not violation.code.startswith(UNREAD):
            by_file.setdefault(violation.filename, []).append(violation)
    return iter(sorted(by_file.items()))


def _unreadable(run: Run) -> int:
    """Name what could not be read; 2 if there was any."""
    status = 0
    for violation in run.formatter.found:
        if violation.code.startswith(UNREAD):
            print(f'error: {printable(violation.filename)}: '
                  f'{printable(violation.text)}', file=sys.stderr)
            status = 2
    return status


def _selected(select: str | None) -> list[str]:
    # What cannot be read must be told of.
    return [] if select is None else [f'--select={select},{UNREAD}']


def _reason(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise argparse.ArgumentTypeError('give a reason of one line')
    return text.strip()


def _recorded(text: str) -> str:
    """A reason as it is put behind an entry of the configuration.

    Blanks and commas separate entries there; ``#`` and ``;`` begin comments,
    and ``%`` a reference, for some of those who read these files.
    """
    if set(text) & set(',#;%'):
        raise argparse.ArgumentTypeError(
            'a reason in the configuration holds no comma and none of # ; %')
    return '_'.join(_reason(text).split())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='nvn fix', usage='%(prog)s [OPTION ...] [PATH ...]',
        description='Print a diff that fixes findings of this plugin; the '
        'exit status is 1 if there is something to fix, 2 for an error. Any '
        "other option is flake8's own, such as --config or --isolated; what "
        'flake8 would not report is not fixed. Of "-" the fixed text is '
        'printed.')
    parser.add_argument('paths', nargs='*', default=['.'], metavar='PATH',
                        help='files or folders (default: this folder)')
    parser.add_argument('--write', action='store_true',
                        help='change the files')
    parser.add_argument(
        '--unsafe', action='store_true',
        help='apply fixes too that can change what a test sees')
    silencing = parser.add_mutually_exclusive_group()
    silencing.add_argument(
        '--noqa', metavar='REASON', type=_reason,
        help='fix nothing, and silence the findings where they stand: '
        '# noqa: CODE -- REASON')
    silencing.add_argument(
        '--allow', metavar='REASON', type=_recorded,
        help='fix nothing, and add what payloads send now to '
        'nvn-payload-allow in the configuration: PAYLOAD.NAME=REASON, blanks '
        'as _; secrets are left out')
    parser.add_argument('--select', metavar='CODE[,CODE...]',
                        help='fix these codes only')
    parser.add_argument(
        '--statistics', action='store_true',
        help='count what was fixed, and what was not and why')
    return parser
