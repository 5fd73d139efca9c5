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

"""What a failing wait had in hand and should have shown."""

import ast
from collections.abc import Iterator
from collections.abc import Sequence
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.waiting.endings.last_poll import (
    has_one_value)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    alternatives)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    Observation)
from flake8_nova_notifications.rules.waiting.endings.observation import brings
from flake8_nova_notifications.rules.waiting.judgement.deciders import bringing
from flake8_nova_notifications.rules.waiting.loops.assigned import Assignment
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.naming import is_flag

# Values named in one message.
MAX_NAMED = 3

# What stands in a text for a value that is to be put there.
_PLACEHOLDER = re.compile(r'%\((\w+)\)[a-z]|%[sdr]')
# An attribute that says which thing it is, not how it is.
_NAMING = ('id', 'uuid', '.name')


def advice(
    loop: Loop, seen: Observation, failing: ast.stmt, worth: bool,
    missing: Sequence[ast.expr] = (),
) -> str:
    """What a message lacks, and what is to be put there.

    :param failing: the statement that fails.
    :param worth: whether more than yes or no was seen.
    :param missing: what it lacks, where it has the rest.
    """
    if missing:
        return 'leaves out a part of what was waited for; add ' + ' and '.join(
            map(spelled, missing)) + ' to it'
    template = _unformatted(failing)
    if template is not None:
        return 'is never formatted: ' + (
            f'the placeholder {template} is printed as it is' if template
            else 'its placeholders are printed as they are')
    named = _worth_naming(loop, seen, worth)
    if not worth and not named:
        return 'does not say what was waited for; name it'
    lacks = 'does not say what the last poll returned; '
    kept = _in_scope(loop, failing, named)
    if kept:
        return f'{lacks}add {_listed(list(map(spelled, kept)))} to it'
    several = _called_together(loop)
    call = brings(loop) or next(iter(seen.polls), None)
    outside = '' if _is_here(loop, failing) else (
        f' outside {getattr(loop.node, "name", "it")}()')
    if several:
        return (f'{lacks}keep the last results of '
                f'{" and ".join(several)}{outside} and add them')
    if call is not None and callee_name(call):
        return (f'{lacks}keep the last result of {callee_name(call)}()'
                f'{outside} and add it')
    return f'{lacks}add that to it'


def _called_together(loop: Loop) -> list[str]:
    """The calls of which each has to answer rightly, where none is kept.

    ``if get_status() == 'up' and get_power() == 'on': return``.
    """
    for group in alternatives(loop):
        tests = [part for decider in group if decider.test is not None
                 for part in flow.parts(decider.test)]
        calls = [next((node for node in walk(part)
                       if isinstance(node, ast.Call)
                       and any(node is one for decider in group
                               for one, _ in decider.calls)), None)
                 for part in tests]
        names = list(dict.fromkeys(
            f'{callee_name(call)}()' for call in calls if call is not None))
        if 1 < len(names) <= MAX_NAMED and None not in calls:
            return names
    return []


def to_show(
    loop: Loop, seen: Observation, failing: ast.stmt, worth: bool,
    missing: Sequence[ast.expr] = (),
) -> Sequence[ast.expr]:
    """What is in scope where it fails and belongs into the message.

    The parameters are those of :func:`advice`.
    """
    return missing or _in_scope(
        loop, failing, _worth_naming(loop, seen, worth))


def _worth_naming(
    loop: Loop, seen: Observation, worth: bool,
) -> list[ast.expr]:
    named = {spelled(one): one for one in _named(loop, seen, worth)}
    if not named and worth and seen.last_name is not None:
        return [ast.Name(seen.last_name, ast.Load())]
    return list(named.values())[:MAX_NAMED]


def _in_scope(
    loop: Loop, failing: ast.stmt, named: list[ast.expr],
) -> list[ast.expr]:
    """The names, if all of them are known where it fails."""
    local = [one for one in named
             if written(one).partition('.')[0] in loop.assigned]
    return named if _is_here(loop, failing) or not local else []


def _is_here(loop: Loop, failing: ast.stmt) -> bool:
    """Whether it fails in the function that polls."""
    return loop.source.function(failing) is loop.source.function(
        loop.node.body[0])


