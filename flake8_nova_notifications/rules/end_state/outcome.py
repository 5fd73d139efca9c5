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

"""What a test makes of an action: whether the action is meant to succeed.

Only then is it known in what state the server ends.
"""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.project.function_facts import names_failure

# Words of tests and helpers whose action does not do what it is asked for.
_FAILS = re.compile(
    r'(?:^|_)(?:errors?|fail(?:s|ed|ure)?|faults?|exc(?:eption)?|raises?'
    r'|no_valid_hosts?|not_supported|unsupported|refused|rejected|abort(?:ed)?'
    r'|disallow(?:ed)?|invalid|forbidden|conflict)(?:_|$)')


def may_fail(source: SourceFile, function: Function) -> bool:
    """Whether a test awaits a failure, or says that it is about one."""
    if _FAILS.search(function.name):
        return True
    return any(
        isinstance(node, ast.Call) and _FAILS.search(callee_name(node))
        or isinstance(node, ast.Constant) and isinstance(node.value, str)
        and names_failure(node.value)
        for node in walk(function))


def replaces(source: SourceFile, function: Function) -> bool:
    """Whether a test patches something: it may be what the action does."""
    return any(
        isinstance(node, ast.Call)
        and mocks.patch(source, node) is not None
        for node in walk(function))
