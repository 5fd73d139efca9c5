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

"""Programs that nobody would write, made of what the rules look at.

Waits, tests with mocks, payload classes, emissions, handlers and controllers,
each in all the odd forms that the grammar of this Python allows in its place.
"""

import random
import sys
import textwrap

from hypothesis import strategies as st

NAMES = (
    'x', 'n', 'api', 'self', 'cls', 'time', 'mock', 'server', 'payload',
    'password', 'attempt', 'timeout', 'status', 'exc', 'CONF', 'LOG', '_',
    'context', 'instance', 'range', 'notifier', 'side_effect')
ATTRIBUTES = (
    'sleep', 'get', 'get_server', 'is_up', 'state', 'uuid', 'user_id',
    'side_effect', 'Mock', 'patch', 'assert_called_once_with', 'to_dict',
    'info', 'error', 'exception', 'monotonic', 'wait', 'update', 'a',
    'fields', 'return_value', 'call_args', 'password', 'format')
TEXTS = (
    "'x'", "'instance.create.end'", "'compute.error'", "''", '"%s" % n',
    "b'y'", "'password'", "r'\\d'", "'''a\nb'''", "'{} {}'",
    "'0f5a1c1e-8d5f-4b8a-9f0e-6a2d3c4b5e6f'", "'8.8.8.8'",
    "'http://openstack.org/'", "f'{x}'", "f'{x!r:>{n}}'", "'ACTIVE'",
    "'AABBCC112233zz'", "'-----BEGIN RSA PRIVATE KEY-----'", "'a.b:7:9: c'")
if sys.version_info >= (3, 12):
    TEXTS += ("f'{f'{x:{n}}'!s}'", "f'{'a' if x else 'b'}'",
              "f'{x # why\n}'")
if sys.version_info >= (3, 14):
    TEXTS += ("t'{x}'", "t'{x!r:>{n}}'", "t'{f'{x:{n}}'!s}'")
LITERALS = ('(1)', '(0)', '(0.5)', '(-1)', 'None', 'True', '...', '(10**9)',
            '(1j)', '[]', '{}', '()', *TEXTS)

# E: an expression, S: a plain value, N: a name, A: an attribute, T: a target,
# O: an operator, B: a block, F: a function, M: the members of a class.
EXPRESSIONS = (
    'S', 'S', 'N.A', 'N.A(E)', 'E.A(E)', 'N(E, *N, **N)',
    'N.A(N=E, side_effect=E)', 'mock.Mock(side_effect=E)', 'range(E, S)',
    'range(5)', 'time.sleep(E)', 'time.monotonic()', 'api.get_server(N)',
    'rpc.get_notifier(S).info(N, S, E)', 'exception.BootFailed(E)',
    '(E O E)', '(E < E <= E)', '(not E)', '(-E)', '(E if E else E)',
    '(N := E)', '(lambda N=E, *a, **k: E)', '[E for N in E if E]',
    '{E: E for N in E}', '{S: E, **E}', "{'password': E, 'uuid': N.A}",
    '[*E, E]', '(E, *E)', 'E[E]', 'N[E:E, ...]', '"%s" % (E,)')
OPERATORS = (
    '+', '-', '*', '%', '//', '@', '|', '<<', '<', '<=', '==', '!=', 'is',
    'is not', 'in', 'not in', 'and', 'or', '>', '>=')
TARGETS = ('N', 'N', 'N.A', 'N[S]', 'x, *N', '[n, N.A]')
PLAIN = (
    'T = E', 'T = N = E', 'N: E = E', 'N += E', 'N -= S', 'E', 'E',
    'N.side_effect = E', 'mock_boot.side_effect = exception.BootFailed()',
    'payload[S] = E', 'self.assertEqual(E, E)', 'self.api.boot(E)',
    'self.assertRaises(E, N.A, E)', 'LOG.debug(E, E)', 'LOG.exception(E)',
    'raise E', 'raise', 'raise exception.BootFailed(E)', 'assert E, E',
    'del N', 'pass', 'context.can(E)', 'from N import A as N',
    'from ..N import A', 'import time as N', 'self.fail(E)',
    'rpc.get_notifier(S).info(context, S, payload)')
