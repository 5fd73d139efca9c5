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

"""What the value of an option may look like."""

import argparse
from collections.abc import Callable
import re
from typing import Any

from flake8.exceptions import ExecutionError


class Flag(argparse.Action):
    """A flag on the command line that has a value in configuration files.

    argparse's own would make flake8 read the value itself, and fail with a
    traceback when it is neither yes nor no.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(nargs=0, **kwargs)

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace,
        values: object, option_string: str | None = None,
    ) -> None:
        setattr(namespace, self.dest, 'yes')


_SEPARATORS = re.compile(r'[,\s]+')
_DOTTED_NAME = re.compile(r'[^\W\d]\w*(?:\.[^\W\d]\w*)*')
_NUMBER = re.compile(r'[0-9]+(?:\.[0-9]+)?')
_PATTERN = re.compile(r'[\w*?.:-]+')
_BOOLEANS = {
    '1': True, 'true': True, 'yes': True, 'on': True,
    '0': False, 'false': False, 'no': False, 'off': False,
}


def _read_flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    flag = _BOOLEANS.get(str(value).strip().lower())
    if flag is None:
        raise ExecutionError(
            f'option {name}: {value!r} is neither yes nor no')
    return flag


def _read_names(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        value = ','.join(map(str, value))
    names = tuple(
        part for part in _SEPARATORS.split(str(value).strip()) if part)
    for part in names:
        if not _DOTTED_NAME.fullmatch(part):
            raise ExecutionError(
                f'option {name}: {part!r} is not a name; give names '
                'separated by commas, dots allowed, such as mylib.clock.nap')
    return names


def _read_verbs(name: str, value: object) -> tuple[str, ...]:
    """Names in which a hyphen is as good as an underscore."""
    if isinstance(value, (list, tuple)):
        value = ','.join(map(str, value))
    return _read_names(name, str(value).replace('-', '_'))


# Letters that stand for several of the kinds of blocking calls.
_LETTERS: dict[str, tuple[str, ...]] = {
    'e': ('processes',),
    'f': ('events', 'queues', 'conditions', 'semaphores'),
    'g': ('threads',)}


def chosen(
    name: str, given: bool | str | tuple[str, ...], allowed: tuple[str, ...],
) -> tuple[str, ...]:
    """The chosen words, those that letters stand for in their place."""
    chosen: list[str] = []
    for word in given if isinstance(given, tuple) else ():
        meant = _LETTERS.get(word.lower(), (word.lower(),))
        if not set(meant) <= set(allowed):
            raise ExecutionError(
                f'option {name}: {word!r} is none of {", ".join(allowed)}')
        chosen += [one for one in meant if one not in chosen]
    return tuple(chosen)


def _read_patterns(name: str, value: object) -> tuple[str, ...]:
    """Patterns without the reasons given for them."""
    if isinstance(value, (list, tuple)):
        value = ','.join(map(str, value))
    patterns: list[str] = []
    for part in _SEPARATORS.split(str(value).strip()):
        pattern, _, _reason = part.partition('=')
        if part and not _PATTERN.fullmatch(pattern):
            raise ExecutionError(
                f'option {name}: {part!r} is not a pattern; give names '
                'such as uuid, InstancePayload.uuid or compute.*.uuid, '
                'separated by commas; a reason goes behind an equals sign '
                'without blanks, or on a line of its own that begins with #')
        if pattern:
            patterns.append(pattern)
    return tuple(patterns)


def _read_timeout(name: str, value: object) -> str:
    text = str(value).strip()
    if text and not _DOTTED_NAME.fullmatch(text) and not (
            _NUMBER.fullmatch(text) and float(text)):
        # Of oslo.service, 0 means none.
        raise ExecutionError(
            f'option {name}: {text!r} is neither a number of seconds nor a '
            'name, such as CONF.build_timeout')
    return text


def _read_text(name: str, value: object) -> str:
    return str(value).strip()


READERS: dict[
    str, Callable[[str, object], bool | str | tuple[str, ...]]] = {
    'flag': _read_flag, 'names': _read_names, 'verbs': _read_verbs,
    'choices': _read_names, 'patterns': _read_patterns, 'path': _read_text,
    'choice': _read_text, 'timeout': _read_timeout}
