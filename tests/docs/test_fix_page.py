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

"""The page about fixes: what becomes what, run."""

from typing import Any

import pytest

from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Fixable
from tests.docs import snippets
from tests import linted

PAGE = snippets.SOURCE / 'fix.rst'
# What the shown pieces of modules stand below.
HEAD = '''\
import time
import unittest

from oslo_config import cfg
from oslo_log import log as logging
from oslo_service import loopingcall
from oslo_utils import strutils

CONF = cfg.CONF
LOG = logging.getLogger(__name__)


'''
# Where a piece stands that is of a test.
PATHS = {'NVN103': 'project/tests/test_volumes.py'}
OPTIONS: dict[str, dict[str, Any]] = {
    'NVN107': {'nvn_looping_call_timeout': 'CONF.build_timeout'}}
# The handler stands in another module.
NOT_RUN = {'NVN201'}


def _sections() -> dict[str, str]:
    """The text of the page from one code to the next one."""
    parts = PAGE.read_text().split(':ref:`NVN')
    found: dict[str, str] = {}
    for part in parts[1:]:
        code = f'NVN{part[:3]}'
        found[code] = found.get(code, '') + part
    return found


def _pairs() -> list[tuple[str, str, str]]:
    blocks = [block.text for block in snippets.blocks(PAGE)
              if block.language == 'python']
    # "becomes" stands between the two.
    assert PAGE.read_text().count('\nbecomes\n') * 2 == len(blocks)
    codes = [code for code, part in _sections().items()
             if '\nbecomes\n' in part]
    return [(code, before, after) for code, before, after in zip(
        codes, blocks[::2], blocks[1::2], strict=True)]


@pytest.mark.parametrize('code, before, after', [
    pair for pair in _pairs() if pair[0] not in NOT_RUN])
def test_becomes(code: str, before: str, after: str) -> None:
    """The text to the letter."""
    new, refused = linted.fixed(
        HEAD + before, code, path=PATHS.get(code, 'project/volumes.py'),
        **OPTIONS.get(code, {}))
    assert refused == []
    assert new == HEAD + after


def test_each_code_is_there() -> None:
    """What has a fix has a section with a before and an after."""
    fixable = {rule.about.code for rule in ALL_RULES
               if rule.about.fixable is not Fixable.NO}
    assert fixable == {code for code, _, _ in _pairs()}
