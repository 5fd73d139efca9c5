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

"""Logging calls and their levels."""

import ast

QUIET = frozenset(('debug', 'info'))
LOUD = frozenset((
    'warning', 'warn', 'error', 'exception', 'critical', 'fatal', 'log'))

_LOGGERS = frozenset((
    'log', 'logger', '_log', '_logger', 'logging', 'audit'))


def level(call: ast.AST) -> str | None:
    """The level a call logs at; None when it does not log."""
    if not (isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)):
        return None
    name = call.func.attr
    if name not in QUIET and name not in LOUD:
        return None
    owner = call.func.value
    spelled = owner.attr if isinstance(owner, ast.Attribute) else (
        owner.id if isinstance(owner, ast.Name) else '')
    spelled = spelled.lower()
    return name if spelled in _LOGGERS or spelled.endswith(
        ('_log', 'logger')) else None
