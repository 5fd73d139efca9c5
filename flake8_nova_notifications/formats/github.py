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

"""Workflow commands of GitHub Actions, which become annotations.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from flake8_nova_notifications.code.printable import visible
from flake8_nova_notifications.formats.results import Result
from flake8_nova_notifications.rule import Severity

_COMMANDS = {
    Severity.LOW: 'notice', Severity.MEDIUM: 'warning',
    Severity.HIGH: 'error'}


def command(result: Result) -> str:
    """The command for one result, on a line of its own."""
    title = result.code if result.about is None else (
        f'{result.code} {result.about.name}')
    properties = ','.join(
        f'{name}={_property(value)}' for name, value in (
            ('file', result.path), ('line', str(result.line)),
            ('col', str(result.column)), ('title', title)))
    return (f'::{_COMMANDS[result.severity]} {properties}'
            f'::{_data(result.message)}')


def _data(text: str) -> str:
    # The percent sign first: the rest is written with it.
    return text.replace('%', '%25').replace('\r', '%0D').replace('\n', '%0A')


def _property(text: str) -> str:
    # Names of files come from who wrote them, and need not be UTF-8.
    return visible(_data(text)).replace(':', '%3A').replace(',', '%2C')
