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
"""The pictures show the pages as they are now."""

import struct
import zlib

import pytest

from docs import pictures
from tests import checkout

NAMES = [name for name, *_ in pictures.PICTURES]
SOURCE = checkout.ROOT / 'docs' / 'source'


@pytest.mark.parametrize('name', NAMES)
def test_pictures_are_of_today(name: str) -> None:
    """A page that looks different needs ``python -m docs.pictures``."""
    assert pictures.digest_in(pictures.FOLDER / name) == pictures.digest(name)


@pytest.mark.parametrize('name', NAMES)
def test_pictures_are_shown(name: str) -> None:
    """Each on the page that is about it, with words for who cannot see."""
    text = (SOURCE / f'{name.removesuffix(".png")}.rst').read_text()
    shown = text.partition(f'.. figure:: pictures/{name}\n')[2]
    assert shown.startswith('   :alt: ')
    assert {path.name for path in pictures.FOLDER.iterdir()} == set(NAMES)


@pytest.mark.parametrize('name', NAMES)
def test_mark_is_part_of_the_picture(name: str) -> None:
    """Programs that show pictures check the sum of each part."""
    content = (pictures.FOLDER / name).read_bytes()
    place, kinds = 8, []
    while place < len(content):
        length, kind = struct.unpack_from('>I4s', content, place)
        held = content[place + 4:place + 8 + length]
        assert struct.unpack_from('>I', content, place + 8 + length)[0] == (
            zlib.crc32(held))
        kinds.append(kind)
        place += length + 12
    assert kinds[:2] == [b'IHDR', b'tEXt'] and kinds[-1] == b'IEND'


def test_other_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another style would be noticed."""
    before = [pictures.digest(name) for name in NAMES]
    monkeypatch.setattr(pictures, 'payloads_page', lambda report: 'other')
    monkeypatch.setattr(pictures, 'waits_page', lambda report: 'other')
    assert all(old != pictures.digest(name) for old, name in zip(
        before, NAMES, strict=True))
