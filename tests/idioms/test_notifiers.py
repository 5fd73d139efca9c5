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

"""Notifiers, what they are given and what makes it safe."""

import ast

import pytest

from flake8_nova_notifications.idioms import notifiers
from tests.idioms import parsed

HEAD = 'from nova import tell\nfrom nova.tell import it\n'


def _text(node: ast.expr | None) -> str | None:
    return None if node is None else ast.unparse(node)


@pytest.mark.parametrize('code, method', [
    ('notifier.info', True), ('self.notifier.sample', True),
    ('notifier.prepare', False), ('other.info', False),
    ('getattr(notifier, level)', True), ('getattr(other, level)', False),
    ('getattr()', False), ('setattr(notifier, 1)', False),
    ('notifier', False), ('notifier.info()', False),
])
def test_methods(code: str, method: bool) -> None:
    """A priority of oslo.messaging, uncalled."""
    assert notifiers.is_priority_method(*parsed.expression(code)) is method


@pytest.mark.parametrize('code, payload, event', [
    ('n.info(c, e, p)', 'p', 'e'), ('n.info(c, e, p, x)', 'p', 'e'),
    ('n.info(e, p)', 'p', 'e'), ('n.info(p)', None, 'p'),
    ('n.info()', None, None), ('n.info(c, e, payload=p)', 'p', 'e'),
    ('n.info(c, payload=p)', 'p', None), ('n.info(x=1, payload=p)', 'p', None),
    ('n.info(c, x=1, event_type=e, payload=p)', 'p', 'e'),
    ('n.info(*given)', None, '*given'), ('n.info(c, e, *p)', None, 'e'),
    ('n.info(c, e, p, *x)', None, 'e'), ('n.info(e, x=1)', None, 'e'),
])
def test_arguments(code: str, payload: str | None, event: str | None) -> None:
    """By keyword or by place, with and without the context."""
    call = parsed.call(code)[1]
    assert _text(notifiers.payload_of(call)) == payload
    assert _text(notifiers.event_of(call)) == event


@pytest.mark.parametrize('code, helper', [
    ('notify_about_thing(1)', True), ('self._notify_usage_of(1)', True),
    ('notify_about_(1)', False), ('__notify_about_it(1)', False),
    ('notify(1)', False), ('send(1)', True), ('x.send(1)', True),
    ('tell.it(1)', True), ('it(1)', True), ('tell.them(1)', False),
])
def test_helpers(code: str, helper: bool) -> None:
    """Of Nova and Cinder by their names, others by an option."""
    assert notifiers.is_helper(*parsed.call(
        code, HEAD, nvn_payload_helpers=('send', 'nova.tell.it'))) is helper
    assert not notifiers.is_helper(*parsed.call('it(1)', HEAD))


@pytest.mark.parametrize('code, extra, keywords, safe', [
    ('f(1, extra_usage_info=a, x=b, usage_info=c)', ['a', 'c'], False, False),
    ('StartNotification(1, a=b)', [], True, False),
    ('x.EndNotification(extra_payload=b)', ['b'], True, False),
    ('mask(a)', [], False, True), ('x.mask_password(a)', [], False, True),
    ('unmask_it(a)', [], False, False), ('getRedacted(a)', [], False, True),
])
def test_calls(
    code: str, extra: list[str], keywords: bool, safe: bool,
) -> None:
    """What goes into a payload by its name, or is fit for one."""
    call = parsed.call(code)[1]
    assert [_text(value) for value in notifiers.extra_arguments(
        call)] == extra
    assert notifiers.takes_keywords(call) is keywords
    assert notifiers.is_sanitised(call) is safe
    assert not notifiers.is_sanitised(call.func)


@pytest.mark.parametrize('code, extends', [
    ('context.notification.payload.update(a)', True),
    ('notification.payload.update(a)', True),
    ('context.request.payload.update(a)', False),
    ('request.payload.update(a)', False), ('f().payload.update(a)', False),
    ('notification.payload.pop(a)', False), ('update(a)', False),
    ('notification.fields.update(a)', False),
])
def test_payloads_of_others(code: str, extends: bool) -> None:
    """The payload of a notification that somebody else sends."""
    assert notifiers.extends_payload(parsed.call(code)[1]) is extends


@pytest.mark.parametrize('decorators, emits', [
    ("@x\n@notify_type('a')", "notify_type('a')"), ('@x', None), ('', None),
    ('@x.notify_type', 'x.notify_type'), ('@x[0]', None), ('@sends', 'sends'),
    ('@tell.it(1)', 'tell.it(1)'), ('@it', 'it'), ('@tell.them', None),
])
def test_decorators(decorators: str, emits: str | None) -> None:
    """Designate's, and what an option names."""
    for given in (('sends', 'nova.tell.it'), ()):
        source, _ = parsed.expression(
            '1', f'{HEAD}\n{decorators}\ndef f(): pass',
            nvn_payload_decorators=given)
        function = source.nodes(ast.FunctionDef)[0]
        assert _text(notifiers.emits_result(source, function)) == (
            emits if given or 'notify_type' in decorators else None)
