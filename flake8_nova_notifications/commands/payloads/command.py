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

"""``nvn payloads PATH``: what each notification carries."""

import argparse
from collections.abc import Callable
import configparser
from functools import partial
import os
from pathlib import Path
import sys

from flake8.exceptions import ExecutionError

from flake8_nova_notifications.commands.payloads.allowlist import as_option
from flake8_nova_notifications.commands.payloads.allowlist import file_entries
from flake8_nova_notifications.commands.payloads.compare import as_json
from flake8_nova_notifications.commands.payloads.compare import as_text
from flake8_nova_notifications.commands.payloads.compare import Changes
from flake8_nova_notifications.commands.payloads.compare import compare
from flake8_nova_notifications.commands.payloads.compare import rows_of
from flake8_nova_notifications.commands.payloads.compare import Unusable
from flake8_nova_notifications.commands.payloads.facts import file_facts
from flake8_nova_notifications.commands.payloads.kinds import BY_KEY
from flake8_nova_notifications.commands.payloads.kinds import KINDS
from flake8_nova_notifications.commands.payloads.page import as_page
from flake8_nova_notifications.commands.payloads.table import Report
from flake8_nova_notifications.commands.payloads.table import report
from flake8_nova_notifications.commands.payloads.table import Row
from flake8_nova_notifications.commands.payloads import text
from flake8_nova_notifications.commands import processes
from flake8_nova_notifications.commands import terminal
from flake8_nova_notifications.commands import tree
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.options import spelling

# Where flake8 looks for its configuration, in its order.
_CONFIGURATIONS = ('setup.cfg', 'tox.ini', '.flake8')
_FAIL_ON = ('secrets', 'objects', 'identities')


def main(arguments: list[str]) -> int:
    """Run the command; the exit status is 1 for a stale allow-list entry."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.against is not None and given.format == 'csv':
        parser.error('--against has no --format csv')
    if tree.lacks(given.paths):
        return 2
    try:
        options = _options(given.config)
    except (ExecutionError, configparser.Error, OSError) as error:
        print(f'error: {error}', file=sys.stderr)
        return 2
    jobs = processes.wanted(given.jobs)
    if given.allow:
        sys.stdout.write(as_option(
            entry for entries in tree.each(
                given.paths, partial(file_entries, options=options), jobs)
            for entry in entries))
        return 0
    try:
        old = None if given.against is None else _rows(
            given.against, options, jobs)
        found = _report(given.paths, options, jobs)
        if given.html:
            Path(given.html).write_text(as_page(found), encoding='utf-8')
    except (OSError, Unusable) as error:
        print(f'error: {error}', file=sys.stderr)
        return 2
    if old is not None:
        return _compared(
            compare(old, found.rows), given.fail_on, given.format)
    if not given.html:
        sys.stdout.write(_FORMATS[given.format](found))
    for pattern in found.stale:
        print(f'nvn-payload-allow: {pattern} covers nothing below '
              f'{", ".join(given.paths)}', file=sys.stderr)
    return 1 if found.stale else 0


def _report(paths: list[str], options: Options, jobs: int) -> Report:
    return report(
        tree.each(paths, partial(file_facts, options=options), jobs),
        options.nvn_payload_allow)


def _rows(against: str, options: Options, jobs: int) -> tuple[Row, ...]:
    """The rows of an earlier report, or of another tree.

    :raises OSError: it cannot be read.
    :raises Unusable: it is no report.
    """
    if os.path.isdir(against):
        return _report([against], options, jobs).rows
    if not os.path.isfile(against):
        raise Unusable(f'{against}: it is neither a file nor a folder')
    try:
        return tuple(rows_of(
            Path(against).read_text(encoding='utf-8-sig')))
    except UnicodeDecodeError as error:
        raise Unusable(f'{against}: it is not UTF-8') from error
    except Unusable as error:
        raise Unusable(f'{against}: {error}') from error


def _compared(
    changes: Changes, fail_on: tuple[str, ...], form: str,
) -> int:
    sys.stdout.write(as_json(changes, fail_on) if form == 'json'
                     else as_text(changes))
    newly = changes.newly(fail_on)
    if newly:
        print(f'newly carry {", ".join(fail_on)}: {", ".join(newly)}',
              file=sys.stderr)
    return 1 if newly else 0


_FORMATS: dict[str, Callable[[Report], str]] = {
    'table': lambda found: text.as_table(found, terminal.width()),
    'json': text.as_json, 'csv': text.as_csv}


def _kinds(given: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in given.split(','))
    for key in found:
        if key not in BY_KEY:
            raise argparse.ArgumentTypeError(
                f'{key!r} is no kind; there are {", ".join(BY_KEY)}')
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='nvn payloads',
        description='Print what each notification below PATH carries: '
        'secrets, identities and ids of resources, nested payloads '
        'included. Nothing of the code is imported or run.')
    tree.add_arguments(parser, _FORMATS)
    parser.add_argument(
        '--against', metavar='OLD',
        help='print what has changed since: another tree, or an earlier '
        'report in JSON; the exit status is 1 if an event or a payload newly '
        'carries what --fail-on names')
    parser.add_argument(
        '--fail-on', metavar='KIND[,KIND...]', type=_kinds,
        default=_FAIL_ON, help='for --against: ' + ', '.join(
            kind.key for kind in KINDS) + f' (default: {",".join(_FAIL_ON)})')
    parser.add_argument(
        '--allow', action='store_true',
        help='write nvn-payload-allow as it must be for what is sent now to '
        'be allowed, with a reason to fill in; secrets are not in it')
    parser.add_argument(
        '--config', metavar='FILE',
        help='read the nvn-payload-* options from the [flake8] section of '
        'this file and not from setup.cfg, tox.ini or .flake8 here')
    processes.add_jobs(parser)
    return parser


def _options(config: str | None) -> Options:
    """The payload options, from the file that flake8 would read here."""
    given = argparse.Namespace()
    for name in [config] if config else _CONFIGURATIONS:
        parser = configparser.RawConfigParser()
        if config:
            with open(name, encoding='utf-8') as stream:
                parser.read_file(stream)
        else:
            parser.read(name, encoding='utf-8')
        if not parser.has_section('flake8'):
            continue
        values = {
            key.replace('_', '-'): value
            for key, value in parser.items('flake8')}
        for option in Options.__dataclass_fields__:
            if option.startswith('nvn_payload_') and (
                    spelling(option) in values):
                setattr(given, option, values[spelling(option)])
        break
    return Options.parse(given)
