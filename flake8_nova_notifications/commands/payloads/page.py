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

"""The report as one HTML page that needs no network."""

from html import escape
import re

from flake8_nova_notifications.commands.payloads.kinds import KINDS
from flake8_nova_notifications.commands.payloads.kinds import TELLING
from flake8_nova_notifications.commands.payloads.table import Group
from flake8_nova_notifications.commands.payloads.table import Report
from flake8_nova_notifications.commands.payloads.text import carried

# Behind dots, underscores and slashes, and between words in one.
_BREAKS = re.compile(r'(?<=[._/])(?=\w)|(?<=[a-z])(?=[A-Z])')
_STYLE = '''\
:root { color-scheme: light dark; --line: #8885; --quiet: #636363;
  --grave: #b71c1c;
  --grave-back: #c6282822; --mild-back: #8882; }
* { box-sizing: border-box; }
body { font: 1rem/1.45 system-ui, sans-serif; margin: 0 auto;
  padding: 0 1rem 3rem; max-width: 84rem; }
h1 { font-size: 1.5rem; margin: 1rem 0 .5rem; }
ul.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none;
  margin: 0 0 1rem; padding: 0; }
ul.counts li { border: 1px solid var(--line); border-radius: .5rem;
  padding: .25rem .75rem; }
ul.counts b { display: block; font-size: 1.3rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
  margin-bottom: .75rem; }
input[type=search], select { font: inherit; padding: .3rem .5rem; }
input[type=search] { width: 22rem; max-width: 100%; }
fieldset { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap;
  gap: .25rem .75rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
col.what { width: 24%; } col.events { width: 34%; }
thead th { position: sticky; top: 0; background: Canvas; z-index: 1;
  box-shadow: 0 1px 0 var(--line); }
th, td { padding: .5rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
tbody th { font-weight: 600; }
.place { color: var(--quiet); font-size: .85em; font-weight: 400; }
.events a { color: inherit; text-decoration: none; }
.events a:hover, .events a:focus { text-decoration: underline; }
.events a:target { background: #fd08; }
dl { margin: 0; display: grid; grid-template-columns: 9rem 1fr;
  gap: .25rem .5rem; }
dt { font-size: .85em; color: var(--quiet); }
dd { margin: 0; }
.secrets, .objects, .free_form { background: var(--grave-back); }
dt.secrets, dt.objects, dt.free_form { color: var(--grave);
  font-weight: 600; }
@media (prefers-color-scheme: dark) {
  :root { --quiet: #a8a8a8; --grave: #ff8a80; } }
@media (max-width: 44rem) {
  thead, colgroup { display: none; }
  table, tbody, tr, th, td { display: block; width: 100%; border: 0;
    padding: .25rem 0; }
  tr[hidden] { display: none; }
  tbody tr { border-bottom: 2px solid var(--line); padding: .75rem 0; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .35rem; }
}
'''
_SCRIPT = '''\
'use strict';
const body = document.querySelector('tbody');
const rows = Array.from(body.rows);
const texts = rows.map(row => row.textContent.toLowerCase());
const field = document.getElementById('words');
const order = document.getElementById('order');
const boxes = Array.from(document.querySelectorAll('input[name=kind]'));
const count = document.getElementById('count');
function filter() {
  const wanted = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const kinds = boxes.filter(box => box.checked).map(box => box.value);
  const shown = new Set();
  rows.forEach((row, index) => {
    row.hidden = !wanted.every(word => texts[index].includes(word))
      || !kinds.every(kind => row.dataset.kinds.split(' ').includes(kind));
    if (!row.hidden)
      row.querySelectorAll('.events a').forEach(link => shown.add(
        link.textContent));
  });
  count.textContent = shown.size + ' events shown';
}
function sort() {
  const by = {
    gravity: (a, b) => rows.indexOf(a) - rows.indexOf(b),
    name: (a, b) => a.dataset.name.localeCompare(b.dataset.name),
    events: (a, b) => b.dataset.events - a.dataset.events,
  }[order.value];
  Array.from(rows).sort(by).forEach(row => body.append(row));
}
field.addEventListener('input', filter);
order.addEventListener('change', sort);
boxes.forEach(box => box.addEventListener('change', filter));
filter();
'''
_HEAD = '''\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';
 style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>What notifications carry</title>
<style>
%s</style>
</head>
<body>
<h1>What notifications carry</h1>
'''


