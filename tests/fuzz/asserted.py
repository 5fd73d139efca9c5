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

"""Modules that log an error, tests that mock it, and the fix of NVN201.

Both are put together by chance. What the fix writes has to pass, and to fail
once the log calls of the handler are gone: it is run, in another process.
"""

from collections import Counter
import os
import pathlib
import random
import re
import subprocess
import sys
from typing import NamedTuple

from tests.error_paths import small_project
from tests.fuzz import rewritten

_FILES = {
    **small_project.FILES,
    'oslo_log/__init__.py': '',
    'oslo_log/log.py': 'from logging import getLogger\n',
    'p/exception.py': '''\
class Problem(Exception):
    pass


class NotThere(Problem):
    pass
''',
    'p/remote.py': '''\
def act(disk, force=False):
    return disk
''',
}
_LOGGERS = (
    'import logging\n\n{imports}\n\nLOG = logging.getLogger(__name__)\n',
    'import logging\n\n{imports}\n\nLOG = logging.getLogger(__name__)\n',
    'from oslo_log import log as logging\n\n{imports}\n\n'
    'LOG = logging.getLogger(__name__)\n',
    "import logging\n\n{imports}\n\nLOG = logging.getLogger('p.special')\n",
    'from logging import getLogger\n\n{imports}\n\n'
    'LOG = getLogger(__name__)\n',
    'import logging\n\n{imports}\n\nLOGGER = logging.getLogger(__name__)\n')
_CAUGHT = (
    'except exception.Problem as error:',
    'except exception.Problem as error:',
    'except Exception as error:',
    'except (exception.Problem, ValueError) as error:',
    'except ValueError:\n    raise\nexcept exception.Problem as error:')
# What a handler logs; LOG is the logger.
_LOGS = (
    "LOG.error('Failed to act on %s', disk)",
    "LOG.exception('Failed to act on %s', disk)",
    "LOG.warning('Acting on the disk failed: %s', error)",
    "LOG.warning('%(disk)s was not there: %(error)s',\n"
    "            {'disk': disk, 'error': error})",
    "LOG.error('The disk %s was lost' % disk)",
    "LOG.error(f'The disk {disk} has no name, so it is not used any more')",
    "LOG.error('The disk {} was lost'.format(disk))",
    'LOG.error("It isn\'t possible to use %s", disk)',
    "LOG.error('\"%s\" is no disk that can be used', disk)",
    "LOG.critical('Nothing is left of'\n             ' the disk %s', disk)",
    "LOG.info('No disk to act on: %s', error)",
    "LOG.debug('The disk was not there')",
    'LOG.error(error)', "LOG.error('%s', error)", "LOG.warning('no')",
    "LOG.exception('Kein Gerät, kein Zugriff auf %s', disk)",
    "message = 'The disk %s was not found' % disk\nLOG.error(message)",
    "LOG.log(30, 'The disk %s was not found', disk)",
    "LOG.warn('The disk %s was not found', disk)",
    "if disk == 'a':\n    LOG.error('The first disk was lost')\nelse:\n"
    "    LOG.warning('A disk was lost, but not the first')",
    "if disk == 'b':\n    LOG.error('The second disk was lost')",
    "self._report(error)",
    "LOG.error('Failed to act on %s', disk, exc_info=True,\n"
    "          extra={'disk': disk})",
)
_OTHER_LOGS = (
    '', '', '', "LOG.debug('Acting on %s', disk)",
    "LOG.error('The disk %s is old', disk)",
    "LOG.warning('Acting on %s is not wise', disk)")
_AFTER = ('', '', 'return None', "return 'failed'", 'self.count += 1',
          'if force:\n    raise')
_ERRORS = ('exception.Problem()', 'exception.Problem',
           "exception.Problem('x')", 'exception.NotThere()',
           "exception.NotThere('x, y')",
           '[exception.Problem(), None]', '(exception.Problem(), 1, 2)')
