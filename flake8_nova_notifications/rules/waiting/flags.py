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

"""What only says yes or no."""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.idioms import polls

_BOOLEAN_WORDS = frozenset((
    'is', 'has', 'exists', 'exist', 'isfile', 'isdir', 'lexists', 'can',
    'should', 'complete', 'completed', 'finished', 'ready', 'done',
    'alive', 'isalive', 'are', 'was', 'locked', 'empty', 'available',
    'progress', 'healthy', 'active', 'deleted', 'synced', 'enabled',
    'disabled'))
_ASKING = (['check'], ['test'], ['verify'], ['see'])


def is_boolean(call: ast.Call) -> bool:
    """Whether a call only says yes or no, by its name."""
    name = callee_name(call)
    # ``os.kill(pid, 0)`` returns nothing.
    return _says_yes_or_no(name) or 'kill' in polls.words(name)


def is_flag(test: ast.expr) -> bool:
    """Whether a condition tests nothing but yes or no."""
    if isinstance(test, ast.Call):
        return is_boolean(test)
    if isinstance(test, ast.Subscript):
        return isinstance(test.slice, ast.Constant) and isinstance(
            test.slice.value, str) and _says_yes_or_no(test.slice.value)
    return isinstance(test, (ast.Name, ast.Attribute)) and _says_yes_or_no(
        last_name(test))


def _says_yes_or_no(name: str) -> bool:
    spoken = polls.words(name)
    if spoken[:1] in _ASKING:
        # ``check_is_processing``
        del spoken[0]
    return bool(spoken) and (
        spoken[0] in _BOOLEAN_WORDS or spoken[-1] in _BOOLEAN_WORDS)
