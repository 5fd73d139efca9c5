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


"""The fact ControllerMethod: who may call it and what it lets in."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.code.calls import calls_of
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import controllers
from flake8_nova_notifications.idioms.failures import fails
from flake8_nova_notifications.project.definitions import ClassFacts
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.lookup import Project

# A method, its helper and the helper's helper; beyond that the check is not
# where a reader of the controller would see it.
MAX_HELPERS_DEEP = 3

# Functions of other modules that are read for one call.
MAX_HELPERS_ELSEWHERE = 30


@dataclass(frozen=True)
class ControllerMethod:
    """A method of a controller that a request can reach.

    :ivar function: the method.
    :ivar holder: its class.
    :ivar checked: whether a policy is asked before anything is answered,
        in it, around it or in what it calls.
    :ivar late: the change that is made before the first check.
    :ivar unvalidated: whether it takes a body that no schema was held to.
    """

    function: Function
    holder: ast.ClassDef
    checked: bool
    late: ast.Call | None
    unvalidated: bool


def controller_methods(source: SourceFile) -> tuple[ControllerMethod, ...]:
    """The methods of the controllers of a file, in source order.

    Not those that are gone, that always refuse, that only add to the answer
    of another, and those of controllers which describe the API itself.
    """
    found = []
    reader = _Reader(source)
    for cls in source.on(ast.ClassDef, source.lines_with('Controller')):
        if not controllers.is_controller(cls) or controllers.is_public(cls):
            continue
        for function in cls.body:
            if isinstance(function, FUNCTIONS) and reader.serves(
                    function) and not controllers.describes_root(
                        cls, function):
                found.append(ControllerMethod(
                    function, cls, reader.checks(function, 0),
                    reader.late_change(function),
                    reader.is_unvalidated(function)))
    return tuple(found)


class _Reader:
    """Reads methods and what they call, in this file and around it."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._names = source.once(Names)
        self._project = source.once(Project)
        self._checked: dict[tuple[Function, int], bool] = {}

    def serves(self, function: Function) -> bool:
        """Whether a method answers requests with something of its own."""
        return controllers.is_api_method(function) and not (
            controllers.is_removed(function)
            or controllers.extends(function)
            or controllers.is_empty(function)
            or self._refuses(function)
            or self._only_helps(function))

    def _only_helps(self, function: Function) -> bool:
        """Whether only other methods call it: no route leads to it."""
        return controllers.is_helper(function) and controllers.validates_body(
            function, self._source.options) and any(
                self._source.function(call) is not function
                for call in calls_of(self._source, function))

    def _refuses(self, function: Function) -> bool:
        for statement in function.body:
            if fails(self._source, statement):
                return True
            # What a nested function returns is not this one's answer.
            if not isinstance(statement, FUNCTIONS) and any(
                    isinstance(node, ast.Return)
                    for node in walk_scope(statement)):
                return False
        return False

    def checks(self, function: Function, depth: int) -> bool:
        """Whether a policy is asked on the way through a function."""
        key = (function, depth)
        if key not in self._checked:
            self._checked[key] = self._is_checked_around(function) or any(
                self._is_check(call, function, depth)
                for statement in function.body for call in walk(statement)
                if isinstance(call, ast.Call))
        return self._checked[key]

    def _is_checked_around(self, function: Function) -> bool:
        """Whether a decorator asks the policy."""
        return any(
            controllers.is_policy_name(name, self._source.options)
            for name in controllers.decorators(function))

    def _is_check(
        self, call: ast.Call, function: Function, depth: int,
    ) -> bool:
        if controllers.is_policy_name(
                callee_name(call), self._source.options) or (
                    controllers.speaks_of_policy(call.func)):
            return not controllers.is_soft(call) or self._refuses_by(call)
        definition = self._names.definition(call.func)
        if isinstance(definition, FUNCTIONS):
            return depth < MAX_HELPERS_DEEP and self.checks(
                definition, depth + 1)
        return any(self._facts_check(facts, bases)
                   for facts, bases in self._elsewhere(call, function))

    def _refuses_by(self, call: ast.Call) -> bool:
        """``if not context.can(..., fatal=False): raise ...``."""
        holder = next(above for above in self._source.ancestors(call)
                      if isinstance(above, ast.stmt))
        return isinstance(holder, ast.If) and any(
            isinstance(node, ast.Raise)
            for statement in holder.body for node in walk_scope(statement))

    def _elsewhere(
        self, call: ast.Call, function: Function,
    ) -> Iterator[tuple[FunctionFacts, list[str]]]:
        """What a call of something of another module may stand for.

        With each function the bases in which its own ``self`` is at home.
        """
        func = call.func
        dotted = self._names.dotted(func)
        if dotted and '.' in dotted:
            fact = self._project.find(dotted)
            if isinstance(fact, FunctionFacts):
                yield fact, []
            return
        if not isinstance(func, ast.Attribute):
            return
        owner = func.value
        holder = self._source.enclosing_class(function)
        if holder is None:
            return
        if is_self(owner) or isinstance(owner, ast.Call) and callee_name(
                owner) == 'super':
            bases = self._names.foreign_bases(holder)
            yield from self._method(bases, func.attr)
        elif isinstance(owner, ast.Attribute):
            # ``self.volume_api.delete()``: many projects check there.
            for made in self._makers(owner, holder):
                yield from self._method([self._api_class(made)], func.attr)

    def _makers(
        self, attribute: ast.Attribute, holder: ast.ClassDef,
    ) -> Iterator[str]:
        """The dotted names of what an attribute may have been made by."""
        values = self._names.attribute_values(attribute)
        for value in values:
            if isinstance(value, ast.Call):
                made = self._names.dotted(value.func)
                if made and '.' in made:
                    yield made
        if not values:
            yield from self._made_by(self._names.foreign_bases(holder))

    def _made_by(self, bases: list[str]) -> Iterator[str]:
        """What the constructor of a base class makes: any may be meant."""
        facts = self._project.method(bases, '__init__')
        if isinstance(facts, FunctionFacts):
            yield from (
                call.name for call in facts.calls
                if call.name.rpartition('.')[2][:1].isupper())

    def _api_class(self, dotted: str) -> str:
        """``volume.API()`` makes the class API of ``volume.api``."""
        if isinstance(self._project.find(dotted), ClassFacts):
            return dotted
        package, _, name = dotted.rpartition('.')
        return f'{package}.api.{name}'

    def _method(
        self, bases: list[str], name: str,
    ) -> Iterator[tuple[FunctionFacts, list[str]]]:
        member = self._project.method(bases, name)
        if isinstance(member, FunctionFacts):
            yield member, bases

    def _facts_check(
        self, facts: FunctionFacts, bases: list[str],
    ) -> bool:
        """Whether a function of another module, or its helpers, check."""
        queue = [(facts, bases)]
        seen = {id(facts)}
        for known, home in queue:
            for call in known.calls:
                if controllers.is_policy_name(
                        call.name, self._source.options):
                    return True
                if not call.name.startswith('self.') or (
                        len(queue) >= MAX_HELPERS_ELSEWHERE):
                    continue
                for callee, its_home in self._called(call.name, home):
                    if id(callee) not in seen:
                        seen.add(id(callee))
                        queue.append((callee, its_home))
        return False

    def _called(
        self, name: str, bases: list[str],
    ) -> Iterator[tuple[FunctionFacts, list[str]]]:
        """``self.helper`` or ``self.backup_api.get`` of other modules."""
        first, _, rest = name.removeprefix('self.').partition('.')
        if not rest:
            yield from self._method(bases, first)
        else:
            for made in self._made_by(bases):
                yield from self._method([self._api_class(made)], rest)

    def late_change(self, function: Function) -> ast.Call | None:
        """The change that a method makes before it first asks a policy.

        Only in a straight line: a change in a branch, a loop or a handler
        may be one that the check behind it is not about.
        """
        if self._is_checked_around(function):
            return None
        changed: ast.Call | None = None
        for statement in function.body:
            if any(isinstance(node, ast.Call)
                   and self._is_check(node, function, 0)
                   for node in walk_scope(statement)):
                return changed
            if changed is None and isinstance(
                    statement, (ast.Expr, ast.Assign, ast.AnnAssign)):
                changed = next((
                    node for node in walk_scope(statement)
                    if isinstance(node, ast.Call)
                    and controllers.is_change(node)), None)
        return None

    def is_unvalidated(self, function: Function) -> bool:
        """Whether a body comes in that no schema was held against."""
        options = self._source.options
        if not controllers.takes_body(function) or (
                controllers.validates_body(function, options)):
            return False
        for call in walk(function):
            if not isinstance(call, ast.Call) or not isinstance(
                    call.func, ast.Attribute):
                continue
            owner = call.func.value
            if isinstance(owner, ast.Call) and callee_name(owner) == 'super':
                return False  # the method it goes on to has the schema
            definition = self._names.definition(call.func)
            if isinstance(definition, FUNCTIONS) and (
                    controllers.validates_body(definition, options)):
                return False
        return True
