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

"""Which event announces a failure, and whether there is one."""

import pathlib

import pytest

from tests import linted

TEST = '''\
from p import exception


class TestCase(test.TestCase):
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.wait_for_notification('{}')
'''
# What else is known, in the manager of a service or beside the test.
MANAGERS = {
    'the text of an event': (
        'instance.rebuild.start', "notify('rebuild.error')", True),
    'the name of a sample': (
        'instance-rebuild-start', "notify('instance-rebuild-error')", True),
    'a phase in a call for the action': (
        'instance.rebuild.start',
        'notify_about_instance_rebuild(\n'
        '        1, phase=fields.NotificationPhase.ERROR)', True),
    'a phase and an action in a call': (
        'instance.rebuild.start',
        'notify(action=Action.REBUILD, phase=Phase.ERROR)', True),
    'a phase in a call for another action': (
        'instance.rebuild.start',
        'notify_about_instance_prebuild(1, phase=Phase.ERROR)', False),
    'an action without that phase': (
        'instance.rebuild.start',
        'notify_about_instance_rebuild(1, phase=Phase.END)', False),
    'another action': (
        'instance.rebuild.start', "notify('resize.error')", False),
    'no start': ('instance.rebuild.begin', "notify('rebuild.error')", False),
}


def _service(folder: pathlib.Path, manager: str) -> str:
    """The path of a test in a project with a manager."""
    for package in ('p', 'p/compute', 'p/tests', 'p/tests/functional'):
        (folder / package).mkdir()
        (folder / package / '__init__.py').touch()
    (folder / 'p/compute/manager.py').write_text(manager)
    return str(folder / 'p/tests/functional/test_it.py')


@pytest.mark.parametrize(
    'event, line, found', MANAGERS.values(), ids=MANAGERS)
def test_managers(
    tmp_path: pathlib.Path, event: str, line: str, found: bool,
) -> None:
    """An action's failure is announced where a manager says so."""
    path = _service(tmp_path, f'def rebuild():\n    {line}\n')
    code = TEST.format(event)
    wanted = event.replace('start', 'error')
    assert linted.report(code, 'NVN205', path=path) == ([
        '6:9 NVN205 test makes self.m raise exception.Boom but waits for no '
        f'error notification; wait for {wanted}'] if found else [])


@pytest.mark.parametrize('call, found', [
    ('audit.notify_about_error()', True), ('audit.keep()', False)])
def test_notifiers(tmp_path: pathlib.Path, call: str, found: bool) -> None:
    """A module that a manager notifies by may know the event."""
    path = _service(tmp_path, (
        f'from p import audit\n\n\ndef rebuild():\n    {call}\n'))
    (tmp_path / 'p/audit.py').write_text(
        "def notify_about_error():\n    emit('rebuild.error')\n")
    code = TEST.format('instance.rebuild.start')
    assert bool(linted.lines(code, 'NVN205', path=path)) is found


def test_helper() -> None:
    """A helper of the test may be who waits."""
    code = TEST.replace(
        "self.wait_for_notification('{}')", 'self._wait()') + '''
    def _wait(self):
        self.wait_for_notification('instance.rebuild.start')

    def test_error(self):
        self.see('instance.rebuild.error')
'''
    assert linted.lines(code, 'NVN205', path='p/tests/test_it.py') == [6]
