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

"""What nests is followed to a depth: inside it is told, below it unknown."""

import ast
from collections.abc import Callable
import pathlib
import textwrap

import pytest

from flake8_nova_notifications.rules.error_paths.fixes import logged
from flake8_nova_notifications.rules.error_paths.search import entries
from flake8_nova_notifications.rules.error_paths.search import error_facts
from flake8_nova_notifications.rules.error_paths.search import helpers
from flake8_nova_notifications.rules.error_paths.search import log_calls
from flake8_nova_notifications.rules.error_paths.search import outward
from flake8_nova_notifications.rules.error_paths.tested import objects
from tests.error_paths.small_package import package
from tests import linted

TEST = '''\
from p import exception
from p import manager


class Case(unittest.TestCase):
    def test_it(self):
        self.driver.spin.side_effect = exception.Problem()
        self.assertEqual(1, self.state)
        {call}
'''
HANDLER = '''\
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:
{handler}'''


def _told(root: pathlib.Path, manager: str, call: str = '') -> bool:
    """Whether the log of a handler is named."""
    test = TEST.format(call=call or 'manager.reboot(1)')
    told, = linted.report(
        test, 'NVN201', 'NVN206', path=package(root, manager))
    return 'LOG.error' in told


def _nested(head: str, depth: int, inmost: str, tail: str = '') -> str:
    """A statement in itself, so many times."""
    for _ in range(depth):
        inmost = f'{head}\n' + textwrap.indent(inmost, '    ') + tail
    return inmost


@pytest.mark.parametrize('more, told', [(0, True), (1, False)])
@pytest.mark.parametrize('head, tail', [
    ('if isinstance(error, Exception):', ''),
    ('if isinstance(error, ValueError):\n    pass\nelse:', ''),
    ('with disk.lock:', ''), ('for one in disk:', ''),
    ('try:', 'finally:\n    disk.stop()\n'),
    ('with save_and_reraise_exception(reraise=False):', '')])
def test_blocks_of_a_handler(
    tmp_path: pathlib.Path, head: str, tail: str, more: int, told: bool,
) -> None:
    """Where a log call stands deeper nobody knows how it ends."""
    handler = _nested(
        head, log_calls.MAX_DEPTH + more, 'LOG.error(1)\n', tail)
    assert _told(tmp_path, HANDLER.format(
        handler=textwrap.indent(handler, ' ' * 8))) is told


@pytest.mark.parametrize('more, told', [(0, True), (2, False)])
@pytest.mark.parametrize('before, behind', [
    ('not ', ''), ('(', ' or disk)'), ('(disk or ', ')')])
def test_conditions(
    tmp_path: pathlib.Path, before: str, behind: str, more: int, told: bool,
) -> None:
    """A condition that is too deep may hold or not."""
    depth = error_facts.MAX_DEPTH + more
    condition = (
        f'{before * depth}isinstance(error, Exception){behind * depth}')
    assert _told(tmp_path, HANDLER.format(handler=(
        f'        if {condition}:\n            LOG.error(1)\n'))) is told


def _chain(first: str, last: str, length: int) -> str:
    """Functions each of which hands what it is given to the next one."""
    return ''.join(
        f'\n\ndef {first}{n}(one):\n    {first}{n + 1}(one)\n'
        for n in range(length)) + f'\n\ndef {first}{length}(one):\n    {last}'


@pytest.mark.parametrize('length, told', [
    (helpers.MAX_DEPTH - 1, True), (helpers.MAX_DEPTH, False)])
def test_helpers_of_a_handler(
    tmp_path: pathlib.Path, length: int, told: bool,
) -> None:
    """One helper calls the next, and the last one logs."""
    manager = HANDLER.format(handler='        tell0(error)\n') + _chain(
        'tell', 'LOG.error(one)\n', length)
    assert _told(tmp_path, manager) is told


@pytest.mark.parametrize('length, told', [
    (outward.MAX_HANDED, True), (outward.MAX_HANDED + 1, False)])
def test_functions_that_are_handed_on(
    tmp_path: pathlib.Path, length: int, told: bool,
) -> None:
    """Through functions, to one that calls what it is given."""
    manager = (
        'def reboot(disk):\n    wait0(go)\n\n\ndef go():\n    spin()\n'
        + _chain('wait', (
            'try:\n        one()\n    except Exception:\n'
            '        LOG.error(1)\n'), length))
    assert _told(tmp_path, manager) is told


@pytest.mark.parametrize('length, told', [
    (outward.MAX_HANDED, True), (outward.MAX_HANDED + 1, False)])
def test_parts_of_functions(
    tmp_path: pathlib.Path, length: int, told: bool,
) -> None:
    """``partial`` of ``partial``, handed to what calls it."""
    manager = (
        f'def reboot(disk):\n    wait({"partial(" * length}go{")" * length})'
        '\n\n\ndef wait(one):\n    try:\n        one()\n'
        '    except Exception:\n        LOG.error(1)\n\n\n'
        'def go():\n    spin()\n')
    assert _told(tmp_path, manager) is told


@pytest.mark.parametrize('length, told', [
    (entries.MAX_HELPERS - 1, True), (entries.MAX_HELPERS, False)])
def test_helpers_of_a_test(
    tmp_path: pathlib.Path, length: int, told: bool,
) -> None:
    """One calls the next, and the last one calls the code."""
    steps = ''.join(
        f'\n    def _step{n}(self):\n        self._step{n + 1}()\n'
        for n in range(length))
    call = (
        f'self._step0()\n{steps}\n    def _step{length}(self):\n'
        '        manager.reboot(1)\n')
    manager = HANDLER.format(handler='        LOG.error(1)\n')
    assert _told(tmp_path, manager, call) is told


@pytest.mark.parametrize('more, told', [(0, True), (1, False)])
@pytest.mark.parametrize('handed', [0, 2])
def test_names_of_an_object(
    tmp_path: pathlib.Path, handed: int, more: int, told: bool,
) -> None:
    """Kept under one name after the other, then handed to helpers."""
    length = objects.MAX_ALIASES + more - handed
    asked = f'self.one{length}'
    call = f'self._step0({asked})\n' if handed else f'{asked}.reboot(1)\n'
    call += ''.join(
        f'\n    def _step{n}(self, one):\n        ' + (
            'one.reboot(1)\n' if n == handed - 1
            else f'self._step{n + 1}(one)\n') for n in range(handed))
    call += (
        '\n    def setUp(self):\n        self.one0 = manager.Manager()\n'
        + ''.join(f'        self.one{n + 1} = self.one{n}\n'
                  for n in range(length)))
    manager = (
        'class Manager:\n    def reboot(self, disk):\n        try:\n'
        '            disk.spin()\n        except Exception:\n'
        '            LOG.error(1)\n\n\nclass Other:\n'
        '    def reboot(self, disk):\n        try:\n'
        '            disk.spin()\n        except Exception:\n'
        '            LOG.info(1)\n')
    assert _told(tmp_path, manager, call) is told


@pytest.mark.parametrize('more, known', [(0, True), (1, False)])
@pytest.mark.parametrize('around', [
    '_({})'.format, '({}) % 1'.format, '({}).format(1)'.format,
    "({}) + 'b'".format, "'b' + ({})".format])
def test_texts_of_a_message(
    around: Callable[[str], str], more: int, known: bool,
) -> None:
    """What is written in so many pieces is not put together."""
    text = "'a'"
    for _ in range(log_calls.MAX_DEPTH + more):
        text = around(text)
    said = logged._spelled(
        ast.parse(text, mode='eval').body, None, 0)  # type: ignore[arg-type]
    assert ('a' in said) is known
