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

"""What is known of a function that stands in another module."""

import ast
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.project.constants import Number

# Characters of the name of an event; of longer texts the search below is
# quadratic.
MAX_EVENT = 200
# How the events that tell of a failure are called.
_FAILURE_EVENT = re.compile(
    r'[.\-_](?:error|fail(?:ed|ure)?|exception)(?:[.\-_]\w+)?$'
    r'|compute\.exception|compute_task\.|rollback|^error$')


@dataclass(frozen=True, slots=True)
class CallFact:
    """A call in a function: what is called, and a first number given."""

    name: str
    number: Number | None


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """What a function does, as far as rules of other modules ask.

    :ivar calls: what it calls, resolved through its module's imports;
        methods as ``self.name``, other objects' as ``?.name``.
    :ivar raises: the names of the exceptions it raises, likewise.
    :ivar counts: whether it compares something that it also counts up.
    :ivar loops: whether it has a loop of its own.
    :ivar always_raises: what its body raises under no condition; empty
        when it may end without.
    :ivar events: texts in it that name a failure event or phase.
    :ivar asserted: the attributes on which it asserts.
    :ivar assertions: its assertions on numbers, as they are written.
    :ivar answers: the constants that it returns, as they are written; a
        question mark for any other value.
    """

    name: str
    calls: tuple[CallFact, ...] = ()
    raises: tuple[str, ...] = ()
    counts: bool = False
    loops: bool = False
    always_raises: str = ''
    events: tuple[str, ...] = ()
    asserted: tuple[str, ...] = ()
    assertions: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


def _attributes(expressions: list[ast.expr]) -> list[ast.expr]:
    return [node for expression in expressions for node in walk(expression)
            if isinstance(node, ast.Attribute)]


def names_failure(text: str) -> bool:
    """Whether a text is the name of an event that tells of a failure."""
    return len(text) <= MAX_EVENT and bool(_FAILURE_EVENT.search(text))


def function_facts(
    function: Function, imports: dict[str, str],
) -> FunctionFacts:
    """What a function does; its nested functions count as part of it."""
    calls: list[CallFact] = []
    raises: list[str] = []
    counted: set[str | None] = set()
    compared: set[str | None] = set()
    loops = False
    always = ''
    events: list[str] = []
    asserted: list[str] = []
    assertions: list[ast.expr] = []
    returns: list[ast.Return] = []
    holds_functions = False

    def name_of(expression: ast.expr) -> str:
        spelled = path(expression)
        if spelled is None:
            return f'?.{expression.attr}' if isinstance(
                expression, ast.Attribute) else '?'
        root, _, rest = spelled.partition('.')
        if root in imports:
            return f'{imports[root]}.{rest}' if rest else imports[root]
        return spelled

    for node in walk(function):
        if isinstance(node, ast.Call):
            number = node.args[0].value if (
                node.args and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, (int, float))) else None
            called = name_of(node.func)
            calls.append(CallFact(called, number))
            if called.rpartition('.')[2].startswith('assert'):
                asserted += map(name_of, _attributes(node.args))
                assertions.append(node)
        elif isinstance(node, ast.Return):
            returns.append(node)
        elif isinstance(node, FUNCTIONS):
            holds_functions = holds_functions or node is not function
        elif isinstance(node, ast.Assert):
            asserted += map(name_of, _attributes([node.test]))
            assertions.append(node.test)
        elif isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc
            if isinstance(raised, ast.Call):
                raised = raised.func
            raises.append(name_of(raised))
            if node in function.body:
                always = name_of(raised)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and names_failure(node.value):
                events.append(node.value)
        elif isinstance(node, ast.AugAssign):
            counted.add(unparsed(node.target))
        elif isinstance(node, ast.Compare):
            compared.update(
                unparsed(side) for side in (node.left, *node.comparators))
        elif isinstance(node, (ast.For, ast.While, ast.AsyncFor)):
            loops = True
    if holds_functions:
        # What an inner one returns, this one does not.
        returns = [node for node in walk_scope(function)
                   if isinstance(node, ast.Return)]
    return FunctionFacts(
        function.name, tuple(calls), tuple(raises),
        bool((counted & compared) - {None}), loops,
        '' if returns else always, tuple(events),
        tuple(asserted), tuple(
            text for node in assertions if any(
                isinstance(value, ast.Constant) and type(value.value) is int
                or isinstance(value, ast.Attribute) and value.attr.isupper()
                for value in walk(node))
            and (text := unparsed(node)) is not None),
        tuple(
            'None' if node.value is None else repr(node.value.value)
            if isinstance(node.value, ast.Constant) else '?'
            for node in returns))
