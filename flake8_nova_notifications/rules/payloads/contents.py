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

"""What is in a dict that is sent: its entries, followed through the file.

Followed are local names up to the place of sending, changes made in place,
functions and methods of this file (what they return), parameters (what
callers in this file pass), attributes of the instance, and values nested in
lists and dicts. What stands in other modules is reported there.
"""

import ast
from collections.abc import Collection

from flake8_nova_notifications.code.calls import argument
from flake8_nova_notifications.code.calls import callers
from flake8_nova_notifications.code.calls import definitions
from flake8_nova_notifications.code.calls import descendants
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import words
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import notifiers
from flake8_nova_notifications.rules.payloads import dumping
from flake8_nova_notifications.rules.payloads.emissions import Emission
from flake8_nova_notifications.rules.payloads.entries import COPIES
from flake8_nova_notifications.rules.payloads.entries import COST_OF_STEP
from flake8_nova_notifications.rules.payloads.entries import Dump
from flake8_nova_notifications.rules.payloads.entries import Entry
from flake8_nova_notifications.rules.payloads.entries import given_callables
from flake8_nova_notifications.rules.payloads.entries import MAX_STEPS
from flake8_nova_notifications.rules.payloads.entries import Step
from flake8_nova_notifications.rules.payloads import mutations


