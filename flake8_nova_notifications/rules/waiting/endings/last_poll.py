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

"""What a wait still had in hand when it failed."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.lookup import origin
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.waiting.endings.observation import (
    alternatives)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    observation)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    Observation)
from flake8_nova_notifications.rules.waiting.judgement.deciders import Decider
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.naming import is_boolean
from flake8_nova_notifications.rules.waiting.loops.naming import is_flag

# Of these it is certain that they say no more than yes or no.
_OF_FILES = frozenset(('exists', 'lexists', 'isfile', 'isdir', 'ismount'))
# Words of a message that say what was waited for.
MIN_WORDS = 3
# Parts of parts of what was seen.
MAX_PARTS = 8


def worth_showing(loop: Loop) -> bool:
    """Whether a failing wait had more in hand than yes or no.

    What is absent, empty, None or False at the end has nothing to show; a
    record, a list or a status that was polled has.
    """
    seen = loop.once(observation)
    for decider in seen.deciders:
        if decider.compares or _drops_whole(decider) and not (
                _is_without_any(loop, decider)):
            return True
        if decider.test is None:
            if decider.by_absence and not all(
                    is_boolean(call) for call, _ in decider.calls):
                return True
            continue
        test = _observed(decider.test, seen)
        if _judges_output(loop, test, decider):
            return True
        if _is_yes_or_no(loop, test, seen):
            continue
        if any(_has_value(one, decider.value)
               for one in (test, *_flagged(loop, test))) or (
                   _is_part_of_status(test)):
            return True
    # Several yes-or-no polls at once: which of them failed is worth knowing.
    return any(
        len({written(decider.test) for decider in group
             if decider.test is not None}) > 1
        for group in alternatives(loop))


def _judges_output(
    loop: Loop, test: ast.expr, decider: Decider,
) -> bool:
    """``output = run('crm_mon')``, ``if all_started(names, output): return``.

    What a helper finds wrong stands in what it is given.
    """
    return isinstance(test, ast.Call) and any(
        isinstance(given, ast.Name) and any(
            value is call for value in loop.values(given.id)
            for call, _ in decider.calls)
        for given in test.args)


def _is_yes_or_no(loop: Loop, test: ast.expr, seen: Observation) -> bool:
    """``if not get_space(name)``, and that returns True or False.

    Nor does ``answer = wanted()`` say more where either may end the loop:
    ``if answer and not invert``, ``if invert and not answer``.
    """
    if isinstance(test, ast.Name):
        values = loop.values(test.id)
        if {decider.value for decider in seen.deciders
                if isinstance(decider.test, ast.Name)
                and decider.test.id == test.id} == {True, False}:
            return True
    else:
        values = [test]
    return bool(values) and all(
        isinstance(value, ast.Call) and _returns_flag(loop.source, value)
        for value in values)


def _returns_flag(source: SourceFile, call: ast.Call) -> bool:
    """Whether a helper, of this file or another, only returns yes or no."""
    helper = source.once(Names).definition(call.func)
    if isinstance(helper, FUNCTIONS):
        answers = [
            ast.unparse(node.value) if isinstance(node.value, ast.Constant)
            else '?' for node in walk_scope(helper)
            if isinstance(node, ast.Return)]
    else:
        dotted = origin(source, call.func)
        facts = source.once(Project).find(dotted) if dotted and (
            '.' in dotted) else None
        answers = list(facts.answers) if isinstance(
            facts, FunctionFacts) else []
    return set(answers) == {'True', 'False'}


def _is_part_of_status(test: ast.expr) -> bool:
    """``pod.status.address``, ``crd['status']['members']``: it has a status.

    Whatever of it is not there yet, the rest tells how far it is.
    """
    node: ast.AST = test
    for depth in range(MAX_PARTS):
        match node:
            case ast.Call(func=ast.Attribute(attr='get', value=owner), args=[
                    ast.Constant(value=key), *_]):
                node = owner
            case ast.Subscript(slice=ast.Constant(value=key), value=owner):
                node = owner
            case ast.Subscript(value=owner):
                key, node = '', owner
            case ast.Attribute(attr=key, value=owner):
                node = owner
            case _:
                break
        if depth and key in ('status', 'state'):
            return True
    return False


def _flagged(loop: Loop, test: ast.expr) -> Iterator[ast.expr]:
    """``status == wanted`` of ``done = status == wanted``.

    ``all(port.up for port in ports)`` as well: some of them are, some not.
    """
    if not isinstance(test, ast.Name):
        return
    for given in loop.assigned.get(test.id, ()):
        if isinstance(given.value, ast.Compare | ast.BoolOp) or isinstance(
                given.value, ast.Call) and callee_name(given.value) == 'all':
            yield given.value
        elif isinstance(given.value, ast.Constant) and given.value.value:
            # ``if status == wanted: done = True``
            above = loop.source.parent(given.node)
            if isinstance(above, ast.If) and given.node in above.body and (
                    isinstance(above.test, ast.Compare | ast.BoolOp)):
                yield above.test


def is_own_state(observation: Observation, failing: ast.stmt) -> bool:
    """Whether a message speaks of what the object itself waits to have.

    ``if not self._jobs: raise NotFound('no jobs have arrived')``: there is
    no thing with a name that it could name besides.
    """
    return not observation.polls and {
        place.rpartition('.')[0] for place in observation.places
    } == {'self'} and any(
        isinstance(node, ast.Constant) and isinstance(node.value, str)
        and len(node.value.split()) >= MIN_WORDS for node in walk(failing))


def _observed(test: ast.expr, observation: Observation) -> ast.expr:
    """``result is None`` of ``result is None and block``, a parameter."""
    if not isinstance(test, ast.BoolOp):
        return test
    parts = [
        part for part in test.values if any(
            isinstance(node, ast.Name) and node.id in observation.names
            or isinstance(node, (ast.Attribute, ast.Call))
            for node in walk(part))]
    return parts[0] if len(parts) == 1 and isinstance(
        parts[0], ast.Compare) else test


def _drops_whole(decider: Decider) -> bool:
    """Whether a part of a record or list is tested, and the rest dropped.

    ``found = [a for a in show_volume(i)['attachments'] if ...]``: the volume
    has a status even when nothing is found.
    """
    return decider.test is not None and not isinstance(
        decider.test, ast.Call) and any(
            polls.words(callee_name(call))[:1] in (['show'], ['list'])
            for call, kind in decider.calls
            if kind is Kind.POLL) and isinstance(
                decider.test, (ast.Name, ast.UnaryOp, ast.Compare))


def _is_without_any(loop: Loop, decider: Decider) -> bool:
    """``ports = list_ports(net)``, ``if len(ports) >= 1: return ports``.

    All that was listed is tested: where it fails nothing was.
    """
    test = decider.test
    name = test.left.args[0] if isinstance(
        test, ast.Compare) and isinstance(
            test.left, ast.Call) and _is_size(
                test.left) and test.left.args else test
    return test is not None and isinstance(name, ast.Name) and all(
        isinstance(value, ast.Call) and any(
            value is call for call, _ in decider.calls)
        and polls.words(callee_name(value))[:1] == ['list']
        for value in loop.values(name.id)
    ) and not _has_value(test, decider.value)


def _has_value(test: ast.expr, ends_when: bool) -> bool:
    if isinstance(test, ast.NamedExpr):
        # ``if found := poll():`` tests the name.
        test = test.target
    if isinstance(test, ast.Compare):
        if len(test.ops) == 1:
            other = test.comparators[0]
            if isinstance(other, ast.Constant) and (
                    other.value is None or isinstance(other.value, bool)):
                absent = isinstance(test.ops[0], (ast.Is, ast.Eq))
                # Waits until it is something: still nothing at the end.
                return absent == ends_when and other.value is None
            if isinstance(test.ops[0], (ast.Is, ast.IsNot)):
                # ``result is MISSING``, a mark of nothing, to the end.
                return isinstance(test.ops[0], ast.Is) == ends_when
            if has_one_value(test, ends_when) or is_flag(test.left) and (
                    # ``os.path.exists(path) == wanted``
                    not isinstance(test.left, ast.Call)
                    or callee_name(test.left) in _OF_FILES):
                return False
            if _is_size(test.left) and isinstance(
                    other, ast.Constant) and other.value in (0, 1):
                grows = isinstance(test.ops[0], (ast.Gt, ast.GtE, ast.NotEq))
                # ``len(ports) > 1``: one of them may be there.
                return grows != ends_when or other.value == 1 and isinstance(
                    test.ops[0], (ast.Gt, ast.NotEq))
        return True
    if isinstance(test, ast.Call):
        name = callee_name(test)
        if name in ('all', 'any'):
            return True
        if is_boolean(test):
            return False
        return not ends_when
    if isinstance(test, (ast.Name, ast.Attribute, ast.Subscript)):
        # ``if ports: return`` has nothing left to show, ``while ports:`` has.
        return not ends_when and not is_flag(test)
    return True


def has_one_value(test: ast.expr, ends_when: bool) -> bool:
    """``while status == 'PENDING'`` it is, to the end."""
    return not ends_when and isinstance(test, ast.Compare) and isinstance(
        test.ops[0], ast.Eq) and isinstance(
            test.comparators[-1], ast.Constant)


def _is_size(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Call) and callee_name(
        expression) == 'len'


def tells_nothing(test: ast.expr) -> bool:
    """``reader is not None``: where it fails it has nothing to show."""
    return isinstance(test, ast.Compare) and any(
        isinstance(side, ast.Constant) and side.value is None
        for side in test.comparators)
