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
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.rules.secrets.flow import Flow
from flake8_nova_notifications.rules.secrets.holdings import Held
from flake8_nova_notifications.rules.secrets.holdings import Put

# What a helper calls the contents of a request or the words of a command.
_NAME = (
    r'(?:data|body|payload|params|parameters|kwargs|json|content|headers'
    r'|post_data|request_body|(?:\w+_)?(?:cmd|command))')
# The head of a function with such a parameter.
HEAD = re.compile(rf'def \w+\([^)]*\b{_NAME}\b')
_OWNERS = frozenset(('self', 'cls'))
MAX_CALLERS = 20        # of one helper, each of which is read as a whole
MAX_HOPS = 3            # helpers that pass a parameter on
# What reading a line of one takes, in nodes visited.
COST_OF_LINE = 100


def passed(source: SourceFile, name: ast.Name) -> Held:
    """The secrets in a parameter, by the calls of this file."""
    if re.fullmatch(_NAME, name.id) is None:
        return {}
    function = source.function(name)
    given = source.once(Names).value(name)
    if function is None or not isinstance(given, ast.arg) or (
            _may_be_off(source, name, function)):
        return {}
    return source.memo(_passed, (function, given, 0))


def _may_be_off(
    source: SourceFile, name: ast.Name, function: Function,
) -> bool:
    """Whether another parameter of the helper decides what is logged."""
    parameters = {given.arg for given in walk(function.args)
                  if isinstance(given, ast.arg)} - _OWNERS - {name.id}
    tests = [above.test for above in source.ancestors(name)
             if isinstance(above, (ast.If, ast.IfExp))]
    tests += [before.test for before in function.body
              if isinstance(before, ast.If) and before.lineno < name.lineno
              and isinstance(before.body[-1], ast.Return)]
    return any(isinstance(node, ast.Name) and node.id in parameters
               for test in tests for node in walk(test))


def _passed(
    source: SourceFile, key: tuple[Function, ast.arg, int],
) -> Held:
    """The same for a parameter of a helper, some hops away from the log."""
    function, parameter, hops = key
    found: Held = {}
    for call in calls_named(source, function.name)[:MAX_CALLERS]:
        caller = source.function(call)
        if caller is None or source.once(Names).definition(
                call.func) is not function or not source.affords(
                'callers', _cost(caller)):
            continue
        flow = Flow(source, caller, frozenset((call,)))
        for given in walk(caller.args) if hops < MAX_HOPS else ():
            if isinstance(given, ast.arg) and given.arg not in _OWNERS and (
                    held := source.memo(_passed, (caller, given, hops + 1))):
                flow.held[given.arg] = held
        handed_on = [put for held in flow.held.values()
                     for put in held.values()]
        for _ in flow.run():
            for value in _given(function, call, parameter):
                for name, put in flow.holds(value).items():
                    # It came in where somebody else calls this one.
                    found.setdefault(name, put if put in handed_on
                                     else Put(call.lineno, put.keyed))
    return found


def _cost(function: Function) -> int:
    return COST_OF_LINE * (end_of(function)[0] - function.lineno + 1)


def _given(
    function: Function, call: ast.Call, parameter: ast.arg,
) -> list[ast.expr]:
    """What a call gives for a parameter; ``**kwargs`` takes the rest."""
    if parameter is function.args.kwarg:
        named = {given.arg for given in (
            *function.args.args, *function.args.kwonlyargs)}
        return [
            keyword.value if keyword.arg is None else ast.copy_location(
                ast.Dict([ast.copy_location(
                    ast.Constant(keyword.arg), keyword.value)],
                    [keyword.value]), keyword.value)
            for keyword in call.keywords if keyword.arg not in named]
    value = argument(function, call, parameter)
    return [] if value is None else [value]