def _listed(names: list[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return ' and '.join(part for part in (
        ', '.join(quoted[:-1]), quoted[-1]) if part)


def _named(
    loop: Loop, seen: Observation, worth: bool,
) -> Iterator[ast.expr]:
    """The names of what was seen and kept it from ending."""
    asked = any(decider.calls for decider in loop.once(bringing))
    for decider in loop.once(bringing):
        # ``if self.dry_run: return`` shows nothing where others are polled.
        if decider.test is None or asked and not decider.calls:
            continue
        parts = flow.parts(decider.test)
        for part in parts:
            if len(parts) == 1 and (
                    is_flag(part) or has_one_value(part, decider.value)
                    or not worth and _is_name(part)):
                continue
            found = _observed(loop, seen, part)
            if found is None:
                continue
            other = _equal(part, found) if (
                len(parts) == 1 and not decider.value) else None
            yield found if other is None else other


def _is_name(test: ast.expr) -> bool:
    """``found``, ``not found``, ``found is None``: it is there, or not.

    Nor has ``len(found) > 0`` anything to show until then.
    """
    if isinstance(test, ast.UnaryOp):
        test = test.operand
    if isinstance(test, ast.Compare) and isinstance(
            test.comparators[0], ast.Constant):
        test = test.left
    if isinstance(test, ast.Call) and callee_name(test) == 'len':
        test = next(iter(test.args), test)
    return isinstance(test, ast.Name)


def _observed(
    loop: Loop, seen: Observation, test: ast.expr,
) -> ast.expr | None:
    """The name or attribute in a test that holds what was seen."""
    sides = [test.left, *test.comparators] if isinstance(
        test, ast.Compare) else [test]
    for side in sides:
        for node in walk(side):
            if isinstance(node, ast.Name) and node.id in seen.names:
                kept = _kept(loop, seen, node)
                if kept is not None:
                    return kept
    for side in sides:
        for node in walk(side):
            if isinstance(node, ast.Call) and any(
                    node is call for call in seen.polls):
                # Nothing keeps what it returned.
                return None
    places = [
        node for side in sides for node in walk(side)
        if isinstance(node, ast.Attribute)
        and written(node) in seen.places
        and not written(node).endswith(_NAMING)]
    if not places:
        return None
    root = next(node for node in walk(places[0])
                if isinstance(node, ast.Name))
    return _kept(loop, seen, root) if (
        root.id in loop.assigned) else places[0]


def _kept(
    loop: Loop, seen: Observation, name: ast.Name,
) -> ast.expr | None:
    """What still holds it all when the loop is over.

    Of what is gone through one by one that is the whole of it; of pages that
    are gone through themselves, nothing does.
    """
    given = loop.assigned.get(name.id, ())
    whole = [iterable for one in given
             if (iterable := _gone_through(one)) is not None]
    if not whole or len(whole) < len(given):
        return None if name.id == '_' else name
    kept = next(
        (node for node in walk(whole[0])
         if isinstance(node, ast.Name) and node.id in loop.assigned
         and node.id in seen.names and node.id != name.id
         or isinstance(node, ast.Attribute) and not isinstance(
             loop.source.parent(node), ast.Call)), None)
    return None if kept is None or _is_gone_through(loop, kept) else kept


def _is_gone_through(loop: Loop, kept: ast.expr) -> bool:
    """``page.items`` of ``for page in client.pages()``: one of several."""
    given = loop.assigned.get(written(kept).partition('.')[0], ())
    return bool(given) and all(
        _gone_through(one) is not None for one in given)


def _gone_through(given: Assignment) -> ast.expr | None:
    """``ports`` of ``for port in ports``, or of ``all(... in ports)``."""
    match given.node, given.value:
        case ast.For() | ast.AsyncFor() | ast.comprehension() as node, _:
            return node.iter
        case _, ast.Call(func=ast.Name(id='all'), args=[
                ast.GeneratorExp(generators=[one])
                | ast.ListComp(generators=[one])]):
            return one.iter
    return None


def _equal(test: ast.expr, seen: ast.expr) -> ast.expr | None:
    """``name`` of ``while name == self.at``: it is what was seen, too."""
    match test:
        case ast.Compare(
                left=ast.Name() as other, ops=[ast.Eq()],
                comparators=[side]) if side is seen:
            return other
    return None


def _unformatted(failing: ast.stmt) -> str | None:
    """The placeholder in a text that is the whole message, as it stands.

    :returns: its name, empty for one without a name; None where the message
        is another one.
    """
    call: ast.AST | None = getattr(
        failing, 'exc', getattr(failing, 'value', None))
    for _ in range(2):
        if not isinstance(call, ast.Call) or call.keywords or (
                len(call.args) != 1):
            return None
        text = call.args[0]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            match = _PLACEHOLDER.search(text.value)
            return None if match is None else match[1] or ''
        # ``_('...')``
        call = text if isinstance(text, ast.Call) and callee_name(
            text) in ('_', 'gettext') else None
    return None