_CALLS = (
    '{cut}.act({disk!r})', '{cut}.act({disk!r})',
    'state = {cut}.act({disk!r})',
    '{cut}.act(disk={disk!r})', '{cut}.act(\n    {disk!r},  # why\n    False)',
    '{cut}.act({disk!r},\n{gap}force=False)',
    "for disk in ['a']:\n    {cut}.act(disk)",
    'self._act({cut}, {disk!r})',
    "{cut}.act({disk!r})\n{cut}.act('b')",
    "{cut}.act('a' * 3); {cut}.count += 1",
    'with contextlib.nullcontext():\n    {cut}.act({disk!r})',
)
_CLASSES = ('unittest.TestCase', 'base.TestCase', 'base.LoggedTestCase',
            'unittest.TestCase', '', 'pytest')


class Pair(NamedTuple):
    """A module and its test.

    :ivar quiet: the module without the log calls of its handler.
    """

    module: str
    quiet: str
    test: str


def _indented(text: str, columns: int) -> str:
    return ''.join(f'{" " * columns}{line}\n' for line in text.split('\n')
                   if line)


def written(chance: random.Random, name: str) -> Pair:
    """A module of that name in the package ``p``, and a test of it."""
    callee = chance.choice(('driver', 'driver', 'remote', 'own'))
    asynchronous = chance.randrange(8) == 0
    head = chance.choice(_LOGGERS).format(imports=(
        'from p import exception\nfrom p import remote'))
    log, before, beside = (chance.choice(choices) for choices in (
        _LOGS, _OTHER_LOGS, _OTHER_LOGS))
    reported = chance.choice(_LOGS[:12]).replace('disk', 'error')
    after = chance.choice(_AFTER)
    caught = chance.choice(_CAUGHT)
    call = {'driver': 'self.driver.act(disk)', 'own': 'self._act(disk)',
            'remote': 'remote.act(disk, force=force)'}[callee]
    result = chance.choice(('', '', 'result = '))
    keyword = 'async def' if asynchronous else 'def'

    def module(log: str, reported: str) -> str:
        text = head + '''

class Driver:
    def act(self, disk):
        return disk


class Manager:
    def __init__(self, driver=None):
        self.driver = driver or Driver()
        self.state = None
        self.count = 0

    def _act(self, disk):
        return disk

    def _report(self, error):
''' + _indented(reported, 8) + f'''
    {keyword} act(self, disk, force=False):
''' + _indented(before, 8) + f'''\
        try:
            {result}{call}
''' + _indented(caught, 8) + _indented(log, 12) + '''\
            self.state = 'error'
''' + _indented(after, 12) + '''
    def stop(self, disk):
''' + _indented(beside, 8) + '''\
        return disk
'''
        return text.replace('LOG.', 'LOGGER.') if (
            'LOGGER =' in text) else text

    return Pair(
        module(log, reported), module('pass', 'pass'),
        _Test(chance, name, callee, 'LOGGER' if 'LOGGER =' in head else 'LOG',
              asynchronous).text())


