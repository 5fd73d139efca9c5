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

"""Runs waits of any module under a virtual clock, whatever they ask.

Of a function with a wait only what decides is kept: its loops, branches, ways
out, pauses, the counter, the deadline. Each poll and each condition becomes a
question to a :class:`World`, which answers one way until it is ready and
another way from then on. Nothing of the module itself is run, so it need not
be installed: ``python -m tests.waiting.skeleton FOLDER`` takes any tree.
"""

import ast
import builtins
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
import itertools
import pathlib
import random
import sys
from typing import Any

from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.rules.waiting.fixes.how_long import LEAST
from flake8_nova_notifications.rules.waiting import nvn101_counted_wait
from flake8_nova_notifications.rules.waiting.rounds.tally import tally
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops
from flake8_nova_notifications.rules.waiting.waits.wait_loops import WaitLoop

# What the rewriting brings in.
_ADDED = ('deadline', 'expired', 'late', 'poll_deadline', 'poll_expired',
          'poll_late')
# Stands for whatever a bound or a pause is made of that is not known here.
_OPEN = 7
# Ways in which the conditions of one function may be answered.
WAYS = 40
COSTS = (0, 0.2, 2)
_MAX_STEPS = 60_000


class Stuck(Exception):
    """It has gone on for far longer than any bound allows."""


class Failed(Exception):
    """The function has failed; says in which statement."""


class _Raised(Exception):
    """What a handler is there for."""


class _Number(int):
    """A setting: a number, and whatever it is asked for is one."""

    def __getattr__(self, name: str) -> '_Number':
        return self

    def __call__(self, *_: object, **__: object) -> '_Number':
        return self

    def __getitem__(self, key: object) -> '_Number':
        return self


class _Names(dict[str, Any]):
    def __missing__(self, name: str) -> object:
        return getattr(builtins, name, _Number(_OPEN))


class World:
    """A clock, and something that becomes ready at a poll.

    :param ready: at which poll, counted from 1; None: never.
    :param cost: seconds that a poll takes.
    :param answers: of each question before and after that.
    """

    def __init__(
        self, ready: int | None, cost: float,
        answers: tuple[dict[str, bool], dict[str, bool]],
    ) -> None:
        self.now = 1000.0
        self.polls = 0
        self._ready = ready
        self._cost = cost
        self._answers = answers
        self._steps = 0
        # The first reading of the clock, the last, and the last poll.
        self._began = 0.0
        self._read = (0.0, 0)
        self._polled = 0

    def ask(self, question: str, polls: int = 0) -> bool:
        """The answer to a condition, after so many polls."""
        self.step()
        for _ in range(polls):
            self._polled = self._steps
            self.polls += 1
            self.now += self._cost
        is_ready = self._ready is not None and self.polls >= self._ready
        return self._answers[is_ready].get(question, False)

    def poll(self, question: str, polls: int) -> None:
        """Poll so often; some handler of the function is there for it."""
        if self.ask(question, polls):
            raise _Raised

    def sleep(self, seconds: float = _OPEN) -> None:
        """Let time pass."""
        self.step()
        self.now += seconds

    def clock(self) -> float:
        """The time."""
        self.step()
        self._began = self._began or self.now
        self._read = self.now, self._steps
        return self.now

    def gave_up_unseen(self, seconds: float) -> bool:
        """Whether it ended by its deadline without a poll behind that."""
        now, step = self._read
        return now - self._began >= seconds and self._polled < step

    def step(self) -> None:
        """Count what is done, so that nothing goes on for ever."""
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise Stuck


@dataclass(frozen=True)
class Rewritten:
    """A wait before and after it was rewritten.

    :ivar name: where it stands.
    :ivar polls: how often the old one polls, as far as that is known.
    """

    name: str
    polls: int
    old: 'Skeleton'
    new: 'Skeleton'


