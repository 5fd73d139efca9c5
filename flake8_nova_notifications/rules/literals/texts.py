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


"""The texts that a test spells out, and the slot each is put into."""

import ast
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.idioms.values import parameter_default

# Decorators whose text names the test itself.
_TEST_IDS = frozenset(('idempotent_id', 'related_bug', 'test_id'))


def texts_at(
    source: SourceFile, places: Callable[[str], Iterable[int]],
) -> Iterator[tuple[ast.Constant, str]]:
    """The texts that stand where a file's text holds something, in order.

    A test file is full of texts and few of them are of interest, so these
    are looked for in the file's text and only what is around them is walked.
    What is put together from two literals is not found by its seam.
    Docstrings and the ids of tests are none.

    :param places: finds offsets in the text of the file.
    """
    lines = {source.line_at(place) for place in places(source.text)}
    if not lines:
        return
    for node in source.on(ast.Constant, lines):
        value = as_text(node)
        if value is not None and _spans(node, lines) and not (
                _is_told(source.parent(node))):
            yield node, value


def as_text(node: ast.Constant) -> str | None:
    """The text of a literal; bytes are read as Latin-1."""
    value = node.value
    if isinstance(value, bytes):
        return value.decode('latin-1')
    return value if isinstance(value, str) else None


def _spans(node: ast.Constant, lines: set[int]) -> bool:
    return not lines.isdisjoint(range(node.lineno, end_of(node)[0] + 1))


def _is_told(parent: ast.AST | None) -> bool:
    """Whether a text is there for the reader: a docstring, a test's id."""
    return isinstance(parent, ast.Expr) or (
        isinstance(parent, ast.Call) and callee_name(parent) in _TEST_IDS)


def _keys(
    source: SourceFile, table: ast.Dict,
) -> dict[ast.expr, ast.expr | None]:
    """The keys of a dict by value: a table may have a thousand of them."""
    return dict(zip(table.values, table.keys, strict=True))


def slot(source: SourceFile, node: ast.expr) -> str:
    """The name that a value is given to, if a reader can see one."""
    parent = source.parent(node)
    if isinstance(parent, ast.JoinedStr):
        node, parent = parent, source.parent(parent)
    if isinstance(parent, ast.keyword):
        return parent.arg or ''
    if isinstance(parent, ast.Dict):
        return _text(source.memo(_keys, parent).get(node))
    if isinstance(parent, ast.Call):
        return _set_by(parent, node)
    if isinstance(parent, ast.Assign):
        return _target(parent.targets[0])
    if isinstance(parent, ast.AnnAssign) and parent.value is node:
        return _target(parent.target)
    if isinstance(parent, ast.arguments):
        return next(
            given.arg for given in (
                *parent.posonlyargs, *parent.args, *parent.kwonlyargs)
            if parameter_default(source, given) is node)
    return ''


def _set_by(call: ast.Call, node: ast.expr) -> str:
    """``setattr(context, 'auth_token', value)`` is an assignment."""
    match call:
        case ast.Call(func=ast.Name(id='setattr'), args=[_, name, value]):
            return _text(name) if value is node else ''
    return ''


def _target(target: ast.expr) -> str:
    return _text(target.slice) if isinstance(
        target, ast.Subscript) else last_name(target)


def _text(key: ast.expr | None) -> str:
    return key.value if isinstance(key, ast.Constant) and isinstance(
        key.value, str) else ''
