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

"""The command that prints what every notification carries."""

from collections.abc import Callable
from html.parser import HTMLParser
from html import unescape
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys

import pytest

from flake8_nova_notifications.commands.payloads.command import main
from tests import linted

Tree = Callable[[dict[str, str]], Path]

MODULES = {
    'app/base.py': '''
        class NotificationPayloadBase(object):
            SCHEMA = {}
        class NotificationBase(object):
            fields = {}
    ''',
    'app/address.py': '''
        from app import base
        class IpPayload(base.NotificationPayloadBase):
            fields = {
                'mac': fields.MACAddressField(),
                'label': fields.StringField(),
            }
    ''',
    'app/instance.py': '''
        from app import base
        class InstancePayload(base.NotificationPayloadBase):
            fields = {
                'uuid': fields.UUIDField(),
                'ips': fields.ListOfObjectsField('IpPayload'),
                'state': fields.StringField(),
            }
        class InstanceActionPayload(InstancePayload):
            pass
        @base.notification_sample('instance-reboot-error.json')
        @base.notification_sample('instance-power_on-end.json')
        class InstanceActionNotification(base.NotificationBase):
            fields = {'payload': fields.ObjectField('InstanceActionPayload')}
    ''',
    'app/raw.py': '''
        from app import rpc
        def notify(context, thing, payload):
            rpc.get_notifier('x').info(context, 'thing.create', {
                'admin_pass': thing.admin_pass, 'user_id': thing.user_id})
            rpc.get_notifier('x').info(
                context, 'thing.<b>dump</b>', thing.to_dict())
            rpc.get_notifier('x').info(context, 'thing.other', payload)
    ''',
    'app/tests/test_raw.py': '''
        def test(notifier, context):
            notifier.info(context, 'thing.test', {'user_id': 1})
    ''',
    'app/broken.py': 'def (:\n',
}


