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

"""Small pieces of code, and the node of them that a test is about."""

import ast
from typing import Any

from flake8_nova_notifications.code.source import SourceFile
from tests import linted


def expression(
    code: str, head: str = '', path: str = 'project/module.py',
    **options: Any,
) -> tuple[SourceFile, ast.expr]:
    """An expression behind some lines, and the file that they make."""
    source = linted.read(f'{head}\n{code}\n', path, **options)
    last = source.tree.body[-1]
    assert isinstance(last, ast.Expr)
    return source, last.value


def call(
    code: str, head: str = '', **options: Any,
) -> tuple[SourceFile, ast.Call]:
    """The same for a call."""
    source, node = expression(code, head, **options)
    assert isinstance(node, ast.Call)
    return source, node
