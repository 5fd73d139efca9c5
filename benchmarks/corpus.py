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

"""The code that is linted: Nova as it was released, and a sample of it."""

from dataclasses import dataclass
import hashlib
import os
from pathlib import Path
import shutil
import sys
import zipfile

from benchmarks.failure import BenchmarkError
from benchmarks.failure import run_pip

REQUIREMENT = 'nova==34.0.0'
WHEEL = 'nova-34.0.0-py3-none-any.whl'
# A ratio means something only if all of us lint the same lines.
SHA256 = '8b46997836961762608e6e46e6d4945325d8a1fb8004e79e552e55839061f10c'

# Every 14th file from the 11th on: 107 files, 40,562 lines. Of the samples of
# about 40,000 lines that can be taken like this it is one that is like Nova:
# 21 % of its lines stand in files that sleep (Nova 26 %), 49 % in files that
# mock an error (47 %), 23 % in files that notify (34 %); four of its files
# hold a wait that is reported, as many as its size lets one expect. The
# largest file has 5,344 lines.
_STEP = 14
_FIRST = 10


@dataclass(frozen=True)
class Corpus:
    """Files to lint.

    :ivar root: the folder that holds the project; flake8 runs there.
    :ivar arguments: what is given to flake8, relative to the root.
    :ivar lines: how many lines that is.
    :ivar files: how many files that is.
    """

    root: Path
    arguments: tuple[str, ...]
    lines: int
    files: int


def whole(cache: Path) -> Corpus:
    """All of Nova."""
    root = unpacked(cache)
    files = _python_files(root)
    return Corpus(root, tuple(files), _lines(root, files), len(files))


def sample(cache: Path) -> Corpus:
    """Some 40,000 lines of Nova.

    The files stay where they are: a plugin that looks at other modules of
    the project finds them, and pays for them, as in a run over everything.
    """
    root = unpacked(cache)
    files = _python_files(root)[_FIRST::_STEP]
    return Corpus(root, tuple(files), _lines(root, files), len(files))


def edited(cache: Path, places: int) -> Corpus:
    """The files in which evenly spaced lines of Nova stand, once each."""
    root = unpacked(cache)
    ends: list[tuple[int, str]] = []
    total = 0
    for name in _python_files(root):
        total += _lines(root, [name])
        ends.append((total, name))
    files = tuple(dict.fromkeys(
        next(name for end, name in ends
             if end > (place + 0.5) * total / places)
        for place in range(places)))
    return Corpus(root, files, _lines(root, list(files)), len(files))


def unpacked(cache: Path) -> Path:
    """The folder that holds Nova's package; it is fetched if need be."""
    root = cache / WHEEL.removesuffix('.whl')
    if root.is_dir():
        return root
    wheel = cache / WHEEL
    if not wheel.is_file():
        # The wheel is only read, so it may ask for a later Python.
        run_pip(
            [sys.executable, '-m', 'pip', 'download', '--no-deps',
             '--only-binary=:all:', '--ignore-requires-python', '--dest',
             str(cache), REQUIREMENT],
            f'download {REQUIREMENT}')
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != SHA256:
        raise BenchmarkError(
            f'{wheel} is not the released wheel: its sha256 is {digest}; '
            'delete it and try again')
    # Unpack beside, then rename: a run that was stopped leaves no half tree.
    partial = cache / 'unpacking'
    shutil.rmtree(partial, ignore_errors=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(partial)
    partial.rename(root)
    return root


def _python_files(root: Path) -> list[str]:
    found: list[str] = []
    for folder, _, names in os.walk(root / 'nova'):
        relative = Path(folder).relative_to(root)
        found.extend(
            (relative / name).as_posix()
            for name in names if name.endswith('.py'))
    return sorted(found)


def _lines(root: Path, files: list[str]) -> int:
    return sum((root / name).read_bytes().count(b'\n') for name in files)
