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

"""``explain`` and ``rules``: the commands that tell of the codes."""

import argparse
import json
import shutil
import sys

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.commands.explain.facts import as_json
from flake8_nova_notifications.commands.explain.facts import find
from flake8_nova_notifications.commands.explain.facts import nearest
from flake8_nova_notifications.commands.explain.text import card
from flake8_nova_notifications.commands.explain.text import table
from flake8_nova_notifications.commands.explain.text import WIDTH
from flake8_nova_notifications.registry import EVERY_CODE
from flake8_nova_notifications.rule import About

_PROGRAM = 'nvn'
_SOME = EVERY_CODE[-1]


def explain(arguments: list[str]) -> int:
    """Print everything about some codes; the status is 2 if one is unknown."""
    parser = argparse.ArgumentParser(
        prog=f'{_PROGRAM} explain',
        description='Tell what a code means, why it matters, what is '
        'reported and what is not, and how to silence it.')
    parser.add_argument(
        '--why', metavar='FILE:LINE',
        help='say why the loop at a place is, or is not, taken for a wait')
    parser.add_argument(
        'codes', metavar='CODE', nargs='*',
        help=f'such as {_SOME.code}, {_SOME.name} or a family such as '
        f'{_SOME.code[:4]}')
    given = _with_format(parser).parse_args(arguments)
    if given.why is not None:
        return _why(given.why)
    if not given.codes:
        parser.error('name a code, or a place with --why')
    found: list[About] = []
    for name in given.codes:
        meant = find(name)
        if not meant:
            print(f'error: {printable(name)} is no code of this plugin; '
                  f'{_meant(name)}', file=sys.stderr)
            return 2
        found += [about for about in meant if about not in found]
    if given.format == 'text':
        sys.stdout.write('\n'.join(
            card(about, _width()) for about in found))
        return 0
    told = [as_json(about) for about in found]
    # One code is one object; several are a list, as of the command "rules".
    json.dump(told[0] if len(told) == 1 else told, sys.stdout, indent=2)
    print()
    return 0


def _why(place: str) -> int:
    # Imported here: no other question needs the rules' facts.
    from flake8_nova_notifications.commands.explain import why

    try:
        print(why.why(why.Place.parse(place)))
    except why.Unknown as error:
        print(f'error: {error}', file=sys.stderr)
        return 2
    return 0


def rules(arguments: list[str]) -> int:
    """Print the table of all codes."""
    parser = argparse.ArgumentParser(
        prog=f'{_PROGRAM} rules',
        description='List every code that can be reported.')
    given = _with_format(parser).parse_args(arguments)
    sys.stdout.write(
        json.dumps([as_json(about) for about in EVERY_CODE], indent=2) + '\n'
        if given.format == 'json' else table(EVERY_CODE, _width()))
    return 0


def _with_format(
    parser: argparse.ArgumentParser,
) -> argparse.ArgumentParser:
    parser.add_argument(
        '--format', choices=('text', 'json'), default='text',
        help='how to print it')
    return parser


def _meant(name: str) -> str:
    found = ', '.join(
        f'{about.code} ({about.name})' for about in nearest(name))
    return f'did you mean {found}?' if found else (
        f'"{_PROGRAM} rules" lists them')


def _width() -> int:
    return shutil.get_terminal_size((WIDTH, 24)).columns
