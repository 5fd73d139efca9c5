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

"""The clock that a file has for its deadlines, and whether tests stop it."""

import ast
import re
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.unit_tests import unit_tests

_OSLO_CLOCK = 'oslo_utils.timeutils'


class Clock(NamedTuple):
    """How a deadline is set and asked.

    :ivar call: what tells the time, or makes a watch.
    :ivar name: what a deadline is called.
    :ivar needs: the module that has to be imported; empty for none.
    """

    call: str
    name: str = 'deadline'
    needs: str = ''

    def start(self, name: str, seconds: str) -> str:
        """The statement that sets a deadline."""
        if self.name == 'watch':
            return f'{name} = {self.call}({seconds}).start()'
        return f'{name} = {self.call}() + {seconds}'

    def is_over(self, name: str) -> str:
        """The test of a deadline."""
        return f'{name}.expired()' if self.name == 'watch' else (
            f'{self.call}() >= {name}')


def own_clock(source: SourceFile, at: ast.AST) -> Clock:
    """The clock that a file uses already; else that of ``time``.

    A watch of oslo.utils where it has another one, and ``timeutils.now()``
    where it imports ``timeutils`` and not ``time``.

    :param at: where it is going to be used.
    """
    names = source.once(Names)
    for call in source.nodes(ast.Call):
        if last_name(call.func) == 'StopWatch' and (
                names.dotted(call.func) == f'{_OSLO_CLOCK}.StopWatch'):
            text = written(call.func)
            root = text.partition('.')[0]
            if names.bindings(root, at) == names.bindings(root, call):
                return Clock(text, 'watch')
    bound = names.bindings('timeutils', at)
    if bound and all(
            one.dotted == _OSLO_CLOCK for one in bound
    ) and not names.bindings('time', at):
        return Clock('timeutils.now')
    return Clock('time.monotonic', needs='time')


_REPLACES = re.compile(r'patch|stub|[Mm]ock')
# ``mock.patch.object(`` and the name on the next line.
# ``mock.patch('project.module.time')``, the clock included.
_WHOLE = re.compile(
    r'(?:patch|stub)[\w.]*\([^()\'"]{0,120}'
    r'([\'"])(?!time\.time\1)(?:[\w.]+\.)?time\1')
_ACROSS = re.compile(r'(?:patch|stub)[\w.]*\(\s*[^()]{0,120}sleep')


def sleep_is_mocked(source: SourceFile) -> bool:
    """Whether the tests of a module that can be found replace ``sleep``."""
    return any(map(_mocks, unit_tests(source)))


def _mocks(text: str) -> bool:
    return any(
        'sleep' in line and _REPLACES.search(line)
        for line in text.split('\n')) or any(
            across.search(text) for across in (_ACROSS, _WHOLE))
