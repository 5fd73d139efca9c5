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

"""flake8 run in this process, with what it would print kept.

Only this plugin's checks run: what is silenced by ``select``, ``ignore``,
``per-file-ignores``, ``# noqa`` or the baseline is silenced as ever.
"""

import sys

from flake8.exceptions import FailedToLoadPlugin
from flake8.formatting.base import BaseFormatter
from flake8.main.application import Application
from flake8.plugins.finder import Checkers
from flake8.plugins.finder import Plugins
from flake8.violation import Violation

# flake8 could not read a file, so nothing is known of its findings.
UNREAD = 'E9'
_PACKAGE = 'flake8_nova_notifications'


class Collector(BaseFormatter):  # type: ignore[misc]
    """Keeps what flake8 would print."""

    def after_init(self) -> None:
        """Begin with nothing."""
        self.linted: set[str] = set()
        self.found: list[Violation] = []

    def start(self) -> None:
        """Open no file, whatever ``output-file`` says."""

    def beginning(self, filename: str) -> None:
        """Take note of a file that was linted."""
        self.linted.add(filename)

    def handle(self, error: Violation) -> None:
        """Keep one violation."""
        self.found.append(error)


class Run(Application):  # type: ignore[misc]
    """flake8 with the collector, whatever format or quiet it is told."""

    formatter: Collector
    plugins: Plugins

    def make_formatter(self) -> None:
        """Make the collector."""
        self.formatter = Collector(self.options)

    def make_file_checker_manager(self, argv: list[str]) -> None:
        """Leave out the checks of others, which nobody here asks about."""
        plugins: Plugins = self.plugins
        self.plugins = plugins._replace(checkers=Checkers(
            [loaded for loaded in plugins.checkers.tree
             if loaded.obj.__module__.startswith(_PACKAGE)], [], []))
        super().make_file_checker_manager(argv)


class Failed(Exception):
    """flake8 could not be run; says why in one sentence, if it has not."""

    def complain(self) -> None:
        """Say it."""
        if str(self):
            print(f'error: {self}', file=sys.stderr)


def lint(arguments: list[str]) -> Run:
    """Run flake8.

    :raises Failed: there is nothing to go by.
    """
    run = Run()
    try:
        run.run(arguments)
    except FailedToLoadPlugin as error:
        # Mostly a project's own checks, which import hacking.
        raise Failed(
            f'{str(error).rstrip(".")}; install that beside this plugin, or '
            'pass --isolated') from error
    if run.catastrophic_failure:
        raise Failed('')
    return run
