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

"""Why a loop is, or is not, taken for a wait."""

import ast
from dataclasses import dataclass
import tokenize

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.code.source import lines_of
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.rules.waiting.judgement.verdict import (
    reason_for)
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops

_Loop = ast.For | ast.While | ast.AsyncFor


class Unknown(ValueError):
    """There is nothing to explain at that place; says why."""


@dataclass(frozen=True)
class Place:
    """A line of a file, from ``FILE:LINE``."""

    path: str
    line: int

    @classmethod
    def parse(cls, text: str) -> 'Place':
        """Read it.

        :raises Unknown: it has another form.
        """
        path, _, line = text.rpartition(':')
        if not path or not line.isdecimal():
            raise Unknown(f'{printable(text)} is not FILE:LINE')
        return cls(path, int(line))


def why(place: Place) -> str:
    """A sentence about the innermost loop that holds a line.

    :raises Unknown: there is no loop, or the file cannot be read.
    """
    try:
        with tokenize.open(place.path) as stream:
            text = stream.read()
        tree = parse(text)
    except (OSError, SyntaxError, ValueError, RecursionError) as error:
        raise Unknown(f'{printable(place.path)}: {printable(str(error))}')
    source = SourceFile(tree, place.path, lines_of(text))
    loops = [node for node in source.nodes(ast.For, ast.While, ast.AsyncFor)
             if node.lineno <= place.line <= end_of(node)[0]]
    if not loops:
        raise Unknown(
            f'{printable(place.path)}:{place.line}: no loop holds that line')
    loop = max(loops, key=lambda node: node.lineno)
    where = f'{printable(place.path)}:{loop.lineno}'
    reason = reason_for(source, loop)
    if reason is None:
        return f'{where}: an asynchronous for loop is not taken for a wait'
    verdict = 'is' if reason.is_wait else 'is not'
    found = (f'{where}: {verdict} taken for a wait ({reason.name}): '
             f'the loop {reason.says.rstrip(".")}')
    for wait in source.once(wait_loops):
        if wait.node is loop:
            found += f'; what bounds it: {wait.bound.value}'
    return printable(found)
