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
import csv
from html.parser import HTMLParser
import io
import json
import os
from pathlib import Path
import shutil
import textwrap

import pytest

from flake8_nova_notifications.commands.payloads.command import main
from flake8_nova_notifications.commands.payloads.compare import as_text
from flake8_nova_notifications.commands.payloads.compare import compare
from flake8_nova_notifications.commands.payloads.table import MAX_DEPTH
from flake8_nova_notifications.commands.payloads.table import RAW
from flake8_nova_notifications.commands.payloads.table import Row
from tests import browser
from tests import checkout
from tests import linted
from tests.payloads import agreeing

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
            VERSION = '1.2'
            fields = {
                'uuid': fields.UUIDField(),
                'traceback': fields.StringField(),
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
                'admin_pass': thing.admin_pass, 'user_id': thing.user_id,
                'state': thing.state})
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
    """Everything that is sent is there, the neutral rest included."""
    assert main(['app', '--format', 'json']) == 0
    told = json.loads(capsys.readouterr().out)
    assert told['schema_version'] == 1
    assert told['stale_allow_entries'] == []
    assert told['counts'] == {
        'events': 5, 'secrets': 1, 'objects': 1, 'free_form': 2,
        'identities': 3, 'resources': 2, 'infrastructure': 0, 'catalogue': 0,
        'unknown': 1}
    rows = {row['event']: row for row in told['events']}
    assert list(rows) == [
        'instance.power_on.end', 'instance.reboot.error',
        'thing.<b>dump</b>', 'thing.create', 'thing.other']
    assert rows['instance.reboot.error'] == {
        'event': 'instance.reboot.error',
        'payload': 'InstanceActionPayload', 'version': '1.2',
        'file': 'app/instance.py', 'line': 15, 'unknown': False,
        'carries': {
            'secrets': [], 'objects': [], 'free_form': ['traceback'],
            'identities': ['ips.mac'], 'resources': ['uuid'],
            'infrastructure': [], 'catalogue': [],
            'neutral': ['state', 'ips.label']},
        'allowed': []}
    assert rows['thing.create']['carries']['secrets'] == ['admin_pass']
    assert rows['thing.<b>dump</b>']['carries']['objects'] == [
        'the whole object thing']
    assert rows['thing.other']['unknown']


TABLE = '''\
dict of thing.create, 1 event
  from: app/raw.py:4
  secrets: admin_pass
  identities: user_id
  neutral: state

dict of thing.<b>dump</b>, 1 event
  from: app/raw.py:7
  whole objects: the whole object thing

InstanceActionPayload 1.2, 2 events
  sent as: instance.power_on.end, instance.reboot.error
  from: app/instance.py:15
  free-form, may carry anything: traceback
  identities: ips.mac
  resource ids: uuid
  neutral: state, ips.label

dict of thing.other, 1 event
  from: app/raw.py:9
  unknown: put together where it was not followed to

5 events; they carry: 1 secrets, 1 whole objects, 2 free-form, 3 identities, \
2 resource ids; 1 unknown
'''


HIDDEN = {
    'attach.py': '''
        from app import rpc
        def notify(context, volume, attachments):
            rpc.get_notifier('x').info(context, 'volume.attach', {
                'user_id': volume.user_id, 'attachments': attachments})
    ''',
    'audit.py': '''
        from pycadf import resource
        def build(user_id):
            who = resource.Resource(typeURI='account/user')
            who.user_id = user_id
            return who
    ''',
    'unseen.py': '''
        from app import base
        from elsewhere import FIELDS
        class HiddenPayload(base.NotificationPayloadBase):
            fields = {name: FIELDS[name] for name in FIELDS}
        class HiddenNotification(base.NotificationBase):
            fields = {'payload': fields.ObjectField('HiddenPayload')}
    ''',
    'twice.py': '''
        from app import rpc
        def notify(context, volume):
            payload = {'uuid': 0}
            payload.update(uuid=volume.uuid)
            rpc.get_notifier('x').info(context, 'volume.twice', payload)
    ''',
}


