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

"""``nvn fix --allow``: entries of the allow-list, in the configuration."""

from collections.abc import Callable
import os
import pathlib
import sys

import pytest

from flake8_nova_notifications.commands.fix import command
from tests import linted

CODE = '''\
from nova.notifications.objects import base
from nova.objects import fields
from nova import rpc


class InstancePayload(base.NotificationPayloadBase):
    fields = {
        'uuid': fields.UUIDField(),
        'user_id': fields.StringField(),
        'tenant_id': fields.StringField(),
    }


def notify(context, instance):
    rpc.get_notifier('compute').info(
        context, 'compute.instance.update',
        {'user_id': instance.user_id,
         'tenant_id': instance.project_id, 'whole': instance.to_dict(),
         'password': instance.password})
'''
ENTRIES = '''\
    # InstancePayload
    InstancePayload.own-id=agreed_in_2026
    InstancePayload.tenant_id=agreed_in_2026
    InstancePayload.user_id=agreed_in_2026
    # compute.instance.update
    compute.instance.update.tenant_id=agreed_in_2026
    compute.instance.update.user_id=agreed_in_2026
    compute.instance.update.whole=agreed_in_2026
'''
REASON = 'agreed in 2026'
NEW = f'[flake8]\nnvn-payload-allow =\n{ENTRIES}'

Allower = Callable[..., tuple[int, str, str]]


@pytest.fixture
def allow(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path,
    capfd: pytest.CaptureFixture[str],
) -> Allower:
    """Run the command in a folder with a file that has findings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'a.py').write_text(CODE)

    def run(*arguments: str, reason: str = REASON) -> tuple[int, str, str]:
        given = ['-j1', '--allow', reason, *arguments]
        monkeypatch.setattr('sys.argv', ['nvn', 'fix', *given])
        status = command.main(given)
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return status, out, err

    return run


def test_no_configuration(allow: Allower, tmp_path: pathlib.Path) -> None:
    """A file of flake8's own is made; the findings are gone."""
    lines = NEW.splitlines()
    assert allow('a.py') == (1, '--- /dev/null\n+++ b/.flake8\n' + (
        f'@@ -0,0 +1,{len(lines)} @@\n'
        + ''.join(f'+{line}\n' for line in lines)), '')
    assert os.listdir(tmp_path) == ['a.py']
    mask = os.umask(0o027)
    try:
        assert allow('--write', 'a.py') == (0, '', '')
    finally:
        os.umask(mask)
    assert (tmp_path / '.flake8').read_text() == NEW
    assert (tmp_path / '.flake8').stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ['.flake8', 'a.py']
    done = linted.flake8('--select=NVN', 'a.py', cwd=tmp_path)
    assert [line.split(' ')[1] for line in done.stdout.splitlines()] == [
        'NVN301']
    # A secret stays a finding.
    assert allow('--statistics', '.') == (0, '', (
        'NVN301 0 fixed\n'
        'NVN301 1 not fixed: a secret is not allowed with others\n'))


@pytest.mark.parametrize('name, before, after', [
    # The option is there: its indentation, and what is behind it, stay.
    ('tox.ini',
     '[tox]\nenvlist = py3\n\n[flake8]\n# Why.\nselect = NVN\n'
     'nvn-payload-allow =\n  # one\n  a.b=c\n\n  # two\n'
     'max-line-length = 99\n\n# last\n[x]\ny = 1\n',
     '[tox]\nenvlist = py3\n\n[flake8]\n# Why.\nselect = NVN\n'
     'nvn-payload-allow =\n  # one\n  a.b=c\n{two}'
     'max-line-length = 99\n\n# last\n[x]\ny = 1\n'),
    ('.flake8', '[flake8]\nNVN_Payload_Allow: a.b=c, d\nselect=NVN\n',
     '[flake8]\nNVN_Payload_Allow: a.b=c, d\n{four}select=NVN\n'),
    # The section is there, and ends in comments.
    ('setup.cfg', '[flake8]\nselect = NVN\n    ,E9\n\n# x\n[y]\nz = 1\n',
     '[flake8]\nselect = NVN\n    ,E9\nnvn-payload-allow =\n{four}\n# x\n[y]\n'
     'z = 1\n'),
    ('.flake8', '[flake8]\n', '[flake8]\nnvn-payload-allow =\n{four}'),
    ('.flake8', '[flake8]\r\n; x\r\nselect = NVN',
     '[flake8]\r\n; x\r\nselect = NVN\r\nnvn-payload-allow =\r\n{crlf}'),
    # The file is there, the section is not.
    ('tox.ini', '[tox]\na = 1\n', '[tox]\na = 1\n\n[flake8]\n'
     'nvn-payload-allow =\n{four}'),
    ('setup.cfg', '[metadata]\nname = \u00fc\n',
     '[metadata]\nname = \u00fc\n\n[flake8]\nnvn-payload-allow =\n{four}'),
    ('tox.ini', '[flake8:local-plugins]\n', '[flake8:local-plugins]\n\n'
     '[flake8]\nnvn-payload-allow =\n{four}'),
])
def test_configuration_around_stays(
    name: str, before: str, after: str, allow: Allower,
    tmp_path: pathlib.Path,
) -> None:
    """Comments, order, indentation, line ends, no newline at the end."""
    path = tmp_path / name
    path.write_bytes(before.encode())
    assert allow('--write', '.') == (0, '', '')
    crlf = ENTRIES.replace('\n', '\r\n').removesuffix('\r\n')
    two = ENTRIES.replace('    ', '  ')
    if '{two}' in after:
        after = after.replace('{two}', '\n  # two\n' + two)
    assert path.read_bytes().decode() == after.format(
        four=ENTRIES, crlf=crlf)
    assert sorted(os.listdir(tmp_path)) == sorted(['a.py', name])
    assert allow('--write', '.') == (0, '', '')