# Only inside of functions.
LEAVING = ('return E', 'return', 'yield E', 'global other', 'x = yield')
BLOCKS = (
    'for N in range(E):\nB\n    time.sleep(E)',
    'for N in range(5):\n    if api.is_up():\n        return N\n'
    '    time.sleep(S)\nB',
    'while E:\nB\n    time.sleep(E)', 'while True:\nB\n    time.sleep(1)',
    'while N < S and not api.is_up():\n    N += S\n    time.sleep(N)\n'
    'else:\nB',
    'while time.monotonic() < E:\n    if E:\n        break\n    N.sleep(E)',
    'for T in E:\nB\nelse:\nB', 'while E:\n    if E:\n        break\nB',
    'if E:\nB\nelif E:\nB\nelse:\nB', 'if E: pass; x = E',
    'try:\nB\nexcept Exception as exc:\nB\nelse:\nB\nfinally:\nB',
    'try:\nB\nexcept (N, Exception):\nB', 'try:\nB\nexcept Exception: pass',
    'try:\nB\nexcept:\nB', 'with E as N.A, E as N[S]:\nB', 'with E, E:\nB',
    'match E:\n    case [N, *_] if E:\n        pass\n'
    "    case {'status': n, **x} | {1: n, **x}:\n        x = E\n"
    '    case int(n) | str(n) if E:\n        time.sleep(n)\n'
    '    case api.X() as x:\n        raise E\n    case _:\n        E',
    'def N():\nB', 'class N(E):\nB')
if sys.version_info >= (3, 11):
    BLOCKS += ('try:\nB\nexcept* ValueError as exc:\nB',)
if sys.version_info >= (3, 14):
    # Without brackets, as long as there is no name.
    BLOCKS += ('try:\nB\nexcept ValueError, N:\nB',
               'try:\nB\nexcept* ValueError, N.A:\nB')
AWAITING = (
    'await asyncio.sleep(E)', 'async for x in E:\nB', 'x = await E',
    'async with E as x, E:\nB', 'x = [E async for n in E]',
    'while not (await api.is_up()):\n    await asyncio.sleep(S)')
DECORATORS = (
    '@E', "@mock.patch('nova.x.y', side_effect=exception.BootFailed())",
    "@mock.patch.object(api, 'x')", "@wsgi.action('boot')", '@staticmethod',
    '@property', '@validation.schema(x)', '@(N := E)', '@N[E].A')
FUNCTIONS = (
    'test_boot_error', 'wait_for_server', 'update', 'index', '_notify',
    'setUp', '__init__', 'create', 'get_x', 'run')
PARAMETERS = (
    'self', 'self, req, id, body', 'x, /, n=E, *, timeout=60, **payload',
    '*args', '', 'self, mock_boot, *, api: E = 3', 'context, instance')
CLASSES = (
    'TestBoot(test.TestCase)', 'ServerPayload(base.NotificationPayloadBase)',
    'ServersController(wsgi.Controller)', 'First(First, Second)',
    'Second(First)',
    'First(*x, **n)',
    'TestX(unittest.IsolatedAsyncioTestCase)', 'Second(E, metaclass=N)',
    'First')
MEMBERS = (
    'F', 'F', 'F', 'F', 'T = E', "fields = {'uuid': E, S: E, **E}",
    "SCHEMA = {'uuid': ('server', S), **x}", 'fields = E', 'VERSION = S')
HEADS = (
    'import time\n', 'from time import sleep\nimport time as x\n',
    'from unittest import mock\nfrom nova import exception, rpc, test\n',
    'import mock, asyncio; from nova.api import validation\n',
    'from nova.notifications.objects import base\n', '# sleep except\n',
    'try:\n    import mock\nexcept ImportError:\n    mock = None\n',
    'from nova.api.openstack import wsgi\n', 'import time, unittest\n', '')
if sys.version_info >= (3, 15):
    HEADS += ('lazy import time\nlazy from unittest import mock as x\n',
              'lazy from nova import exception, rpc, test\n')
PATHS = (
    'nova/tests/unit/test_boot.py', 'nova/compute/manager.py',
    'nova/api/openstack/compute/servers.py', 'stdin',
    'nova/tests/functional/test_boot.py', 'nova/notifications/base.py')
MAX_DEPTH = 4


