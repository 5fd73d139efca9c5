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

"""The configuration file that flake8 reads, with entries added to it.

Comments, order, indentation and line ends stay: lines are added, and what
comes of it is read back before anybody writes it.
"""

from collections.abc import Iterable
from collections.abc import Sequence
import configparser
import io
import os
import re
from typing import NamedTuple

from flake8.options.config import load_config

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.commands.fix.allow import Entry
from flake8_nova_notifications.commands.fix.allow import OPTION
from flake8_nova_notifications.commands.run import Failed
from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.option_values import READERS
from flake8_nova_notifications.options import spelling
from flake8_nova_notifications.rules.payloads.allowing import as_lines
from flake8_nova_notifications.rules.payloads.allowing import pattern_of

_SECTION = 'flake8'
# Either of them makes a file flake8's configuration.
_SECTIONS = (_SECTION, f'{_SECTION}:local-plugins')
# In the order in which flake8 looks for them.
_NAMES = ('setup.cfg', 'tox.ini', '.flake8')
# Those that a section is added to; else the last name is that of a new file.
_WELCOME = ('tox.ini', 'setup.cfg')
_HEADER = re.compile(r'\[(.+)\]')
_END_OF_KEY = re.compile(r'[\s:=]')
_INDENT = '    '


def where(config: str | None, extra: Iterable[str]) -> str:
    """The file that the entries belong in; it need not exist.

    :param config: the file that flake8 was told to read.
    :param extra: further ones, which are read after it: the last of them
        that has the option decides.
    """
    for path in reversed(list(extra)):
        if _list_in(_parsed(_text(path))) is not None:
            return path
    if config is not None:
        return config
    # Where flake8 found one, or else where it was started.
    _, folder = load_config(None, [])
    paths = [os.path.join(folder, name) for name in _NAMES]
    for path in paths:
        if any(section in _parsed(_text(path)) for section in _SECTIONS):
            return os.path.relpath(path)
    return next(filter(os.path.exists, _WELCOME), _NAMES[-1])


def with_entries(
    path: str, entries: Iterable[Entry], reason: str,
) -> tuple[str, str]:
    """The text of a configuration file, and that with more entries in it.

    :param path: where it stands; it need not exist.
    :param reason: without blanks.
    :raises Failed: it is written in a way that is not understood here.
    """
    old = _text(path)
    before = _parsed(old)
    known = _patterns(before)
    wanted = [one for one in sorted(set(entries))
              if pattern_of(*one) not in known]
    new = _inserted(list(io.StringIO(old, newline='')), wanted, reason)
    after = _parsed(new)
    if _others(before) != _others(after) or _patterns(after) != [
            *known, *(pattern_of(*one) for one in wanted)]:
        raise Failed(
            f'{printable(path)} is written in an unusual way; add to it:\n'
            + '\n'.join(as_lines(wanted, reason)))
    return old, new


def _text(path: str) -> str:
    try:
        with open(path, encoding='utf-8', newline='') as stream:
            return stream.read()
    except FileNotFoundError:
        return ''


def _parsed(text: str) -> configparser.RawConfigParser:
    """What flake8 reads; nothing where it cannot be read."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error:
        return configparser.RawConfigParser()
    return parser


def _list_in(parser: configparser.RawConfigParser) -> str | None:
    return next(
        (parser[_SECTION][key] for key in (spelling(OPTION), OPTION)
         if _SECTION in parser and key in parser[_SECTION]), None)


def _patterns(parser: configparser.RawConfigParser) -> list[str]:
    read = READERS['patterns'](spelling(OPTION), _list_in(parser) or '')
    return list(read) if isinstance(read, tuple) else []


def _others(
    parser: configparser.RawConfigParser,
) -> dict[str, dict[str, str]]:
    """All that is no concern of this module."""
    found = {
        section: {key: value for key, value in parser.items(section)
                  if section != _SECTION
                  or key not in (spelling(OPTION), OPTION)}
        for section in parser.sections()}
    return {section: items for section, items in found.items()
            if items or section != _SECTION}


class _Place(NamedTuple):
    """Where a file has the section and the option; lines count from 1.

    :ivar end: the last line of the section; 0 where it has none.
    :ivar value: the last line of the option; 0 where it has none.
    :ivar indent: white space before further lines of the option.
    """

    end: int = 0
    value: int = 0
    indent: str = ''


def _place(lines: Sequence[str]) -> _Place:
    found = _Place()
    section = key = ''
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line[0] in '#;':
            continue
        header = _HEADER.match(line)
        if header is not None:
            section, key = header[1], ''
        elif not line[0].isspace():
            key = _END_OF_KEY.split(line, 1)[0].lower()
        if section != _SECTION:
            continue
        found = found._replace(end=number)
        if key in (spelling(OPTION), OPTION):
            indent = line[:len(line) - len(line.lstrip())]
            found = found._replace(
                value=number, indent=found.indent or indent)
    return found


def _inserted(lines: list[str], entries: list[Entry], reason: str) -> str:
    place = _place(lines)
    new = list(as_lines(entries, reason, place.indent or _INDENT))
    if not place.value:
        new.insert(0, f'{spelling(OPTION)} =')
    if not place.end:
        new.insert(0, f'[{_SECTION}]')
    if not lines:
        return ''.join(f'{line}\n' for line in new)
    if not place.end:
        new.insert(0, '')
    line = place.value or place.end or len(lines)
    end = len(lines[line - 1].rstrip('\r\n').encode())
    return applied(lines, [Fix((inserting(
        (line, end), ''.join(f'\n{text}' for text in new)),))])
