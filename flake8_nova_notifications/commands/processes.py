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

"""One function over many files, in several processes."""

import argparse
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from concurrent.futures import ProcessPoolExecutor
import multiprocessing
import os
import signal
from typing import TypeVar

from flake8.main.options import JobsArgument

T = TypeVar('T')
# Files that a process is handed at once, so that all of them end together.
MAX_CHUNK = 16


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Give a command the option ``-j`` of flake8."""
    parser.add_argument(
        '-j', '--jobs', type=JobsArgument, default='auto', metavar='N',
        help='processes that share the files (default: auto, as many as '
        'there are processors)')


def wanted(given: JobsArgument) -> int:
    """How many processes an option asks for."""
    return (os.cpu_count() or 1) if given.is_auto else int(given.n_jobs)


def spread(
    work: Callable[[str], T], files: list[str], jobs: int,
) -> Iterator[T]:
    """What a function makes of each file, in the order of the files.

    Where no processes can be made, or one of them is ended by somebody, this
    one does the rest.

    :param work: raises nothing.
    """
    jobs = min(jobs, len(files))
    done = 0
    if jobs > 1 and 'fork' in multiprocessing.get_all_start_methods():
        try:
            for answer in _in_processes(work, files, jobs):
                yield answer
                done += 1
        except (BrokenProcessPool, ImportError, OSError):
            # Such as no memory for them, or no semaphores here.
            pass
    yield from map(work, files[done:])


def _in_processes(
    work: Callable[[str], T], files: list[str], jobs: int,
) -> Iterator[T]:
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context('fork'), _begin)
    try:
        yield from pool.map(
            work, files,
            chunksize=max(1, min(MAX_CHUNK, len(files) // (jobs * 4))))
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    # Who presses Ctrl-C means the process that they have started.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
