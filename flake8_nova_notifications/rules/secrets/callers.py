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

"""What the callers of a function, in the same file, pass on to its log calls.

A helper writes the ``body`` that it was given, and the login passes one with
a password in it: neither of the two functions shows the secret alone.
"""

import ast
import re

from flake8_nova_notifications.code.calls import argument
from flake8_nova_notifications.code.calls import calls_named
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.secrets.flow import Flow
from flake8_nova_notifications.rules.secrets.holdings import Held
from flake8_nova_notifications.rules.secrets.holdings import Put

# What a helper calls the contents of a request or the words of a command.
PASSED = frozenset((
    'data', 'body', 'payload', 'params', 'parameters', 'kwargs', 'cmd',
    'command', 'json', 'content', 'post_data', 'request_body', 'headers'))
# The head of a function with such a parameter.
HEAD = re.compile(
    rf'def \w+\([^)]*\b(?:{"|".join(sorted(PASSED))})\b')
MAX_CALLERS = 20        # of one helper, each of which is read as a whole
MAX_HOPS = 3            # helpers that pass a parameter on as it is


def passed(source: SourceFile, name: ast.Name) -> Held:
    """The secrets in a parameter, by the calls of this file."""
    function = source.function(name)
    given = source.once(Names).value(name)
    if function is None or not isinstance(given, ast.arg) or (
            _may_be_off(source, name, function)):
        return {}
    return _passed(source, function, given, 0)


def _may_be_off(
    source: SourceFile, name: ast.Name, function: Function,
) -> bool:
    """Whether a parameter of the helper decides what is logged."""
    parameters = {given.arg for given in walk(function.args)
                  if isinstance(given, ast.arg)} - {'self', 'cls'}
    return any(
        isinstance(above, (ast.If, ast.IfExp)) and any(
            isinstance(node, ast.Name) and node.id in parameters
            for node in walk(above.test))
        for above in source.ancestors(name))


def _passed(
    source: SourceFile, function: Function, parameter: ast.arg, hops: int,
) -> Held:
    found: Held = {}
    for call in calls_named(source, function.name)[:MAX_CALLERS]:
        caller = source.function(call)
        if caller is None or caller is function or source.once(
                Names).definition(call.func) is not function:
            continue
        for value in _given(function, call, parameter):
            found = {**_held(source, caller, call, value, hops), **found}
    return found


def _given(
    function: Function, call: ast.Call, parameter: ast.arg,
) -> list[ast.expr]:
    """What a call gives for a parameter; ``**kwargs`` takes the rest."""
    if parameter is function.args.kwarg:
        named = {given.arg for given in (
            *function.args.args, *function.args.kwonlyargs)}
        return [ast.copy_location(ast.Dict(
            [ast.copy_location(ast.Constant(keyword.arg), keyword.value)],
            [keyword.value]), keyword.value) for keyword in call.keywords
            if keyword.arg is not None and keyword.arg not in named]
    value = argument(function, call, parameter)
    return [] if value is None else [value]


def _held(
    source: SourceFile, caller: Function, call: ast.Call, value: ast.expr,
    hops: int,
) -> Held:
    flow = Flow(source, caller, frozenset((call,)))
    for _ in flow.run():
        if held := flow.holds(value):
            return dict.fromkeys(held, Put(call.lineno))
    given = source.once(Names).value(value)
    holder = source.parent(source.parent(given) or given)
    return _passed(source, caller, given, hops + 1) if isinstance(
        given, ast.arg) and holder is caller and hops < MAX_HOPS else {}
