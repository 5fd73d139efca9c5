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

"""Whether the lines on which a statement goes on still stand where they may.

An edit of the first line can move the bracket that the next lines are aligned
to. pycodestyle, which flake8 brings, is asked before and after (E121 to E131).
"""

import ast
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from collections import Counter
import functools
import io
import tokenize

import pycodestyle

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import Fix

_NO_CODE = (tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT)
_STEP = 4


def misaligning(
    lines: Sequence[str], new: str, tree: ast.Module, fixes: Iterable[Fix],
) -> list[Fix]:
    """The fixes after which more continuation lines stand badly than before.

    :param lines: the text before, each line ending in a newline.
    :param new: the text with all fixes in it, which do not overlap.
    :param tree: that of the new text.
    """
    fixes = list(fixes)
    before = _parsed(''.join(lines))
    new_lines = list(io.StringIO(new))
    worse: list[Counter[str]] = [Counter() for _ in fixes]
    # Two fixes may ask for the very same edit.
    edits: dict[Edit, list[Counter[str]]] = {}
    for fix, codes in zip(fixes, worse, strict=True):
        for edit in fix.edits:
            edits.setdefault(edit, []).append(codes)
    shift = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        first, last = edit.start[0], edit.end[0]
        added = edit.text.count('\n')
        for codes in edits[edit]:
            codes.update(_codes(
                new_lines, tree, first + shift, first + shift + added))
            codes.subtract(_codes(lines, before, first, last))
        shift += added - (last - first)
    return [fix for fix, codes in zip(fixes, worse, strict=True)
            if any(count > 0 for count in codes.values())]


# The text before is the same for all codes of a file.
@functools.lru_cache(maxsize=2)
def _parsed(text: str) -> ast.Module:
    return parse(text)


def _codes(
    lines: Sequence[str], tree: ast.Module, first: int, last: int,
) -> Iterator[str]:
    """What is said of the statements that stand on some lines."""
    stack: list[ast.AST] = [tree]
    while stack:
        for node in ast.iter_child_nodes(stack.pop()):
            if isinstance(node, ast.match_case):
                stack.append(node)
            elif isinstance(node, (ast.stmt, ast.ExceptHandler)) and (
                    node.lineno <= last
                    and first <= (node.end_lineno or node.lineno)):
                stack.append(node)
                yield from _said(lines, node)


def _said(
    lines: Sequence[str], node: ast.stmt | ast.ExceptHandler,
) -> Iterator[str]:
    """What is said of a simple statement or of the header of a block."""
    if node.end_lineno == node.lineno:
        return
    tokens: list[tokenize.TokenInfo] = []
    rows = iter(lines[node.lineno - 1:node.end_lineno])
    for token in tokenize.generate_tokens(lambda: next(rows, '')):
        if tokens or token.type not in _NO_CODE:
            tokens.append(token)
        if token.type == tokenize.NEWLINE:
            break
    line = tokens[0].line
    code = [token.string for token in tokens[-3:-1]
            if token.type != tokenize.COMMENT]
    for _, text in pycodestyle.continued_indentation(
            code[-1], tokens,
            pycodestyle.expand_indent(line[:tokens[0].start[1]]),
            False, ' ', _STEP, False, 0):
        yield text[:4]