class _Test:
    """The text of a test."""

    def __init__(self, chance: random.Random, name: str, callee: str,
                 logger: str, asynchronous: bool) -> None:
        self._chance = chance
        self._name = name
        self._callee = callee
        self._logger = logger
        self._asynchronous = asynchronous
        self._error = chance.choice(_ERRORS)
        self._disk = chance.choice(('a', 'b'))
        self._class = 'unittest.IsolatedAsyncioTestCase' if (
            asynchronous) else chance.choice(_CLASSES)
        self._decorators: list[tuple[str, str]] = []
        self._body: list[str] = []
        self._set_up: list[str] = []
        self._with = ''

    def text(self) -> str:
        """The whole file."""
        chance = self._chance
        cut = 'cut'
        in_class = self._class not in ('', 'pytest')
        if in_class and chance.randrange(4) == 0:
            cut = 'self.cut'
            self._set_up.append(f'self.cut = {self._name}.Manager()')
        else:
            self._body.append(f'cut = {self._name}.Manager()')
        if chance.randrange(3) == 0:
            self._patch_logger()
        self._mock(cut)
        call = self._call(cut)
        if self._with:
            self._body += [self._with, *(
                f'    {line}' for line in call.split('\n'))]
        else:
            self._body += call.split('\n')
        self._body.append(chance.choice((
            "self.assertEqual('error', {}.state)",
            "self.assertEqual({}.state, 'error')  # as ever")).format(cut)
            if in_class else f"assert {cut}.state == 'error'")
        return self._laid_out(in_class)

    def _call(self, cut: str) -> str:
        forms = [form for form in _CALLS if self._class or (
            'self._act' not in form)]
        call = self._chance.choice(forms)
        if self._class in ('', 'pytest') or self._asynchronous:
            call = call.replace('self._act({cut}, ', '{cut}.act(')
        call = call.format(cut=cut, disk=self._disk,
                           gap=' ' * (len(cut) + len('.act(')))
        return re.sub(r'((?:self\.)?cut\.act\()', r'await \1', call) if (
            self._asynchronous) else call

    def _patch_logger(self) -> None:
        path = f'p.{self._name}.{self._logger}'
        patch = self._chance.choice((
            f"mock.patch('{path}')",
            f"mock.patch.object({self._name}, '{self._logger}')",
            f"mock.patch('{path}.error')",
            f"mock.patch.object({self._name}.{self._logger}, 'warning')",
            f"mock.patch('{path}', autospec=True)"))
        if self._chance.randrange(4) == 0 and self._class not in (
                '', 'pytest'):
            self._set_up += [f'patcher = {patch}',
                             'self.mock_log = patcher.start()',
                             'self.addCleanup(patcher.stop)']
        else:
            self._decorators.append((patch, 'mock_log'))

    def _mock(self, cut: str) -> None:
        """The mock that raises, in one of the usual forms."""
        chance, name, error = self._chance, self._name, self._error
        owner, attribute, inner = {
            'driver': (f'{name}.Driver', 'act', f'{cut}.driver'),
            'remote': (f'{name}.remote', 'act', f'{name}.remote'),
            'own': (f'{name}.Manager', '_act', cut)}[self._callee]
        patch = chance.choice((
            f"mock.patch('p.{owner}.{attribute}'{{}})",
            f"mock.patch.object({owner}, '{attribute}'{{}})",
            f"mock.patch.object({owner}, '{attribute}',\n"
            f"                  autospec=True{{}})"))
        raising = patch.format(f', side_effect={error}')
        form = chance.randrange(7)
        if form == 0:
            self._decorators.append((raising, 'mock_act'))
        elif form == 1:
            self._decorators.append((patch.format(''), 'mock_act'))
            self._body.append(f'mock_act.side_effect = {error}')
        elif form == 2:
            self._with = _as_block(f'with {raising}:')
        elif form == 3:
            self._with = _as_block(f'with {patch.format("")} as mock_act:')
            self._with += f'\n    mock_act.side_effect = {error}'
        elif form == 4:
            self._with = (
                f"with mock.patch.object({inner}, '{attribute}',\n"
                f'                       side_effect={error}) as mock_act:')
        elif form == 5 and self._callee != 'remote':
            self._body.append(
                f'{inner}.{attribute} = mock.Mock(side_effect={error})')
        elif self._callee == 'driver':
            self._body += [
                f'{cut}.driver = mock.Mock()', '# It is not there.',
                f'{cut}.driver.{attribute}.side_effect = {error}']
        else:
            self._decorators.append((patch.format(''), 'act'))
            self._body.append(f'act.side_effect = {error}')

    def _laid_out(self, in_class: bool) -> str:
        parameters = [name for patch, name in reversed(self._decorators)]
        if self._class:
            parameters.insert(0, 'self')
        keyword = 'async def' if self._asynchronous else 'def'
        body = '\n'.join(self._body)
        lines = [f'@{patch}' for patch, _ in self._decorators]
        lines.append(f'{keyword} test_act_error({", ".join(parameters)}):')
        test = '\n'.join(lines) + '\n' + _indented(body, 4)
        head = 'import contextlib\nimport unittest\nfrom unittest import mock'
        head += ('\n\nfrom p import exception\nfrom p.tests import base\n'
                 f'from p import {self._name}\n\nPARTS = (base, contextlib, '
                 'mock, unittest)\n\n\n')
        if not self._class:
            return head + test
        bases = f'({self._class})' if in_class else ''
        text = f'class TestManager{bases}:\n'
        if self._set_up:
            set_up = 'super().setUp()\n' + '\n'.join(self._set_up)
            text += '    def setUp(self):\n' + _indented(set_up, 8) + '\n'
        if 'self._act' in body:
            text += ('    def _act(self, cut, disk):\n'
                     '        cut.act(disk)\n\n')
        return head + text + _indented(test.rstrip('\n'), 4)


