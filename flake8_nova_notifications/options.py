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

"""Every option, and which codes are on.

One field an option, each with its help; the command line, the
configuration files and the documentation are derived from the fields.
"""

import argparse
import dataclasses
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from typing import Protocol

from flake8.exceptions import ExecutionError
from flake8.main.options import stage1_arg_parser
from flake8.options.config import load_config

from flake8_nova_notifications.option_values import chosen
from flake8_nova_notifications.option_values import Flag
from flake8_nova_notifications.option_values import READERS

PREFIX = 'NVN'


class OptionManager(Protocol):
    """The part of flake8's option manager that is used here."""

    def add_option(self, *args: Any, **kwargs: Any) -> None:
        """Register one option."""


def _names(help_text: str) -> Any:
    return dataclasses.field(
        default=(), metadata={'help': help_text, 'form': 'names'})


def _verbs(help_text: str) -> Any:
    return dataclasses.field(
        default=(), metadata={'help': help_text, 'form': 'verbs'})


def _choices(help_text: str, *allowed: str) -> Any:
    return dataclasses.field(default=(), metadata={
        'help': help_text, 'form': 'choices', 'allowed': allowed})


def _patterns(help_text: str) -> Any:
    return dataclasses.field(
        default=(), metadata={'help': help_text, 'form': 'patterns'})


def _flag(help_text: str) -> Any:
    return dataclasses.field(
        default=False, metadata={'help': help_text, 'form': 'flag'})


def _path(help_text: str) -> Any:
    return dataclasses.field(
        default='', metadata={'help': help_text, 'form': 'path'})


def _timeout(help_text: str) -> Any:
    return dataclasses.field(
        default='', metadata={'help': help_text, 'form': 'timeout'})


def _choice(help_text: str, *choices: str) -> Any:
    """One of some words, of which the first is the default."""
    return dataclasses.field(default=choices[0], metadata={
        'help': help_text, 'form': 'choice', 'choices': choices})


