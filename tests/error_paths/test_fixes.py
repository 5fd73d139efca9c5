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

"""Handlers that get the error: into the log, or as the cause of another."""

import pathlib

import pytest

from flake8_nova_notifications.edits.edit import Fix
from tests.fixes import answers
from tests.fixes import fixed_lines
from tests.fixes import refusal

LOGS = '''\
import logging

LOG = logging.getLogger(__name__)


def mount(share):
    try:
        share.mount()
    except Exception:
        LOG.warning({arguments})
'''
RAISES = '''\
def check(api, volume_id):
    try:
        return api.get(volume_id)
    {handler}
        {statement}
'''


@pytest.mark.parametrize(('arguments', 'expected'), [
    ("'Failed to mount'", ["('Failed to mount', exc_info=True)"]),
    ("'Failed to mount the share %s', share.id,",
     ["('Failed to mount the share %s', share.id, exc_info=True,)"]),
    ("\n            'Failed to mount the share %s',\n"
     '            share.id,\n        ',
     ['(', "            'Failed to mount the share %s',",
      '            share.id, exc_info=True,', '        )']),
    ("'Failed to mount the share %s, going on with the next', share",
     ["('Failed to mount the share %s, going on with the next', share,",
      '                    exc_info=True)']),
])
def test_logged(arguments: str, expected: list[str]) -> None:
    """The log call gets its argument in the layout that it has."""
    lines = fixed_lines('NVN212', LOGS.format(arguments=arguments))
    assert lines[9:] == [f'        LOG.warning{expected[0]}', *expected[1:]]


@pytest.mark.parametrize('quiet', ['debug', 'error'])
def test_loudest_log_call(quiet: str) -> None:
    """Of calls of which others are none the loud one is changed."""
    text = LOGS.replace('LOG.warning(', (
        f"share.stop()\n        LOG.{quiet}('Once more')\n"
        '        LOG.warning('))
    lines = fixed_lines('NVN212', text.format(arguments="'Failed'"))
    assert [line for line in lines if 'exc_info' in line] == [
        "        LOG.warning('Failed', exc_info=True)" if quiet == 'debug'
        else "        LOG.error('Once more', exc_info=True)"]


@pytest.mark.parametrize('arguments, reason', [
    ("'Failed', exc_info=False", 'its log call is written in an unusual way'),
    ("'Failed')\n\n\ndef _tell():\n    LOG.warning('Failed'",
     'it does not log by itself')])
def test_not_logged(arguments: str, reason: str) -> None:
    """It says that it wants no details, or a helper logs."""
    text = LOGS.format(arguments=arguments)
    if 'def _tell' in text:
        text = text.replace("LOG.warning('Failed')", '_tell()', 1)
    assert refusal('NVN212', text) == reason


def test_log_call_with_a_comment() -> None:
    """Where the edit could change more than meant, there is none."""
    assert refusal('NVN212', LOGS.format(
        arguments="'Failed'  # all of them\n        ")) == (
            'its log call is written in an unusual way')


def test_log_call_that_a_unit_test_compares(tmp_path: pathlib.Path) -> None:
    """That test would see another call, so the fix is unsafe."""
    (tmp_path / 'test_shares.py').write_text('''\
def test_mount(mock_log):
    mock_log.warning.assert_called_once_with('Failed')
''')
    fix, = answers('NVN212', LOGS.format(arguments="'Failed'"),
                   str(tmp_path / 'shares.py'))
    assert isinstance(fix, Fix) and not fix.safe


@pytest.mark.parametrize(('handler', 'statement', 'expected'), [
    ('except Exception:', 'raise Invalid(id=volume_id)',
     ['    except Exception as exc:',
      '        raise Invalid(id=volume_id) from exc']),
    ('except Exception as volume_error:', 'raise Invalid(id=volume_id)',
     ['    except Exception as volume_error:',
      '        raise Invalid(id=volume_id) from volume_error']),
    ('except Exception:\n        api.close()', 'raise Invalid()',
     ['    except Exception as exc:', '        api.close()',
      '        raise Invalid() from exc']),
    ('except Exception:',
     "raise InvalidVolume(reason='the volume cannot be used for this now')",
     ['    except Exception as exc:',
      '        raise InvalidVolume(',
      "            reason='the volume cannot be used for this now') from exc",
      ]),
])
def test_chained(handler: str, statement: str, expected: list[str]) -> None:
    """The new error has the first one as its cause."""
    assert fixed_lines('NVN213', RAISES.format(
        handler=handler, statement=statement))[3:] == expected


def test_name_of_the_cause() -> None:
    """One that the function does not use for something else."""
    before = RAISES.format(
        handler='except Exception:', statement='raise Invalid()')
    for taken, name in (('exc', 'error'), ('exc, error', 'err')):
        text = before.replace('volume_id):', f'volume_id, {taken}):', 1)
        assert fixed_lines('NVN213', text)[3:] == [
            f'    except Exception as {name}:',
            f'        raise Invalid() from {name}']
    assert refusal('NVN213', before.replace(
        'volume_id):', 'volume_id, exc, error, err):', 1)) == (
            'the usual names of an error are taken')


@pytest.mark.parametrize(('handler', 'statement', 'reason'), [
    ('except:', 'raise Invalid()', 'a bare except has no name for the error'),
    ('except (Exception):', 'raise Invalid()',
     'its class is written in an unusual way'),
    ('except Exception:', f"raise Invalid('{'volume ' * 9}', volume_id)",
     'the line would be too long'),
    ('except Exception:', f"raise Invalid(\n            '{'volume ' * 8}')",
     'the line would be too long'),
])
def test_not_chained(handler: str, statement: str, reason: str) -> None:
    """Where it has no name, or no room, the handler is left alone."""
    assert refusal('NVN213', RAISES.format(
        handler=handler, statement=statement)) == reason
