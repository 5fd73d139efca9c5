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

"""Errors that say that a file is not there."""

import ast
from collections.abc import Callable

from flake8_nova_notifications.idioms.errors import last_name

_OS_ERRORS = frozenset(('OSError', 'IOError', 'EnvironmentError'))
_STATS = frozenset((
    'stat', 'lstat', 'readlink', 'getsize', 'getmtime', 'getctime'))


def is_absent_file(
    expression: ast.expr, asked: Callable[[], str],
) -> bool:
    """``OSError`` of ``os.stat``: without a number, the file is not there.

    :param asked: tells the last name of what raises it.
    """
    return last_name(expression) in _OS_ERRORS and not (
        isinstance(expression, ast.Call) and expression.args) and (
            asked() in _STATS)
