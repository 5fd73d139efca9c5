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

"""Values that are added to a message, in each way of formatting."""

import ast
from collections.abc import Sequence

import pytest

from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.message import adding_values
from flake8_nova_notifications.edits.message import formatting
from flake8_nova_notifications.edits.message import text_in


def _message(text: str) -> ast.expr:
    call = ast.parse(f'f({text})', mode='eval').body
    assert isinstance(call, ast.Call)
    return call.args[0]


def _after(text: str, edits: Sequence[Edit]) -> str | None:
    return applied(f'f({text})'.splitlines(keepends=True), [
        Fix(tuple(edits))])[2:-1] if edits else None


def _added(text: str, *values: str, width: int = 79) -> str | None:
    return _after(text, adding_values(
        f'f({text})'.splitlines(keepends=True), _message(text), values,
        ': ', width=width))


@pytest.mark.parametrize(('before', 'after'), [
    ("'late.'", "'late: %s' % (x,)"), ("_('late.')", "_('late: %s') % (x,)"),
    ("'.'", "': %s' % (x,)"), ("'''late'''", "'''late: %s''' % (x,)"),
    ("'%'", None), ("b'late' % y", None), ('5 % y', None), ('y % z', None),
    ("g('late')", None), ("_('late', y)", None), ("'a' + y", None),
    ("('a '\n   'late.')", "('a '\n   'late: %s' % (x,))"),
    ("_('%s late.' % y)", "_('%s late: %s' % (y, x))"),
    ("'100%% of %s' % y", "'100%% of %s: %s' % (y, x)"),
    ("'%s' % (y,)", "'%s: %s' % (y, x,)"), ("'%s %s' % y", None),
    ("'%s' % ()", None), ("'%(a)s' % y", None),
    ("'%(a)s' % {'a': y}", "'%(a)s: %(last)s' % {'a': y, 'last': x}"),
    ("'%(last)s' % {'last': y}",
     "'%(last)s: %(last_seen)s' % {'last': y, 'last_seen': x}"),
    ("'%(a)s %s' % {'a': y}", None), ("'%(a)s' % {**y}", None),
    ("'late' % {}", None), ("'{}'.format(y)", "'{}: {}'.format(y, x)"),
    ("'{0}'.format(y)", "'{0}: {last}'.format(y, last=x)"),
    ("'{a}'.format(a=y)", "'{a}: {last}'.format(a=y, last=x)"),
    ("'{}'.format(*y)", "'{}: {last}'.format(*y, last=x)"),
    ("''.format()", "': {}'.format(x)"), ("'{'.format(y)", None),
    ("'{}'.format(y for y in z)", None), ("'a'.join(y)", None),
    ("f'{y} late.'", "f'{y} late: {x}'"), ("rf'late'", "rf'late: {x}'"),
    ("'a' f'b.'", "'a' f'b: {x}'"),
    ("f'a' 'b.'", "f'a' 'b'\n       f': {x}'"), ("f'a' '''b.'''", None),
])
def test_ways(before: str, after: str | None) -> None:
    """Each message goes on in its own way, or is left alone."""
    assert _added(before, 'x') == after


@pytest.mark.parametrize(('before', 'value', 'after'), [
    ("f'a'", "x['b']", """f'a: {x["b"]}'"""),
    ('f"a"', 'x["b"]', '''f"a: {x['b']}"'''),
    ("f'a'", 'x["b"]', """f'a: {x["b"]}'"""),
    ("f'a'", """x['b']["c"]""", None), ("f'a'", r"x['\n']", None),
    ("f'a'", r'x["\n"]', None), ("'a'", "x['b']", "'a: %s' % (x['b'],)"),
])
def test_quotes(before: str, value: str, after: str | None) -> None:
    """A value in a text takes the other quotes, as Python 3.11 asks."""
    assert _added(before, value) == after


def test_two_values() -> None:
    """One way of formatting takes one value only."""
    assert _added("'%s' % y", 'x', 'z') == "'%s: %s, %s' % (y, x, z)"
    assert _added("'late'", 'x', 'z') == "'late: %s, %s' % (x, z)"
    assert _added("'{}'.format(y)", 'x', 'z') is None


@pytest.mark.parametrize(('width', 'before', 'after'), [
    (30, "'it is too late for %s.' % y",
     "'it is too late for %s'\n  ': %s' % (y, x)"),
    (30, "'it is too late for %s.' % (y, )",
     "'it is too late for %s'\n  ': %s' % (y, x, )"),
    (30, "'''it is too late for %s.''' % y", None),
    (30, "f'it is too late for {y}.'",
     "f'it is too late for {y}'\n  f': {x}'"),
    (22, "'it is late {}.'.format(y)",
     "'it is late {}'\n  ': {}'.format(y, x)"),
    (29, "'late {}.'.format(y.seen)",
     "'late {}'\n  ': {}'.format(y.seen, x)"),
    (26, "'late {}.'.format(y.seen)",
     "'late {}'\n  ': {}'.format(y.seen,\n                x)"),
    (22, "'it is late {}.'.format(\n    y)",
     "'it is late {}'\n  ': {}'.format(\n    y, x)"),
    (16, "'it is late.'", "'it is late'\n  ': %s' % (x,)"),
    (14, "'it is late.'", "'it is late'\n  ': %s' %\n  (x,)"),
    (12, "'it is late.'", None),
])
def test_width(width: int, before: str, after: str | None) -> None:
    """On one line, with a text of its own, or with the values below."""
    assert _added(before, 'x', width=width) == after


@pytest.mark.parametrize(('before', 'after'), [
    ("'%(y)s.'", "'%(y)s: %(last)s' %\n  {'y': y, 'last': x}"),
    ("_('%(y)s')", "_('%(y)s: %(last)s') %\n    {'y': y, 'last': x}"),
    ("'%(y)s, %(y)s of %(x)s'",
     "'%(y)s, %(y)s of %(x)s' %\n  {'y': y, 'x': x}"),
    ("'100%% %s'", "'100%% %s' % (x,)"), ("'%s %s'", None),
    ("'%s %(y)s'", None), ("'%(other)s'", None), ("'late'", None),
    ('y', None),
])
def test_never_formatted(before: str, after: str | None) -> None:
    """Placeholders get the values of their names, where there are any."""
    assert _after(before, formatting(
        f'f({before})'.splitlines(keepends=True), _message(before), ['x'],
        ': ', lambda name: name in 'xy')) == after


@pytest.mark.parametrize(('text', 'found'), [
    ("'late'", 'late'), ("_('late')", 'late'), ("_('%s late' % y)", ' late'),
    ("'too %(a)s late' % y", ' late'), ("'{} late'.format(y)", ' late'),
    ("f'{y} too {z}'", ' too '), ("f'{y}'", ''), ("'late' + y", ''),
    ("'late'.join(y)", ''), ('5', ''), ('y', ''), ("g('late')", ''),
])
def test_text_in(text: str, found: str) -> None:
    """The longest piece that is the same each time."""
    assert text_in(_message(text)) == found