def test_what_is_silenced_needs_no_entry(
    allow: Allower, tmp_path: pathlib.Path,
) -> None:
    """By noqa, by the list, by the choice of codes."""
    (tmp_path / 'a.py').write_text(CODE.replace(
        "'user_id': fields.StringField(),",
        "'user_id': fields.StringField(),  # noqa: NVN302"))
    (tmp_path / 'tox.ini').write_text(
        '[flake8]\nselect = NVN\nignore = NVN306\n'
        'nvn-payload-allow = compute.*, uuid\n')
    _, out, _ = allow('.')
    assert [line for line in out.splitlines() if line[:2] == '+ '] == [
        '+    # InstancePayload',
        '+    InstancePayload.tenant_id=agreed_in_2026']
    assert allow('--select=NVN303', '.') == (0, '', '')


def test_other_codes(allow: Allower, tmp_path: pathlib.Path) -> None:
    """No entry silences a secret or a wait; the one is named."""
    (tmp_path / 'a.py').write_text('''\
import time


def wait(notifier, api, context, password):
    for _ in range(5):
        if api.is_up():
            break
        time.sleep(1)
    notifier.info(context, 'x.y', {'password': password})
''')
    assert allow('--statistics', '.') == (0, '', (
        'NVN301 0 fixed\n'
        'NVN301 1 not fixed: a secret is not allowed with others\n'))


def test_each_name_alone(allow: Allower, tmp_path: pathlib.Path) -> None:
    """Names that are reported one by one give the same entries."""
    (tmp_path / '.flake8').write_text('[flake8]\nnvn-payload-names = each\n')
    assert allow('--write', '.') == (0, '', '')
    assert (tmp_path / '.flake8').read_text().endswith(ENTRIES)


def test_file_that_is_given(allow: Allower, tmp_path: pathlib.Path) -> None:
    """The one that decides: of several the last that has the option."""
    (tmp_path / 'tox.ini').write_text('[flake8]\nselect = NVN\n')
    other, more = tmp_path / 'other.ini', tmp_path / 'more.ini'
    other.write_text('[flake8]\nselect = NVN\n')
    assert allow('--config=other.ini', '.')[1].startswith('--- a/other.ini\n')
    more.write_text('[flake8]\nmax-line-length = 99\n')
    assert allow('--append-config=more.ini', '.')[1].startswith(
        '--- a/tox.ini\n')
    more.write_text('[flake8]\nnvn-payload-allow = x\n')
    assert allow('--append-config=more.ini', '.')[1].startswith(
        '--- a/more.ini\n')
    folder = tmp_path / 'below'
    folder.mkdir()
    os.chdir(folder)
    (folder / 'a.py').write_text(CODE)
    assert f'--- a/..{os.sep}tox.ini\n' in allow('.')[1]


@pytest.mark.parametrize('arguments, error', [
    (('--isolated', '.'), 'no configuration is read with --isolated'),
    (('--nvn-payload-allow=x', '.'),
     '--nvn-payload-allow hides what the configuration says'),
    (('-',), '--allow changes the configuration; give files or folders'),
])
def test_no_place_for_entries(
    arguments: tuple[str, ...], error: str, allow: Allower,
) -> None:
    """Nothing is written where flake8 would not read it."""
    assert allow('--write', *arguments) == (2, '', f'error: {error}\n')


@pytest.mark.parametrize('reason', [
    '', ' ', 'two\nlines', 'a\rb', '\x1b[31m', 'bug #1', '50 %', 'a, b',
    'a;b'])
def test_reason(reason: str, allow: Allower) -> None:
    """It must not end the entry, the line or somebody's patience."""
    with pytest.raises(SystemExit):
        allow('.', reason=reason)


def test_unusual_configuration(
    allow: Allower, tmp_path: pathlib.Path,
) -> None:
    """What would read otherwise afterwards is left to people."""
    path = tmp_path / '.flake8'
    path.write_text('  [flake8]\n  select = NVN\n')
    status, out, err = allow('--write', '.')
    assert (status, out) == (2, '')
    assert err.startswith('error: .flake8 is written in an unusual way; ')
    assert err.endswith(ENTRIES)
    assert path.read_text() == '  [flake8]\n  select = NVN\n'


def test_configuration_that_is_no_text(
    allow: Allower, tmp_path: pathlib.Path,
) -> None:
    """flake8 passes over a file that is not UTF-8, and nobody writes it."""
    path = tmp_path / '.flake8'
    path.write_bytes(b'# \xe9\n[flake8]\n')
    status, out, err = allow('--write', '.')
    assert (status, out) == (2, '')
    assert err.startswith("error: the configuration: 'utf-8' codec can't ")
    assert path.read_bytes() == b'# \xe9\n[flake8]\n'


def test_odd_names(allow: Allower, tmp_path: pathlib.Path) -> None:
    """What a name may not hold in a pattern stands for any character."""
    (tmp_path / 'a.py').write_text(CODE.replace(
        "'whole'", "'wh\\x1b[31m, ole\\n[x]'"))
    assert allow('--write', '.') == (0, '', '')
    assert (
        '    compute.instance.update.wh??31m??ole??x?=agreed_in_2026\n'
        in (tmp_path / '.flake8').read_text())
    assert allow('.') == (0, '', '')


def test_interrupted(
    allow: Allower, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The configuration is the old one, and nothing is left behind."""
    path = tmp_path / 'tox.ini'
    path.write_text('[flake8]\n')

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, 'replace', fail)
    with pytest.raises(KeyboardInterrupt):
        allow('--write', '.')
    assert path.read_text() == '[flake8]\n'
    assert sorted(os.listdir(tmp_path)) == ['a.py', 'tox.ini']
