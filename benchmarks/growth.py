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

"""How the plugin's time grows with the size of a file.

Time is proportional to size to some power; the power is the slope of a
straight line through the logarithms of both. It is taken three times:

* over made files, each a module of Nova repeated 1 to 16 times under other
  names. All else is equal, so this slope is the plugin's growth. One line
  is fitted through every module's own files, and all lines have one slope.
* over the first sixteenth to all of large files. Their classes grow with
  them, those of repeated modules do not.
* over real files. There the slope also says that Nova's large files hold
  more of what the rules are about, which is no growth.

flake8's own slope, from the same runs, stands beside either.
"""

import ast
from collections.abc import Sequence
import os
from pathlib import Path
import re
import shutil
import sys
from typing import NamedTuple

from benchmarks.corpus import Corpus
from benchmarks.corpus import unpacked
from benchmarks.results import Measured
from benchmarks.results import Table
from benchmarks.share import clock
from benchmarks.share import Clocked
from benchmarks.slope import fit
from benchmarks.slope import Slope

_TIMES = (1, 2, 4, 8, 16)
# One or more for each family of rules, 300 to 700 lines each.
_MODULES = (
    'nova/block_device.py',
    'nova/notifications/base.py',
    'nova/notifications/objects/instance.py',
    'nova/api/openstack/compute/server_groups.py',
    'nova/tests/functional/notification_sample_tests/'
    'notification_sample_base.py',
    'nova/tests/functional/test_server_faults.py',
    'nova/tests/unit/conductor/tasks/test_migrate.py',
    'nova/tests/unit/compute/test_host_api.py',
    'nova/virt/libvirt/volume/mount.py',
)
# Each is mostly one class of more than 10,000 lines.
_LARGE = (
    'nova/compute/manager.py',
    'nova/tests/unit/compute/test_compute_mgr.py',
    'nova/virt/libvirt/driver.py',
)
# Shorter files take too little time for the clock.
_LEAST_LINES = 20


class Made(NamedTuple):
    """A file made for this measurement."""

    module: str
    path: str


def repeated(code: str, times: int) -> str:
    """A module written several times over, each time under other names.

    Top-level names are renamed wherever they are spelled; imports, and what
    may have to stand first, are kept once.
    """
    tree = ast.parse(code)
    lines = code.splitlines(keepends=True)
    names = sorted(_top_level_names(tree))
    imports = {
        number for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for number in range(node.lineno, (node.end_lineno or 0) + 1)}
    body = ''.join(
        line for number, line in enumerate(lines, 1) if number not in imports)
    if not names:
        return code + body * (times - 1)
    word = re.compile(rf'(?<![\w.])(?:{"|".join(names)})\b')
    return code + ''.join(
        word.sub(rf'\g<0>_{number}', body) for number in range(2, times + 1))


def beginning(code: str, lines: int) -> str:
    """The first lines of a module, cut behind a function or a statement.

    :param lines: how many at most, unless the first statement has more.
    """
    ends = []
    for node in ast.parse(code).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        ends += [member.end_lineno or 0 for member in members]
    end = max((end for end in ends if end <= lines), default=ends[0])
    return ''.join(code.splitlines(keepends=True)[:end])


def _top_level_names(tree: ast.Module) -> set[str]:
    names = set()
    for node in tree.body:
        if isinstance(node, (
                ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets
                      if isinstance(target, ast.Name)}
    return names


def make(cache: Path) -> tuple[Path, list[Made]]:
    """Write the made files into a copy of Nova, beside their module.

    Where a file stands, and what stands around it, decides what the rules
    ask; the copy costs no space where the file system has hard links.
    """
    home = cache / 'growth'
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(unpacked(cache), home, copy_function=_link)
    made = []
    for module in (*_MODULES, *_LARGE):
        code = (home / module).read_text()
        size = code.count('\n') + 1
        for times in _TIMES:
            path = module.removesuffix('.py') + f'_{times}.py'
            (home / path).write_text(
                repeated(code, times) if module in _MODULES else
                beginning(code, size * times // _TIMES[-1]))
            made.append(Made(module, path))
    return home, made


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def measure(
    corpus: Corpus, cache: Path, rounds: int, options: Sequence[str],
) -> Measured:
    """Time made and real files, and fit the slopes.

    Of all rounds the least time of a file counts: what disturbs a run of
    some milliseconds only ever adds. Files are in turned order in every
    other round, so that no file always pays for what is done once.
    """
    home, made = make(cache)
    paths = [each.path for each in made]
    made_seen: dict[str, Clocked] = {}
    real_seen: dict[str, Clocked] = {}
    for number in range(rounds):
        print(f'round {number + 1} of {rounds}', file=sys.stderr, flush=True)
        ordered = tuple(paths if number % 2 == 0 else reversed(paths))
        grown = Corpus(home, ordered, 0, len(ordered))
        for seen, files in ((made_seen, grown), (real_seen, corpus)):
            for each in clock(files, cache, options).files:
                seen[each.path] = _least(each, seen.get(each.path, each))
    series = {module: [made_seen[each.path] for each in made
                       if each.module == module]
              for module in (*_MODULES, *_LARGE)}
    real = [each for each in real_seen.values() if each.lines >= _LEAST_LINES]
    groups = {
        'repeated modules': [series[module] for module in _MODULES],
        'slices of large modules': [series[module] for module in _LARGE],
        'real files': [real],
    }
    fits = {name: _fits(group) for name, group in groups.items()}
    alone = {module: _fits([files]) for module, files in series.items()}
    return Measured(
        f'{len(made)} made files of up to '
        f'{max(each.lines for each in made_seen.values()):,} lines and '
        f'{len(real)} real ones; time grows with the lines to the power of',
        Table(('Files', 'plugin', 'flake8'), [
            (name, ours.text(), rest.text())
            for name, (ours, rest) in (*fits.items(), *alone.items())]),
        {'made': list(made_seen.values()), 'real': real, 'fits': fits},
        tuple(
            (f'Growth exponent, {name}',
             f'{ours.text()} (flake8: {rest.text()})')
            for name, (ours, rest) in fits.items()))


def _fits(series: Sequence[Sequence[Clocked]]) -> tuple[Slope, Slope]:
    """The slope of the plugin's time and that of the rest."""
    return (
        fit([[(each.lines, each.ours) for each in one] for one in series]),
        fit([[(each.lines, each.rest) for each in one] for one in series]))


def _least(one: Clocked, other: Clocked) -> Clocked:
    return one._replace(
        ours=min(one.ours, other.ours), rest=min(one.rest, other.rest))
