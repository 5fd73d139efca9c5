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

"""The chart: a bar a run, as long as its ratio to bare flake8.

It is narrow, so that a telephone shows it without making the text small, and
stands on a ground of its own, so that it is readable whether or not the page
around it turns dark with the browser. Text is text, for search and for
screen readers.
"""

from collections.abc import Iterator
from statistics import median
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.contenders import OURS

_WIDTH = 460
_EDGE = 14
_LONGEST = _WIDTH - 2 * _EDGE
_TOP = 92
_ROW = 40
_BAR = 12
# A ratio above this is drawn as a broken bar; its number stands beside it.
_LIMIT = 2.0

_STYLE = '''
text { font: 14px sans-serif; fill: #1f2328; }
.title { font-weight: bold; font-size: 15px; }
.ours { font-weight: bold; }
.small { font-size: 12px; fill: #57606a; }
.ground { fill: #ffffff; stroke: #d0d7de; }
.base { fill: #afb8c1; }
.added { fill: #bc4c00; }
.own { fill: #0969da; }
.line { stroke: #1f2328; }
.gap { fill: none; stroke: #ffffff; stroke-width: 4; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.small { fill: #9da7b1; }
.ground { fill: #0d1117; stroke: #30363d; }
.base { fill: #59636e; }
.added { fill: #f0883e; }
.own { fill: #58a6ff; }
.line { stroke: #e6edf3; }
.gap { stroke: #0d1117; }
}
'''


def draw(lint: dict[str, Any], title: str) -> str:
    """The chart as SVG.

    :param lint: the raw numbers of :mod:`benchmarks.lint`; bare flake8 comes
        first.
    """
    bare, *others = lint['runs']
    runs = [bare, *sorted(
        others, key=lambda run: (not run['flake8'], _middle(run)))]
    height = _TOP + _ROW * len(runs) + 8
    said = '; '.join(f'{run["name"]} {_middle(run):.2f}' for run in runs)
    return '\n'.join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} '
        f'{height}" width="{_WIDTH}" height="{height}" role="img" '
        'aria-labelledby="title said">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="said">{escape(said)}</desc>',
        f'<style>{_STYLE}</style>',
        f'<rect class="ground" x="0.5" y="0.5" width="{_WIDTH - 1}" '
        f'height="{height - 1}" rx="6"/>',
        *_head(title),
        *(part for number, run in enumerate(runs)
          for part in _row(run, _TOP + _ROW * number)),
        f'<path class="line" stroke-dasharray="3 3" d="M{_x(1)} {_TOP - 6} '
        f'V{height - 8}"/>',
        '</svg>', ''))


def _head(title: str) -> Iterator[str]:
    yield f'<text class="title" x="{_EDGE}" y="24">{escape(title)}</text>'
    yield (f'<text class="small" x="{_EDGE}" y="43">bare flake8 = 1; in '
           'brackets the least and greatest of all rounds</text>')
    place = _EDGE
    for kind, meaning, room in (
            ('base', 'flake8 itself', 118), ('added', 'the plugin', 100),
            ('own', 'a linter on its own', 0)):
        yield (f'<rect class="{kind}" x="{place}" y="56" width="12" '
               'height="12"/>')
        yield f'<text class="small" x="{place + 18}" y="66">{meaning}</text>'
        place += room


def _row(run: dict[str, Any], top: int) -> Iterator[str]:
    ratio = _middle(run)
    ours = ' class="ours"' if run['name'].startswith(OURS.name) else ''
    yield (f'<text{ours} x="{_EDGE}" y="{top + 13}">{escape(run["name"])}'
           '</text>')
    yield (f'<text x="{_WIDTH - _EDGE}" y="{top + 13}" text-anchor="end">'
           f'{_number(ratio)}<tspan class="small">{_range(run)}</tspan>'
           '</text>')
    y = top + 18
    if run['flake8']:
        yield _rectangle('base', 0, min(ratio, 1), y)
        yield _rectangle('added', 1, min(ratio, _LIMIT), y)
    else:
        yield _rectangle('own', 0, min(ratio, _LIMIT), y)
    if ratio > _LIMIT:
        x = _x(_LIMIT) - 30
        yield f'<path class="gap" d="M{x} {y - 2} l-8 {_BAR + 4}"/>'


def _rectangle(kind: str, start: float, end: float, y: int) -> str:
    if end <= start:
        return ''
    return (f'<rect class="{kind}" x="{_x(start):.1f}" y="{y}" '
            f'width="{_x(end) - _x(start):.1f}" height="{_BAR}"/>')


def _x(ratio: float) -> float:
    return _EDGE + _LONGEST * ratio / _LIMIT


def _middle(run: dict[str, Any]) -> float:
    return float(median(run['ratios']))


def _range(run: dict[str, Any]) -> str:
    least, greatest = min(run['ratios']), max(run['ratios'])
    if len(run['ratios']) == 1:
        return ' (one round)'
    if least == greatest:
        return ''
    return f' ({_number(least)} to {_number(greatest)})'


def _number(ratio: float) -> str:
    """Three digits that say something."""
    return f'{ratio:.{1 if ratio >= 10 else 2 if ratio >= 0.1 else 3}f}'
