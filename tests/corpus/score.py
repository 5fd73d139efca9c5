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

"""Findings on released code, held against what a reader found there."""

import ast
from collections.abc import Iterator
from collections import Counter
from dataclasses import dataclass
from dataclasses import field
import json
import math
import pathlib
import re
import subprocess
import sys
from typing import Any
import zipfile

HERE = pathlib.Path(__file__).resolve().parent

_FINDING = re.compile(r'^(?:\./)?(.+?):(\d+):\d+: (NVN\d{3}) (.*)$')
# Families of which every place in a release is judged: a finding outside all
# places is wrong there. Of the others a sample is judged, and what stands
# outside it says nothing.
COMPLETE = frozenset(('waiting', 'authorization', 'validation'))

# The normal quantile of a two-sided interval of 95 %.
_Z = 1.96

_STATEMENTS = (ast.For, ast.While, ast.AsyncFor, ast.Expr, ast.Assign,
               ast.With, ast.Try, ast.Return, ast.ExceptHandler, ast.Dict,
               ast.Call, ast.FunctionDef)


class MissingNetworkError(Exception):
    """The package index could not be reached: a failure, not a skip."""


@dataclass(frozen=True)
class Place:
    """One judged place.

    :ivar above: how far above its line a finding may stand (a decorator).
    :ivar below: how far below the end of the statement a finding may stand;
        the failure of a looping call stands in a handler of its time-out.
    :ivar function: the line of the function that is judged as a whole.
    """

    family: str
    file: str
    line: int
    symbol: str
    codes: tuple[str, ...]
    sure: bool
    above: int = 2
    below: int = 8
    function: int | None = None


@dataclass(frozen=True)
class Finding:
    """One line of flake8's output."""

    file: str
    line: int
    code: str
    text: str


@dataclass
class Score:
    """Right, wrong and missed findings, a code each."""

    hits: 'Counter[str]' = field(default_factory=Counter)
    misses: list[tuple[str, Place]] = field(default_factory=list)
    wrongs: list[Finding] = field(default_factory=list)

    def precision(self, *codes: str) -> float:
        """The share of findings that are right; 1 when there are none."""
        hits = sum(self.hits[code] for code in codes)
        wrongs = sum(wrong.code in codes for wrong in self.wrongs)
        return hits / (hits + wrongs) if hits + wrongs else 1.0

    def recall(self, *codes: str) -> float:
        """The share of faults that are found; 1 when there are none."""
        hits = sum(self.hits[code] for code in codes)
        misses = sum(code in codes for code, _ in self.misses)
        return hits / (hits + misses) if hits + misses else 1.0

    def table(self, codes: list[str]) -> str:
        """One row a code and one for all, then each miss and wrong."""
        rows = [f'{"code":8}{"right":>7}{"wrong":>7}{"missed":>8}'
                f'{"precision":>11}{"recall":>8}']
        for name, chosen in [*((c, [c]) for c in codes), ('all', codes)]:
            wrongs = sum(wrong.code in chosen for wrong in self.wrongs)
            misses = sum(code in chosen for code, _ in self.misses)
            rows.append(
                f'{name:8}{sum(self.hits[c] for c in chosen):7}{wrongs:7}'
                f'{misses:8}{self.precision(*chosen):11.3f}'
                f'{self.recall(*chosen):8.3f}')
        rows += [f'missed {code} {place.file}:{place.line} {place.symbol}'
                 for code, place in self.misses if code in codes]
        rows += [f'wrong {wrong.code} {wrong.file}:{wrong.line} {wrong.text}'
                 for wrong in self.wrongs if wrong.code in codes]
        return '\n'.join(rows)


def places(release: str) -> list[Place]:
    """The judged places of a release, such as ``nova-34.0.0``."""
    return [
        Place(row['family'], row['file'], row['line'], row['symbol'],
              tuple(row['codes']), row['sure'],
              row.get('above', Place.above), row.get('below', Place.below),
              row.get('function')) for row in rows(release)]