def _as_block(text: str) -> str:
    """A ``with`` whose lines are aligned to its bracket."""
    first, *rest = text.split('\n')
    return '\n'.join((first, *(f'     {line}' for line in rest)))


def check(folder: pathlib.Path, count: int, seed: int) -> Counter[str]:
    """Fix some tests and run them; how many were written in which idiom.

    :param folder: an empty one.
    :raises AssertionError: of :func:`tests.fuzz.rewritten.check`, or a test
        that was written does not pass, or passes without the log calls.
    """
    for file, text in _FILES.items():
        _write(folder / file, text)
    done: Counter[str] = Counter()
    pairs: dict[str, Pair] = {}
    fixed: dict[str, str] = {}
    chance = random.Random(seed)
    for number in range(count):
        name = f'm{number}'
        pair = pairs[name] = written(chance, name)
        _write(folder / f'p/{name}.py', pair.module)
        path = folder / f'p/tests/unit/test_{name}.py'
        _write(path, pair.test)
        try:
            fixes, new = rewritten.checked(pair.test, str(path), 79)
        except AssertionError:
            print(f'--- {name}\n{pair.module}\n---\n{pair.test}\n---')
            raise
        done['tests'] += 1
        if fixes['NVN201']:
            fixed[name] = new
            done.update(f'{idiom}' for idiom in (
                'assertLogs', 'caplog', 'stdlog', 'mock_log')
                if new.count(idiom) > pair.test.count(idiom))
    done['written'] = len(fixed)
    _ends(folder, pairs, fixed, 'PASSED', 'before')
    for name, new in fixed.items():
        _write(folder / f'p/tests/unit/test_{name}.py', new)
    _ends(folder, pairs, fixed, 'PASSED', 'fixed')
    for name, pair in pairs.items():
        _write(folder / f'p/{name}.py', pair.quiet)
    _ends(folder, pairs, fixed, 'FAILED', 'without the log calls')
    return done


def _ends(
    folder: pathlib.Path, pairs: dict[str, Pair], fixed: dict[str, str],
    wanted: str, when: str,
) -> None:
    """Compare how the tests end that were fixed."""
    found = _run(folder, list(fixed))
    wrong = [name for name in fixed if found.get(name) != wanted]
    for name in wrong[:5]:
        print(f'--- {name} {when}: {found.get(name)}\n{pairs[name].module}\n'
              f'---\n{pairs[name].test}\n---\n{fixed[name]}\n---')
    assert not wrong, (when, wrong)


def _run(folder: pathlib.Path, names: list[str]) -> dict[str, str]:
    """How each test ends, by the name of its module."""
    environment = {**os.environ, 'PYTHONDONTWRITEBYTECODE': '1',
                   'PYTHONPATH': os.pathsep.join(
                       (str(folder), *filter(None, sys.path)))}
    done = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-rA', '--tb=no',
         '-pno:cacheprovider', '-pno:xdist', '-pno:randomly',
         *(f'p/tests/unit/test_{name}.py' for name in names)],
        cwd=folder, env=environment, capture_output=True, text=True,
        timeout=600)
    return {name: end for end, name in re.findall(
        r'^(PASSED|FAILED|ERROR) p/tests/unit/test_(\w+)\.py', done.stdout,
        re.M)}


def _write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
