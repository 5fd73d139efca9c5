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

"""``nvn``, or ``python -m flake8_nova_notifications``: beside flake8."""

import argparse
from collections.abc import Callable
import difflib
import io
import os
import sys

from flake8_nova_notifications import __version__

Command = Callable[[list[str]], int]


# Each is imported when it is run: none needs what the others need.

def _explain(arguments: list[str]) -> int:
    """Tell what a code means, with examples: explain NVN101"""
    from flake8_nova_notifications.commands.explain import command

    return command.explain(arguments)


def _rules(arguments: list[str]) -> int:
    """List every code: rules"""
    from flake8_nova_notifications.commands.explain import command

    return command.rules(arguments)


def _payloads(arguments: list[str]) -> int:
    """List what each notification gives away: payloads nova"""
    from flake8_nova_notifications.commands.payloads import command

    return command.main(arguments)


def _baseline(arguments: list[str]) -> int:
    """Record today's findings: baseline nvn-baseline.txt nova"""
    from flake8_nova_notifications.commands.baseline import command

    return command.main(arguments)


def _fix(arguments: list[str]) -> int:
    """Print what is to be changed as a diff, or change it: fix nova"""
    from flake8_nova_notifications.commands.fix import command

    return command.main(arguments)


def _waits(arguments: list[str]) -> int:
    """List what every wait and every test may wait for: waits nova/tests"""
    from flake8_nova_notifications.commands.waits import command

    return command.main(arguments)


COMMANDS: dict[str, Command] = {
    'explain': _explain, 'rules': _rules, 'payloads': _payloads,
    'waits': _waits, 'baseline': _baseline, 'fix': _fix,
}


def main() -> int:
    """Run the command that is named first."""
    parser = _parser()
    given = parser.parse_args(sys.argv[1:2])
    if given.command is None:
        parser.print_help(sys.stderr)
        return 2
    if given.command not in COMMANDS:
        near = difflib.get_close_matches(given.command, COMMANDS, n=1)
        parser.error(
            f'there is no command {given.command!r}; '
            + (f'did you mean {near[0]}?' if near
               else f'there are {", ".join(COMMANDS)}'))
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What a terminal cannot show is escaped and ends nothing.
        sys.stdout.reconfigure(errors='backslashreplace')
    try:
        status = COMMANDS[given.command](sys.argv[2:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Such as "rules | head": nobody wants to read the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    commands = '\n'.join(
        f'  {name:10}{command.__doc__}' for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog='nvn', usage='%(prog)s COMMAND ...',
        description='The commands beside flake8. To lint, run flake8 itself:\n'
        'it finds the plugin, e.g. flake8 --select=NVN,E9 nova',
        epilog=f'commands, each with an example:\n{commands}\n\n'
        'COMMAND --help tells more of each. Where nvn is not on the PATH:\n'
        'python -m flake8_nova_notifications COMMAND ...',
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('command', nargs='?', help=argparse.SUPPRESS)
    parser.add_argument(
        '--version', action='version',
        version=f'flake8-nova-notifications {__version__}',
        help='print the version and end')
    return parser


if __name__ == '__main__':
    sys.exit(main())
