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

"""What a finding is known by when the lines above it have moved.

A path, a code, the symbol that the line stands in and the line's own text:
no line number, which changes with every edit further up.
"""

import ast
from collections.abc import Iterator
import hashlib
from typing import NamedTuple

# What Python itself calls code outside of any function or class.
OUTSIDE = '<module>'
# Of SHA-256, in hexadecimal digits: enough for the lines of one function.
_DIGITS = 16

_BLOCKS = ('body', 'handlers', 'orelse', 'finalbody', 'cases')


class Fingerprint(NamedTuple):
    """One finding, or several that nothing tells apart.

    :ivar path: with slashes, relative to a folder that does not move.
    :ivar code: such as ``NVN101``.
    :ivar symbol: the function or class around the line, with dots.
    :ivar digest: of the line, see :func:`digest`.
    """

    path: str
    code: str
    symbol: str
    digest: str

    def hashed(self, number: int) -> str:
        """One word for the finding, of those alike the ``number``-th."""
        return hashlib.sha256(
            '\0'.join((*self, str(number))).encode(
                errors='surrogateescape')).hexdigest()[:32]


def digest(line: str) -> str:
    """A digest of a line that does not see white space.

    Never the line itself: it may hold the very secret that is reported.
    """
    text = ' '.join(line.split())
    return hashlib.sha256(
        text.encode(errors='surrogateescape')).hexdigest()[:_DIGITS]


def symbol(tree: ast.Module, line: int) -> str:
    """The innermost function or class that holds a line.

    :param line: counted from 1; a decorator belongs to what it decorates.
    """
    names: list[str] = []
    node: ast.AST | None = tree
    while node is not None:
        node = next((
            below for below in _blocks(node)
            if _start(below) <= line <= _end(below)), None)
        if isinstance(
                node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(node.name)
    return '.'.join(names) or OUTSIDE


def _blocks(node: ast.AST) -> Iterator[ast.AST]:
    for name in _BLOCKS:
        block = getattr(node, name, None)
        # A lambda's body is an expression.
        if isinstance(block, list):
            yield from block


def _start(node: ast.AST) -> int:
    if isinstance(node, ast.match_case):
        return _start(node.pattern)
    decorators = getattr(node, 'decorator_list', None) or [node]
    return min(_line(decorators[0]), _line(node))


def _end(node: ast.AST) -> int:
    if isinstance(node, ast.match_case):
        node = node.body[-1]
    return getattr(node, 'end_lineno', None) or _line(node)


def _line(node: ast.AST) -> int:
    return getattr(node, 'lineno', 0)
