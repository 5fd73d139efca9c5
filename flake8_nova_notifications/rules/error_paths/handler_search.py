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

"""Which handler takes a mocked error: certain, or not answered.

The module under test is known by the place of the test, or by what is
patched. From the functions that the test calls in it, a few steps lead to a
``try`` whose body uses what was mocked and whose handler takes the error.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import itertools

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.error_paths.mocked_errors import (
    MockedError)
from flake8_nova_notifications.rules.error_paths.outlines import Block
from flake8_nova_notifications.rules.error_paths.outlines import FunctionTree
from flake8_nova_notifications.rules.error_paths.outlines import outline
from flake8_nova_notifications.rules.error_paths.outlines import Outline
from flake8_nova_notifications.rules.error_paths.targets import target_of

# Calls from the entry to the use of what is mocked; 35 of 40 handlers that
# were looked up by hand are no further away.
MAX_HOPS = 3
# Modules beside the one under test that are asked as well.
MAX_IMPORTED = 6
# Functions whose text is looked through for one question.
MAX_WAYS = 120
# Ways through the calls of these functions that are followed to the end.
MAX_PATHS = 24
# Functions parsed for one question.
MAX_FUNCTIONS = 30

# Calls of a handler that certainly do not log.
_PLAIN = frozenset((
    '_', 'append', 'dict', 'format', 'getattr', 'hasattr', 'isinstance',
    'len', 'list', 'set', 'str', 'tuple', 'repr', 'int'))
_GUARDING = ('error', 'exception', 'reraise', 'suppress', 'rollback',
             'revert', 'handle', 'ignore', 'wrap', 'fail')


Trees = dict[tuple[str, Block], FunctionTree | None]


@dataclass(frozen=True)
class Found:
    """A handler: where it stands, and how it logs.

    :ivar logs: the call, such as ``LOG.error``; empty when it does not log,
        None when a helper that it calls may.
    """

    place: str
    logs: str | None


@dataclass(frozen=True)
class _Question:
    """What a test calls, what it mocks, on what, and the error's class."""

    called: tuple[str, ...]
    attribute: str
    owner: str
    cls: ast.expr


@dataclass(frozen=True)
class _Step:
    """A function on the way, and the node in it that leads on."""

    tree: FunctionTree
    node: ast.AST


def find_handler(source: SourceFile, error: MockedError) -> Found | None:
    """The handler that takes a mocked error; None unless it is certain."""
    cls = error.raised.cls or error.raised.expression
    if cls is None:
        return None
    attribute = target_of(source, error.mock)
    owner, _, attribute = attribute.rpartition('.')
    if not attribute.isidentifier():
        return None
    called = _called(source, error)
    question = _Question(
        tuple(called), attribute, owner.rpartition('.')[2],
        errors.spelled_class(cls))
    for module in _modules(source, owner):
        found = _find_in(source, module, question)
        if found is not None:
            return found
    if source.once(_mirrored) is not None:
        return None
    # The name of the test only hints at the module: one of its imports.
    imported = [
        found for module in source.once(_imported)
        if (found := _find_in(source, module, question)) is not None]
    return imported[0] if len(imported) == 1 else None


def _mirrored(source: SourceFile) -> str | None:
    """The module that a test file is called after, where there is one."""
    for module in _modules(source, ''):
        path = source.once(Project).file(module)
        if path is not None and not path.endswith('__init__.py'):
            return path
    return None


def _find_in(
    source: SourceFile, module: str, question: '_Question',
) -> Found | None:
    known = source.once(_outlines)
    if module not in known:
        path = source.once(Project).file(module)
        read = outline(path) if path is not None else None
        known[module] = None if path is None or read is None else (path, read)
    asked = known[module]
    if asked is None:
        return None
    path, read = asked
    if question.attribute not in read.text:
        return None
    entries = [
        block for name in question.called if name != question.attribute
        for block in read.blocks.get(name, ())]
    if not entries:
        return None
    place = module.replace('.', '/') + (
        '/__init__.py' if path.endswith('__init__.py') else '.py')
    return _Search(
        read, place, question.attribute, question.owner,
        errors.family(source, question.cls), source.once(_trees),
    ).run(entries)


def _outlines(source: SourceFile) -> dict[str, tuple[str, Outline] | None]:
    """The modules asked about for this file; filled by its questions."""
    return {}


def _trees(source: SourceFile) -> Trees:
    """Functions parsed for this file's questions; filled by them."""
    return {}