@pytest.fixture
def project(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, with the working directory in it."""
    root = tree(MODULES)
    monkeypatch.chdir(root)
    return root


def test_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['app', '--format', 'json']) == 0
    told = json.loads(capsys.readouterr().out)
    rows = {row['event']: row for row in told['events']}
    assert list(rows) == [
        'instance.power_on.end', 'instance.reboot.error',
        'thing.<b>dump</b>', 'thing.create', 'thing.other']
    assert rows['instance.reboot.error'] == {
        'event': 'instance.reboot.error',
        'payload': 'InstanceActionPayload',
        'file': 'app/instance.py', 'line': 13, 'secrets': [],
        'identities': ['ips.mac'], 'resources': ['uuid'], 'objects': [],
        'allowed': [], 'seen': True}
    assert rows['thing.create']['secrets'] == ['admin_pass']
    assert rows['thing.create']['identities'] == ['user_id']
    assert rows['thing.<b>dump</b>']['objects'] == ['the whole object thing']
    assert not rows['thing.other']['seen']
    assert told['stale_allow_entries'] == []


def test_table(
    project: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As wide as the table: where it is folded depends on the terminal.
    monkeypatch.setenv('COLUMNS', '140')
    assert main(['app']) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert lines[0].split() == ['EVENT', 'PAYLOAD', 'CARRIES']
    assert any(line.split() == [
        'instance.reboot.error', 'InstanceActionPayload', 'identities:',
        'ips.mac'] for line in lines)
    assert lines[-1] == (
        '5 events, 4 of them carry secrets, whole objects, identities or '
        'resource ids')
    assert not told.err


def test_allow_list_of_the_project_and_its_stale_entries(
    project: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    (project / 'tox.ini').write_text('''\
[flake8]
nvn-payload-allow =
    # consumers need it
    IpPayload.mac
    thing.create.user_id=agreed
    OldPayload.uuid
''')
    assert main(['app', '--format=json']) == 1
    told = capsys.readouterr()
    rows = {row['event']: row for row in json.loads(told.out)['events']}
    assert rows['instance.reboot.error']['allowed'] == ['ips.mac']
    assert rows['instance.reboot.error']['identities'] == []
    assert rows['thing.create']['allowed'] == ['user_id']
    assert told.err == (
        'nvn-payload-allow: OldPayload.uuid covers nothing below app\n')


@pytest.mark.parametrize('between', ['', '\f', '\x1c', '\u2028', '\r'])
def test_lines_are_counted_as_flake8_counts_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], between: str,
) -> None:
    """A form feed between functions ends no line, here as there."""
    code = f'''\
from nova import rpc
# a{between * 20}b
def notify(context, instance):
    rpc.get_notifier("x").info(
        context, "instance.end", {{"password": instance.x}})
'''
    path = tmp_path / 'module.py'
    path.write_text(code, newline='')
    main([str(path), '--format=json'])
    event, = json.loads(capsys.readouterr().out)['events']
    assert event['secrets'] == ['password']
    done = linted.flake8(
        '--isolated', '--select=NVN301', '--format=%(row)d', str(path),
        cwd=tmp_path)
    assert done.stdout == f'{event["line"] + 1}\n'
    assert main(['--allow', str(path)]) == 0


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows = 0
        self.links: list[str] = []
        self.text = ''

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]],
    ) -> None:
        self.rows += tag == 'tr'
        self.links += [value or '' for name, value in attrs
                       if name in ('src', 'href')]
        assert tag != 'b'

    def handle_data(self, data: str) -> None:
        self.text += data


def test_page(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['app', '--html', 'page.html']) == 0
    assert not capsys.readouterr().out
    page = _Page()
    page.feed((project / 'page.html').read_text(encoding='utf-8'))
    assert page.rows == 1 + 5
    assert not page.links
    assert 'thing.<b>dump</b>' in page.text
    assert 'instance.reboot.error' in page.text


_BROWSER = shutil.which('chromium') or shutil.which('chromium-browser')


@pytest.mark.skipif(_BROWSER is None, reason='needs chromium')
@pytest.mark.parametrize('words, events', [
    ('instance.reboot.error', ['instance.reboot.error']),
    ('dict%20user_id', ['thing.create']),
    ('', ['instance.power_on.end', 'instance.reboot.error',
          'thing.<b>dump</b>', 'thing.create', 'thing.other']),
    ('nothing of the kind', []),
])
def test_page_in_a_browser(
    project: Path, words: str, events: list[str],
) -> None:
    assert main(['app', '--html', 'page.html']) == 0
    done = subprocess.run(
        [str(_BROWSER), '--headless', '--no-sandbox', '--disable-gpu',
         f'--user-data-dir={project / "profile"}', '--dump-dom',
         f'{(project / "page.html").as_uri()}#{words}'],
        capture_output=True, text=True, check=True)
    body = done.stdout.partition('<tbody>')[2].partition('</tbody>')[0]
    shown = [
        unescape(row.partition('<th scope="row">')[2].partition('<div')[0])
        for row in body.split('</tr>')
        if '<th' in row and ' hidden' not in row[:row.index('<th')]]
    assert shown == events
    assert f'{len(events)} of 5 events' in done.stdout


@pytest.mark.parametrize('arguments, text', [
    (['nowhere'], 'nowhere does not exist'),
    (['app', '--config', 'nowhere.ini'], 'nowhere.ini'),
    (['app', '--html', 'nowhere/page.html'], 'nowhere/page.html'),
])
def test_mistakes_are_named(
    project: Path, capsys: pytest.CaptureFixture[str],
    arguments: list[str], text: str,
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.err.startswith('error: ') and text in told.err


def test_as_a_module(project: Path) -> None:
    root = Path(__file__).parents[2]
    # The tests' own environment may stand in PYTHONPATH, flake8 included.
    environment = {**os.environ, 'PYTHONPATH': os.pathsep.join(
        (str(root), os.environ.get('PYTHONPATH', '')))}
    done = subprocess.run(
        [sys.executable, '-m', 'flake8_nova_notifications', 'payloads',
         'app', '--format=json'],
        env=environment,
        cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)['events']) == 5
    done = subprocess.run(
        [sys.executable, '-m', 'flake8_nova_notifications', 'nothing'],
        env=environment,
        cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith('usage: ')
