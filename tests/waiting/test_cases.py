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

A case begins with ``=== title``; each line that is reported ends in a comment
that names the codes. A case may have variants: lines ``NVN101 | text`` behind
it, each of which takes the place of ``...``. The codes in front of the bar are
those of the line that ends in ``# ?``; ``-`` says that it is not reported. A
variant of several lines is written with a ``|`` in front of each of them.

NVN105, which goes with nearly every wait, is asked where a file marks it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import pathlib
import re
import sys
import textwrap

import pytest

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


@dataclass
class Case:
    """A piece of code and what is put into it."""

    subject: str
    title: str
    code: str = ''
    codes: str = ''
    part: str | None = None

    def __str__(self) -> str:
        return f'{self.subject}: {self.title}' + (
            '' if self.part is None else f': {self.part}')

    def text(self) -> str:
        """The code as it is linted, with its marks."""
        if self.part is None:
            return HEAD + self.code
        written = []
        for line in self.code.split('\n'):
            indent = line[:len(line) - len(line.lstrip())]
            written.append(
                textwrap.indent(self.part, indent) if line.strip() == '...'
                else line.replace('...', self.part))
        return HEAD + '\n'.join(written).replace(
            '  # ?', '' if self.codes == '-' else f'  # {self.codes}')


def cases(path: pathlib.Path) -> Iterator[Case]:
    """The cases of a file."""
    for text in path.read_text().split('=== ')[1:]:
        title, _, rest = text.partition('\n')
        parts = list(re.finditer(r'(?m)^(-|NVN[\w, ]*|) *\|(?: (.*))?$', rest))
        code = rest[:parts[0].start()] if parts else rest
        found: list[Case] = []
        for part in parts:
            if part[1]:
                found.append(Case(
                    path.stem, title, code, part[1].strip(), part[2]))
            else:
                assert found[-1].part is not None
                found[-1].part += f"\n{part[2] or ''}"
        yield from found or [Case(path.stem, title, code)]


WITH_PAUSES = frozenset(
    path.stem for path in FOLDER.glob('*.txt') if 'NVN105' in path.read_text())
CASES = [case for path in sorted(FOLDER.glob('*.txt'))
         for case in cases(path)]


@pytest.mark.parametrize('case', CASES, ids=str)
def test_marked_lines(case: Case) -> None:
    """Each code is reported on exactly the marked lines."""
    text = case.text()
    if 'except*' in text and sys.version_info < (3, 11):
        pytest.skip('needs the grammar of Python 3.11')
    wanted, found = {}, {}
    for code in CODES:
        if code != 'NVN105' or case.subject in WITH_PAUSES:
            wanted[code] = linted.marked(text.replace(',', ''), code)
            found[code] = linted.lines(text, code)
    assert found == wanted, text


def test_every_case_is_read() -> None:
    """Each title and each variant is a case of its own."""
    written = [
        line for path in FOLDER.glob('*.txt')
        for line in path.read_text().splitlines()]
    assert len({(case.subject, case.title) for case in CASES}) == sum(
        line.startswith('=== ') for line in written)
    assert len({str(case) for case in CASES}) == len(CASES)