# Made at every start of flake8, so without the methods that a dataclass
# compiles for itself: they took half the time of this module's import.
@dataclass(init=False, eq=False, repr=False)
class Options:
    """The plugin's options as the rules read them; nobody changes them."""

    # flake8's max-line-length; without a type it is no option of ours.
    line_length = 79

    nvn_all: bool = _flag(
        'Report every code of this plugin, those that are off by default '
        'included')
    nvn_baseline: str = _path(
        'Report only what is not recorded in this file, and the entries of '
        'linted files that match nothing any more; nvn baseline writes it. '
        'It is about the codes of this plugin only')
    nvn_pauses: tuple[str, ...] = _names(
        'Functions that pause, in addition to time.sleep() and the like: '
        'dotted names as imported (mylib.clock.nap) or bare names of methods '
        '(nap)')
    nvn_looks: tuple[str, ...] = _names(
        'Verbs that begin the names of functions which only ask for '
        'something and change nothing, in addition to get, show, is and the '
        'like (such as peek for peek_status): a loop that calls such a '
        'function again and again is a wait, not a retry')
    nvn_failures: tuple[str, ...] = _names(
        'Functions or methods that make a test or a task fail, in addition '
        'to fail(), skipTest(), sys.exit() and the like: dotted names as '
        'imported or bare names')
    nvn_blocking_calls: tuple[str, ...] = _choices(
        'Further blocking calls without a timeout to report, beside those '
        'that always are: processes, events, queues, conditions, semaphores, '
        'threads (or the letters E, F and G for processes, for the next '
        'four, and for threads)', 'processes', 'events', 'queues',
        'conditions', 'semaphores', 'threads')
    nvn_bounded_classes: tuple[str, ...] = _names(
        'Classes, by their bare names, whose wait(), get() or join() has a '
        'limit of its own')
    nvn_looping_call_timeout: str = _timeout(
        'The timeout that nvn fix gives to looping calls which have none: '
        'seconds (600), or a name that holds them in the files that are '
        'fixed (CONF.build_timeout)')
    nvn_loggers: tuple[str, ...] = _names(
        'Further names of loggers (such as journal for journal.error)')
    nvn_log_assertions: tuple[str, ...] = _names(
        'Further helpers of tests that assert on what is logged')
    nvn_outcome_assertions: tuple[str, ...] = _names(
        'Further helpers of tests that assert on an outcome')
    nvn_test_files: tuple[str, ...] = _names(
        'Further folders, or file names without .py, that hold tests')
    nvn_production_files: tuple[str, ...] = _names(
        'Folders, or file names without .py, that hold production code '
        'though they look like tests or tools')
    nvn_server_actions: tuple[str, ...] = _verbs(
        'Further server actions after which a functional test is to check '
        'the server: verbs of the API (os-stop) or methods of an API client '
        '(reboot_server)')
    nvn_server_verifiers: tuple[str, ...] = _names(
        'Methods and functions that look at the state of a server although '
        'their name speaks of notifications')
    nvn_api_clients: tuple[str, ...] = _names(
        'Further names of API clients in functional tests, beside those '
        'that end in api, client or compute')
    nvn_notification_records: tuple[str, ...] = _names(
        'Further names under which tests keep the notifications that were '
        'emitted, beside those that end in versioned_notifications')
    nvn_notification_waits: tuple[str, ...] = _names(
        'Further helpers of tests that wait for a notification, beside those '
        'whose name holds wait and notification')
    nvn_completion_waits: tuple[str, ...] = _names(
        'Further helpers of tests that wait until an action is over, '
        'notifications included, as instance action events are')
    nvn_asynchronous_calls: tuple[str, ...] = _names(
        'Further methods of API clients whose notifications are emitted '
        'after the answer')
    nvn_synchronous_actions: tuple[str, ...] = _names(
        'Further server actions whose notifications are emitted before the '
        'answer: verbs of the API, hyphens written as underscores')
    nvn_synchronous_fixtures: tuple[str, ...] = _names(
        'Further fixtures that make everything happen before the answer, '
        'beside CastAsCallFixture')
    nvn_policy_calls: tuple[str, ...] = _names(
        'Further functions, methods and decorators that check a policy')
    nvn_schema_decorators: tuple[str, ...] = _names(
        'Further decorators that validate the body of a request')
    nvn_payload_bases: tuple[str, ...] = _names(
        'Further base classes of notification payloads: dotted names or bare '
        'class names; NotificationPayloadBase is known')
    nvn_payload_helpers: tuple[str, ...] = _names(
        'Further functions that emit the dicts they are given: dotted as '
        'imported or bare; notify_about_* are known')
    nvn_payload_decorators: tuple[str, ...] = _names(
        'Further decorators that emit what the decorated function returns: '
        'dotted as imported or bare; notify_type is known')
    nvn_payload_secrets: tuple[str, ...] = _names(
        'Further names of payload entries that are secrets')
    nvn_payload_identities: tuple[str, ...] = _names(
        'Further names of payload entries that tell who somebody is')
    nvn_payload_resources: tuple[str, ...] = _names(
        'Further names of payload entries that are ids of resources')
    nvn_payload_allow: tuple[str, ...] = _patterns(
        'Payload entries that may be sent: a name (uuid), a payload class or '
        'event type and a name (InstancePayload.uuid, compute.*.host_name), '
        'or a whole class or event type (FlavorPayload); * stands for '
        'anything, and the name own-id for the id of what a payload is '
        'about. Say why behind an equals sign (uuid=public_in_the_API) '
        'or on a line of its own that begins with #. Entries that cover '
        'nothing are named by nvn payloads')
    nvn_payload_names: str = _choice(
        'Whether the names that a payload carries come together, one finding '
        'a payload and code, or each as a finding on its own line (each), '
        'for tools that look at changed lines only',
        'together', 'each')

    def __init__(self, **given: bool | str | tuple[str, ...]) -> None:
        for field in dataclasses.fields(self):
            setattr(self, field.name, given.pop(field.name, field.default))
        if given:
            raise TypeError(f'no such option: {", ".join(given)}')

    @classmethod
    def parse(cls, given: object) -> 'Options':
        """Read the options from what flake8 parsed.

        :raises flake8.exceptions.ExecutionError: a value does not have the
            allowed form; flake8 prints the message and exits with status 1.
        """
        values: dict[str, bool | str | tuple[str, ...]] = {}
        for field in dataclasses.fields(cls):
            value = getattr(given, field.name, field.default)
            read = READERS[field.metadata['form']]
            values[field.name] = read(spelling(field.name), value)
            choices = field.metadata.get('choices')
            if choices and values[field.name] not in choices:
                raise ExecutionError(
                    f'option {spelling(field.name)}: {value!r} is not '
                    f'{" or ".join(choices)}')
            if field.metadata['form'] == 'choices':
                values[field.name] = chosen(
                    spelling(field.name), values[field.name],
                    field.metadata['allowed'])
        options = cls(**values)
        options.line_length = getattr(
            given, 'max_line_length', cls.line_length)
        return options


