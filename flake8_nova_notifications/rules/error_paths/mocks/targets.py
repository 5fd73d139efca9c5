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

"""What a raising mock stands for, as a reader would look for it."""

import ast
from collections.abc import Iterator
import itertools

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.rules.error_paths.mocks.installed import (
    installed_by)
from flake8_nova_notifications.rules.error_paths.mocks.installed import (
    without_steps)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    functions_around)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)


def target_of(source: SourceFile, raising: RaisingMock) -> str:
    """What is made to fail, as a reader would look for it."""
    replaced, rest = installed_by(source, raising)
    if replaced is not None:
        return f'{replaced.target}.{rest}' if rest else replaced.target
    if not raising.mock:
        return _part_of_a_mock(source, raising) or 'a mock'
    assigned = next(_assigned(source, raising), None) or _aliased(
        source, raising)
    if assigned is not None:
        return assigned
    names = source.once(Names)
    expression = raising.node.value if isinstance(
        raising.node, ast.Attribute) else None
    dotted = names.dotted(expression) if expression is not None else None
    return (dotted or raising.mock).lstrip('.')


def _part_of_a_mock(source: SourceFile, raising: RaisingMock) -> str:
    """``boot`` of ``Mock(boot=Mock(side_effect=Error))``, with what it is in.

    ``patch.multiple(manager.Driver, boot=Mock(side_effect=Error))`` says what
    that is.
    """
    around = source.ancestors(raising.call or raising.node)
    match [*itertools.islice(around, 2)]:
        case [ast.keyword(arg=str(name)),
              ast.Call(func=ast.Attribute(attr='multiple'),
                       args=[owner, *_])]:
            text = str(owner.value) if isinstance(owner, ast.Constant) else (
                source.once(Names).dotted(owner) or mocks.chain(owner))
            return f'{text}.{name}'
        case [ast.keyword(arg=str(name)), ast.Call() as call]:
            return name if mocks.makes_mock(source, call) else ''
    return ''


def _assigned(source: SourceFile, raising: RaisingMock) -> Iterator[str]:
    """``self.driver.run`` where that is set to a mock called ``m``."""
    root, *rest = raising.mock.split('.')
    if root in ('self', 'cls'):
        return
    function = functions_around(source, raising.node)[-1]
    for node in source.within(function, ast.Assign):
        if not (isinstance(node.value, ast.Name) and node.value.id == root):
            continue
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                yield '.'.join(filter(None, (
                    mocks.chain(target), without_steps(rest))))


def _aliased(source: SourceFile, raising: RaisingMock) -> str | None:
    """``self.driver.run`` of ``run = self.driver.run``."""
    root: ast.AST = raising.node
    while isinstance(root, (ast.Attribute, ast.Call, ast.Subscript)):
        root = root.func if isinstance(root, ast.Call) else root.value
    value = source.once(Names).value(root) if isinstance(
        root, ast.Name) else None
    # What a call gives is another object than what is called.
    spelled = path(value) if isinstance(value, ast.Attribute) else None
    return None if spelled is None else '.'.join(filter(None, (
        without_steps(spelled.split('.')),
        without_steps(raising.mock.split('.')[1:]))))
