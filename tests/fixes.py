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

"""What a rule's fix makes of a small file, and of the file after that."""

import ast

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.apply import compatible
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.registry import BY_CODE


def answers(
    code: str, text: str, path: str = 'project/module.py',
    options: Options | None = None,
) -> list[Fix | Refused]:
    """A fix or the reason why there is none, for each finding of a rule."""
    source = SourceFile(
        ast.parse(text), path, text.splitlines(keepends=True),
        options or Options())
    try:
        return [finding.fix() for finding in BY_CODE[code].check(source)
                if finding.fix is not None]
    finally:
        source.close()


def fixed_lines(
    code: str, text: str, path: str = 'project/module.py',
    options: Options | None = None,
) -> list[str]:
    """A file's lines after a rule's fixes; none is left to be fixed."""
    fixes = [one for one in answers(code, text, path, options)
             if isinstance(one, Fix)]
    assert fixes
    taken, left = compatible(fixes)
    assert not left
    new = applied(text.splitlines(keepends=True), taken)
    assert answers(code, new, path) == []
    return new.splitlines()


def refusal(code: str, text: str, path: str = 'project/module.py') -> str:
    """Why the only finding of a file is left to people."""
    only, = answers(code, text, path)
    assert isinstance(only, Refused)
    return only.reason