class Skeleton:
    """A function of which only what decides is left.

    :ivar questions: what its world is asked.
    """

    def __init__(
        self, source: SourceFile, function: Function, loop: ast.AST,
        kept: Sequence[str], polls: Sequence[str], pauses: Sequence[str],
    ) -> None:
        self._source = source
        self._loop = loop
        self._kept = {*kept, *_ADDED}
        self._flags = _flags(function, loop)
        self._polls = set(polls)
        self._pauses = set(pauses)
        self.questions: dict[str, None] = {}
        self._in_try = 0
        body = self._block(function.body)
        given = [arg.arg for arg in (
            *function.args.posonlyargs, *function.args.args,
            *function.args.kwonlyargs)]
        text = f'def run({", ".join(f"{name}=_open" for name in given)}):\n'
        self.text = text + '\n'.join(f'    {line}' for line in (
            body or ['pass']))
        self._code = compile(self.text, 'skeleton', 'exec')

    def run(self, world: World) -> str:
        """How it ends: the statement, and whether that is a failure."""
        names = _Names(_w=world, _open=_Number(_OPEN), _Raised=_Raised,
                       Failed=Failed)
        exec(self._code, names)
        try:
            return f'returns {names["run"]()}'
        except Failed as failed:
            return f'fails {failed}'
        except _Raised:
            return 'fails'

    def _block(self, block: list[ast.stmt]) -> list[str]:
        lines = [line for statement in block
                 for line in self._statement(statement)]
        return lines or ['pass']

    def _nested(self, head: str, block: list[ast.stmt]) -> list[str]:
        return [head, *(f'    {line}' for line in self._block(block))]

    def _statement(self, node: ast.stmt) -> list[str]:
        if failures.fails(self._source, node):
            return [*self._polled(node), f'raise Failed({self._said(node)})']
        match node:
            case ast.Return(value=value):
                given = '' if value is None else self._returned(value)
                return [*self._polled(node),
                        f'return ({self._said(node)}, {given})']
            case ast.Break() | ast.Continue():
                return [ast.unparse(node)]
            case ast.If():
                return [*self._nested(f'if {self._test(node.test)}:',
                                      node.body),
                        *self._nested('else:', node.orelse)]
            case ast.While():
                lines = self._nested(
                    f'while {self._test(node.test)}:', node.body)
                lines.insert(1, '    _w.step()')
                return [*lines, *self._orelse(node.orelse)]
            case ast.For() if node is self._loop:
                over = ast.unparse(node.iter)
                return [*self._nested(
                    f'for {ast.unparse(node.target)} in {over}:', node.body),
                    *self._orelse(node.orelse)]
            case ast.For() | ast.AsyncFor():
                return [*self._polled(node.iter),
                        *self._nested('for _ in (0,):', node.body),
                        *self._orelse(node.orelse)]
            case ast.With() | ast.AsyncWith():
                return self._nested('if True:', node.body)
            case ast.Try():
                return self._tried(node)
            case ast.Assign() | ast.AugAssign() | ast.AnnAssign():
                if self._is_kept(node) or ast.unparse(node) in (
                        f'{name} = {value}' for name in self._flags
                        for value in (True, False)):
                    return [self._clocked(node)]
            case ast.Assert():
                return [f'if not {self._test(node.test)}:',
                        f'    raise Failed({self._said(node)})']
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return []
            case ast.Expr(value=value) if failures.asserts(node):
                return [*self._polled(value), f'if not {self._asked(node)}:',
                        f'    raise Failed({self._said(node)})']
        return [*self._polled(node), *self._paused(node)]

    def _orelse(self, block: list[ast.stmt]) -> list[str]:
        return self._nested('else:', block) if block else []

    def _tried(self, node: ast.Try) -> list[str]:
        self._in_try += bool(node.handlers)
        lines = self._nested('try:', node.body)
        self._in_try -= bool(node.handlers)
        if node.handlers:
            # Which one it is, is asked.
            lines.append('except _Raised:')
            for index, handler in enumerate(node.handlers):
                head = 'el' if index else ''
                head += 'if True:' if handler is node.handlers[-1] else (
                    f'if {self._asked(handler, index)}:')
                lines += [f'    {line}' for line in self._nested(
                    head, handler.body)]
        lines += self._orelse(node.orelse)
        if node.finalbody:
            lines += self._nested('finally:', node.finalbody)
        return lines

    def _test(self, test: ast.expr) -> str:
        match test:
            case ast.BoolOp():
                word = ' and ' if isinstance(test.op, ast.And) else ' or '
                return f'({word.join(map(self._test, test.values))})'
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f'(not {self._test(operand)})'
            case ast.Constant(value=value):
                return repr(bool(value))
        if self._names_kept(test):
            return f'({self._clocked(test)})'
        if isinstance(test, ast.Name) and test.id in self._flags:
            return test.id
        return self._asked(test)

    def _asked(self, node: ast.AST, index: int = 0) -> str:
        text = ast.unparse(node) + (f' {index}' if index else '')
        self.questions[text] = None
        return f'_w.ask({text!r}, {self._count(node)})'

    def _returned(self, value: ast.expr) -> str:
        return self._test(value) if isinstance(
            value, (ast.Compare, ast.BoolOp, ast.UnaryOp)) else ''

    def _polled(self, node: ast.AST) -> list[str]:
        """The polls of a simple statement, which a handler may catch."""
        count = self._count(node)
        if not count:
            return []
        text = f'raises: {ast.unparse(node)}'
        if self._in_try:
            self.questions[text] = None
        return [f'_w.poll({text!r}, {count})']

    def _count(self, node: ast.AST) -> int:
        return sum(isinstance(part, ast.expr)
                   and ast.unparse(part) in self._polls
                   for part in ast.walk(node))

    def _paused(self, node: ast.AST) -> list[str]:
        return [
            f'_w.sleep({", ".join(map(ast.unparse, part.args[:1]))})'
            for part in ast.walk(node) if isinstance(part, ast.Call)
            and ast.unparse(part) in self._pauses]

    def _is_kept(self, node: ast.Assign | ast.AugAssign | ast.AnnAssign,
                 ) -> bool:
        targets = node.targets if isinstance(node, ast.Assign) else [
            node.target]
        return all(isinstance(target, ast.Name) and target.id in self._kept
                   for target in targets)

    def _names_kept(self, node: ast.AST) -> bool:
        return any(isinstance(part, ast.Name) and part.id in self._kept
                   for part in ast.walk(node))

    def _clocked(self, node: ast.AST) -> str:
        return ast.unparse(node).replace('time.monotonic()', '_w.clock()')

    def _said(self, node: ast.AST) -> str:
        return repr(ast.unparse(node).splitlines()[0])


