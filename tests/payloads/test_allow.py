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

"""The allow-list in its three grains, from files that flake8 reads."""

import argparse
from collections.abc import Callable
from pathlib import Path

from flake8.exceptions import ExecutionError
import pytest

from flake8_nova_notifications.options import Options
from tests import linted

Carried = Callable[..., list[tuple[int, str, str]]]

CODE = '''\
from nova.notifications.objects import base
from nova.objects import fields
from nova import rpc


class InstancePayload(base.NotificationPayloadBase):
    fields = {
        'uuid': fields.UUIDField(),
        'user_id': fields.StringField(),
    }


def notify(context, instance):
    rpc.get_notifier('compute').info(
        context, 'compute.instance.update',
        {'uuid': instance.uuid, 'user_id': instance.user_id})
'''
ALL = [(8, 'NVN303', 'uuid'), (9, 'NVN302', 'user_id'),
       (16, 'NVN302', 'user_id'), (16, 'NVN303', 'uuid')]


@pytest.mark.parametrize('allow, left', [
    ((), ALL),
    (('uuid',), [ALL[1], ALL[2]]),
    (('*id',), []),
    (('InstancePayload.uuid',), ALL[1:]),
    (('InstancePayload',), ALL[2:]),
    (('compute.*.user_id',), [ALL[0], ALL[1], ALL[3]]),
    (('compute.instance.update',), ALL[:2]),
    (('compute.*',), ALL[:2]),
    (('Instance', 'compute', 'UUID', 'OtherPayload.uuid'), ALL),
])
def test_grains(
    carried: Carried, allow: tuple[str, ...],
    left: list[tuple[int, str, str]],
) -> None:
    assert carried(CODE, options=Options(nvn_payload_allow=allow)) == left


@pytest.mark.parametrize('given, patterns', [
    ('', ()),
    ('uuid', ('uuid',)),
    ('uuid, InstancePayload.*\ncompute.*.host', (
        'uuid', 'InstancePayload.*', 'compute.*.host')),
    ('uuid=public_in_the_API,user_id=agreed:2026', ('uuid', 'user_id')),
])
def test_reasons_are_cut_off(given: str, patterns: tuple[str, ...]) -> None:
    options = Options.parse(argparse.Namespace(nvn_payload_allow=given))
    assert options.nvn_payload_allow == patterns


@pytest.mark.parametrize('given', ['uuid # because', '=why', 'a/b', '$x'])
def test_other_forms_are_named(given: str) -> None:
    with pytest.raises(ExecutionError, match='nvn-payload-allow'):
        Options.parse(argparse.Namespace(nvn_payload_allow=given))


def _flake8(folder: Path, *arguments: str) -> list[str]:
    done = linted.flake8(*arguments, 'module.py', cwd=folder)
    assert not done.stderr
    return done.stdout.splitlines()


def test_real_flake8(tmp_path: Path) -> None:
    (tmp_path / 'module.py').write_text(CODE)
    lines = _flake8(tmp_path, '--isolated', '--select=NVN')
    assert lines[0] == (
        'module.py:8:9: NVN303 payload InstancePayload carries the id of its '
        'subject: uuid; record why in nvn-payload-allow (as own-id) or leave '
        'it out')
    assert [line.split(': ')[0] for line in lines] == [
        'module.py:8:9', 'module.py:9:9', 'module.py:16:10',
        'module.py:16:33']


def test_the_allow_list_of_today(tmp_path: Path) -> None:
    (tmp_path / 'module.py').write_text(CODE.replace(
        "'user_id'", "'user id'"))
    (tmp_path / 'broken.py').write_text('notify(\n')
    done = linted.beside('payloads', '--allow', '.', cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, '')
    assert done.stdout == '''\
nvn-payload-allow =
    # The id of what a payload is about.
    own-id=WHY
    # InstancePayload
    InstancePayload.user?id=WHY
    # compute.instance.update
    compute.instance.update.user?id=WHY
'''
    (tmp_path / 'setup.cfg').write_text(f'[flake8]\n{done.stdout}')
    assert _flake8(tmp_path, '--select=NVN302,NVN303') == []


def test_an_ini_file_with_comments_for_reasons(tmp_path: Path) -> None:
    (tmp_path / 'module.py').write_text(CODE)
    (tmp_path / 'setup.cfg').write_text('''\
[flake8]
select = NVN
nvn-payload-allow =
    # consumers find the instance by it
    uuid
    # billing needs it, agreed in 2026
    InstancePayload.user_id
''')
    assert [line.split(': ')[0] for line in _flake8(tmp_path)] == [
        'module.py:16:33']
