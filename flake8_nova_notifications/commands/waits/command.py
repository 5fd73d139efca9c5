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

"""``nvn waits PATH``: what every wait and every test may wait for."""

import argparse
from collections.abc import Iterator
from contextlib import closing
import math
import os
from pathlib import Path
import re
import sys

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import lines_of
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.commands import processes
from flake8_nova_notifications.commands import terminal
from flake8_nova_notifications.commands import tree
from flake8_nova_notifications.commands.waits.budgets import report
from flake8_nova_notifications.commands.waits.facts import file_facts
from flake8_nova_notifications.commands.waits.facts import FileFacts
from flake8_nova_notifications.commands.waits.page import as_page
from flake8_nova_notifications.commands.waits.text import as_json
from flake8_nova_notifications.commands.waits.text import as_table

# Modules of test helpers that are read beside the ones that are named.
MAX_BESIDE = 300
# Of a configuration file.
MAX_CHARACTERS = 1 << 20
# Where OpenStack's projects set the limit of a test.
_LIMITS = ('tox.ini', '.stestr.conf', 'setup.cfg', '.zuul.yaml')
_LIMIT = re.compile(r'OS_TEST_TIMEOUT\W+(?:env:OS_TEST_TIMEOUT:)?(\d+)')


def main(arguments: list[str]) -> int:
    """Run the command; the exit status is 1 if a test is above the limit."""
    given = _parser().parse_args(arguments)
    if tree.lacks(given.paths):
        return 2
    files = list(tree.each(
        given.paths, _facts, processes.wanted(given.jobs)))
    limit = given.limit if given.limit is not None else _limit(
        given.paths[0])
    found = report(files, _beside(files), limit)
    if given.html:
        try:
            Path(given.html).write_text(as_page(found), encoding='utf-8')
        except OSError as error:
            print(f'error: {error}', file=sys.stderr)
            return 2
    else:
        sys.stdout.write(as_json(found) if given.format == 'json'
                         else as_table(found, terminal.width()))
    return 1 if limit is not None and any(
        test.seconds > limit for test in found.tests) else 0


def _facts(path: str, text: str) -> FileFacts:
    with closing(SourceFile(parse(text), path, lines_of(text))) as source:
        return file_facts(source, path.replace(os.sep, '/'))


def _beside(files: list[FileFacts]) -> Iterator[FileFacts]:
    """Helpers of tests in modules that are imported and were not named."""
    seen = {os.path.realpath(facts.file) for facts in files}
    queue = [path for facts in files if facts.tests
             for path in facts.imports]
    read = 0
    for path in queue:
        real = os.path.realpath(path)
        if real in seen or read >= MAX_BESIDE or 'test' not in path:
            continue
        seen.add(real)
        facts = tree.one(path, _facts)
        if facts is not None and facts.tests:
            read += 1
            queue += facts.imports
            yield facts


def _limit(path: str) -> float | None:
    """The runner's limit, from the nearest configuration above a path."""
    folder = os.path.abspath(path)
    while True:
        for name in _LIMITS:
            path = os.path.join(folder, name)
            if not os.path.isfile(path):
                # Nobody writes into a pipe that lies about.
                continue
            try:
                with open(path, encoding='utf-8') as stream:
                    match = _LIMIT.search(stream.read(MAX_CHARACTERS))
            except (OSError, ValueError):
                continue
            if match:
                # Test bases take 0 for no limit.
                return float(match[1]) or None
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f'{text} is no time to wait for')
    return seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='nvn waits',
        description='Print every wait below PATH with its bound and its '
        'callers, and how long each test may wait in the worst case, helpers '
        'and base classes included. Nothing of the code is imported or run.')
    tree.add_arguments(parser, ('table', 'json'))
    parser.add_argument(
        '--limit', type=_seconds, metavar='SECONDS',
        help='after which the runner ends a test (default: OS_TEST_TIMEOUT '
        'of the tox.ini or .stestr.conf above PATH)')
    processes.add_jobs(parser)
    return parser