def _flags(function: Function, loop: ast.AST) -> set[str]:
    """Locals that are true or false before a loop, and never anything else."""
    given: dict[str, list[ast.Assign | None]] = {}
    for node in ast.walk(function):
        plain = node if isinstance(node, ast.Assign) and len(
            node.targets) == 1 and isinstance(
                node.value, ast.Constant) and isinstance(
                    node.value.value, bool) else None
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.arg):
                given.setdefault(part.arg, []).append(None)
            elif isinstance(part, ast.Name) and isinstance(
                    part.ctx, ast.Store):
                given.setdefault(part.id, []).append(plain)
    return {
        name for name, found in given.items() if None not in found and any(
            one is not None and one in function.body
            and one.lineno < getattr(loop, 'lineno', 0) for one in found)}


def rewritten(text: str, path: str) -> Iterator[Rewritten]:
    """Each wait of a module that NVN101's fix rewrites, and how."""
    source = _read(text, path)
    for finding in nvn101_counted_wait.check(source):
        fix = finding.fix() if finding.fix is not None else None
        if not isinstance(fix, Fix):
            continue
        new = _read(applied(source.lines, [fix]), path)
        waits = [wait for wait in source.once(wait_loops)
                 if wait.node is finding.node]
        function = source.function(finding.node)
        if len(waits) != 1 or function is None:
            continue
        after = _same(new, source, function)
        number = _loops(function).index(finding.node)
        yield Rewritten(
            f'{path}:{waits[0].node.lineno} {function.name}',
            tally(waits[0].loop).polls or _OPEN,
            _skeleton(source, function, finding.node, waits[0]),
            _skeleton(new, after, _loops(after)[number], waits[0]))


