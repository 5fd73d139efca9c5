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

"""Whether a counter is only shown: it may count on without being a bound.

``LOG.debug('still waiting after %d attempts', tries)`` says the same when a
deadline ends the wait, ``'attempt %d of %d' % (tries, 10)`` does not.
"""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.rules.waiting.assigned import is_text
from flake8_nova_notifications.rules.waiting.beside import only_logs

# What an expression may stand in on its way into a text.
_PARTS = (ast.BinOp, ast.Call, ast.Compare, ast.Dict, ast.FormattedValue,
          ast.JoinedStr, ast.keyword, ast.Tuple, ast.UnaryOp)
_NUMBER = re.compile(r'\d+')


def is_shown(source: SourceFile, name: ast.Name) -> bool:
    """Whether a use of a counter only says how far it has come.

    In a log call, in a text, in the message of a failure, or in the test of
    an ``if`` that does nothing but log.
    """
    for above in source.ancestors(name):
        if isinstance(above, ast.Call) and (
                logs.level(source, above) is not None
                or callee_name(above) == 'print'):
            return True
        if isinstance(above, ast.Assign):
            return is_text(above.value)
        if isinstance(above, ast.If):
            return only_logs(above)
        if isinstance(above, ast.stmt):
            # ``raise Failed('...' % tries)``, ``self.fail('...' % tries)``
            return failures.fails(source, above)
        if not isinstance(above, _PARTS):
            return False
    return False


def shows_bound(
    source: SourceFile, name: ast.Name, limit: ast.expr,
) -> bool:
    """Whether the bound of a counter is shown beside it, or may be."""
    statement = next(above for above in source.ancestors(name)
                     if isinstance(above, ast.stmt))
    if isinstance(statement, ast.If):
        # A test shows nothing, but may ask how much is left.
        parts, numbers = [*walk(statement.test)], False
    else:
        parts, numbers = [*walk(statement)], True
    names = {_name(part) for part in walk(limit)} - {''}
    if any(_name(part) in names for part in parts):
        return True
    value = number(source, limit)
    said = {text for part in parts if isinstance(part, ast.Constant)
            for text in _NUMBER.findall(str(part.value))}
    return numbers and value is not None and f'{value:g}' in said


def _name(node: ast.AST) -> str:
    return getattr(node, 'id', '') or getattr(node, 'attr', '')