# What flake8 is told about the forms that are no lists of names.
_SPELLED: dict[str, dict[str, Any]] = {
    'flag': {'action': Flag},
    # From a configuration file, a path is relative to that file's folder.
    'path': {'metavar': 'FILE', 'normalize_paths': True},
    'choice': {'metavar': 'WORD'},
    'timeout': {'metavar': 'SECONDS'},
}


def spelling(name: str) -> str:
    """How an option is written in a configuration file."""
    return name.replace('_', '-')


def add_to(manager: OptionManager) -> None:
    """Register every option with flake8."""
    for field in dataclasses.fields(Options):
        form = field.metadata['form']
        manager.add_option(
            f'--{spelling(field.name)}',
            **_SPELLED.get(form, {'metavar': 'NAME[,NAME...]'}),
            default='no' if form == 'flag' else field.default or '',
            parse_from_config=True,
            help=field.metadata['help'].replace('%', '%%'),
        )


def check_spelling(arguments: list[str]) -> None:
    """Name an option of the configuration that is nearly one of ours.

    flake8 passes over keys that it does not know, so a misspelled one would
    have no effect and nobody would be told.

    :param arguments: the command line; flake8 does not tell its plugins
        which configuration it has read, so it is found as flake8 finds it.
    :raises flake8.exceptions.ExecutionError: there is one.
    """
    try:
        given, _ = stage1_arg_parser().parse_known_args(arguments)
        configuration, _ = load_config(
            given.config, given.append_config, isolated=given.isolated)
    except (SystemExit, ExecutionError):
        # Of another program, or flake8 has complained already.
        return
    known = [spelling(field.name) for field in dataclasses.fields(Options)]
    for key in configuration['flake8'] if 'flake8' in configuration else ():
        name = spelling(key)
        if not name.startswith(f'{PREFIX.lower()}-') or name in known:
            continue
        near = get_close_matches(name, known, n=1, cutoff=0.85)
        if near:
            raise ExecutionError(
                f'option {key}: there is no such option; did you mean '
                f'{near[0]}?')


def may_be_shown(code: str, given: argparse.Namespace) -> bool:
    """Whether flake8 could print this code at all, as it decides itself.

    flake8 runs every plugin and filters afterwards; a code that nobody can
    see need not be worked out. Of a code that is both selected and ignored
    by name, flake8 goes by the longer prefix.
    """
    select: list[str] | None = getattr(given, 'select', None)
    chosen = _longest(code, select, getattr(given, 'extend_select', None))
    if select is not None and chosen is None:
        return False
    ignored = _longest(
        code, getattr(given, 'ignore', None),
        getattr(given, 'extend_ignore', None))
    return ignored is None or chosen is not None and chosen > ignored


def _longest(code: str, *prefixes: list[str] | None) -> int | None:
    """The length of the longest prefix of a code; None if there is none."""
    return max((
        len(prefix) for given in prefixes for prefix in given or ()
        if code.startswith(prefix)), default=None)


def asked_for(code: str, given: argparse.Namespace) -> bool:
    """Whether a code that is off by default was asked for by name.

    The bare prefix asks for what is on by default; more than the prefix
    (``NVN1``, ``NVN105``) asks for the code itself.
    """
    chosen = (
        *(getattr(given, 'select', None) or ()),
        *(getattr(given, 'extend_select', None) or ()),
    )
    return any(
        len(prefix) > len(PREFIX) and code.startswith(prefix)
        for prefix in chosen
    )


def is_on(
    code: str, on_by_default: bool, everything: bool,
    given: argparse.Namespace, by_its_twin: bool = False,
) -> bool:
    """Whether a code is reported: the one place that decides it.

    :param on_by_default: whether it needs no asking for.
    :param everything: whether all codes of the plugin were asked for.
    :param given: flake8's options.
    :param by_its_twin: whether the asker is the code's own entry point,
        which flake8 only runs under ``enable-extensions``; it keeps silent
        where the plugin's main entry point reports the code already.
    """
    on = may_be_shown(code, given) and (
        on_by_default or everything or asked_for(code, given))
    return not on if by_its_twin else on