def _skeleton(
    source: SourceFile, function: Function, loop: ast.AST, wait: WaitLoop,
) -> Skeleton:
    polls = [ast.unparse(poll) for poll in wait.observation.polls] or [
        ast.unparse(decider.test) for decider in wait.observation.deciders
        if decider.test is not None]
    counter = '' if wait.count is None else wait.count.counter
    return Skeleton(
        source, function, loop, [counter], polls,
        [ast.unparse(pause.node) for pause in wait.loop.pauses])


def _read(text: str, path: str) -> SourceFile:
    return SourceFile(
        ast.parse(text), path, text.splitlines(keepends=True), Options())


def _loops(function: Function) -> list[ast.AST]:
    return [node for node in ast.walk(function)
            if isinstance(node, (ast.For, ast.While))]


def _functions(source: SourceFile) -> list[Function]:
    return [node for node in ast.walk(source.tree) if isinstance(
        node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _same(
    new: SourceFile, old: SourceFile, function: Function,
) -> Function:
    return _functions(new)[_functions(old).index(function)]


def worse(wait: Rewritten) -> Iterator[str]:
    """Each way in which the old wait ended well, and the new one does not."""
    chance = random.Random(7)
    questions = list({**wait.old.questions, **wait.new.questions})
    readies = sorted({1, 2, 5, wait.polls - 1, wait.polls, wait.polls + 1})
    for way in range(WAYS):
        # At first all are alike.
        before, after = (
            {question: bool(way >> bit & 1) if way < 4
             else chance.random() < 0.5 for question in questions}
            for bit in (0, 1))
        for cost in COSTS:
            try:
                given_up = wait.old.run(World(None, cost, (before, after)))
            except Stuck:
                continue
            for ready in (None, *(one for one in readies if one > 0)):
                try:
                    old = wait.old.run(World(ready, cost, (before, after)))
                except Stuck:
                    # It may pause for ever, now as before.
                    continue
                try:
                    world = World(ready, cost, (before, after))
                    new = wait.new.run(world)
                except Stuck:
                    yield f'{wait.name}: never ends; {ready} {cost} {before}'
                    continue
                if ready is None and world.gave_up_unseen(LEAST):
                    yield f'{wait.name}: gives up without a last poll'
                if new != old and (ready is None or old != given_up):
                    yield (f'{wait.name}: {old} before, {new} now; '
                           f'{ready} {cost} {before} {after}')


def main(folders: Sequence[str]) -> int:
    """Try all waits of some folders; 1 where one is worse."""
    count = bad = 0
    for path in itertools.chain.from_iterable(
            sorted(pathlib.Path(folder).rglob('*.py')) for folder in folders):
        text = path.read_text(errors='replace')
        if not any(word in text for word in nvn101_counted_wait.RULE.triggers):
            continue
        try:
            ast.parse(text)
        except SyntaxError:
            # Of Python 2.
            continue
        for wait in rewritten(text, str(path)):
            count += 1
            found = list(worse(wait))
            bad += bool(found)
            print(wait.name, f'WORSE {found[0]}' if found else 'fine',
                  flush=True)
    print(f'{count} rewritten, {bad} worse')
    return 1 if bad or not count else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