class _Writer:
    """Fills the letters of the forms above, each a little less deep."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        # What may stand in the function that is being written.
        self._statements: tuple[str, ...] = PLAIN

    def program(self) -> tuple[str, str]:
        chance = self._chance
        parts = [chance.choice(HEADS) for _ in range(chance.randint(1, 3))]
        for _ in range(chance.randint(1, 3)):
            parts.append(chance.choice((
                self._function, self._class, self._class))(0) + '\n\n')
        text = ''.join(parts)
        return chance.choice(PATHS), (
            text if chance.randrange(4) else text.rstrip('\n'))

    def _filled(self, form: str, depth: int) -> str:
        """A form with its letters replaced.

        A letter counts where it stands alone, or before a dot or bracket.
        """
        found: list[str] = []
        for index, char in enumerate(form):
            around = form[index - 1:index] + form[index + 1:index + 2]
            if char in 'ESNATOBFM' and not any(
                    c.isalnum() or c in '_\'"' for c in around):
                found.append(getattr(self, f'_{char}')(depth + 1))
            else:
                found.append(char)
        return ''.join(found)

    def _E(self, depth: int) -> str:
        forms = EXPRESSIONS if depth <= MAX_DEPTH else EXPRESSIONS[:3]
        return f'({self._filled(self._chance.choice(forms), depth)})'

    def _S(self, depth: int) -> str:
        return self._chance.choice((*NAMES, *LITERALS))

    def _N(self, depth: int) -> str:
        return self._chance.choice(NAMES)

    def _A(self, depth: int) -> str:
        return self._chance.choice(ATTRIBUTES)

    def _O(self, depth: int) -> str:
        return self._chance.choice(OPERATORS)

    def _T(self, depth: int) -> str:
        return self._filled(self._chance.choice(TARGETS), depth)

    def _B(self, depth: int) -> str:
        lines = [self._statement(depth)
                 for _ in range(self._chance.randint(1, 2))]
        return _indented('\n'.join(lines))

    def _statement(self, depth: int) -> str:
        forms = self._statements
        if depth < MAX_DEPTH and self._chance.randrange(3):
            forms = BLOCKS
        return self._filled(self._chance.choice(forms), depth)

    def _F(self, depth: int) -> str:
        return self._function(depth)

    def _function(self, depth: int) -> str:
        chance = self._chance
        before = self._statements
        asynchronous = not chance.randrange(4)
        # An asynchronous generator cannot return a value.
        self._statements = PLAIN + (AWAITING if asynchronous else LEAVING)
        lines = [self._filled(chance.choice(DECORATORS), 2)
                 for _ in range(chance.choice((0, 0, 1, 2)))]
        types = chance.choice(('', '', '[T]', '[T: int, *Ts, **P]')) if (
            sys.version_info >= (3, 12)) else ''
        lines.append('{}def {}{}({}){}:'.format(
            'async ' if asynchronous else '', chance.choice(FUNCTIONS), types,
            self._filled(chance.choice(PARAMETERS), 3),
            chance.choice(('', ' -> int'))))
        if not chance.randrange(3):
            lines.append('    """Says something."""')
        for _ in range(chance.randint(1, 4)):
            lines.append(_indented(self._statement(depth)))
        self._statements = before
        return '\n'.join(lines)

    def _class(self, depth: int) -> str:
        chance = self._chance
        head = self._filled(chance.choice(CLASSES), 2)
        if sys.version_info >= (3, 12) and not chance.randrange(4):
            head = head.replace('(', '[T](', 1)
        members = [self._filled(chance.choice(MEMBERS), depth)
                   for _ in range(chance.randint(1, 4))]
        return f'class {head}:\n' + _indented('\n'.join(members))


def _indented(text: str) -> str:
    # Lines of a long text are moved as well; it stays one.
    return textwrap.indent(text, '    ')


def written(chance: random.Random) -> tuple[str, str]:
    """A file's path and text, as chance would have them."""
    return _Writer(chance).program()


# Each choice is hypothesis's own, so that a failure is made small ...
small_programs = st.randoms(use_true_random=False).map(written)
# ... or only the first one is, which is twenty times as fast.
fast_programs = st.integers(0, 2 ** 64).map(random.Random).map(written)
