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

"""What was found for each case of a test, kept as text beside it.

A section a case: its title behind ``== ``, then what is found, in lines. Run
as a module, a test that keeps such a record writes it anew; read each line
that differs before it is kept.
"""

from collections.abc import Callable
from collections.abc import Iterable
import pathlib
import re


def read(path: pathlib.Path) -> dict[str, str]:
    """What is kept, by title, in order."""
    sections = re.split('(?m)^== ', path.read_text(encoding='utf-8'))[1:]
    return {title: told.strip('\n') for title, _, told in (
        section.partition('\n') for section in sections)}


def write(
    path: pathlib.Path, titles: Iterable[str], tell: Callable[[str], str],
) -> None:
    """Keep what is told of each case instead of what was kept."""
    path.write_text(''.join(
        f'== {title}\n{tell(title)}\n' for title in titles),
        encoding='utf-8')
