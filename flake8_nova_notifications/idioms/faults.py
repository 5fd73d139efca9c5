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

"""Answers of an API that say what went wrong: an error arrived there."""

import ast
import re

# ``{'NeutronError': {'type': 'InvalidInput', 'message': '...'}}``. An
# instance has a ``fault`` as well, which was handled.
_FAULT = re.compile(
    r'[A-Z]\w*Error|\w+Fault|badRequest|itemNotFound|conflictingRequest'
    r'|forbidden|unauthorized|overLimit')
_PARTS = frozenset(('type', 'code', 'message', 'detail', 'details'))


def reads_fault(call: ast.Call) -> bool:
    """Whether an assertion reads what an API answered went wrong."""
    return any(_is_part(value) for value in call.args
               if type(value) is ast.Subscript)


def _is_part(value: ast.Subscript) -> bool:
    match value:
        case ast.Subscript(
                value=ast.Subscript(slice=ast.Constant(value=str(fault))),
                slice=ast.Constant(value=str(part))):
            return part in _PARTS and _FAULT.fullmatch(fault) is not None
    return False
