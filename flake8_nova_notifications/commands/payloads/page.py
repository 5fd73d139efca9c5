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

from flake8_nova_notifications.commands.payloads.table import Report
from flake8_nova_notifications.commands.payloads.table import Row
from flake8_nova_notifications.commands.payloads.text import kinds
from flake8_nova_notifications.commands.payloads.text import summary

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
:root { color-scheme: light dark; }
body { font: 1rem/1.4 system-ui, sans-serif; margin: 1.5rem; }
form { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; }
input[type=search] { font: inherit; padding: .3rem .5rem; width: 24rem;
  max-width: 100%; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin-top: 1rem; width: 100%; }
caption { text-align: left; padding-bottom: .5rem; }
th, td { border: 1px solid #8884; padding: .3rem .5rem; text-align: left;
  vertical-align: top; }
thead th { position: sticky; top: 0; background: Canvas; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
td { overflow-wrap: anywhere; }
.place { color: GrayText; font-size: .85em; font-weight: 400; }
.secrets:not(:empty), .objects:not(:empty) { background: #d3222233; }
</style>
</head>
<body>
<h1>What notifications carry</h1>
'''
_FORM = '''\
<form role="search" onsubmit="return false">
<label for="words">Search</label>
<input type="search" id="words" autocomplete="off"
 placeholder="event, payload, entry, file">
<label><input type="checkbox" id="grave">
 only secrets and whole objects</label>
<output id="count" aria-live="polite"></output>
</form>
'''
_SCRIPT = '''\
<script>
'use strict';
const rows = Array.from(document.querySelectorAll('tbody tr'));
const texts = rows.map(row => row.textContent.toLowerCase());
const field = document.getElementById('words');
const grave = document.getElementById('grave');
const count = document.getElementById('count');
function filter() {
  const wanted = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  rows.forEach((row, index) => {
    const fits = wanted.every(word => texts[index].includes(word))
      && (!grave.checked || row.classList.contains('grave'));
    row.hidden = !fits;
    shown += fits;
  });
  count.textContent = shown + ' of ' + rows.length + ' events';
}
function follow() {
  // page.html#instance.reboot.error is a link to what it finds.
  field.value = decodeURIComponent(location.hash.slice(1));
  filter();
}
field.addEventListener('input', filter);
window.addEventListener('hashchange', follow);
grave.addEventListener('input', filter);
follow();
</script>
'''
_CLASSES = ('secrets', 'objects', 'identities', 'resources', 'allowed')
_TITLES = ('Secrets', 'Whole objects', 'Identities', 'Resource ids',
           'Allowed')


def as_page(report: Report) -> str:
    """The page; every name on it is escaped."""
    stale = ''
    if report.stale:
        stale = ('<p>Entries of the allow-list that cover nothing: '
                 f'{escape(", ".join(report.stale))}.</p>\n')
    titles = ''.join(
        f'<th scope="col">{title}</th>' for title in ('Event', *_TITLES))
    body = ''.join(map(_row, report.rows))
    return (
        f'{_HEAD}{_FORM}{stale}<div class="wide"><table>\n'
        f'<caption>{escape(summary(report))}</caption>\n'
        f'<thead><tr>{titles}</tr></thead>\n<tbody>\n{body}</tbody>\n'
        f'</table></div>\n{_SCRIPT}</body>\n</html>\n')


def _row(row: Row) -> str:
    grave = ' class="grave"' if row.secrets or row.objects else ''
    cells = ''.join(
        f'<td class="{name}">{escape(", ".join(names))}</td>'
        for name, (_, names) in zip(_CLASSES, kinds(row), strict=True))
    unseen = '' if row.seen else ', put together in another module'
    return (
        f'<tr{grave}><th scope="row">{escape(row.event)}'
        f'<div class="place">{escape(row.payload)}, '
        f'{escape(row.file)}:{row.line}{unseen}</div></th>{cells}</tr>\n')
