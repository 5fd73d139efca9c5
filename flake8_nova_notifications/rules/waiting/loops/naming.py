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

"""What names a thing, what says how it is, and what only says yes or no."""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.values import is_setting

# Keys and attributes that name a thing rather than say how it is.
_IDENTIFYING = ('id', 'uuid', 'name', 'ref', 'href', 'key', 'path', 'host')
_LIMITING = ('timeout', 'time_out', 'interval', 'retries', 'retry',
             'attempt', 'tries', 'seconds', 'secs', 'wait', 'max_', 'delay',
             'start', 'elapsed', 'deadline', 'limit', 'duration', 'caller')


def identifies(source: SourceFile, name: ast.Name) -> bool:
    """``server['id']`` says which server, not how it is.

    So does ``servers['all'][0]['id']``.
    """
    part: ast.AST = name
    while isinstance(parent := source.parent(part), ast.Subscript) and (
            isinstance(above := source.parent(parent), ast.Subscript)
            and above.value is parent):
        part = parent
    if isinstance(parent, ast.Attribute):
        match source.parent(parent):
            case ast.Call(args=[key, *_]) if parent.attr == 'get':
                return _is_naming(key)
        return is_identifying(parent.attr)
    return isinstance(parent, ast.Subscript) and parent.value is part and (
        _is_naming(parent.slice))


def names_things(
    source: SourceFile, expression: ast.AST, behind: frozenset[str],
) -> bool:
    """Whether something is told apart from the timeout itself.

    :param behind: variables whose values are read instead of them.
    """
    for node in walk(expression):
        if isinstance(node, ast.Attribute):
            text = node.attr
        elif isinstance(node, ast.Name) and node.id not in behind:
            text = node.id
        else:
            continue
        parent = source.parent(node)
        if isinstance(parent, ast.Call) and parent.func is node or (
                isinstance(parent, ast.Attribute)
                and isinstance(node, ast.Name)):
            # What is called, or whose part is meant.
            continue
        if not text[:1].isupper() and not is_setting(source, node) and (
                not any(word in text.lower() for word in _LIMITING)):
            return True
    return False


def _is_naming(key: ast.expr) -> bool:
    return isinstance(key, ast.Constant) and isinstance(
        key.value, str) and is_identifying(key.value)


def is_identifying(key: str) -> bool:
    """Whether a key or an attribute tells which thing it is."""
    return any(word in _IDENTIFYING for word in polls.words(key)[-1:])


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
