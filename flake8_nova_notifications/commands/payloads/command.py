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

"""``python -m flake8_nova_notifications payloads PATH``."""

import argparse
from collections.abc import Iterator
import configparser
import os
from pathlib import Path
import shutil
import sys
import time
import tokenize

from flake8.exceptions import ExecutionError

from flake8_nova_notifications.commands.payloads.allowlist import as_option
from flake8_nova_notifications.commands.payloads.allowlist import file_entries
from flake8_nova_notifications.commands.payloads.facts import file_facts
from flake8_nova_notifications.commands.payloads.page import as_page
from flake8_nova_notifications.commands.payloads.table import report
from flake8_nova_notifications.commands.payloads.text import as_json
from flake8_nova_notifications.commands.payloads.text import as_table
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.options import spelling

# Where flake8 looks for its configuration, in its order.
_CONFIGURATIONS = ('setup.cfg', 'tox.ini', '.flake8')
_SKIPPED = frozenset((
    '.git', '.tox', '.nox', '.eggs', '__pycache__', 'node_modules', '.venv'))
# Where the output is no terminal.
_WIDTH = (120, 24)
# Progress is for those who wait.
_PATIENCE = 1.0


def main(arguments: list[str]) -> int:
    """Run the command; the exit status is 1 for a stale allow-list entry."""
    given = _parser().parse_args(arguments)
    missing = [path for path in given.paths if not os.path.exists(path)]
    if missing:
        print(f'error: {missing[0]} does not exist', file=sys.stderr)
        return 2
    try:
        options = _options(given.config)
    except (ExecutionError, configparser.Error, OSError) as error:
        print(f'error: {error}', file=sys.stderr)
        return 2
    if given.allow:
        sys.stdout.write(as_option(
            entry for text, path in _texts(given.paths)
            for entry in file_entries(text, path, options)))
        return 0
    found = report(
        (file_facts(text, path, path.replace(os.sep, '/'), options)
         for text, path in _texts(given.paths)), options.nvn_payload_allow)
    if given.html:
        try:
            Path(given.html).write_text(as_page(found), encoding='utf-8')
        except OSError as error:
            print(f'error: {error}', file=sys.stderr)
            return 2
    else:
        sys.stdout.write(
            as_json(found) if given.format == 'json' else as_table(
                found, shutil.get_terminal_size(_WIDTH).columns))
    for pattern in found.stale:
        print(f'nvn-payload-allow: {pattern} covers nothing below '
              f'{", ".join(given.paths)}', file=sys.stderr)
    return 1 if found.stale else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python -m flake8_nova_notifications payloads',
        description='Print what each notification below PATH carries: '
        'secrets, identities and ids of resources, nested payloads '
        'included. Nothing of the code is imported or run.')
    parser.add_argument('paths', nargs='+', metavar='PATH',
                        help='files or folders')
    parser.add_argument('--format', choices=('table', 'json'),
                        default='table', help='how to print it')
    parser.add_argument('--html', metavar='FILE',
                        help='write a page for the browser instead')
    parser.add_argument(
        '--allow', action='store_true',
        help='write nvn-payload-allow as it must be for what is sent now to '
        'be allowed, with a reason to fill in; secrets are not in it')
    parser.add_argument(
        '--config', metavar='FILE',
        help='read the nvn-payload-* options from the [flake8] section of '
        'this file and not from setup.cfg, tox.ini or .flake8 here')
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


def _texts(paths: list[str]) -> Iterator[tuple[str, str]]:
    """The text and the path of each file that can be read."""
    files = sorted({
        os.path.normpath(file) for path in paths for file in _files(path)})
    started = time.monotonic()
    shown = False
    for number, path in enumerate(files, start=1):
        if sys.stderr.isatty() and time.monotonic() - started > _PATIENCE:
            print(f'\r{number} of {len(files)} files', end='',
                  file=sys.stderr, flush=True)
            shown = True
        try:
            with tokenize.open(path) as stream:
                text = stream.read()
        except (OSError, SyntaxError, ValueError):
            continue
        yield text, path
    if shown:
        print('\r\033[K', end='', file=sys.stderr, flush=True)


def _files(path: str) -> Iterator[str]:
    if os.path.isfile(path):
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED)
        for name in sorted(names):
            file = os.path.join(folder, name)
            if name.endswith('.py') and os.path.isfile(file):
                yield file
