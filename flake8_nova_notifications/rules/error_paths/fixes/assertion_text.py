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
then how many columns a line of that block has.
"""

from flake8_nova_notifications.rules.error_paths.fixes.logged import shortened

_STEP = '    '
# Characters that a part of a message keeps, however little room there is.
_LEAST = 8


def method(said: str, container: str, room: int) -> list[str]:
    """``self.assertIn('...', container)``."""
    one = f'self.assertIn({said!r}, {container})'
    if len(one) <= room:
        return [one]
    said = shortened(said, max(room - len(_STEP) - len("'',"), _LEAST))
    both = f'{_STEP}{said!r}, {container})'
    if len(both) <= room:
        return ['self.assertIn(', both]
    return ['self.assertIn(', f'{_STEP}{said!r},', f'{_STEP}{container})']


def bare(said: str, container: str, room: int) -> list[str]:
    """``assert '...' in container``."""
    one = f'assert {said!r} in {container}'
    if len(one) <= room:
        return [one]
    said = shortened(said, max(room - len(_STEP) - len("''"), _LEAST))
    return ['assert (', f'{_STEP}{said!r}', f'{_STEP}in {container})']


def caught(logger: str, level: str, name: str, room: int) -> list[str]:
    """``with self.assertLogs('logger', level='LEVEL') as name:``.

    :param logger: its name.
    :param name: what is caught; empty where nobody asks for it.
    """
    given = f'{logger!r}, level={level!r})'
    end = f' as {name}:' if name else ':'
    one = f'with self.assertLogs({given}{end}'
    if len(one) <= room:
        return [one]
    both = f'{_STEP}{_STEP}{given}{end}'
    if len(both) <= room:
        return ['with self.assertLogs(', both]
    # What is logged below a package arrives at its logger as well.
    while '.' in logger and len(_STEP * 2) + len(
            f'{logger!r},') > room:
        logger = logger.rpartition('.')[0]
    return ['with self.assertLogs(', f'{_STEP}{_STEP}{logger!r},',
            f'{_STEP}{_STEP}level={level!r}){end}']
