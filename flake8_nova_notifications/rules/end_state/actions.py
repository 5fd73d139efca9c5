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


"""The fact ServerAction: what a test does to a server and what follows.

A test that only hears of a change in notifications has not seen it happen.
The narrow form is meant: nothing but notifications, or nothing at all,
follows, neither in the test nor in whoever calls the helper. Whatever is not
known to be harmless is taken for a check.
"""

import ast
from collections.abc import Iterator
from collections import Counter
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import servers
from flake8_nova_notifications.rules.end_state.aftermath import Aftermath
from flake8_nova_notifications.rules.end_state.aftermath import filled
from flake8_nova_notifications.rules.end_state.aftermath import following
from flake8_nova_notifications.rules.end_state.aftermath import looks

# A helper, its caller and the caller's caller: deeper, a reader gives up.
MAX_CALLERS_DEEP = 2
# Calls of one function that are followed: a test that acts more often was
# written by a program, and reading on from each call would take for ever.
MAX_SITES = 100
# Helpers of this file that are read to see whether they check anything.
MAX_HELPERS_DEEP = 3


@dataclass(frozen=True)
class _Outcome:
    """Where to report an action, and what was seen behind it.

    :ivar verified: whether someone who reaches the action looks.
    """

    sites: tuple[ast.Call, ...]
    after: Aftermath
    verified: bool


_SEEN = _Outcome((), Aftermath.VERIFIED, True)
_Caller = tuple[ast.Call, Function]


