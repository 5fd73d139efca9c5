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

"""``nvn baseline``: write what is silenced.

It runs flake8 itself, so that it records what a run prints: after ``select``,
``ignore``, ``per-file-ignores`` and ``# noqa``.
"""

import argparse
from collections import Counter
import os
import sys

from flake8.violation import Violation

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.commands.baseline.recorded import Baseline
from flake8_nova_notifications.commands.baseline.recorded import Damaged
from flake8_nova_notifications.commands.baseline.recorded import read
from flake8_nova_notifications.commands.baseline.recorded import write
from flake8_nova_notifications.commands.run import Failed
from flake8_nova_notifications.commands.run import lint
from flake8_nova_notifications.commands.run import Run
from flake8_nova_notifications.commands.run import UNREAD
from flake8_nova_notifications.findings import bare_name
from flake8_nova_notifications.formats.fingerprint import digest
from flake8_nova_notifications.formats.fingerprint import Fingerprint
from flake8_nova_notifications.formats.places import Places
from flake8_nova_notifications.notices import NOTICES
from flake8_nova_notifications.options import PREFIX
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import NAMES

# Nothing may be silenced while it is recorded, and each name that a finding
# lists is recorded by itself.
_OWN = ('--nvn-baseline=', '--nvn-payload-names=each')
# The rules whose findings list names.
_LISTING = {rule.about.code: rule.about for rule in ALL_RULES
            if rule.together is not None}
_NOTICES = tuple(notice.code for notice in NOTICES)


def main(arguments: list[str]) -> int:
    """Run the command; the exit status is 1 when nothing was written."""
    given = _parser().parse_args(arguments)
    try:
        said = _record(given.file, given.arguments, given.prune)
    except Failed as error:
        error.complain()
        return 1
    except (OSError, Damaged) as error:
        print(f'error: {error}', file=sys.stderr)
        return 1
    print(said)
    return 0


def _record(file: str, arguments: list[str], prune: bool) -> str:
    """Write the baseline; says what is in it.

    :raises Failed: flake8 could not be run, or not on everything.
    :raises OSError: the file cannot be read, or not be written.
    :raises Damaged: it is no baseline, or would be none.
    """
    # Reading it is also what keeps any other file from being overwritten.
    old = read(file) if os.path.lexists(file) else Baseline(file)
    run = lint(_with_our_own(arguments))
    missing = sorted({
        error.filename for error in run.formatter.found
        if error.code.startswith(UNREAD)
        and not os.path.lexists(error.filename)} - {
            run.options.stdin_display_name})
    if missing:
        raise Failed(
            f'{printable(missing[0])} does not exist; nothing was written')
    found = _found(run, old)
    before = old.all()
    if prune:
        found &= before
    write(file, found)
    return (f'{file}: {found.total()} recorded '
            f'({(found - before).total()} new), '
            f'{(before - found).total()} dropped')


def _with_our_own(arguments: list[str]) -> list[str]:
    """Flake8's arguments, with those that recording needs."""
    # Behind the last option, whose word counts; "--" ends them.
    end = arguments.index('--') if '--' in arguments else len(arguments)
    return [*arguments[:end], *_OWN, *arguments[end:]]


def _found(run: Run, old: Baseline) -> 'Counter[Fingerprint]':
    """What is to be recorded: this run's, and the rest as it was."""
    collector = run.formatter
    places = Places(run.options)
    unread = {error.filename for error in collector.found
              if error.code.startswith(UNREAD)}
    linted = {old.path_of(name) for name in collector.linted - unread}
    found = Counter({
        entry: count for entry, count in old.all().items()
        if entry.path not in linted and old.exists(entry)})
    for error in collector.found:
        if error.code.startswith(PREFIX) and error.code not in _NOTICES:
            place = places.at(error.filename, error.line_number)
            found[Fingerprint(
                old.path_of(error.filename), error.code, place.symbol,
                digest(_known_by(error, place.text)))] += 1
    return found


def _known_by(error: Violation, line: str) -> str:
    """What tells a finding from others in its function: a name, or a line."""
    about = _LISTING.get(error.code)
    details = about.details_in(error.text) if about is not None else {}
    return bare_name(details[NAMES]) if details else line


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='nvn baseline',
        description='Record the findings of this plugin that flake8 reports '
        'now. With --nvn-baseline FILE, or nvn-baseline = FILE in the '
        '[flake8] section, flake8 then reports only what has come since. '
        'Files that are not linted keep their entries.')
    parser.add_argument(
        '--prune', action='store_true',
        help='only drop entries whose findings are gone; record nothing new')
    parser.add_argument(
        'file', metavar='FILE', help='the baseline, e.g. nvn-baseline.txt')
    parser.add_argument(
        'arguments', nargs=argparse.REMAINDER, metavar='...',
        help="flake8's own options and paths, as flake8 is run otherwise")
    return parser
