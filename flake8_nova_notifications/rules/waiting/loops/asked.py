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

"""What a call of a loop does there: asks, works, or only computes."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.idioms import probes
from flake8_nova_notifications.rules.waiting.loops.assigned import is_container
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.naming import is_boolean
from flake8_nova_notifications.rules.waiting.loops.naming import is_identifying
from flake8_nova_notifications.rules.waiting.loops.sequence import value_before

# What is handed out by a call that works: it is used, not polled.
_RESOURCES = frozenset((
    'connection', 'conn', 'lock', 'socket', 'sock', 'session', 'cursor',
    'token', 'dev', 'channel'))
# Words of calls that hand out what one asks with.
_MEANS = frozenset((
    'connect', 'connection', 'client', 'session', 'login'))
# What a call answered, by its name, and no thing to be asked.
_ANSWERS = frozenset((
    'response', 'resp', 'rsp', 'reply', 'result', 'res', 'ret', 'answer',
    'output', 'out'))
# Verbs of functions that are given something and return it as it is now.
_REFRESHING = (['update'], ['refresh'], ['reload'], ['sync'], ['renew'])
_FILLING = frozenset((
    'append', 'add', 'extend', 'insert', 'update', 'discard', 'remove', 'pop',
    'clear', 'setdefault'))
_RETURNED_RESOURCES = frozenset(('client', 'device', 'port', 'handle'))


class Asked:
    """Judges the calls of one loop by their names and what stands around."""

    def __init__(self, loop: Loop) -> None:
        self._source = loop.source
        self._loop = loop

    def judged(self, call: ast.Call) -> list[tuple[ast.Call, Kind]]:
        """A call and what it does; nothing where that decides nothing."""
        if logs.level(call) or self._loop.is_pause(call):
            return []
        name = callee_name(call)
        kind = polls.kind(self._source, call)
        if name.startswith(('assert', '_assert')) or (
                self._refreshes(call, name)) or (
                    kind is Kind.UNKNOWN and self._reads_again(call)):
            kind = Kind.POLL
        if kind is Kind.PLAIN or self._fills(call, name) or (
                probes.closes(self._source, call)):
            return []
        if probes.tries_to_connect(self._source, call):
            return [(call, Kind.POLL)]
        if isinstance(self._source.parent(call), ast.withitem):
            # Entering a lock is work; a connection that is closed at once
            # is only the means of a poll.
            return [(call, Kind.WORK)] if 'lock' in name.lower() else []
        if kind is Kind.POLL and (
                self._hands_out(call, name) or self._is_of_work(call)):
            kind = Kind.WORK
        if kind is not Kind.POLL and self._is_means(call, name):
            return []
        if kind is Kind.POLL and self._judges(call):
            # ``is_done(reply)`` judges what another call brought.
            return []
        if kind is Kind.UNKNOWN or kind is Kind.WORK and (
                polls.words(name)[-1:] == ['connect']):
            kind = self._by_body(call, kind)
        elif kind is Kind.WORK and self._only_asks(call):
            kind = Kind.POLL
        if kind is Kind.UNKNOWN and self._goes_through(call, name):
            kind = Kind.POLL
        return [(call, kind)]

    def _refreshes(self, call: ast.Call, name: str) -> bool:
        """``server = update_server(server)``: it is asked for again.

        So is ``snapshot = ec2.Snapshot(snapshot.id)``, by its class.
        """
        above = self._source.parent(call)
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        if not isinstance(above, ast.Assign) or len(given) != 1:
            return False
        same = given[0]
        if name[:1].isupper() and isinstance(
                same, ast.Attribute) and is_identifying(same.attr):
            same = same.value
        elif polls.words(name)[:1] not in _REFRESHING:
            return False
        return any(written(target) == written(same)
                   for target in above.targets)

    def _reads_again(self, call: ast.Call) -> bool:
        """``files = find(path)``, where it was found the same way before.

        ``getattr(api, name)()`` may do anything.
        """
        above = self._source.parent(call)
        if not isinstance(above, ast.Assign) or polls.says_work(call) or (
                not isinstance(call.func, (ast.Name, ast.Attribute))):
            return False
        return any(
            isinstance(before := value_before(
                self._source, self._loop.begin, written(target)), ast.Call)
            and written(before) == written(call)
            for target in above.targets)

    def _fills(self, call: ast.Call, name: str) -> bool:
        """``found.add(port)``, and ``found`` is a list or a set of here.

        ``list_jobs().pop()`` takes one of what was listed.
        """
        owner = call.func.value if isinstance(
            call.func, ast.Attribute) else None
        if isinstance(owner, ast.Call) and name == 'pop':
            return polls.kind(self._source, owner) is Kind.POLL and (
                'queue' not in polls.words(callee_name(owner)))
        values = [binding.node for binding in self._source.once(
            Names).bindings(owner.id, owner)] if isinstance(
                owner, ast.Name) and name in _FILLING else []
        return bool(values) and all(map(is_container, values))

    def _hands_out(self, call: ast.Call, name: str) -> bool:
        """``return get_client()``: the result is used, not polled."""
        spoken = polls.words(name)
        if not {'get', 'fetch'} & set(spoken[:3]):
            return False
        return spoken[-1] in _RESOURCES or (
            spoken[-1] in _RETURNED_RESOURCES
            and isinstance(self._source.parent(call), ast.Return))

    def _is_means(self, call: ast.Call, name: str) -> bool:
        """``client = self._connect()``, and ``client.get(path)`` polls.

        It is made anew for each poll, and nobody else uses it.
        """
        above = self._source.parent(call)
        if _MEANS.isdisjoint(polls.words(name)) or not (
                isinstance(above, ast.Assign)
                and isinstance(above.targets[0], ast.Name)
                and self._loop.function is not None):
            return False
        kept = above.targets[0].id
        uses = [node for node in walk(self._loop.function)
                if isinstance(node, ast.Name) and node.id == kept
                and isinstance(node.ctx, ast.Load)]
        return bool(uses) and all(
            self._loop.holds(use) and self._polls_through(use)
            for use in uses)

    def _polls_through(self, owner: ast.Name) -> bool:
        """``client`` of ``client.get(path)``."""
        attribute = self._source.parent(owner)
        made = self._source.parent(attribute) if attribute else None
        return isinstance(made, ast.Call) and made.func is attribute and (
            polls.kind(self._source, made) is Kind.POLL)

    def _is_of_work(self, call: ast.Call) -> bool:
        """``response.get_id()``, and working answered the response."""
        owner = call.func.value if isinstance(
            call.func, ast.Attribute) else None
        return isinstance(owner, ast.Name) and owner.id in _ANSWERS and any(
            polls.kind(self._source, made) is Kind.WORK
            for made in self._bringing(owner.id))

    def _judges(self, call: ast.Call) -> bool:
        return bool(call.args) and is_boolean(call) and (
            self._is_brought(call.args[0]))

    def _by_body(self, call: ast.Call, kind: Kind) -> Kind:
        """Read a helper of this file whose name does not tell."""
        definition = self._source.once(Names).definition(call.func)
        if definition is None:
            return kind
        returned = [
            node.value for node in walk(definition)
            if isinstance(node, ast.Return)]
        if returned and all(
                isinstance(value, ast.Constant) and isinstance(
                    value.value, bool) for value in returned):
            # A connection that is only tried out says yes or no.
            return Kind.POLL
        kinds = self._kinds_in(definition)
        if Kind.WORK in kinds:
            return Kind.WORK
        return Kind.POLL if kinds <= {Kind.POLL, Kind.PLAIN} else (
            Kind.UNKNOWN)

    def _kinds_in(self, definition: ast.AST) -> set[Kind]:
        """What the calls of a helper do, but for what fills its lists."""
        return {
            polls.kind(self._source, node) for node in walk(definition)
            if isinstance(node, ast.Call) and not logs.level(node)
            and not self._fills(node, callee_name(node))}

    def _only_asks(self, call: ast.Call) -> bool:
        """``while not self._set_address()``, and that only looks it up.

        What it finds it keeps; nobody but the object itself is changed.
        """
        above = self._source.parent(call)
        while isinstance(above, (ast.UnaryOp, ast.BoolOp)):
            above = self._source.parent(above)
        definition = self._source.once(Names).definition(call.func)
        if definition is None or not isinstance(above, (ast.If, ast.While)):
            return False
        kinds = self._kinds_in(definition)
        return Kind.POLL in kinds and kinds <= {Kind.POLL, Kind.PLAIN}

    def _goes_through(self, call: ast.Call, name: str) -> bool:
        """``for port in compute.server_ports(id)``, a list by its name.

        Also where it is kept first: ``ports = list(server_ports(id))``; and
        ``len(compute.servers())`` is that of a list.
        """
        if not name.endswith('s') or name.endswith('ss') or (
                polls.gives_order(name)):
            return False
        value: ast.AST = call
        above = self._source.parent(call)
        if isinstance(above, ast.Call) and callee_name(above) in (
                'list', 'sorted', 'set', 'tuple'):
            value, above = above, self._source.parent(above)
        if isinstance(above, ast.Call) and callee_name(above) == 'len':
            return True
        kept = {
            target.id for target in above.targets
            if isinstance(target, ast.Name)} if isinstance(
                above, ast.Assign) else set()
        return any(
            isinstance(node, (ast.For, ast.comprehension))
            and (node.iter is value or isinstance(
                node.iter, ast.Name) and node.iter.id in kept)
            for node in walk(self._loop.node))

    def takes_apart(self, call: ast.Call) -> bool:
        """Whether a call only reads what another one of the loop brought."""
        return any(map(self._is_brought, call.args)) and (
            not call.keywords) and all(
                self._is_brought(argument) or _is_constant(argument)
                for argument in call.args)

    def _is_brought(self, argument: ast.expr) -> bool:
        """Whether a name holds what a call of this loop brought."""
        return isinstance(argument, ast.Name) and any(
            True for _ in self._bringing(argument.id))

    def _bringing(self, name: str) -> Iterator[ast.Call]:
        """The calls of this loop whose answers a name holds."""
        for value in self._loop.values(name):
            for node in walk(value):
                if isinstance(node, ast.Call):
                    yield node


def _is_constant(argument: ast.expr) -> bool:
    """``3``, ``'a'``, ``STATUS``, ``constants.STATUS``."""
    return isinstance(argument, ast.Constant) or last_name(
        argument).isupper()
