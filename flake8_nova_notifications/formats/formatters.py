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

"""The formats as flake8 sees them: when what is written where."""

import abc
import os
import sys

from flake8.formatting.base import BaseFormatter
from flake8.violation import Violation

from flake8_nova_notifications.formats import github
from flake8_nova_notifications.formats import gitlab
from flake8_nova_notifications.formats.results import Results
from flake8_nova_notifications.formats import sarif


class _Formatter(BaseFormatter):  # type: ignore[misc]
    def after_init(self) -> None:
        """Begin with nothing."""
        self._results = Results(self.options)


class GitHub(_Formatter):
    """Annotations of GitHub Actions: a workflow command a line."""

    def handle(self, error: Violation) -> None:
        """Print one violation; ``show-source`` would not be understood."""
        self._write(github.command(self._results.result(error)))


class _Document(_Formatter):
    """One JSON document for the whole run, and nothing beside it."""

    def start(self) -> None:
        """Begin the output anew; flake8 itself appends to what is there."""
        if self.filename:
            folder = os.path.dirname(os.path.abspath(self.filename))
            os.makedirs(folder, exist_ok=True)
            self.output_fd = open(self.filename, 'w', encoding='utf-8')

    def handle(self, error: Violation) -> None:
        """Keep one violation."""
        self._results.add(error)

    def stop(self) -> None:
        """Print the document."""
        super()._write(self._document(self._results))
        super().stop()

    def _write(self, output: str) -> None:
        # What --statistics and --benchmark print is no part of it.
        print(output, file=sys.stderr)

    @abc.abstractmethod
    def _document(self, results: Results) -> str:
        """The whole document, without a newline at its end."""


class Sarif(_Document):
    """A SARIF 2.1.0 log, for code scanning services."""

    def _document(self, results: Results) -> str:
        return sarif.log(results)


class GitLab(_Document):
    """A Code Quality report of GitLab."""

    def _document(self, results: Results) -> str:
        return gitlab.report(results)