def _imported(source: SourceFile) -> list[str]:
    """Modules beside the one under test that the test file imports."""
    own = source.once(Project).module.split('.')
    if 'tests' not in own:
        return []
    index = own.index('tests')
    rest = [part for part in own[index + 1:-1]
            if part not in ('unit', 'functional')]
    package = '.'.join((*own[:index], *rest)) + '.'
    found = [
        binding.dotted
        for bindings in source.once(Names).scope(source.tree).values()
        for binding in bindings
        if binding.dotted and binding.dotted.startswith(package)
        and '.' not in binding.dotted[len(package):]]
    return found[:MAX_IMPORTED]


def _modules(source: SourceFile, owner: str) -> Iterator[str]:
    """The module under test, then the one that holds what is patched."""
    own = source.once(Project).module.split('.')
    for index, part in enumerate(own):
        if part in ('tests', 'test'):
            rest = own[index + 1:]
            if rest and rest[0] in ('unit', 'functional'):
                del rest[0]
            if rest and rest[-1].startswith('test_'):
                yield '.'.join(
                    (*own[:index], *rest[:-1], rest[-1][len('test_'):]))
                yield '.'.join((*own[:index], *rest[:-1]))
            break
    parts = owner.split('.')
    if parts[0] == own[0]:
        while len(parts) > 1 and not parts[-1].islower():
            parts.pop()
        yield '.'.join(parts)


def _called(source: SourceFile, error: MockedError) -> list[str]:
    """What a test calls, itself and in its own helpers, in order."""
    names = source.once(Names)
    found: dict[str, None] = {}
    for node in source.within(error.candidate.function, ast.Call):
        name = callee_name(node)
        if not name or name.startswith('assert'):
            continue
        found[name] = None
        helper = names.definition(node.func)
        if isinstance(helper, FUNCTIONS):
            for inner in source.within(helper, ast.Call):
                if callee_name(inner):
                    found[callee_name(inner)] = None
    return list(found)


