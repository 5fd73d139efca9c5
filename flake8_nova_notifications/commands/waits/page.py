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

"""The report as one HTML page with pictures, that needs no network."""

from html import escape
import re

from flake8_nova_notifications.commands.waits.budgets import Report
from flake8_nova_notifications.commands.waits.budgets import Test
from flake8_nova_notifications.commands.waits.budgets import Use
from flake8_nova_notifications.commands.waits.text import length
from flake8_nova_notifications.commands.waits.text import summary

# Of the picture, in its own units.
_WIDTH, _HEIGHT, _LEFT, _BELOW = 960, 260, 56, 8
# Waits in the second picture, and tests in the table.
_SHORTEST = 12
_TESTS = 100
_BREAKS = re.compile(r'(?<=[._/])(?=\w)|(?<=[a-z])(?=[A-Z])')
_HEAD = '''\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';
 style-src 'unsafe-inline'">
<title>What tests may wait for</title>
<style>
:root { color-scheme: light dark; --line: #8885; --quiet: #636363;
  --bar: #4f7cac; --grave: #b71c1c; }
@media (prefers-color-scheme: dark) {
  :root { --quiet: #a8a8a8; --bar: #7da7d9; --grave: #ff8a80; } }
* { box-sizing: border-box; }
body { font: 1rem/1.45 system-ui, sans-serif; margin: 0 auto;
  padding: 0 1rem 3rem; max-width: 84rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
figure { margin: 0; } figcaption { color: var(--quiet); }
svg { width: 100%; height: auto; max-height: 22rem; }
svg text { font: 13px system-ui, sans-serif; fill: var(--quiet); }
svg .bar { fill: var(--bar); } svg .above { fill: var(--grave); }
svg .limit { stroke: var(--grave); stroke-dasharray: 6 4; }
svg .axis { stroke: var(--line); }
table { border-collapse: collapse; width: 100%; }
thead th { position: sticky; top: 0; background: Canvas;
  white-space: nowrap; }
th, td { padding: .4rem .5rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
td.number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.above { color: var(--grave); font-weight: 600; }
.place { color: var(--quiet); font-size: .85em; }
.bars { display: grid; grid-template-columns: minmax(8rem, 22rem) 1fr;
  gap: .25rem .75rem; align-items: center; }
.bars i { display: inline-block; height: 1rem; background: var(--bar);
  vertical-align: middle; margin-right: .5rem; }
@media (max-width: 44rem) {
  thead { display: none; }
  table, tbody, tr, td { display: block; border: 0; padding: .15rem 0; }
  td.number { text-align: left; }
  tr { border-bottom: 2px solid var(--line); padding: .5rem 0; }
  .bars { grid-template-columns: 1fr; }
  svg text { font-size: 32px; } svg .scale { display: none; }
}
</style>
</head>
<body>
<h1>What tests may wait for</h1>
'''


def as_page(report: Report) -> str:
    """The page; every name on it is escaped."""
    return (
        f'{_HEAD}<p>{escape(summary(report))}.</p>\n'
        f'<h2>Tests by what their waits may take</h2>\n{_picture(report)}'
        f'<h2>The shortest budgets</h2>\n{_shortest(report)}'
        f'<h2>Tests that may wait longest</h2>\n{_tests(report)}'
        f'<h2>All waits, the shortest budget first</h2>\n{_waits(report)}'
        '</body>\n</html>\n')


