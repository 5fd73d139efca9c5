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

"""More of it than a test-suite has time for.

``python -m tests.fuzz programs --count 100000 --seed 7`` lints generated
programs; ``python -m tests.fuzz fixes --count 2000`` fixes what is found in
files laid out by chance; ``python -m tests.fuzz assertions --count 300`` runs
what NVN201's fix writes into tests; ``python -m tests.fuzz libraries [FOLDER
...]`` lints every Python file of the interpreter, of the installed packages
and of further folders.
"""

import argparse
from collections import Counter
import pathlib
import sys
import tempfile
import warnings

from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import Phase
from hypothesis import seed
from hypothesis import settings

from tests.fuzz import asserted
from tests.fuzz import libraries
from tests.fuzz import programs
from tests.fuzz import rewritten
from tests.fuzz import unharmed


def _programs(arguments: argparse.Namespace) -> int:
    found: Counter[str] = Counter()

    # Nothing is made smaller: the test-suite does that, on the same grammar.
    @seed(arguments.seed)
    @settings(
        max_examples=arguments.count, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(programs.fast_programs)
    def lint(program: tuple[str, str]) -> None:
        path, text = program
        found['programs'] += 1
        try:
            reports = unharmed.lint(text, path)
        except Exception:
            print(f'--- {path}\n{text}\n---')
            raise
        found.update(report[2][:6] for report in reports)

    try:
        lint()
    finally:
        _tell(found, f'seed {arguments.seed}')
    return 0


def _fixes(arguments: argparse.Namespace) -> int:
    fixes: Counter[str] = Counter()

    @seed(arguments.seed)
    @settings(
        max_examples=arguments.count, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(rewritten.files)
    def fix(file: tuple[str, str, int]) -> None:
        path, text, width = file
        try:
            done = rewritten.check(text, path, width)
        except Exception:
            print(f'--- {path}, {width} columns\n{text}\n---')
            raise
        fixes['files'] += 1
        fixes['changed'] += bool(done)
        fixes.update(done)

    try:
        fix()
    finally:
        _tell(fixes, f'seed {arguments.seed}')
    return 0


def _assertions(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        _tell(asserted.check(
            pathlib.Path(folder), arguments.count, arguments.seed),
            f'seed {arguments.seed}')
    return 0


def _libraries(arguments: argparse.Namespace) -> int:
    found: Counter[str] = Counter()
    for path in libraries.files(tuple(arguments.folders)):
        text = libraries.text(path)
        if text is None or not libraries.is_python(text):
            found['not of this Python'] += 1
            continue
        found['files'] += 1
        try:
            reports = unharmed.lint(text, str(path))
        except Exception as error:
            found['FAILED'] += 1
            print(f'{path}: {type(error).__name__} {error}')
            continue
        found.update(report[2][:6] for report in reports)
    _tell(found, ', '.join(map(str, libraries.roots())))
    return 1 if found['FAILED'] else 0


def _tell(found: Counter[str], what: str) -> None:
    print('Python', sys.version.split()[0], what)
    print(', '.join(f'{name}: {count:,}'
                    for name, count in sorted(found.items())))


def main() -> int:
    """Run one of them; the exit status tells whether all was well."""
    warnings.simplefilter('ignore')
    parser = argparse.ArgumentParser(prog='python -m tests.fuzz')
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser('programs')
    command.add_argument('--count', type=int, default=100_000)
    command.add_argument('--seed', type=int, default=0)
    command.set_defaults(run=_programs)
    command = commands.add_parser('fixes')
    command.add_argument('--count', type=int, default=2_000)
    command.add_argument('--seed', type=int, default=0)
    command.set_defaults(run=_fixes)
    command = commands.add_parser('assertions')
    command.add_argument('--count', type=int, default=300)
    command.add_argument('--seed', type=int, default=0)
    command.set_defaults(run=_assertions)
    command = commands.add_parser('libraries')
    command.add_argument('folders', type=pathlib.Path, nargs='*')
    command.set_defaults(run=_libraries)
    arguments = parser.parse_args()
    status: int = arguments.run(arguments)
    return status


if __name__ == '__main__':
    sys.exit(main())