class _Search:
    """One question: who takes this error in this module?"""

    def __init__(
        self, read: Outline, place: str, attribute: str, owner: str,
        taken: tuple[frozenset[str], bool], trees: 'Trees',
    ) -> None:
        self._trees = trees
        self._read = read
        self._place = place
        self._attribute = attribute
        self._owner = owner
        self._taken, self._complete = taken
        self._parsed = 0

    def run(self, entries: list[Block]) -> Found | None:
        """The one handler that all ways lead to, if they agree."""
        found: list[Found] = []
        ways: list[tuple[Block, ...]] = [(entry,) for entry in entries]
        seen = set(entries)
        for index, way in enumerate(ways):
            if index >= MAX_WAYS:
                return None
            block = way[-1]
            if self._attribute in self._read.block_text(block):
                taken = self._takers(way)
                if taken is None:
                    return None
                found += taken
            if len(way) > MAX_HOPS:
                continue
            for name in self._read.called(block):
                for further in self._named(name, block):
                    if further not in seen:
                        seen.add(further)
                        ways.append((*way, further))
        places = {one.place for one in found}
        return found[0] if len(places) == 1 else None

    def _takers(self, way: tuple[Block, ...]) -> list[Found] | None:
        """Who takes the error of each use at the end of a way."""
        if not any(
                'except' in self._read.block_text(block) for block in way):
            return None
        tree = self._tree(way[-1])
        if tree is None:
            return None
        uses = [node for kind in (ast.Name, ast.Attribute)
                for node in tree.kinds.get(kind, ()) if self._is_use(node)]
        outer: list[list[_Step]] = []
        for caller, callee in itertools.pairwise(way if uses else ()):
            above = self._tree(caller)
            calls = [] if above is None else [
                node for node in above.kinds.get(ast.Call, ())
                if isinstance(node, ast.Call)
                and callee in self._callees(node, caller)]
            if above is None:
                return None
            if not calls:
                # A comment or a text only looked like a call.
                return []
            outer.append([_Step(above, call) for call in calls])
        found: list[Found] = []
        # Two calls may stand under different handlers: each is tried.
        ways = itertools.product(
            *outer, [_Step(tree, node) for node in uses])
        for count, steps in enumerate(ways):
            taken = self._taker(steps) if count < MAX_PATHS else None
            if taken is None:
                return None
            found.append(taken)
        return found

    def _tree(self, block: Block) -> FunctionTree | None:
        self._parsed += 1
        if self._parsed > MAX_FUNCTIONS:
            return None
        key = (self._place, block)
        if key not in self._trees:
            self._trees[key] = self._read.parse(block)
        return self._trees[key]

    def _is_use(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Name):
            return node.id == self._attribute and isinstance(
                node.ctx, ast.Load)
        if not isinstance(node, ast.Attribute) or (
                node.attr != self._attribute):
            return False
        owner = node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else (
            owner.id if isinstance(owner, ast.Name) else '')
        # Instance.get_by_uuid is not Service.get_by_uuid.
        return not (name[:1].isupper() and self._owner[:1].isupper()
                    and name != self._owner)

    def _callees(self, call: ast.Call, caller: Block) -> list[Block]:
        callee = call.func
        if isinstance(callee, ast.Attribute):
            if not (isinstance(callee.value, ast.Name)
                    and callee.value.id in ('self', 'cls')):
                return []
            name = callee.attr
        elif isinstance(callee, ast.Name):
            name = callee.id
        else:
            return []
        return self._named(name, caller)

    def _named(self, name: str, caller: Block) -> list[Block]:
        blocks = self._read.blocks.get(name, [])
        own = [block for block in blocks if block.cls == caller.cls]
        return own or blocks

    def _taker(self, steps: tuple[_Step, ...]) -> Found | None:
        """The first handler around the innermost step, or around its caller.

        None where the error leaves, or where it cannot be told.
        """
        for step in reversed(steps):
            child = step.node
            above = step.tree.parents.get(child)
            while above is not None:
                if isinstance(above, (ast.With, ast.AsyncWith)) and (
                        _guards(above)):
                    return None
                if isinstance(above, ast.Try) and child in above.body:
                    handler = self._matching(above)
                    if handler is None:
                        return None
                    if isinstance(handler, ast.ExceptHandler):
                        level = self._level(handler, step.tree.block)
                        leaves = _leaves(handler)
                        if level or leaves == 'never':
                            line = handler.lineno + step.tree.offset
                            return Found(f'{self._place}:{line}', level)
                        if leaves != 'same':
                            return None
                child, above = above, step.tree.parents.get(above)
        return None

    def _matching(self, attempt: ast.Try) -> ast.ExceptHandler | bool | None:
        """The handler that takes the error; False for none, None: unsure."""
        for handler in attempt.handlers:
            if handler.type is None:
                return handler
            classes = handler.type.elts if isinstance(
                handler.type, ast.Tuple) else [handler.type]
            names = [errors.last_name(cls) for cls in classes]
            if any(name in self._taken for name in names):
                return handler
            if not self._complete or not all(
                    name[:1].isupper() for name in names):
                return None
        return False

    def _level(
        self, handler: ast.ExceptHandler, block: Block,
    ) -> str | None:
        """How a handler logs, itself or in what it hands the error to."""
        direct = _first_log(handler)
        if direct:
            return direct
        unknown = False
        for statement in handler.body:
            for node in walk(statement):
                if not isinstance(node, ast.Call):
                    continue
                handed = handler.name is not None and any(
                    isinstance(value, ast.Name) and value.id == handler.name
                    for value in node.args)
                callees = self._callees(node, block)
                unknown = unknown or callee_name(node) not in _PLAIN
                if not handed and 'log' not in callee_name(node).lower():
                    continue
                for callee in callees[:1]:
                    tree = self._tree(callee)
                    inner = _first_log(tree.node) if tree else ''
                    if inner:
                        return f'{inner} in {callee.name}'
        return None if unknown else ''


def _first_log(node: ast.AST) -> str:
    for inner in walk(node):
        level = logs.level(inner)
        if level:
            return f'LOG.{level}'
    return ''


def _leaves(handler: ast.ExceptHandler) -> str:
    """Whether the error leaves a handler: never, same, or maybe another."""
    raising = [
        node for statement in handler.body for node in walk(statement)
        if isinstance(node, ast.Raise) or isinstance(node, ast.Call)
        and 'raise' in callee_name(node)]
    if not raising:
        return 'never'
    if any(isinstance(statement, ast.Raise) and statement.exc is None
           for statement in handler.body) or any(
               isinstance(node, ast.Call)
               and callee_name(node) == 'save_and_reraise_exception'
               for node in raising):
        return 'same'
    return 'maybe'


def _guards(block: ast.With | ast.AsyncWith) -> bool:
    """Whether a context manager may take errors itself, by its name."""
    return any(
        isinstance(item.context_expr, ast.Call) and any(
            word in callee_name(item.context_expr).lower()
            for word in _GUARDING)
        for item in block.items)
