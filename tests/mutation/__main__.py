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
"""

import argparse
from collections import Counter
import pathlib
import random
import subprocess
import sys
import tempfile

from cosmic_ray.work_db import use_db
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import TestOutcome
from cosmic_ray.work_item import WorkerOutcome
from cosmic_ray.work_item import WorkResult

PACKAGE = 'flake8_nova_notifications'
# What is changed, and the tests that are to notice; the quickest first.
GROUPS = {
    'waiting': (f'{PACKAGE}/rules/waiting', 'tests/waiting'),
    'error_paths': (f'{PACKAGE}/rules/error_paths', 'tests/error_paths'),
    'payloads': (f'{PACKAGE}/rules/payloads', 'tests/payloads'),
    'controllers': (f'{PACKAGE}/rules/controllers', 'tests/controllers'),
    'end_state': (f'{PACKAGE}/rules/end_state', 'tests/end_state'),
    'literals': (f'{PACKAGE}/rules/literals', 'tests/literals'),
    'idioms': (
        f'{PACKAGE}/idioms', 'tests/waiting tests/literals tests/controllers '
        'tests/end_state tests/error_paths tests/payloads tests/engine'),
}
CONFIG = '''\
[cosmic-ray]
module-path = "{module}"
timeout = 120.0
excluded-modules = []
test-command = "{python} -m pytest -q -x -p no:cacheprovider {tests}"
[cosmic-ray.distributor]
name = "local"
'''
# Changes that no run can tell from the original: annotations are not run,
# and a bound may be one more or one less.
UNTELLABLE = ('core/ReplaceBinaryOperator_BitOr', 'core/NumberReplacer')


def _sample(database: WorkDB, count: int, seed: int) -> None:
    """Skip all but some of the changes."""
    items = sorted(
        (item for item in database.work_items
         if not item.mutations[0].operator_name.startswith(UNTELLABLE)),
        key=lambda item: (str(item.mutations[0].module_path),
                          item.mutations[0].start_pos,
                          item.mutations[0].operator_name,
                          item.mutations[0].occurrence))
    chosen = {item.job_id for item in random.Random(seed).sample(
        items, min(count, len(items)))}
    print(f'{len(chosen)} of {len(items)} changes, seed {seed}')
    database.set_multiple_results(
        [item.job_id for item in database.work_items
         if item.job_id not in chosen],
        WorkResult(worker_outcome=WorkerOutcome.SKIPPED))


def _run(group: str, count: int, seed: int) -> tuple[int, int]:
    """Killed and tried."""
    module, tests = GROUPS[group]
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder, 'cosmic-ray.toml')
        session = pathlib.Path(folder, 'session.sqlite')
        config.write_text(CONFIG.format(
            module=module, python=sys.executable,
            tests=f'tests/test_examples.py {tests}'))
        command = [sys.executable, '-m', 'cosmic_ray.cli']
        subprocess.run(
            [*command, 'init', str(config), str(session)], check=True)
        with use_db(str(session), mode=WorkDB.Mode.open) as database:
            _sample(database, count, seed)
        subprocess.run(
            [*command, 'exec', str(config), str(session)], check=True)
        outcomes: Counter[str] = Counter()
        with use_db(str(session), mode=WorkDB.Mode.open) as database:
            changes = {item.job_id: item.mutations[0]
                       for item in database.work_items}
            for job, result in database.results:
                if result.worker_outcome is WorkerOutcome.SKIPPED:
                    continue
                killed = result.test_outcome is not TestOutcome.SURVIVED
                outcomes['killed' if killed else 'survived'] += 1
                if not killed:
                    change = changes[job]
                    print(f'{change.module_path}:{change.start_pos[0]}:'
                          f'{change.start_pos[1]} {change.operator_name}\n'
                          f'{result.diff}')
    print(f'{group}: {dict(outcomes)}', flush=True)
    return outcomes['killed'], outcomes.total()


def main() -> None:
    """Try each group that is named."""
    parser = argparse.ArgumentParser(prog='python -m tests.mutation')
    parser.add_argument('--count', type=int, default=60)
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('groups', nargs='*', default=list(GROUPS))
    arguments = parser.parse_args()
    killed = tried = 0
    for group in arguments.groups:
        one = _run(group, arguments.count, arguments.seed)
        killed, tried = killed + one[0], tried + one[1]
    print(f'{killed} of {tried} killed: {killed / tried:.1%}')


if __name__ == '__main__':
    main()
