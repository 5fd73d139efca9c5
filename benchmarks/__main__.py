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

"""The command: ``python -m benchmarks lint|start|inside|bombs``."""

import argparse
from pathlib import Path
import sys

from benchmarks import bombs
from benchmarks.contenders import BARE
from benchmarks.contenders import CONTENDERS
from benchmarks.contenders import OURS
from benchmarks import corpus
from benchmarks.environments import default_cache
from benchmarks.environments import prepare
from benchmarks.environments import python_of
from benchmarks.failure import BenchmarkError
from benchmarks import lint
from benchmarks.process import cost
from benchmarks import start


def main() -> int:
    """Run one benchmark; the exit status is 2 if it could not be run."""
    arguments = _parser().parse_args()
    cache = arguments.cache.resolve()
    cache.mkdir(parents=True, exist_ok=True)
    try:
        print(arguments.run(arguments, cache))
    except BenchmarkError as error:
        print(f'benchmarks: {error}', file=sys.stderr)
        return 2
    return 0


def _run_lint(arguments: argparse.Namespace, cache: Path) -> str:
    names = arguments.only or [each.name for each in CONTENDERS]
    chosen = tuple(each for each in CONTENDERS if each.name in names)
    files = (corpus.whole if arguments.full else corpus.sample)(cache)
    for contender in {BARE: None, **dict.fromkeys(chosen)}:
        prepare(contender, cache)
    rounds = arguments.rounds or (3 if arguments.full else 5)
    return lint.measure(files, chosen, cache, rounds, arguments.all_codes)


def _run_start(arguments: argparse.Namespace, cache: Path) -> str:
    for contender in (BARE, OURS):
        prepare(contender, cache)
    return start.measure(cache, arguments.rounds)


def _run_inside(arguments: argparse.Namespace, cache: Path) -> str:
    files = (corpus.whole if arguments.full else corpus.sample)(cache)
    prepare(OURS, cache)
    script = Path(__file__).with_name('inside.py')
    # -I keeps this folder, whose names are common, off the search path.
    command = [str(python_of(OURS, cache)), '-I', str(script)]
    return cost([*command, *files.arguments], files.root).output


def _run_bombs(arguments: argparse.Namespace, cache: Path) -> str:
    for contender in (BARE, OURS):
        prepare(contender, cache)
    return bombs.measure(cache)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'{text} is not a number above 0')
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python -m benchmarks', description='Measure what flake8 costs '
        'with this plugin and with its peers.')
    parser.add_argument(
        '--cache', type=Path, default=default_cache(),
        help='folder for the linted code and the environments '
             '(default: %(default)s)')
    commands = parser.add_subparsers(required=True, metavar='COMMAND')

    command = commands.add_parser(
        'lint', help='processor time and memory of linting Nova')
    command.add_argument(
        '--full', action='store_true',
        help='all of Nova instead of 40,000 lines of it')
    command.add_argument(
        '--rounds', type=_positive,
        help='how often each is run (default: 5, with --full 3)')
    command.add_argument(
        '--only', action='append', choices=[each.name for each in CONTENDERS],
        help='compare this one with bare flake8; may be repeated')
    command.add_argument(
        '--all-codes', action='store_true',
        help='turn on the codes that are off by default')
    command.set_defaults(run=_run_lint)

    command = commands.add_parser(
        'start', help='processor time of flake8 --version')
    command.add_argument(
        '--rounds', type=_positive, default=40,
        help='how often each is run (default: %(default)s)')
    command.set_defaults(run=_run_start)

    command = commands.add_parser(
        'inside', help='where the time goes, how many files need what')
    command.add_argument(
        '--full', action='store_true',
        help='all of Nova instead of 40,000 lines of it')
    command.set_defaults(run=_run_inside)

    command = commands.add_parser(
        'bombs', help='files that were written to cost much')
    command.set_defaults(run=_run_bombs)
    return parser


if __name__ == '__main__':
    sys.exit(main())
