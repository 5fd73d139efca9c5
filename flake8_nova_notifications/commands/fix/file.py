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

"""One file as it lies on the disk, and as it is to lie there."""

import codecs
import io
import os
import tempfile
import tokenize
from typing import NamedTuple


class Text(NamedTuple):
    """A file's text, with all that is needed to write it as it was.

    :ivar lines: with their own line ends.
    :ivar encoding: by its declaration or its byte order mark.
    :ivar mark: the byte order mark, or nothing.
    """

    lines: list[str]
    encoding: str
    mark: bytes

    @property
    def read(self) -> list[str]:
        """The lines as flake8 reads them: each ends in a newline."""
        return [
            line[:-2] + '\n' if line.endswith('\r\n') else
            line[:-1] + '\n' if line.endswith('\r') else line
            for line in self.lines]

    def encoded(self, text: str) -> bytes:
        """What is written for a text in its place.

        :raises UnicodeEncodeError: the encoding has no such character.
        """
        return self.mark + text.encode(self.encoding)


def decoded(content: bytes) -> Text:
    """The text of a file.

    :raises SyntaxError: it is in an encoding nobody knows.
    :raises ValueError: it is not in the encoding that it says.
    """
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b''
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    if encoding == 'utf-8-sig':
        encoding = 'utf-8'
    text = content[len(mark):].decode(encoding)
    # Universal newlines, but with the line ends left as they are.
    return Text(
        list(io.StringIO(text, newline='')), encoding, mark)


def replace(path: str, content: bytes) -> None:
    """Write a file, whole or not at all; its permissions stay.

    A new one gets those that the system gives new files.

    :raises OSError: it cannot be written; it is as it was.
    """
    # A link stays a link.
    path = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(
        dir=os.path.dirname(path), prefix='.nvn-')
    try:
        with open(handle, 'wb') as stream:
            stream.write(content)
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