def _picture(report: Report) -> str:
    """Each test a thin bar, the longest first, and the limit across them."""
    seconds = [test.seconds for test in report.tests]
    if not seconds:
        return '<p>No test waits.</p>\n'
    limit = report.limit
    top = max(seconds[0], (limit or 0) * 1.1, 1)
    if limit is not None and top > 2 * limit:
        # A single giant must not flatten all the others.
        top = 2 * limit
    wide = (_WIDTH - _LEFT) / len(seconds)
    high = _HEIGHT - _BELOW - 16
    bars = ''.join(
        f'<rect class="{_class(one, limit)}" x="{_LEFT + wide * index:.2f}" '
        f'y="{16 + high * (1 - min(one / top, 1)):.2f}" '
        f'width="{max(wide, 0.4):.2f}" '
        f'height="{high * min(one / top, 1):.2f}"/>'
        for index, one in enumerate(seconds))
    line = ''
    if limit is not None:
        y = 16 + high * (1 - limit / top)
        line = (f'<line class="limit" x1="{_LEFT}" x2="{_WIDTH}" '
                f'y1="{y:.2f}" y2="{y:.2f}"/>'
                f'<text x="{_WIDTH - 4}" y="{y - 5:.2f}" text-anchor="end">'
                f'limit of the runner, {limit:g} s</text>')
    above = '' if seconds[0] <= top else f'; only {top:g} s of it are drawn'
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{len(seconds)} tests by seconds">{bars}'
        f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH}" y1="{16 + high}" '
        f'y2="{16 + high}"/>{line}'
        f'<text class="scale" x="{_LEFT - 6}" y="22" text-anchor="end">'
        f'{top:g} s</text><text class="scale" x="{_LEFT - 6}" '
        f'y="{16 + high}" text-anchor="end">0</text></svg>\n'
        f'<figcaption>{len(seconds)} tests, the longest first; that one may '
        f'take {seconds[0]:g} s{above}.</figcaption></figure>\n')


def _class(seconds: float, limit: float | None) -> str:
    return 'above' if limit is not None and seconds > limit else 'bar'


def _shortest(report: Report) -> str:
    """The waits that are the first to fail on a slow machine."""
    uses = [use for use in report.uses
            if use.wait.seconds is not None and use.tests][:_SHORTEST]
    if not uses:
        return '<p>No wait of a known length is used by a test.</p>\n'
    most = max(use.wait.seconds or 0 for use in uses) or 1
    return '<div class="bars">\n' + ''.join(
        f'<span>{_broken(use.wait.function)}</span><span>'
        f'<i style="width: {60 * (use.wait.seconds or 0) / most:.1f}%"></i>'
        f'{use.wait.seconds:g} s, {use.tests} tests</span>\n'
        for use in uses) + '</div>\n'


def _tests(report: Report) -> str:
    rows = ''.join(_test(test, report.limit)
                   for test in report.tests[:_TESTS])
    return (
        '<table>\n<thead><tr><th>Seconds</th><th>Waits</th><th>Test</th>'
        f'</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n')


def _test(test: Test, limit: float | None) -> str:
    unknown = f', {test.unknown} unknown' if test.unknown else ''
    above = ' above' if limit is not None and test.seconds > limit else ''
    return (
        f'<tr><td class="number{above}">{test.seconds:g} s</td>'
        f'<td class="number">{test.waits} waits{unknown}</td>'
        f'<td>{_broken(test.name)} <span class="place">'
        f'{_broken(test.file)}:{test.line}</span></td></tr>\n')


def _waits(report: Report) -> str:
    rows = ''.join(map(_wait, report.uses))
    return (
        '<table>\n<thead><tr><th>Budget</th><th>Tests</th><th>Wait</th>'
        '<th>Polls</th><th>Bound and pause</th><th>Then</th></tr></thead>\n'
        f'<tbody>\n{rows}</tbody>\n</table>\n')


def _wait(use: Use) -> str:
    wait = use.wait
    pause = f', pause {wait.pause}' if wait.pause else ''
    grows = ', growing' if wait.grows else ''
    return (
        f'<tr><td class="number">{escape(length(use))}</td>'
        f'<td class="number">{use.tests}</td>'
        f'<td>{_broken(wait.function)} <span class="place">'
        f'{_broken(wait.file)}:{wait.line}</span></td>'
        f'<td>{_broken(wait.polls)}</td>'
        f'<td>{escape(wait.bound + pause + grows)}</td>'
        f'<td>{_broken(wait.says)}</td></tr>\n')


def _broken(name: str) -> str:
    """A name, escaped, that may break behind its dots and underscores."""
    return '<wbr>'.join(map(escape, _BREAKS.split(name)))
