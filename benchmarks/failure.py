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

"""Why a benchmark cannot be run."""

from collections.abc import Sequence
import subprocess


class BenchmarkError(Exception):
    """Ends the benchmark; its message is all that the user sees."""


def run_pip(arguments: Sequence[str], goal: str) -> None:
    """Run pip, and say what could not be done if it fails.

    :param arguments: the whole command, the interpreter included.
    :param goal: what it was for, to follow "cannot".
    """
    done = subprocess.run(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors='replace')
    if done.returncode == 0:
        return
    # The last lines name the cause; the rest are repeated attempts.
    last = '\n'.join(
        '    ' + line for line in done.stdout.strip().splitlines()[-6:])
    raise BenchmarkError(
        f'cannot {goal}: pip ended with {done.returncode}.\n{last}\n'
        'This step needs the network or another package index; what it '
        'fetches is kept for later runs.')
