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

"""The judgements about waits, one small case each, in ``cases``.

How they are written is said in ``tests.cases``; each line that is reported
ends in a comment that names the codes.

NVN105, which goes with nearly every wait, is asked where a file marks it.
"""

import pathlib
import sys

import pytest

from tests import cases
from tests import linted

CODES = [f'NVN10{digit}' for digit in range(1, 9)]
FOLDER = pathlib.Path(__file__).with_name('cases')
HEAD = '''\
import asyncio
import datetime
import eventlet
from eventlet import greenthread
import fixtures
import functools
import itertools
import logging
import multiprocessing
import os
from oslo_service import loopingcall
from oslo_utils import timeutils
import queue
import random
import signal
import socket
import subprocess
import threading
import time
from unittest import mock
LOG = logging.getLogger(__name__)

'''


WITH_PAUSES = frozenset(
    path.stem for path in FOLDER.glob('*.txt') if 'NVN105' in path.read_text())
CASES = cases.of_folder(FOLDER)


@pytest.mark.parametrize('case', CASES, ids=str)
def test_marked_lines(case: cases.Case) -> None:
    """Each code is reported on exactly the marked lines."""
    text = HEAD + case.text()
    if 'except*' in text and sys.version_info < (3, 11):
        pytest.skip('needs the grammar of Python 3.11')
    wanted, found = {}, {}
    for code in CODES:
        if code != 'NVN105' or case.subject in WITH_PAUSES:
            wanted[code] = linted.marked(text.replace(',', ''), code)
            found[code] = linted.lines(text, code)
    assert found == wanted, text
