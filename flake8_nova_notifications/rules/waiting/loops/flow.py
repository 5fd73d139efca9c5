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

"""Every way to leave a loop, and the conditions on each.

Nothing here knows what a wait is.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.idioms import failures

# Whatever is run again and again: the body of a callback like that of a loop.
Body = ast.For | ast.While | ast.FunctionDef | ast.AsyncFunctionDef
Test = tuple[ast.expr, bool]

# Ways out of one loop, and conditions on one of them; what a reader can
# follow has a dozen. Each is kept with all the conditions before it.
MAX_EXITS = 200
MAX_TESTS = 100


@dataclass(frozen=True)
class Exit:
    """One statement that leaves a loop.

    :ivar node: a break, return, raise or failing call.
    :ivar tests: the conditions on the way to it and which branch of each is
        taken, outermost first.
    :ivar handler: the innermost handler it stands in.
    :ivar attempts: try statements that have to succeed before it is
        reached.
    """

    node: ast.stmt
    tests: tuple[Test, ...]
    handler: ast.ExceptHandler | None
    attempts: tuple[ast.Try, ...]

    @property
    def fails(self) -> bool:
        """Whether leaving this way is a failure."""
        return not isinstance(self.node, (ast.Break, ast.Return)) and not (
            failures.ends_program_well(self.node))

    @property
    def has_alternatives(self) -> bool:
        """``if n > limit or found: break``."""
        return any(isinstance(test, ast.BoolOp) and isinstance(
            test.op, ast.Or) for test, _ in self.tests)

    @property
    def is_timeout(self) -> bool:
        """Whether it raises, on a condition, that the time is up."""
        return self.handler is None and bool(self.tests) and isinstance(
            self.node, ast.Raise) and failures.is_timeout(self.node.exc)


@dataclass(frozen=True)
class _Place:
    tests: tuple[Test, ...] = ()
    handler: ast.ExceptHandler | None = None
    attempts: tuple[ast.Try, ...] = ()
    inner_loop: bool = False
    called: bool = False


def exits(source: SourceFile, body: Body) -> list[Exit] | None:
    """Every statement of a loop's body that leaves the loop.

    None where they are too many to be told apart.
    """
    found: list[Exit] = []
    place = _Place(called=isinstance(body, FUNCTIONS))
    for exit_ in _block_exits(source, body.body, place):
        if len(exit_.tests) > MAX_TESTS or len(found) == MAX_EXITS:
            return None
        found.append(exit_)
    return found


def _block_exits(
    source: SourceFile, block: list[ast.stmt], place: _Place,
) -> Iterator[Exit]:
    # Recursed into: the parser takes a hundred levels of indentation.
    tests, attempts = place.tests, place.attempts
    for statement in block:
        here = replace(place, tests=tests, attempts=attempts)
        if isinstance(statement, ast.Break):
            if not place.inner_loop:
                yield Exit(statement, tests, place.handler, attempts)
        elif isinstance(statement, ast.Return) or failures.fails(
                source, statement):
            yield Exit(statement, tests, place.handler, attempts)
        elif isinstance(statement, ast.Assert):
            yield Exit(statement, (*tests, (statement.test, False)),
                       place.handler, attempts)
        elif isinstance(statement, ast.If):
            yield from _branches(source, statement, here)
            # What follows a branch that goes on with the next poll is only
            # reached by the other branch.
            if _goes_on(statement.body, place):
                tests = (*tests, (statement.test, False))
            elif statement.orelse and _goes_on(statement.orelse, place):
                tests = (*tests, (statement.test, True))
        elif isinstance(statement, TRIES):
            yield from _try_exits(source, statement, here)
            if _is_left_by_errors(statement, place):
                attempts = (*attempts, statement)
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                yield from _block_exits(source, case.body, replace(
                    here, tests=(*tests, (statement.subject, True))))
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            yield from _block_exits(source, statement.body, here)
        elif isinstance(statement, (ast.For, ast.While, ast.AsyncFor)):
            inner: tuple[Test, ...] = tests
            if isinstance(statement, ast.While):
                inner = (*tests, (statement.test, True))
            yield from _block_exits(source, statement.body, replace(
                here, tests=inner, inner_loop=True))
            if statement.orelse:
                yield from _block_exits(
                    source, statement.orelse, _unbroken(
                        source, statement.body, here))


def _unbroken(
    source: SourceFile, body: list[ast.stmt], place: _Place,
) -> _Place:
    """The ``else`` of an inner loop: none of its breaks was taken."""
    tests, attempts = place.tests, place.attempts
    for exit_ in _block_exits(source, body, _Place()):
        if not isinstance(exit_.node, ast.Break):
            continue
        if exit_.handler is not None:
            attempt = source.parent(exit_.handler)
            if isinstance(attempt, TRIES):
                attempts = (*attempts, attempt)
        elif exit_.tests:
            test, value = exit_.tests[-1]
            tests = (*tests, (test, not value))
    return replace(place, tests=tests, attempts=attempts)


def _branches(
    source: SourceFile, statement: ast.If, place: _Place,
) -> Iterator[Exit]:
    # An ``elif`` chain nests once a link; it is unrolled, not recursed.
    tests = place.tests
    link: ast.If | None = statement
    while link is not None:
        yield from _block_exits(source, link.body, replace(
            place, tests=(*tests, (link.test, True))))
        tests = (*tests, (link.test, False))
        rest = link.orelse
        link = elif_of(link)
        if link is None:
            yield from _block_exits(source, rest, replace(
                place, tests=tests))


def elif_of(statement: ast.If) -> ast.If | None:
    """The condition in an ``else`` that holds nothing else."""
    match statement.orelse:
        case [ast.If() as link]:
            return link
    return None


def branches(statement: ast.If) -> list[list[ast.stmt]]:
    """The branches of a chain of conditions; without ``else`` one is empty."""
    found: list[list[ast.stmt]] = []
    link: ast.If | None = statement
    while link is not None:
        found.append(link.body)
        last, link = link.orelse, elif_of(link)
    return [*found, last]


def _try_exits(
    source: SourceFile, statement: ast.Try, place: _Place,
) -> Iterator[Exit]:
    inside = replace(place, attempts=(*place.attempts, statement))
    yield from _block_exits(source, statement.body, inside)
    yield from _block_exits(source, statement.orelse, inside)
    for handler in statement.handlers:
        yield from _block_exits(source, handler.body, replace(
            place, handler=handler))
    yield from _block_exits(source, statement.finalbody, place)


def _is_left_by_errors(statement: ast.Try, place: _Place) -> bool:
    """Whether what follows is only reached where nothing was raised."""
    ends = [handler.body for handler in statement.handlers]
    return any(_goes_on(block, place) for block in ends) and all(
        _goes_on(block, place) or isinstance(block[-1], (
            ast.Raise, ast.Return, ast.Break)) for block in ends)


def _goes_on(block: list[ast.stmt], place: _Place) -> bool:
    """Whether a block goes on with the next round, or the next call."""
    return isinstance(block[-1], ast.Continue) or (
        place.called and not place.inner_loop
        and isinstance(block[-1], ast.Return))


def conjuncts(test: ast.expr, wanted: bool = True) -> list[Test]:
    """The parts of a condition that all hold when it has the wanted value.

    ``not (a or b)`` is taken apart like ``not a and not b``.
    """
    found: list[Test] = []
    stack = [(test, wanted)]
    while stack:
        part, value = stack.pop()
        if isinstance(part, ast.UnaryOp):
            stack.append((part.operand, not value))
        elif isinstance(part, ast.BoolOp) and isinstance(
                part.op, ast.And if value else ast.Or):
            stack.extend((operand, value) for operand in part.values)
        else:
            found.append((part, value))
    return found[::-1]


def parts(test: ast.expr) -> list[ast.expr]:
    """The operands of a condition, whatever joins them."""
    return [part for part, _ in leaves(test)]


def leaves(test: ast.expr, wanted: bool = True) -> list[Test]:
    """The operands of a condition, and the values that give its value."""
    found: list[Test] = []
    stack = [(test, wanted)]
    while stack:
        part, value = stack.pop()
        if isinstance(part, ast.UnaryOp):
            stack.append((part.operand, not value))
        elif isinstance(part, ast.BoolOp):
            stack.extend((operand, value) for operand in part.values[::-1])
        else:
            found.append((part, value))
    return found
