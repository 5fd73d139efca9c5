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

"""What a loop of a test binds a name to."""

import ast

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile


def loop_values(source: SourceFile, name: ast.Name) -> list[ast.expr]:
    """What a loop binds a name to, turn by turn.

    ``for error in (A, B)`` and ``for error, code in ((A, 1), (B, 2))``.
    """
    for above in source.ancestors(name):
        if isinstance(above, FUNCTIONS):
            break
        if not isinstance(above, (ast.For, ast.AsyncFor)):
            continue
        targets = above.target.elts if isinstance(
            above.target, (ast.Tuple, ast.List)) else None
        for index, target in enumerate(targets or [above.target]):
            if isinstance(target, ast.Name) and target.id == name.id:
                listed = source.once(Names).value(above.iter)
                elements = listed.elts if isinstance(
                    listed, (ast.Tuple, ast.List, ast.Set)) else []
                return elements if targets is None else [
                    value for element in elements for value in getattr(
                        element, 'elts', [])[index:index + 1]]
    return []
