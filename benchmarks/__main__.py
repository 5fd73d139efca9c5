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

"""The command: ``python -m benchmarks COMMAND``."""

import argparse
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
import dataclasses
import fcntl
from pathlib import Path
import sys

from benchmarks import bombs
from benchmarks.contenders import BARE
from benchmarks.contenders import Contender
from benchmarks.contenders import CONTENDERS
from benchmarks.contenders import OURS
from benchmarks.contenders import OURS_ALL
from benchmarks import corpus
from benchmarks.environments import default_cache
from benchmarks.environments import prepare
from benchmarks.failure import BenchmarkError
from benchmarks import growth
from benchmarks import jobs
from benchmarks import lint
from benchmarks import parts
from benchmarks import publish
from benchmarks.results import Measured
from benchmarks import save
from benchmarks import share
from benchmarks import start


def main() -> int:
    """Run one benchmark; the exit status is 2 if it could not be run."""
    given = _parser().parse_args()
    given.cache = given.cache.resolve()
    given.cache.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(given.cache):
            print(given.run(given))
    except BenchmarkError as error:
        print(f'benchmarks: {error}', file=sys.stderr)
        return 2
    return 0


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Keep others out: they would install their checkout under our feet."""
    with open(cache / 'in-use', 'w') as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BenchmarkError(
                f'another benchmark is using {cache}; wait for it, or give '
                'this one another folder with --cache') from None
        yield


def _corpus(given: argparse.Namespace) -> corpus.Corpus:
    return (corpus.whole if given.full else corpus.sample)(given.cache)


def _options(given: argparse.Namespace) -> tuple[str, ...]:
    """flake8's options about codes, for the plugin's environment only."""
    chosen = [f'--select={given.select}'] if given.select else []
    return (*chosen, *(OURS_ALL.command[-1:] if given.all_codes else ()))


def _ours(given: argparse.Namespace) -> Contender:
    return dataclasses.replace(
        OURS, command=(*OURS.command, *_options(given)))


def _lint(given: argparse.Namespace) -> Measured:
    names = given.only or [each.name for each in CONTENDERS]
    chosen = [each for each in CONTENDERS if each.name in names]
    if _options(given):
        chosen = [_ours(given) if each == OURS else each for each in chosen
                  if each != OURS_ALL]
    files = _corpus(given)
    one_each = {each.environment: each for each in (BARE, *chosen)}
    for contender in one_each.values():
        prepare(contender, given.cache)
    return lint.measure(
        files, tuple(chosen), given.cache,
        given.rounds or (3 if given.full else 5))


def _share(given: argparse.Namespace) -> Measured:
    variants = {'chosen codes': _options(given)} if _options(given) else {
        'default codes': (), 'every code': OURS_ALL.command[-1:]}
    prepare(OURS, given.cache)
    return share.measure(
        _corpus(given), given.cache, given.rounds or 5, variants)


def _parts(given: argparse.Namespace) -> Measured:
    prepare(OURS, given.cache)
    return parts.measure(_corpus(given), given.cache, _options(given))


def _growth(given: argparse.Namespace) -> Measured:
    prepare(OURS, given.cache)
    return growth.measure(
        _corpus(given), given.cache, given.rounds or 3, _options(given))


def _both(given: argparse.Namespace) -> None:
    for contender in (BARE, OURS):
        prepare(contender, given.cache)


def _save(given: argparse.Namespace) -> Measured:
    _both(given)
    return save.measure(
        given.cache, given.rounds or 5, given.files, _ours(given))


def _jobs(given: argparse.Namespace) -> Measured:
    _both(given)
    return jobs.measure(
        _corpus(given), given.cache, given.rounds or 5, _ours(given))


def _start(given: argparse.Namespace) -> Measured:
    _both(given)
    return start.measure(given.cache, max(given.rounds or 40, 2))


def _whole(given: argparse.Namespace) -> Measured:
    """The plugin alone on all of Nova, where its peers would take hours."""
    _both(given)
    return lint.measure(
        corpus.whole(given.cache), (OURS, OURS_ALL), given.cache,
        given.rounds or 3)


_MEASUREMENTS: dict[str, Callable[[argparse.Namespace], Measured]] = {
    'lint': _lint, 'share': _share, 'parts': _parts, 'start': _start,
    'growth': _growth, 'jobs': _jobs, 'save': _save,
}


def _bombs(given: argparse.Namespace) -> str:
    _both(given)
    return bombs.measure(given.cache)


def _show(given: argparse.Namespace) -> str:
    measured = _MEASUREMENTS[given.command](given)
    text = measured.text()
    if given.command == 'parts':
        text += '\n\n' + parts.details(measured)
    return text


def _publish(given: argparse.Namespace) -> str:
    found: dict[str, Measured] = {}
    written: list[Path] = []
    others = argparse.Namespace(**{**vars(given), 'rounds': None})
    for name, measure in {**_MEASUREMENTS, 'whole': _whole}.items():
        print(f'== {name}', file=sys.stderr, flush=True)
        found[name] = measure(given if name == 'lint' else others)
        print(found[name].text(), flush=True)
        # Each time, so that a run that is stopped has not been for nothing.
        written = publish.write(found, given.to)
    return 'wrote ' + ', '.join(str(path) for path in written)


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
    commands = parser.add_subparsers(
        required=True, metavar='COMMAND', dest='command')
    for name, what in (
            ('lint', 'processor time and memory beside the peers'),
            ('share', 'the plugin\'s share of one process, exactly'),
            ('parts', 'where the plugin\'s time goes, by phase'),
            ('growth', 'how time grows with the size of a file'),
            ('save', 'what one save in an editor costs'),
            ('jobs', 'how much faster two workers are than one'),
            ('start', 'processor time of flake8 --version'),
            ('publish', 'all of these, and write what the docs show')):
        _add_options(commands.add_parser(name, help=what), name)
    commands.add_parser(
        'bombs', help='files that were written to cost much',
    ).set_defaults(run=_bombs)
    return parser


def _add_options(command: argparse.ArgumentParser, name: str) -> None:
    command.set_defaults(
        run=_publish if name == 'publish' else _show, only=None, full=False,
        files=save.PLACES, select='', all_codes=False, rounds=None)
    if name != 'parts':
        command.add_argument(
            '--rounds', type=_positive, metavar='N',
            help='how often each is run (default: what the measurement '
                 'needs on an idle machine)' if name != 'publish' else
                 'how often the peers are run')
    if name not in ('save', 'start'):
        command.add_argument(
            '--full', action='store_true',
            help='all of Nova instead of 40,000 lines of it')
    if name not in ('start', 'publish'):
        command.add_argument(
            '--select', metavar='CODES', default='',
            help='flake8\'s --select, for the plugin\'s environment only, '
                 'such as E,F,W,C90,NVN1 to measure one family')
        command.add_argument(
            '--all-codes', action='store_true',
            help='turn on the codes that are off by default')
    if name == 'lint':
        command.add_argument(
            '--only', action='append', metavar='NAME',
            choices=[each.name for each in CONTENDERS],
            help='compare this one with bare flake8; may be repeated. Of: '
                 + '; '.join(each.name for each in CONTENDERS))
    if name == 'save':
        command.add_argument(
            '--files', type=_positive, metavar='N', default=save.PLACES,
            help='how many files (default: %(default)s)')
    if name == 'publish':
        command.add_argument(
            '--to', type=Path, metavar='FOLDER', default=publish.FOLDER,
            help='where to (default: docs/source/measured)')


if __name__ == '__main__':
    sys.exit(main())