class Contents:
    """Entries and dumps of one emission, worked out step by step.

    :ivar passed: values, parameters and attributes that are the payload
        itself at some point on its way.
    """

    def __init__(self, source: SourceFile, emission: Emission) -> None:
        self.entries: list[Entry] = []
        self.dumps: list[Dump] = []
        self.passed: list[ast.AST] = []
        self._source = source
        self._names = source.once(Names)
        self._seen: set[tuple[ast.AST, bool]] = set()
        self._queue: list[Step] = []
        for value in emission.values:
            if emission.literal_only and not mutations.is_built(source, value):
                continue
            if value is emission.node and isinstance(value, ast.Call):
                self._keywords(
                    Step(value, value, None), value, at=value)
                continue
            if emission.returned and mutations.is_whole(source, value):
                self.dumps.append(Dump(
                    self._source.parent(value) or value,
                    dumping.whole(value), None))
                continue
            self._queue.append(Step(value, emission.node, None))
        for step in self._queue:
            if len(self._seen) >= MAX_STEPS or not source.affords(
                    'payloads', COST_OF_STEP):
                break
            mark = (step.expression, step.key is not None)
            if mark not in self._seen:
                self._seen.add(mark)
                self._look(step)

    def _push(
        self, step: Step, expression: ast.AST | None,
        at: ast.AST | None = None, key: Entry | None = None,
        merged: bool = False, chosen: bool = False,
    ) -> None:
        if expression is not None:
            self._queue.append(Step(
                expression, at if at is not None else step.at,
                key if key is not None else step.key,
                merged or step.merged or key is not None,
                chosen or step.chosen))

    def _pass(self, step: Step, node: ast.AST) -> None:
        """Remember what the payload itself is bound to on its way."""
        if not step.merged:
            self.passed.append(node)

    def _enter(
        self, step: Step, name: str, node: ast.AST, value: ast.expr,
        at: ast.AST | None = None,
    ) -> None:
        entry = Entry(name, node, value)
        self.entries.append(entry)
        if not notifiers.is_sanitised(value):
            self._push(step, value, at, entry)

    def _look(self, step: Step) -> None:
        node = step.expression
        whole = dumping.dumped(
            self._source, node, step.key.name if step.key else '')
        if whole is not None:
            if step.chosen:
                whole = dumping.chosen(whole)
            self.dumps.append(Dump(
                step.key.node if step.key is not None else node, whole,
                step.key.name if step.key is not None else None))
            return
        if step.key is None and isinstance(node, ast.expr) and (
                {'id', 'uuid'}.intersection(
                    words(dumping.last_name(node))[-1:])):
            # An id that is sent by itself.
            self._text(step, [node])
            return
        match node:
            case ast.Dict():
                self._dict(step, node)
            case ast.Call():
                self._call(step, node)
            case ast.Name():
                self._name(step, node)
            case ast.Attribute():
                self._attribute(step, node)
            case ast.BinOp(op=ast.Mod()):
                self._text(step, [node.right])
            case ast.JoinedStr():
                self._text(step, [
                    part.value for part in node.values
                    if isinstance(part, ast.FormattedValue)])
            case ast.IfExp(body=first, orelse=second) | ast.BinOp(
                    op=ast.BitOr() | ast.Add(), left=first, right=second):
                self._push(step, first)
                self._push(step, second)
            case ast.BoolOp(values=parts) | ast.List(elts=parts) | (
                    ast.Tuple(elts=parts)):
                for part in parts:
                    self._push(step, part)
            case ast.Await(value=inner) | ast.Starred(value=inner) | (
                    ast.NamedExpr(value=inner) | ast.ListComp(elt=inner)
                    | ast.GeneratorExp(elt=inner)):
                self._push(step, inner)
            case ast.DictComp(key=ast.Name()):
                self._push(step, mutations.filtered(node),
                           chosen=bool(node.generators[0].ifs))

    def _dict(self, step: Step, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                self._push(step, value, merged=True)
            elif name := mutations.key_name(self._source, key):
                self._enter(step, name, key, value)

    def _keywords(
        self, step: Step, call: ast.Call,
        known: Collection[str] = ('context',), at: ast.AST | None = None,
    ) -> None:
        """What a call gives by name, without what is not sent.

        :param at: where the values are seen from; None: where they stand.
        """
        for keyword in call.keywords:
            seen_from = at or keyword.value
            if keyword.arg is None:
                self._push(step, keyword.value, seen_from, merged=True)
            elif keyword.arg not in known:
                self._enter(step, keyword.arg, keyword, keyword.value,
                            seen_from)

    def _call(self, step: Step, call: ast.Call) -> None:
        if notifiers.is_sanitised(call):
            return
        match call:
            case ast.Call(func=ast.Attribute(attr='copy', value=owner),
                          args=[]):
                self._push(step, owner)
                return
            case ast.Call(func=ast.Attribute(attr='format')):
                self._text(
                    step, [*call.args, *(k.value for k in call.keywords)])
                return
        name = callee_name(call)
        if name in ('dict', 'OrderedDict'):
            self._keywords(step, call, at=call)
        if name in COPIES:
            for value in call.args[:1]:
                self._push(step, value)
            return
        for function in (definitions(self._source, call)
                         or given_callables(self._source, call)):
            for node in walk_scope(function):
                if not self._source.affords('payloads', 1):
                    return
                if isinstance(node, (ast.Return, ast.Yield)):
                    self._push(step, node.value, node)

    def _name(self, step: Step, name: ast.Name) -> None:
        bindings = self._names.bindings(name.id, name)
        # Seen from where it is sent, not from where it is defined.
        reached = mutations.reaching(self._source, bindings, step.at)
        for node in reached:
            if isinstance(node, ast.arg):
                self._parameter(step, node)
            else:
                self._pass(step, node)
                self._push(step, node, node)
        if any(binding.node is None for binding in bindings):
            self._elements(step, name)
        start = min((node.lineno for node in reached
                     if isinstance(node, ast.expr)), default=0)
        scope = mutations.scope_of(self._source, name)
        if scope is not None and bindings:
            self._changes(step, scope, name.id, start, step.at)

    def _elements(self, step: Step, name: ast.Name) -> None:
        """``for payload in payloads``: one of what is in there."""
        for above in self._source.ancestors(step.at):
            if isinstance(above, (ast.For, ast.AsyncFor)) and isinstance(
                    above.target, ast.Name) and above.target.id == name.id:
                self._push(step, above.iter, above)
                return

    def _changes(
        self, step: Step, scope: ast.AST, spelled: str, start: int,
        at: ast.AST | None,
    ) -> None:
        for change in mutations.changes(self._source, scope, spelled):
            line = getattr(change.node, 'lineno', 0)
            if line < start or at is not None and (
                    line > (getattr(at, 'end_lineno', 0) or 0)):
                continue
            if change.key is None:
                if isinstance(change.node, ast.Call):
                    self._keywords(step, change.node, ())
                self._push(step, change.value, change.node, merged=True)
            elif change.value is not None:
                self._enter(
                    step, change.key, change.node, change.value, change.node)

    def _parameter(self, step: Step, parameter: ast.arg) -> None:
        """What callers in this file pass for a parameter."""
        function = self._source.function(parameter)
        if function is None:
            return
        self._pass(step, parameter)
        for call in callers(self._source, function):
            if parameter is function.args.kwarg:
                # Keywords that no parameter takes.
                self._keywords(step, call, {
                    a.arg for a in (*function.args.args,
                                    *function.args.kwonlyargs)}, call)
            else:
                value = argument(function, call, parameter)
                self._push(step, value, call)

    def _attribute(self, step: Step, attribute: ast.Attribute) -> None:
        """``self.payload``: what any method of its classes puts there."""
        if not is_self(attribute.value):
            # Nobody knows who put it there, but it is the payload.
            self._pass(step, attribute)
            return
        holder = self._source.enclosing_class(attribute)
        if holder is None:
            return
        if step.key is not None:
            # An attribute sent under a key is rarely built as a payload.
            return
        relatives = (*self._names.family(holder), *self._source.once(
            descendants).get(holder, ())[1:])
        spelled = written(attribute)
        self._pass(step, attribute)
        for cls in relatives:
            for value in self._names.assigned(cls, attribute.attr):
                self._push(step, value, value)
            for member in cls.body:
                if isinstance(member, FUNCTIONS):
                    self._changes(step, member, spelled, 0, None)

    def _text(self, step: Step, values: list[ast.expr]) -> None:
        """A message with values formatted into it.

        Only the payload itself is read like that: below a key it is the
        key that counts.
        """
        if step.key is not None:
            return
        for value in values:
            if isinstance(value, ast.Dict):
                self._dict(step, value)
                continue
            for part in (value.elts if isinstance(value, ast.Tuple)
                         else [value]):
                name = dumping.last_name(part)
                if name:
                    self.entries.append(Entry(name, part, part))