def needs(release: str) -> list[str]:
    """Options without which the places of a release cannot be found."""
    return sorted({row['needs'] for row in rows(release) if 'needs' in row})


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a file of judgements."""
    lines = (HERE / f'{name}.jsonl').read_text().splitlines()
    return [json.loads(line) for line in lines]


def unpacked(release: str, folder: pathlib.Path) -> pathlib.Path:
    """Download a release's wheel and unpack it, once a folder.

    :raises MissingNetworkError: the wheel could not be had.
    """
    target = folder / release
    if target.exists():
        return target
    name, _, version = release.rpartition('-')
    done = subprocess.run(
        [sys.executable, '-m', 'pip', 'download', '--no-deps', '--quiet',
         '--only-binary', ':all:', '--dest', str(folder),
         f'{name}=={version}'],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=600)
    wheels = sorted(folder.glob(f'{release}-*.whl'))
    if done.returncode or not wheels:
        raise MissingNetworkError(
            f'the wheel of {release} could not be downloaded, so nothing was '
            f'scored:\n{done.stdout}')
    half = folder / f'{release}.part'
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(half)
    half.rename(target)
    return target


# Codes that were made of others after the places had been judged.
_JUDGED_AS = {'NVN206': 'NVN201'}


def findings(tree: pathlib.Path, *arguments: str) -> list[Finding]:
    """What the installed plugin reports on a tree, every code on.

    Each name of a payload by itself: a place is a field or a key. NVN206
    counts as NVN201, of which it was a part when the places were judged: how
    loud the handler logs was not asked then.
    """
    done = subprocess.run(
        [sys.executable, '-m', 'flake8', '--isolated', '--select=NVN',
         '--nvn-all', '--nvn-payload-names=each', *arguments, '.'],
        cwd=tree, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, timeout=1800)
    assert not done.stderr, done.stderr
    return list(_parsed(done.stdout))


def _parsed(output: str) -> Iterator[Finding]:
    for line in output.splitlines():
        match = _FINDING.match(line)
        assert match is not None, line
        yield Finding(
            match[1], int(match[2]), _JUDGED_AS.get(match[3], match[3]),
            match[4])


def interval(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share that was seen as part of a whole.

    Wilson, Journal of the American Statistical Association 22 (1927).
    """
    if not whole:
        return 0.0, 1.0
    share = part / whole
    middle = share + _Z ** 2 / (2 * whole)
    spread = _Z * math.sqrt(
        share * (1 - share) / whole + _Z ** 2 / (4 * whole ** 2))
    scale = 1 + _Z ** 2 / whole
    return (max(0.0, (middle - spread) / scale),
            min(1.0, (middle + spread) / scale))


def score(
    found: list[Finding], judged: list[Place], tree: pathlib.Path,
    codes: list[str],
) -> Score:
    """Match findings with places.

    A finding belongs to a place if it stands in its window: from a little
    above its line to a little below the end of the statement there. It is
    wrong inside a window of which the code is not wanted, and outside all
    windows of a family whose places are complete.
    """
    result = Score()
    trees: dict[str, ast.Module] = {}
    windows = [(place, *_window(place, tree, trees)) for place in judged]
    complete = {place.family for place in judged} <= COMPLETE
    for code in codes:
        open_ = [one for one in found if one.code == code]
        used: set[Finding] = set()
        for place, first, last in windows:
            if code not in place.codes:
                continue
            near = [one for one in open_ if one.file == place.file
                    and first <= one.line <= last and one not in used]
            best = min(near, key=lambda one: abs(one.line - place.line),
                       default=None)
            if best is not None:
                used.add(best)
                result.hits[code] += place.sure
            elif place.sure:
                result.misses.append((code, place))
        for one in open_:
            around = [place for place, first, last in windows
                      if place.file == one.file and first <= one.line <= last]
            if one in used or any(
                    not place.sure or code in place.codes
                    for place in around):
                continue
            if around or complete:
                result.wrongs.append(one)
    return result


def _window(
    place: Place, tree: pathlib.Path, trees: dict[str, ast.Module],
) -> tuple[int, int]:
    if place.file not in trees:
        text = (tree / place.file).read_text(encoding='utf-8')
        trees[place.file] = ast.parse(text)
    start = place.line if place.function is None else place.function
    end = max(
        (node.end_lineno or node.lineno
         for node in ast.walk(trees[place.file])
         if isinstance(node, _STATEMENTS) and start in (
             node.lineno, *(d.lineno for d in getattr(
                 node, 'decorator_list', ())))),
        default=place.line)
    if place.function is not None:
        # A test is one place, wherever in it the mock is made to raise.
        return min(place.line, place.function) - 1, max(end, place.line)
    if place.above == place.below:
        return place.line - place.above, place.line + place.below
    return place.line - place.above, end + place.below