class Reader:
    """Reads on from an action: the rest of the test, then the callers."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._names = source.once(Names)
        self._traced: dict[tuple[ast.Call, int], _Outcome] = {}
        self._sites: Counter[Function] = Counter()
        self._weighed: dict[tuple[ast.AST, int], Aftermath] = {}

    def trace(
        self, site: ast.Call, function: Function, depth: int,
    ) -> _Outcome:
        """Follow what comes after a call, through callers if need be."""
        key = (site, depth)
        if key not in self._traced:
            self._sites[function] += 1
            self._traced[key] = _SEEN if (
                self._sites[function] > MAX_SITES
            ) else self._trace(site, function, depth)
        return self._traced[key]

    def _trace(
        self, site: ast.Call, function: Function, depth: int,
    ) -> _Outcome:
        after = self._after(site, function)
        if after is Aftermath.VERIFIED or self._source.memo(
                _cleans_up_looking, function):
            return _SEEN
        callers = self._source.memo(_callers, function)
        if servers.is_test_method(function):
            return _Outcome((site,), after, False)
        if not callers or depth >= MAX_CALLERS_DEEP:
            return _SEEN
        sites: list[ast.Call] = []
        verified = False
        for caller in callers:
            if caller is None:
                verified = True
                continue
            outcome = self.trace(*caller, depth + 1)
            verified = verified or outcome.verified
            sites += outcome.sites
            if outcome.sites:
                after = max(after, outcome.after)
        if not sites:
            return _SEEN
        if verified:
            return _Outcome(tuple(sites), after, True)
        return _Outcome((site,), after, False)

    def _after(self, site: ast.Call, function: Function) -> Aftermath:
        """The most telling thing that follows a call in its function."""
        seen = Aftermath.NOTHING
        child: ast.AST = site
        for above in self._source.ancestors(site):
            if isinstance(above, ast.Call):
                # ``check(api.act())``: the result is looked at.
                seen = max(seen, self._judge(above, function, 0))
            elif isinstance(above, (ast.Lambda, ast.ClassDef, ast.Assert)):
                return Aftermath.VERIFIED
            elif isinstance(above, (ast.With, ast.AsyncWith)):
                for item in above.items:
                    if child is not item:
                        seen = max(seen, self._weigh(
                            item.context_expr, function, 0))
            elif isinstance(above, ast.Try) and above.handlers and (
                    child in above.body):
                return Aftermath.VERIFIED  # a refusal is expected
            if isinstance(above, (ast.For, ast.AsyncFor, ast.While)) and (
                    child in above.body):
                # The next turn may look at what this one did.
                for other in above.body:
                    if other is not child:
                        seen = max(seen, self._weigh(other, function, 0))
                if isinstance(above, ast.While):
                    seen = max(seen, self._weigh(above.test, function, 0))
            for statement in following(above, child):
                if seen is Aftermath.VERIFIED:
                    break
                seen = max(seen, self._weigh(statement, function, 0))
            if seen is Aftermath.VERIFIED or above is function:
                break
            child = above
        return seen

    def _weigh(
        self, node: ast.AST, function: Function, depth: int,
    ) -> Aftermath:
        """What a later part of a function says about the state."""
        key = (node, depth)
        if key not in self._weighed:
            self._weighed[key] = self._weigh_parts(node, function, depth)
        return self._weighed[key]

    def _weigh_parts(
        self, node: ast.AST, function: Function, depth: int,
    ) -> Aftermath:
        seen = Aftermath.NOTHING
        for part in walk_scope(node):
            if isinstance(part, (ast.Yield, ast.YieldFrom)):
                return Aftermath.VERIFIED
            if isinstance(part, ast.Assert):
                if not self._notified(part.test, function):
                    return Aftermath.VERIFIED
                seen = max(seen, Aftermath.NOTIFIED)
            if isinstance(part, ast.Call):
                seen = max(seen, self._judge(part, function, depth))
                if seen is Aftermath.VERIFIED:
                    break
        return seen

    def _judge(
        self, call: ast.Call, function: Function, depth: int,
    ) -> Aftermath:
        name = callee_name(call)
        if name in self._source.options.nvn_server_verifiers:
            return Aftermath.VERIFIED
        definition = self._names.definition(call.func)
        if servers.about_notifications(call.func):
            if isinstance(definition, FUNCTIONS) and looks(definition):
                return Aftermath.VERIFIED
            return Aftermath.NOTIFIED
        if servers.acts(self._source, call):
            return Aftermath.NOTHING
        if name in servers.CLEANUPS or servers.is_neutral(
                self._source, call):
            return Aftermath.NOTHING
        if name.startswith('assert') and any(
                self._notified(argument, function)
                for argument in call.args):
            return Aftermath.NOTIFIED
        if isinstance(definition, FUNCTIONS) and depth < MAX_HELPERS_DEEP:
            return self._weigh_body(definition, depth + 1)
        return Aftermath.VERIFIED

    def _weigh_body(self, function: Function, depth: int) -> Aftermath:
        seen = Aftermath.NOTHING
        for statement in function.body:
            seen = max(seen, self._weigh(statement, function, depth))
            if seen is Aftermath.VERIFIED:
                break
        return seen

    def _notified(self, expression: ast.AST, function: Function) -> bool:
        """Whether an expression holds something from a notification."""
        if servers.about_notifications(expression):
            return True
        tainted = self._source.memo(_taint, function)
        return any(
            isinstance(node, ast.Name) and node.id in tainted
            for node in walk_scope(expression))


def _taint(source: SourceFile, function: Function) -> frozenset[str]:
    """Names that a function fills from notifications."""
    found: set[str] = set()
    # Twice: a name may be filled from one that is filled above it.
    for _ in range(2):
        for node in walk_scope(function):
            pair = filled(node)
            if pair is None:
                continue
            target, value = pair
            if servers.about_notifications(value) or any(
                    isinstance(part, ast.Name) and part.id in found
                    for part in walk_scope(value)):
                found.update(part.id for part in walk(target)
                             if isinstance(part, ast.Name))
    return frozenset(found)


def _cleans_up_looking(source: SourceFile, function: Function) -> bool:
    """``addCleanup(waiters.wait_for..., server)`` looks at the end."""
    return any(
        isinstance(node, ast.Call)
        and callee_name(node) in servers.CLEANUPS
        and any('wait' in written(argument).lower()
                for argument in node.args)
        for node in walk_scope(function))


def _callers(
    source: SourceFile, function: Function,
) -> list[_Caller | None]:
    """Calls of a function in this file and the functions they are in.

    None stands for a use that cannot be followed.
    """
    lines = source.lines_with(function.name)
    references: list[ast.Attribute | ast.Name] = [
        attribute for attribute in source.on(ast.Attribute, lines)
        if attribute.attr == function.name]
    references += [
        name for name in source.on(ast.Name, lines)
        if name.id == function.name]
    found: list[_Caller | None] = []
    for reference in references:
        if not isinstance(reference.ctx, ast.Load):
            continue
        definition = source.once(Names).definition(reference)
        if definition is not None and definition is not function:
            continue
        if definition is None and _belongs_elsewhere(
                source, reference, function):
            continue
        parent = source.parent(reference)
        calls = [parent] if isinstance(parent, ast.Call) and (
            parent.func is reference) else list(_looped(source, reference))
        if not calls:
            found.append(None)
        for call in calls:
            inside = source.function(call)
            found.append(None if inside is None else (call, inside))
    return found


def _belongs_elsewhere(
    source: SourceFile, reference: ast.expr, function: Function,
) -> bool:
    """Whether an equal name is another thing: ``self.api.delete``."""
    holder = source.enclosing_class(function)
    if holder is None:
        return isinstance(reference, ast.Attribute)
    if isinstance(reference, ast.Name):
        return True
    assert isinstance(reference, ast.Attribute)
    owner = reference.value
    if isinstance(owner, ast.Call) and callee_name(owner) == 'super':
        inside = source.enclosing_class(reference)
        return inside is None or (
            holder not in source.once(Names).family(inside))
    return not isinstance(owner, ast.Name)


def _looped(source: SourceFile, reference: ast.expr) -> Iterator[ast.Call]:
    """Calls of a method that stands in a list which a loop goes over.

    ``for action, state in actions: action(server)``.
    """
    node: ast.AST = reference
    parent = source.parent(node)
    while isinstance(parent, (ast.Tuple, ast.List)):
        node, parent = parent, source.parent(parent)
    inside = source.function(reference)
    if node is reference or inside is None:
        return
    listed: set[str] = set()
    if isinstance(parent, ast.Assign):
        listed.update(target.id for target in parent.targets
                      if isinstance(target, ast.Name))
    for loop in walk_scope(inside):
        if not isinstance(loop, ast.For) or (
                loop.iter is not node and last_name(loop.iter) not in listed):
            continue
        targets = {part.id for part in walk(loop.target)
                   if isinstance(part, ast.Name)}
        for part in walk_scope(loop):
            if isinstance(part, ast.Call) and isinstance(
                    part.func, ast.Name) and part.func.id in targets:
                yield part
