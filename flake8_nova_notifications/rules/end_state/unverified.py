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

"""Server actions of tests whose end state nobody looks at."""

import ast
from collections import Counter
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import servers
from flake8_nova_notifications.idioms.servers import StateChange
from flake8_nova_notifications.rules.end_state.actions import MAX_SITES
from flake8_nova_notifications.rules.end_state.actions import Reader
from flake8_nova_notifications.rules.end_state.aftermath import Aftermath


@dataclass(frozen=True)
class ServerAction:
    """An action on a server whose end state nobody looks at.

    :ivar node: the action, or the call of the helper that acts when other
        callers of the helper do look.
    :ivar change: what is asked for.
    :ivar after: what follows: notifications, or nothing.
    """

    node: ast.Call
    change: StateChange
    after: Aftermath


def unverified_actions(source: SourceFile) -> tuple[ServerAction, ...]:
    """The actions of a functional test that nothing verifies."""
    found: dict[ast.Call, ServerAction] = {}
    reader = Reader(source)
    seen: Counter[Function] = Counter()
    for call in source.on(ast.Call, servers.lines_that_act(source)):
        if not servers.may_change(source, call):
            continue
        function = source.function(call)
        if function is None:
            continue
        seen[function] += 1
        if seen[function] > MAX_SITES:
            continue
        change = servers.state_change(source, call, function)
        if change is None or _pins_samples(source, call):
            continue
        outcome = reader.trace(call, function, 0)
        if not outcome.sites:
            continue
        if outcome.after is Aftermath.NOTHING and (
                change.state == 'DELETED'
                or _takes_back(source, call, change, function)):
            continue  # a trailing delete or undoing cleans up
        for site in outcome.sites:
            found.setdefault(
                site, ServerAction(site, change, outcome.after))
    return tuple(sorted(found.values(), key=lambda action: (
        action.node.lineno, action.node.col_offset)))


def _pins_samples(source: SourceFile, call: ast.Call) -> bool:
    """Tests of API samples pin the documents and not what happens."""
    holder = source.enclosing_class(call)
    if holder is None:
        return False
    return any(
        'apisample' in written(base).lower()
        for cls in source.once(Names).family(holder) for base in cls.bases)


def _takes_back(
    source: SourceFile, call: ast.Call, change: StateChange,
    function: Function,
) -> bool:
    """Whether an action brings back what one above it has changed."""
    if not change.may_undo():
        return False
    looked = 0
    for node in walk_scope(function):
        if not isinstance(node, ast.Call) or node.lineno >= call.lineno:
            continue
        name = callee_name(node)
        if servers.acts(source, node) and looked < MAX_SITES:
            looked += 1
            earlier = servers.state_change(source, node, function)
            name = earlier.verb if earlier is not None else name
        if change.undoes(name):
            return True
    return False
