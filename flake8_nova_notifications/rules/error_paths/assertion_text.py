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

"""How assertions on logs are written: in lines of at most 79 columns.

Each function gives the lines of statements that stand in a block.

Their first parameters are a part of the message and what has to hold it,
then the width of the block's indentation.
"""

from flake8_nova_notifications.edits.text import WIDTH
from flake8_nova_notifications.rules.error_paths.logged import shortened

_STEP = '    '


def method(said: str, container: str, width: int) -> list[str]:
    """``self.assertIn('...', container)``."""
    one = f'self.assertIn({said!r}, {container})'
    if width + len(one) <= WIDTH:
        return [one]
    room = WIDTH - width - len(_STEP)
    said = shortened(said, room - len("'',"))
    both = f'{_STEP}{said!r}, {container})'
    if width + len(both) <= WIDTH:
        return ['self.assertIn(', both]
    return ['self.assertIn(', f'{_STEP}{said!r},', f'{_STEP}{container})']


def bare(said: str, container: str, width: int) -> list[str]:
    """``assert '...' in container``."""
    one = f'assert {said!r} in {container}'
    if width + len(one) <= WIDTH:
        return [one]
    said = shortened(said, WIDTH - width - len(_STEP) - len("''"))
    both = f'{_STEP}{said!r} in {container})'
    if width + len(both) <= WIDTH:
        return ['assert (', both]
    return ['assert (', f'{_STEP}{said!r}', f'{_STEP}in {container})']


def caught(logger: str, level: str, name: str, width: int) -> list[str]:
    """``with self.assertLogs('logger', level='LEVEL') as name:``.

    :param logger: its name, empty for the root.
    :param name: what is caught; empty where nobody asks for it.
    """
    given = f'{logger!r}, level={level!r})' if logger else f'level={level!r})'
    end = f' as {name}:' if name else ':'
    one = f'with self.assertLogs({given}{end}'
    if width + len(one) <= WIDTH:
        return [one]
    both = f'{_STEP}{_STEP}{given}{end}'
    if width + len(both) <= WIDTH:
        return ['with self.assertLogs(', both]
    # What is logged below a package arrives at its logger as well.
    while '.' in logger and width + len(_STEP * 2) + len(
            f'{logger!r},') > WIDTH:
        logger = logger.rpartition('.')[0]
    return ['with self.assertLogs(', f'{_STEP}{_STEP}{logger!r},',
            f'{_STEP}{_STEP}level={level!r}){end}']
