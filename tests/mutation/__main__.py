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

"""Mutation tests of the facts and rules, by cosmic-ray, on a sample.

``python -m tests.mutation --count 60 --seed 1 waiting`` changes 60 places of
that family, one at a time, and tells which changes no test noticed. It works
on the checkout it is started in, so let that be one of its own (``git
worktree add``), installed as editable with cosmic-ray 8 beside it.

Each change meets the tests first that run through its line, which coverage
tells, and all tests of its group only if those do not notice; ``--quick``
leaves these out, and with them what only a process of its own would notice.
"""

import argparse
import ast
from collections.abc import Sequence
import contextlib
import difflib
import functools
import io
import multiprocessing
import os
import pathlib
import random
import sys
import tempfile
import time

import astroid  # noqa: F401  (imported here once, and not in each process)
from cosmic_ray.commands.init import _all_work_items
from cosmic_ray.mutating import use_mutation
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_item import MutationSpec
import coverage
from flake8.main import application  # noqa: F401
import pytest

PACKAGE = 'flake8_nova_notifications'
FAMILIES = ('waiting', 'error_paths', 'payloads', 'secrets', 'controllers',
            'end_state',
            'literals')
ENGINE = ('code/names', 'code/index', 'code/source', 'code/calls',
          'code/expressions', 'project/definitions',
          'project/lookup', 'project/inference')
_EVERY = ('tests/idioms', *(f'tests/{family}' for family in FAMILIES))
_RULES = ('tests/test_examples.py', 'tests/test_layers.py',
          'tests/test_catalogue.py::test_details',
          'tests/test_catalogue.py::test_entry_points')
# What is changed, and the tests that are to notice.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    **{family: (f'rules/{family}', (f'tests/{family}',))
       for family in FAMILIES},
    'idioms': ('idioms', _EVERY),
    **{module: (f'{module}.py', (f"tests/{module.partition('/')[0]}", *_EVERY))
       for module in ENGINE},
}
# A change has hung the tests when they take this many times longer.
PATIENCE = 3
_BROWSER = 'tests/payloads/test_report.py::test_page_in_a_browser'
# What is compared by identity here is None, a member of an enumeration or a
# node, and for those equality is identity.
_SAME = ('core/ReplaceComparisonOperator_Is_Eq',
         'core/ReplaceComparisonOperator_IsNot_NotEq')
_OPERATORS = 'core/ReplaceBinaryOperator_'
# Of types, where they stand outside of functions.
_UNIONS = f'{_OPERATORS}BitOr_'


def _run_pytest(
    tests: Sequence[str], data: pathlib.Path | None,
) -> None:
    """In a process of its own: run tests until the first failure."""
    measured = coverage.Coverage(
        data_file=str(data), config_file=False, source_pkgs=[PACKAGE])
    measured.set_option('run:dynamic_context', 'test_function')
    with contextlib.redirect_stdout(io.StringIO()) as told:
        with measured.collect() if data else contextlib.nullcontext():
            code = pytest.main([
                '-qx', '-p', 'no:cacheprovider',
                '--deselect', _BROWSER, *tests])
    if data:
        measured.save()
        if code:
            print(told.getvalue())
    os._exit(code)


def _passes(
    tests: Sequence[str], data: pathlib.Path | None = None,
    seconds: float | None = None,
) -> bool:
    """Whether all tests pass, in time."""
    process = multiprocessing.get_context('fork').Process(
        target=_run_pytest, args=(tests, data))
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode == 0


def _untellable(mutation: MutationSpec, tree: ast.Module) -> bool:
    """Whether a change is one that no run can tell from the original.

    Annotations say nothing at run time, and a bound or the number of a CWE,
    which stand outside of functions, may well be one more or less. Another
    operator in a pattern, in the name of a type, or in place of the ``*``
    and ``/`` of a signature is no program: whoever reads it notices.
    """
    if mutation.operator_name in _SAME:
        return True
    line, column = mutation.start_pos

    def holds(place: ast.AST | None) -> bool:
        return isinstance(place, ast.expr) and (
            place.lineno, place.col_offset) <= (line, column) < (
            place.end_lineno or 0, place.end_col_offset or 0)

    if any(holds(getattr(node, 'annotation', getattr(node, 'returns', None)))
           for node in ast.walk(tree)):
        return True
    constant = any(
        statement.lineno <= line <= (statement.end_lineno or 0)
        for statement in tree.body
        if isinstance(statement, (ast.Assign, ast.AnnAssign)))
    if mutation.operator_name.startswith(_OPERATORS):
        return not any(
            holds(node) for node in ast.walk(tree)
            if isinstance(node, ast.BinOp)) or (
            constant and mutation.operator_name.startswith(_UNIONS))
    return constant and mutation.operator_name == 'core/NumberReplacer'


