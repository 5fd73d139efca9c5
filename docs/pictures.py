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
"""Pictures of the pages that ``nvn`` writes, made by a real browser.

``python -m docs.pictures NOVA``, where NOVA is an unpacked wheel of nova
34.0.0, writes them anew. Each holds a digest of the page without its
contents, so that a test notices a page that looks different by now.
"""

import hashlib
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

from flake8_nova_notifications.commands.payloads.page import (
    as_page as payloads_page)
from flake8_nova_notifications.commands.payloads.table import (
    Report as Payloads)
from flake8_nova_notifications.commands.waits.budgets import Report as Waits
from flake8_nova_notifications.commands.waits.page import (
    as_page as waits_page)

ROOT = pathlib.Path(__file__).resolve().parents[1]
FOLDER = ROOT / 'docs' / 'source' / 'pictures'
# Name, height in pixels and what is on it; NOVA is a folder that is given.
PICTURES = (
    ('payloads.png', 760, ('payloads', '.'), 'examples/faulty'),
    ('waits.png', 780, ('waits', 'nova/tests/functional', '--limit=160'),
     'NOVA'))
WIDTH = 1100
# Of a PNG file: https://www.w3.org/TR/png-3/#11tEXt
_SIGNATURE = b'\x89PNG\r\n\x1a\n'
_KEYWORD = b'Page\0'


def digest(name: str) -> str:
    """What a page looks like, in one number."""
    page = payloads_page(Payloads((), ())) if name == 'payloads.png' else (
        waits_page(Waits((), (), 160.0)))
    return hashlib.sha256(page.encode()).hexdigest()


def digest_in(path: pathlib.Path) -> str | None:
    """The same, as it was when a picture was made."""
    content = path.read_bytes()
    place = len(_SIGNATURE)
    while place < len(content):
        length, kind = struct.unpack_from('>I4s', content, place)
        held = content[place + 8:place + 8 + length]
        if kind == b'tEXt' and held.startswith(_KEYWORD):
            return held.removeprefix(_KEYWORD).decode()
        place += length + 12
    return None


def marked(picture: bytes, value: str) -> bytes:
    """A picture with a digest behind its header."""
    held = b'tEXt' + _KEYWORD + value.encode()
    chunk = struct.pack('>I', len(held) - 4) + held + struct.pack(
        '>I', zlib.crc32(held))
    end = len(_SIGNATURE) + 25  # of the header
    return picture[:end] + chunk + picture[end:]


def main(nova: str) -> None:
    """Write both pictures."""
    browser = shutil.which('chromium') or shutil.which('chromium-browser')
    assert browser is not None, 'chromium is not installed'
    for name, height, command, folder in PICTURES:
        with tempfile.TemporaryDirectory() as room:
            page = pathlib.Path(room, 'page.html')
            shot = pathlib.Path(room, 'page.png')
            subprocess.run(
                [sys.executable, '-m', 'flake8_nova_notifications', *command,
                 '--html', str(page)],
                cwd=nova if folder == 'NOVA' else ROOT / folder,
                env={**os.environ, 'PYTHONPATH': os.pathsep.join(
                    (str(ROOT), os.environ.get('PYTHONPATH', '')))})
            subprocess.run(
                [browser, '--headless', '--no-sandbox', '--disable-gpu',
                 '--hide-scrollbars', f'--window-size={WIDTH},{height}',
                 f'--user-data-dir={room}/profile', f'--screenshot={shot}',
                 page.as_uri()], check=True, stderr=subprocess.DEVNULL)
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / name).write_bytes(
                marked(shot.read_bytes(), digest(name)))


if __name__ == '__main__':
    main(*sys.argv[1:])
