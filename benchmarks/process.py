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

"""The cost of one command: processor time and peak memory."""

from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import subprocess
import sys
import tempfile
from time import monotonic

from benchmarks.failure import BenchmarkError


@dataclass(frozen=True)
class Cost:
    """What a command took.

    :ivar cpu: seconds of processor time, user and system, of the process
        and of all processes it has started and waited for.
    :ivar peak: the largest resident set of any one of them, in MiB.
    :ivar wall: seconds by the clock on the wall.
    :ivar output: what it printed.
    """

    cpu: float
    peak: float
    wall: float
    output: str


def cost(command: Sequence[str], folder: Path) -> Cost:
    """Run a command in a folder and measure it.

    Processor time is what counts, because the clock on the wall also counts
    what else the machine does.

    :raises BenchmarkError: it printed an error, or ended with a status that
        no linter ends with when it has found something.
    """
    # A file takes the output: a pipe that is read late would slow it down.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        before = monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL,
            stdout=out, stderr=err)
        # Not wait(): only wait4 tells what this one child took.
        _, status, usage = os.wait4(process.pid, 0)
        wall = monotonic() - before
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        output = out.read().decode(errors='replace')
        errors = err.read().decode(errors='replace')
    if process.returncode not in _statuses(command[0]) or errors:
        last = '\n'.join(errors.strip().splitlines()[-5:])
        raise BenchmarkError(
            f'{command[0]} ended with {process.returncode}:\n{last}')
    return Cost(
        usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _UNITS, wall,
        output)


def costs(commands: Sequence[Sequence[str]], folder: Path) -> list[Cost]:
    """Run commands at the same time on one processor; measure each.

    They take turns every few milliseconds, so that whatever else the machine
    does slows all of them alike. Run one after the other, bare flake8 over
    all of Nova differed by 3 % from itself; the ratio of two such runs side
    by side differs by less than 0.5 %.
    """
    with _one_processor(), ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(lambda command: cost(command, folder), commands))


@contextmanager
def _one_processor() -> Iterator[None]:
    """Hold this thread, and what it starts, on one processor.

    Where the system has no call for that, they run wherever it puts them.
    """
    if sys.platform != 'linux':
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def _statuses(program: str) -> range:
    """How a linter ends that was able to do its work.

    flake8 and ruff end with 1 if they have found something; pylint sets a
    bit for each kind of what it has found, and the bit 32 if it was called
    the wrong way.
    """
    return range(32) if program.endswith('pylint') else range(2)


def _environment() -> dict[str, str]:
    """The caller's environment without what would disturb Python."""
    kept = {
        name: value for name, value in os.environ.items()
        if not name.startswith(('PYTHON', 'COVERAGE', 'FLAKE8'))
    }
    # The order of sets, and with it the work, is the same in every round.
    kept['PYTHONHASHSEED'] = '0'
    return kept


# ru_maxrss counts kibibytes, on macOS bytes.
_UNITS = 2 ** 20 if sys.platform == 'darwin' else 2 ** 10
