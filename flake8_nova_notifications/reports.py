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

"""How findings become reports, and which of them a baseline leaves."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flake8.exceptions import ExecutionError

from flake8_nova_notifications.options import Options

if TYPE_CHECKING:
    from flake8_nova_notifications.code.source import SourceFile
    from flake8_nova_notifications.commands.baseline.recorded import Baseline
    from flake8_nova_notifications.rule import About
    from flake8_nova_notifications.rule import Rule

Report = tuple[int, int, str, type]


def note(source: 'SourceFile', rule: 'Rule', error: Exception) -> None:
    """Keep what broke a rule: itself, or a fact that it rests on."""
    from flake8_nova_notifications.code.source import BrokenFact

    code = rule.about.code
    if isinstance(error, BrokenFact):
        source.note_broken(error.what, error.error, code)
    else:
        source.note_broken(f'rule {code}', error)


def place(report: Report) -> tuple[int, int, str]:
    return report[:3]


def text(about: 'About', details: Mapping[str, str]) -> str:
    # Imported here: ``flake8 --version`` has nothing to print.
    from flake8_nova_notifications.code.printable import printable

    return printable(f'{about.code} {about.message.format(**details)}')


def recorded(name: str) -> 'Baseline | None':
    """The baseline, if there is one.

    :raises flake8.exceptions.ExecutionError: it cannot be used; flake8
        prints the message and exits with status 1.
    """
    if not name:
        return None
    # Imported here: a run without a baseline must not pay for it.
    from flake8_nova_notifications.commands.baseline import recorded

    try:
        return recorded.read(recorded.find(name))
    except FileNotFoundError:
        raise ExecutionError(
            f'option nvn-baseline: there is no {name}; nvn baseline {name} '
            'PATH ... writes one')
    except (OSError, recorded.Damaged) as error:
        raise ExecutionError(f'option nvn-baseline: {error}')


def triggers(rule: 'Rule', options: Options) -> tuple[str, ...]:
    """Words one of which a file needs: the rule's and its options' own."""
    named = [
        name.rpartition('.')[2]
        for option in rule.about.options
        for name in _listed(getattr(options, option))]
    more = rule.more_triggers(options) if rule.more_triggers else ()
    return (*rule.triggers, *named, *more) if named or more else rule.triggers


def _listed(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