def _changes(path: pathlib.Path) -> list[MutationSpec]:
    """All changes that cosmic-ray knows for a module and a run can tell."""
    tree = ast.parse(path.read_text())
    found = [item.mutations[0] for item in _all_work_items([path], {})]
    return sorted(
        (change for change in found if not _untellable(change, tree)),
        key=lambda change: (
            change.start_pos, change.operator_name, change.occurrence))


def _covering(
    covered: coverage.CoverageData, change: MutationSpec,
) -> list[str]:
    """The tests that run through the place of a change."""
    contexts = covered.contexts_by_lineno(
        str(pathlib.Path(change.module_path).resolve()))
    found = {
        context
        for line in range(change.start_pos[0], change.end_pos[0] + 1)
        for context in contexts.get(line, ())
        # What hypothesis runs is called ``test_function`` as well.
        if context.startswith('tests.')}
    return sorted(
        f"{module.replace('.', '/')}.py::{name}"
        for module, _, name in (one.rpartition('.') for one in found))


@functools.cache
def _measured(
    tests: tuple[str, ...], folder: pathlib.Path,
) -> tuple[coverage.CoverageData, float]:
    """Which test runs through which line, and the patience for a change."""
    data = folder / f'coverage-{abs(hash(tests))}'
    start = time.monotonic()
    if not _passes(tests, data):
        raise SystemExit('these tests fail without any change')
    covered = coverage.CoverageData(str(data))
    covered.read()
    return covered, PATIENCE * (time.monotonic() - start)


def _try(
    change: MutationSpec, tests: tuple[str, ...], folder: pathlib.Path,
    quick: bool,
) -> str | None:
    """Make a change; the difference it made if no test has noticed."""
    covered, patience = _measured(tests, folder)
    path = pathlib.Path(change.module_path)
    operator = get_operator(change.operator_name)()
    with use_mutation(path, operator, change.occurrence) as (old, new):
        first = _covering(covered, change)
        if first and not _passes(first, seconds=patience):
            return None
        if not (first and quick) and not _passes(tests, seconds=patience):
            return None
    return '\n'.join(difflib.unified_diff(
        old.splitlines(), new.splitlines(), lineterm='', n=2))


def _run(
    group: str, count: int, seed: int, folder: pathlib.Path, quick: bool,
) -> tuple[int, int]:
    """Killed and tried."""
    place, folders = GROUPS[group]
    module = pathlib.Path(PACKAGE, place)
    paths = sorted(module.rglob('*.py')) if module.is_dir() else [module]
    changes = [change for path in paths for change in _changes(path)]
    chosen = random.Random(seed).sample(changes, min(count, len(changes)))
    print(f'{group}: {len(chosen)} of {len(changes)} changes, seed {seed}',
          flush=True)
    killed = 0
    for change in chosen:
        difference = _try(
            change, (*_RULES, *folders), folder, quick)
        if difference is None:
            killed += 1
            continue
        line, column = change.start_pos
        print(f'{change.module_path}:{line}:{column + 1} '
              f'{change.operator_name}\n{difference}', flush=True)
    print(f'{group}: {killed} of {len(chosen)} noticed', flush=True)
    return killed, len(chosen)


def main() -> None:
    """Try each group that is named."""
    parser = argparse.ArgumentParser(prog='python -m tests.mutation')
    parser.add_argument('--count', type=int, default=60)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('groups', nargs='*', default=list(GROUPS))
    arguments = parser.parse_args()
    # Plugins of pytest cost each process more than most of its tests.
    os.environ['PYTEST_DISABLE_PLUGIN_AUTOLOAD'] = '1'
    # What is changed twice in a second must not be mistaken for itself.
    os.environ['PYTHONDONTWRITEBYTECODE'] = '1'
    sys.dont_write_bytecode = True
    killed = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        for group in arguments.groups:
            one = _run(group, arguments.count, arguments.seed,
                       pathlib.Path(folder), arguments.quick)
            killed, tried = killed + one[0], tried + one[1]
    print(f'{killed} of {tried} noticed: {killed / tried:.1%}')


if __name__ == '__main__':
    main()
