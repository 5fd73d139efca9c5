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

"""Which calls log, and at which level."""

import ast

import pytest

from flake8_nova_notifications.idioms import logs
from tests.idioms import parsed

HEAD = '''\
import logging
import logging as journal
import math
from logging import error
from logging import getLogger as spring
from oslo_log import log as oslo
from oslo_log import versionutils


RECORD = oslo.getLogger(__name__)
CHILD = RECORD.getChild('x')
BOUND = RECORD = logging.getLogger()
adapter = logging.LoggerAdapter(RECORD, {})
plain = open('x')
report = RECORD.error
choice = RECORD.info if plain else RECORD.warning
quiet = RECORD.info if plain else RECORD.debug
other = plain.error
'''
LEVELS = {
    'LOG.error(1)': 'error',
    'self.log.info(1)': 'info',
    'self._logger.debug(1)': 'debug',
    'cls.LOG.warn(1)': 'warn',
    'access_log.critical(1)': 'critical',
    'logging.error(1)': 'error',
    'journal.warning(1)': 'warning',
    'oslo.exception(1)': 'exception',
    'RECORD.fatal(1)': 'fatal',
    'CHILD.error(1)': 'error',
    'adapter.error(1)': 'error',
    'logging.getLogger("x").error(1)': 'error',
    'LOG.bind(a=1).error(1)': 'error',
    'LOG.bind(a=1).opt().error(1)': 'error',
    'plain.bind(a=1).error(1)': None,
    'error(1)': 'error',
    'spring("x").error(1)': 'error',
    'report(1)': 'error',
    'choice(1)': 'warning',
    'quiet(1)': 'info',
    'other(1)': None,
    'warning(1)': None,
    'LOG.log(level, 1)': 'log',
    'LOG.log(logging.DEBUG, 1)': 'debug',
    'LOG.log(logging.WARNING, 1)': 'warning',
    'getattr(LOG, level)(1)': 'log',
    'getattr(plain, level)(1)': None,
    'math.log(2)': None,
    'plain.error(1)': None,
    'versionutils.error(1)': None,
    'LOG.setLevel(1)': None,
    'self.error(1)': None,
    'LOG': None,
}


@pytest.mark.parametrize('code, level', LEVELS.items(), ids=LEVELS)
def test_level(code: str, level: str | None) -> None:
    """By what makes a logger, by import, by alias and by usual names."""
    source, node = parsed.expression(code, HEAD)
    assert logs.level(source, node) == level


@pytest.mark.parametrize('code', ['diary.info(1)', 'self.diary.info(1)'])
def test_option(code: str) -> None:
    """A name that a project gives its loggers."""
    for names, level in ((('diary',), 'info'), (('diaries',), None)):
        source, node = parsed.expression(code, nvn_loggers=names)
        assert logs.level(source, node) == level


def test_attribute() -> None:
    """What a class keeps its logger in is one in all of its methods."""
    source, _ = parsed.expression('1', '''\
import logging


class Agent:
    def __init__(self):
        self.diary = logging.getLogger()
        self.notes = []

    def run(self):
        self.diary.info(1)
        self.notes.info(1)

''')
    run = source.nodes(ast.FunctionDef)[1]
    assert [logs.level(source, call)
            for call in source.within(run, ast.Call)] == ['info', None]


@pytest.mark.parametrize('code, level', [
    ('RECORD.info(1)', 'info'), ('LOG.info(1)', 'info'),
    ('getLogger().info(1)', 'info'), ('plain.info(1)', None),
    ('error(1)', None)])
def test_other_modules(code: str, level: str | None) -> None:
    """The loggers of another module are told by their names."""
    _, node = parsed.expression(code)
    assert logs.level_among(node, ('RECORD',)) == level


def test_by_name_alone() -> None:
    """Without a file there are usual names only."""
    assert [logs.level(parsed.expression(code, HEAD)[1])
            for code in ('LOG.error(1)', 'RECORD.error(1)', 'error(1)')
            ] == ['error', None, None]
