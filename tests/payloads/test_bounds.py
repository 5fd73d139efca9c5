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

"""Each search in the payload rules ends, and not before its bound."""

import pytest

from flake8_nova_notifications.code import names
from flake8_nova_notifications.code import source
from flake8_nova_notifications.rules.payloads import cadf
from flake8_nova_notifications.rules.payloads import entries
from flake8_nova_notifications.rules.payloads import fields
from flake8_nova_notifications.rules.payloads import logged
from flake8_nova_notifications.rules.payloads import mutations
from tests import linted

CODES = [f'NVN30{digit}' for digit in range(1, 10)]


@pytest.mark.parametrize('head, part, tail, most', [
    pytest.param(
        'def f(notifier, c, t):', "    p = {'user_id': t}",
        "    notifier.info(c, 'x.y', p)", mutations.MAX_BINDINGS,
        id='bindings of a name'),
    pytest.param(
        "def f(notifier, c, t):\n    notifier.info(c, 'x.y', [", '        1,',
        "        {'user_id': t.u}])", entries.MAX_STEPS - 2, id='steps'),
    pytest.param(
        'from nova.objects import base\n'
        'class P(base.NotificationPayloadBase):\n    fields = dict(',
        '        **{},', "        **{'user_id': 1})", fields.MAX_PARTS - 1,
        id='parts of fields'),
    pytest.param(
        "def f(notifier, c, t):\n    data = {'state': t}\n"
        "    notifier.info(c, 'x.y', data)\n    LOG.debug('%s', {",
        "        '': {'a': 1},", "        '': {'a': data}})",
        logged.MAX_VISITS - 2, id='parts of what is logged'),
])
def test_so_many(head: str, part: str, tail: str, most: int) -> None:
    """What comes behind so many is found, behind one more it is not."""
    found = [bool(linted.lines('\n'.join((
        head, *[part] * count, tail, '')), *CODES))
        for count in (1, most, most + 1)]
    assert found == [True, True, False]


@pytest.mark.parametrize('helpers, found', [
    (cadf.MAX_HOPS - 2, True), (cadf.MAX_HOPS - 1, False)])
def test_helpers_that_make_an_audit_event(helpers: int, found: bool) -> None:
    """Each is a step, and so are the name and the call that makes it."""
    made = ''.join(f'def f{n + 1}():\n    return f{n}()\n'
                   for n in range(helpers))
    assert bool(linted.lines(
        'from pycadf import resource\n'
        f'def f0():\n    return resource.Resource()\n{made}'
        f'def build(u):\n    it = f{helpers}()\n    it.user_id = u\n',
        'NVN302')) is found


@pytest.mark.parametrize('hops, payload', [
    (2 * names.MAX_HOPS - 1, 'of x.y'), (2 * names.MAX_HOPS, 'in f()')])
def test_names_of_an_event(hops: int, payload: str) -> None:
    """A longer chain is no name any more."""
    chain = ''.join(f'E{n + 1} = E{n}\n' for n in range(hops))
    text, = linted.report(
        f"E0 = 'x.y'\n{chain}def f(notifier, c, t):\n"
        f"    notifier.info(c, E{hops}, {{'user_id': t.u}})\n", 'NVN302')
    assert f'payload {payload} ' in text


@pytest.mark.parametrize('lines, found', [(10, True), (400, False)])
def test_statements_of_a_helper(
    monkeypatch: pytest.MonkeyPatch, lines: int, found: bool,
) -> None:
    """They are walked as far as the whole file allows."""
    monkeypatch.setattr(source, 'MAX_VISITS', 3 * entries.COST_OF_STEP)
    monkeypatch.setattr(source, 'MAX_VISITS_PER_LINE', 0)
    assert bool(linted.lines(
        "def f(notifier, c, t):\n    notifier.info(c, 'x.y', made(t))\n"
        'def made(t):\n' + '    t += 1\n' * lines
        + "    return {'user_id': t.u}\n", 'NVN302')) is found
