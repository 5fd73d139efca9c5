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

"""Command lines: whether what they run only asks.

Decided by the words and the options that are written there. What a command
may change is taken for no question: doubt makes it unknown.
"""

from collections.abc import Sequence
import re

# A word of a command line or a path that shows that it only asks.
_ASKING = frozenset('''
    get show list status info ping stat stats ls lsof lsblk cat pgrep pidof ps
    query describe findmnt blkid grep test state exists dump nodes
    netstat journalctl dmesg dominfo domstate healthcheck
    uname uptime whoami
'''.split())
_IS_ACTIVE = frozenset(('is', 'active'))
# They ask by name, and change something all the same.
_CHANGES = re.compile(
    r'\b(?:pg_dump|pg_dumpall|mysqldump)\b|--(?:vacuum|rotate|flush)'
    r'|\bdmesg -\w*[cC]\b')
# What they are told to do, in a word of its own: ``server set --state up``.
# ``set -e`` is said to the shell.
_ORDERS = re.compile(
    r'(?<![\w/.=:|-])(?:set(?! -[a-z])|delete|restart|upgrade|install|reboot'
    r'|destroy|migrate|remove)(?![\w/.=:|-])')
# ``echo up > /var/run/state`` keeps something, whatever its words are.
_TO_FILE = re.compile(
    r'(?<![0-9&=-])>{1,2}\s*(?:/(?!dev/null)|~/|\$)|\|\s*(?:sudo )?tee\b')
# Said back to who runs it: that there is an answer is what is asked for.
_SAID_BACK = re.compile(r'(?:^|[\'" ])echo [^|<>&;`$]*$')
_FETCHERS = frozenset(('curl', 'wget'))
# What a fetcher is given that writes: a method, data, or a file of its own.
_UPLOADS = frozenset((
    'post', 'put', 'delete', 'patch', 'd', 'data', 'output', 'upload', 'o'))
_WRITING = ('--data', '--form', '--json', '--upload', '--remote-name')
# Where a page goes that is not only read: a shell, an archiver, a file.
_INTO = re.compile(
    r'\|\s*(?:sudo\s+(?:-\w+\s+)*)?'
    r'(?:sh|bash|tar|tee|python3?(?!\s+-[cm]\b))\b'
    r'|(?<![0-9&])>{1,2}(?!\s*/dev/null)')
# Options of curl that send or keep something; those with a value of their
# own, which may be glued to them, end a group of options.
_KEEPING = 'OTFd'
_VALUED = 'HumwAbcexrEYyzCKQPtU'
_METHOD = re.compile(r'-\w*X=?(\w+)')
_TO_SCREEN = re.compile(r'-\w*O(?:-|/dev/null)?$')


def asks(words: set[str], texts: Sequence[str]) -> bool:
    """Whether a command reads: ``ceph status``, ``curl http://...``.

    :param words: all words of it, in lower case.
    :param texts: the texts it is put together of.
    """
    line = ' '.join(texts)
    if _CHANGES.search(line) or _ORDERS.search(line) or (
            _TO_FILE.search(line)):
        return False
    if words & _FETCHERS:
        return not _INTO.search(line) and _fetches(words, line.split())
    return bool(words & _ASKING) or words >= _IS_ACTIVE or (
        _SAID_BACK.search(line) is not None)


def _fetches(words: set[str], parts: list[str]) -> bool:
    """Whether a page is read, and nothing is sent or kept.

    ``wget url`` keeps a file, ``curl url | bash`` runs what it brings.
    """
    if 'wget' in words:
        return '--spider' in parts or any(
            map(_TO_SCREEN.match, parts)) and (
                '-' in parts or '/dev/null' in parts
                or any(part.endswith('O-') for part in parts))
    if any(part.startswith(_WRITING) or _keeps(part) for part in parts):
        return False
    # ``curl -o /dev/null -w '%{http_code}'`` keeps nothing.
    return not words & _UPLOADS or (
        words & _UPLOADS == {'o'} and '/dev/null' in parts)


def _keeps(option: str) -> bool:
    """``-LO``, ``-fsSLo``, ``-XPOST``, ``-d@file`` of curl."""
    if option.startswith('--') or not option.startswith('-'):
        return False
    method = _METHOD.match(option)
    if method is not None:
        return method[1] not in ('GET', 'HEAD')
    for letter in option[1:]:
        if letter in _KEEPING or letter == 'o' and len(option) > len('-o'):
            return True
        if letter in _VALUED or not letter.isalpha():
            break
    return False