def as_page(report: Report) -> str:
    """The page; every name on it is escaped."""
    stale = ''
    if report.stale:
        stale = ('<p>Entries of the allow-list that cover nothing: '
                 f'{escape(", ".join(report.stale))}.</p>\n')
    body = ''.join(map(_row, report.groups))
    return (
        f'{_HEAD % _STYLE}{_counts(report)}{stale}{_form(report)}<table>\n'
        '<colgroup><col class="what"><col class="events"><col></colgroup>\n'
        '<thead><tr><th scope="col">Payload</th><th scope="col">Events</th>'
        '<th scope="col">Carries</th></tr></thead>\n'
        f'<tbody>\n{body}</tbody>\n</table>\n'
        f'<script>\n{_SCRIPT}</script>\n</body>\n</html>\n')


def _counts(report: Report) -> str:
    counts = report.counts
    shown = [('events', counts['events'])]
    shown += [(f'with {kind.title.partition(",")[0]}', counts[kind.key])
              for kind in KINDS[:-1]]
    shown.append(('unknown', counts['unknown']))
    return '<ul class="counts">\n' + ''.join(
        f'<li><b>{number}</b> {escape(title)}</li>\n'
        for title, number in shown) + '</ul>\n'


def _form(report: Report) -> str:
    boxes = ''.join(
        f'<label><input type="checkbox" name="kind" value="{kind.key}"> '
        f'{escape(kind.title.partition(",")[0])}</label>\n'
        for kind in KINDS if kind.key in TELLING)
    return (
        '<form role="search" onsubmit="return false">\n'
        '<label>Search <input type="search" id="words" autocomplete="off" '
        'placeholder="event, payload, name, file"></label>\n'
        f'<fieldset aria-label="only those that carry">{boxes}</fieldset>\n'
        '<label>Sort by <select id="order">'
        '<option value="gravity">gravity</option>'
        '<option value="name">name</option>'
        '<option value="events">number of events</option>'
        '</select></label>\n'
        '<output id="count" aria-live="polite"></output>\n</form>\n')


def _row(group: Group) -> str:
    first = group.first
    name = group.name
    version = f' {escape(first.version)}' if first.version else ''
    kinds = [kind.key for kind in KINDS if kind.key in first.carries]
    if first.unknown:
        kinds.append('unknown')
    places = ', '.join(_broken(place) for place in group.places)
    return (
        f'<tr data-kinds="{" ".join(kinds)}" data-name="{escape(name)}" '
        f'data-events="{len(group.events)}">'
        f'<th scope="row">{_broken(name)}{version}'
        f'<div class="place">{places}</div></th>'
        f'<td class="events">{_events(group)}</td>'
        f'<td>{_carried(group)}</td></tr>\n')


def _events(group: Group) -> str:
    return ', '.join(
        f'<a id="{escape(event)}" href="#{escape(event)}">{_broken(event)}'
        '</a>' for event in group.events)


def _carried(group: Group) -> str:
    return '<dl>' + ''.join(
        f'<dt class="{key}">{escape(title)}</dt><dd class="{key}">'
        f'{", ".join(map(_broken, names))}</dd>'
        for key, title, names in carried(group.first)) + '</dl>'


def _broken(name: str) -> str:
    """A name, escaped, that may break behind its dots and underscores."""
    return '<wbr>'.join(map(escape, _BREAKS.split(name)))