def test_what_hides(
    tree: Tree, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A secret in an object, audit events, fields of another module."""
    monkeypatch.chdir(tree({
        f'app/{name}': code for name, code in HIDDEN.items()}))
    assert main(['app', '--format', 'csv']) == 0
    rows = [row for row in csv.reader(io.StringIO(capsys.readouterr().out))
            if row[5] != 'neutral']
    assert [[row[0], *row[3:]] for row in rows[1:]] == [
        ['CADF event', 'app/audit.py', '4', 'identities', 'user_id'],
        ['HiddenNotification', 'app/unseen.py', '6', 'objects',
         '{name FIELDS[name] for name in FIELDS}, whose names cannot be '
         'seen'],
        ['volume.attach', 'app/attach.py', '4', 'secrets',
         'connection_info'],
        ['volume.attach', 'app/attach.py', '4', 'objects',
         'attachments: the whole object attachments'],
        ['volume.attach', 'app/attach.py', '4', 'identities', 'user_id'],
        ['volume.twice', 'app/twice.py', '6', 'resources', 'uuid']]


@pytest.mark.parametrize('root', ['app', 'examples/faulty', 'hidden'])
def test_findings_and_report_agree(project: Path, root: str) -> None:
    """Each event whose payload is reported is listed, and conversely."""
    (project / 'examples').symlink_to(checkout.ROOT / 'examples')
    (project / 'hidden').mkdir()
    for name, code in HIDDEN.items():
        (project / 'hidden' / name).write_text(textwrap.dedent(code))
    files = agreeing.python_files(Path(root))
    found, told = agreeing.reported(files), agreeing.rows(files)
    assert len(found) >= 5 and len(told) >= 4
    assert agreeing.missing_in_report(found, told) == []
    assert agreeing.missing_in_findings(found, told) == []
    # Either would be noticed.
    for row in told:
        left = tuple(
            other for other in told if other != row
            and (row.payload == RAW or other.payload != row.payload))
        assert not row.carries.keys() & set(agreeing.KINDS.values()) or (
            agreeing.missing_in_report(found, left))
    for one in found:
        assert agreeing.missing_in_findings(found - {one}, told)


def test_table(
    project: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The gravest first; a pipe gets whole lines, a terminal folded ones."""
    assert main(['app']) == 0
    told = capsys.readouterr()
    assert told.out == TABLE
    assert told.err == (
        'error: app/broken.py is left out: invalid syntax '
        '(<unknown>, line 1)\n')
    monkeypatch.setenv('COLUMNS', '60')
    monkeypatch.setattr('sys.stdout.isatty', lambda: True, raising=False)
    assert main(['app']) == 0
    folded = capsys.readouterr().out
    assert max(map(len, folded.splitlines())) <= 60
    assert ' '.join(folded.split()) == ' '.join(TABLE.split())


def test_csv(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each name."""
    assert main(['app', '--format', 'csv']) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == [
        'event', 'payload', 'version', 'file', 'line', 'kind', 'name']
    assert [row for row in rows if row[0] == 'thing.create'] == [
        ['thing.create', 'dict', '', 'app/raw.py', '4', kind, name]
        for kind, name in (('secrets', 'admin_pass'),
                           ('identities', 'user_id'), ('neutral', 'state'))]
    assert rows[-1] == [
        'thing.other', 'dict', '', 'app/raw.py', '9', 'unknown', '']


CHANGED = '''\
1 events added: thing.new

1 events gone: thing.<b>dump</b>

InstanceActionPayload: VERSION 1.2 to 1.3
  newly carries tenant_id (identities)
  no longer carries traceback (free-form)

thing.create
  no longer carries admin_pass (secrets)
'''


def _change(project: Path) -> None:
    path = project / 'app' / 'instance.py'
    path.write_text(path.read_text().replace("'1.2'", "'1.3'").replace(
        "'traceback'", "'tenant_id'"))
    path = project / 'app' / 'raw.py'
    path.write_text(path.read_text().replace(
        "'admin_pass': thing.admin_pass, ", '').replace(
            'thing.<b>dump</b>', 'thing.new').replace(
                'thing.to_dict()', "{'size': thing.size}"))


def test_against(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An earlier report or another tree; the status tells of what is new."""
    assert main(['app', '--format', 'json']) == 0
    (project / 'old.json').write_text(capsys.readouterr().out)
    shutil.copytree(project / 'app', project / 'old' / 'app')
    assert main(['app', '--against', 'old.json']) == 0
    assert capsys.readouterr().out == 'nothing has changed\n'
    _change(project)
    for old in ('old.json', 'old'):
        assert main(['app', '--against', old]) == 1
        told = capsys.readouterr()
        assert told.out == CHANGED
        assert told.err.endswith(
            'newly carry secrets, objects, identities: '
            'InstanceActionPayload\n')
    assert main(['app', '--against', 'old', '--fail-on', 'secrets']) == 0
    assert main(['app', '--against', 'old', '--fail-on', 'neutral']) == 1
    assert capsys.readouterr().err.endswith(
        'newly carry neutral: thing.new\n')
    assert main(['app', '--against', 'old', '--format', 'json']) == 1
    assert json.loads(capsys.readouterr().out) == {
        'schema_version': 1, 'added': ['thing.new'],
        'gone': ['thing.<b>dump</b>'],
        'changed': [
            {'payload': 'InstanceActionPayload', 'version_before': '1.2',
             'version': '1.3', 'gained': {'identities': ['tenant_id']},
             'lost': {'free_form': ['traceback']},
             'events': ['instance.power_on.end', 'instance.reboot.error']},
            {'payload': 'thing.create', 'version_before': '', 'version': '',
             'gained': {}, 'lost': {'secrets': ['admin_pass']},
             'events': ['thing.create']}],
        'fail_on': ['secrets', 'objects', 'identities'],
        'failing': ['InstanceActionPayload']}
    with pytest.raises(SystemExit):
        main(['app', '--against', 'old', '--format', 'csv'])


@pytest.mark.parametrize('then, now', [
    ('', 'thing.create.user_id'), ('thing.create.user_id', '')])
def test_against_another_allow_list(
    project: Path, capsys: pytest.CaptureFixture[str], then: str, now: str,
) -> None:
    """What is allowed is carried all the same: nothing is new about it."""
    for name, allow in (('then', then), ('now', now)):
        (project / name).write_text(
            f'[flake8]\nnvn-payload-allow = {allow}\n')
    main(['app', '--config', 'then', '--format', 'json'])
    # Some programs put a mark before what they write.
    (project / 'old.json').write_text(
        capsys.readouterr().out, encoding='utf-8-sig')
    shutil.copytree(project / 'app', project / 'old' / 'app')
    for old in ('old.json', 'old'):
        assert main(['app', '--against', old, '--config', 'now']) == 0
        assert capsys.readouterr().out == 'nothing has changed\n'
    path = project / 'app' / 'raw.py'
    path.write_text(path.read_text().replace(
        "'state': thing.state", "'state': thing.state, 'email': thing.x"))
    assert main(['app', '--against', 'old.json', '--config', 'now']) == 1
    assert capsys.readouterr().out == (
        'thing.create\n  newly carries email (identities)\n')


def test_against_a_pipe(
    project: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """Nobody writes into a pipe that lies about, so nothing waits for it."""
    os.mkfifo(project / 'old.json')
    assert main(['app', '--against', 'old.json']) == 2
    assert capsys.readouterr().err.endswith(
        'old.json: it is neither a file nor a folder\n')


@pytest.mark.parametrize('text, said', [
    ('{}', 'it is no report of nvn payloads --format json'),
    ('nonsense', 'it is no report of nvn payloads --format json'),
    ('{"schema_version": 7}',
     'it has schema version 7, and 1 is known here'),
    ('\udcff', 'it is not UTF-8')])
def test_no_report(
    text: str, said: str, project: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """Something else is named."""
    (project / 'old.json').write_bytes(
        text.encode(errors='surrogateescape'))
    assert main(['app', '--against', 'old.json']) == 2
    assert capsys.readouterr().err.endswith(f'error: old.json: {said}\n')


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
    assert rows['instance.reboot.error']['carries']['identities'] == []
    assert rows['thing.create']['allowed'] == ['user_id']
    assert told.err.endswith(
        'nvn-payload-allow: OldPayload.uuid covers nothing below app\n')
    assert main(['app']) == 1
    assert '\n  allowed: ips.mac\n' in capsys.readouterr().out
    assert main(['app', '--format=csv']) == 1
    assert 'thing.create,dict,,app/raw.py,4,allowed,user_id\n' in (
        capsys.readouterr().out)
    assert main(['app', '--html', 'page.html']) == 1
    assert ('<p>Entries of the allow-list that cover nothing: '
            'OldPayload.uuid.</p>' in (project / 'page.html').read_text())


def test_allowed_objects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """What the linter accepts as a whole, the report calls allowed."""
    path = tmp_path / 'module.py'
    path.write_text('''\
from nova import rpc
def notify(context, instance, volume):
    rpc.get_notifier('x').info(context, 'volume.usage', {
        'usage': volume.to_dict(), 'instance': instance.to_dict()})
    rpc.get_notifier('x').info(context, 'volume.end', volume.to_dict())
''')
    allow = 'volume.usage.usage=agreed,volume.end=agreed,volume.start=old'
    (tmp_path / 'tox.ini').write_text(
        f'[flake8]\nnvn-payload-allow = {allow}\n')
    done = linted.flake8(
        '--select=NVN306', '--format=%(row)d', '--config', 'tox.ini',
        'module.py', cwd=tmp_path)
    assert done.stdout == '4\n'
    assert main([
        str(tmp_path), '--config', str(tmp_path / 'tox.ini'),
        '--format=json']) == 1
    told = json.loads(capsys.readouterr().out)
    end, usage = told['events']
    assert end['allowed'] == ['the whole object volume']
    assert end['carries']['objects'] == []
    assert usage['allowed'] == ['usage: the whole object volume']
    assert usage['carries']['objects'] == [
        'instance: the whole object instance']
    assert told['stale_allow_entries'] == ['volume.start']


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
    assert event['carries']['secrets'] == ['password']
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

    def handle_data(self, data: str) -> None:
        self.text += data


def test_page(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A row a payload, an anchor an event, and nothing from elsewhere."""
    assert main(['app', '--html', 'page.html']) == 0
    assert not capsys.readouterr().out
    text = (project / 'page.html').read_text(encoding='utf-8')
    assert '<b>dump' not in text
    page = _Page()
    page.feed(text)
    assert page.rows == 1 + 4
    assert sorted(page.links) == [
        '#instance.power_on.end', '#instance.reboot.error',
        '#thing.<b>dump</b>', '#thing.create', '#thing.other']
    assert 'thing.<b>dump</b>' in page.text


_TRY = '''\
<script>
field.value = '{words}';
boxes.forEach(box => box.checked = '{kinds}'.split(' ').includes(box.value));
order.value = '{order}';
filter(); sort();
document.title = Array.from(body.rows).filter(row => !row.hidden).map(
  row => row.dataset.name).join(', ') + '; ' + count.textContent;
</script>
'''


@pytest.mark.parametrize('words, kinds, order, wanted', [
    ('reboot', '', 'gravity', 'InstanceActionPayload; 2 events shown'),
    ('', 'secrets', 'gravity', 'dict of thing.create; 1 events shown'),
    ('', 'identities', 'events',
     'InstanceActionPayload, dict of thing.create; 3 events shown'),
    ('other', '', 'gravity', 'dict of thing.other; 1 events shown'),
    ('nothing of the kind', '', 'name', '; 0 events shown'),
])
@pytest.mark.parametrize('width', [1280, 400])
def test_page_in_a_browser(
    project: Path, words: str, kinds: str, order: str, wanted: str,
    width: int,
) -> None:
    """Search, filters and sorting do what they say; nothing is cut off."""
    assert main(['app', '--html', 'page.html']) == 0
    path = project / 'page.html'
    path.write_text(path.read_text().replace('</body>', _TRY.replace(
        '{words}', words).replace('{kinds}', kinds).replace(
            '{order}', order) + '</body>'))
    assert browser.said(path, width) == f'{wanted}; true'


@pytest.mark.parametrize('arguments, text', [
    (['nowhere'], 'nowhere does not exist'),
    (['app', '--config', 'nowhere.ini'], 'nowhere.ini'),
    (['app', '--against', 'nowhere.json'],
     'nowhere.json: it is neither a file nor a folder'),
    (['app', '--html', 'nowhere/page.html'], 'nowhere/page.html'),
])
def test_mistakes_are_named(
    project: Path, capsys: pytest.CaptureFixture[str],
    arguments: list[str], text: str,
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.err.startswith('error: ') and text in told.err


def test_kinds_are_known(project: Path) -> None:
    """One that is none is named."""
    with pytest.raises(SystemExit):
        main(['app', '--against', 'app', '--fail-on', 'nosuch'])


def test_classes_of_one_name(
    tree: Tree, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that is its own base, by name, and is nested in itself."""
    root = tree({
        'app/base.py': '''
            class OwnPayload(NotificationPayloadBase):
                fields = {'uuid': fields.UUIDField()}
        ''',
        'app/own.py': '''
            from app import base
            class OwnPayload(base.OwnPayload):
                VERSION = base.VERSION
                fields = {
                    'user_id': fields.StringField(),
                    'whole': fields.ObjectField('Instance'),
                    'inner': fields.ObjectField('OwnPayload'),
                }
            @base.registered
            class OwnNotification(base.NotificationBase):
                fields = {'payload': fields.ObjectField('OwnPayload')}
        ''', '.tox/own.py': MODULES['app/raw.py']})
    monkeypatch.chdir(root)
    assert main(['.', '--format', 'json']) == 0
    row, = json.loads(capsys.readouterr().out)['events']
    assert row['event'] == 'OwnNotification' and row['version'] == ''
    assert row['carries']['identities'] == [
        f'{"inner." * depth}user_id' for depth in range(MAX_DEPTH + 1)]
    assert row['carries']['objects'][:2] == [
        'whole (Instance)', 'inner.whole (Instance)']


def test_what_is_allowed_from_the_start() -> None:
    """It is told of, and so is a version alone."""
    def row(version: str, *allowed: str) -> Row:
        return Row('x.y', 'P', version, 'p.py', 1, {}, allowed, False)

    assert as_text(compare([row('1.0')], [row('1.0', 'user_id')])) == (
        'P: VERSION 1.0 not changed\n  newly carries user_id (allowed)\n')
    assert as_text(compare([row('1.0')], [row('1.1')])) == (
        'P: VERSION 1.0 to 1.1\n')


def test_as_a_module(project: Path) -> None:
    """In a process of its own, which knows its commands."""
    done = linted.beside('payloads', 'app', '--format=json', cwd=project)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)['events']) == 5
    done = linted.beside('nothing', cwd=project)
    assert done.returncode == 2
    assert done.stderr.startswith('usage: ')
