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

"""How much the interpreter does for a piece of work, without a clock."""

from collections.abc import Callable
from collections import Counter
import os
import sys
from types import CodeType
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> Counter[CodeType]:
    """Lines that are run, and functions that are called, C's included.

    The same work has the same number on any machine, however busy; another
    Python counts a little differently. What happens within one call into C
    counts as one step: a search through a long text, a sort.

    :returns: the steps of each function; ``total()`` is what the work took.
    """
    counts: Counter[CodeType] = Counter()

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if event in ('line', 'call'):
            counts[frame.f_code] += 1
        return trace

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        if event == 'c_call':
            counts[frame.f_code] += 1

    # Coverage measures with these as well.
    before = sys.gettrace(), sys.getprofile()
    sys.setprofile(profile)
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    # Undoing what was set takes steps of this function and of no other.
    del counts[steps.__code__]
    return counts


def dearest(counts: Counter[CodeType], most: int = 8) -> str:
    """The functions that took most steps, a line each."""
    return '\n'.join(
        f'{count:9,}  {os.path.basename(code.co_filename)}:'
        f'{code.co_firstlineno} {code.co_name}'
        for code, count in counts.most_common(most))
