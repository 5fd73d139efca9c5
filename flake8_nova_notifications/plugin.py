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

"""What flake8 calls: a tree and its file go in, reports come out.

The only place that spells a report. An exception in here would lose the
findings of every file of the run, so a rule that breaks becomes a finding
itself and everything else stands.
"""

import argparse
import ast
from collections.abc import Iterable
from collections.abc import Iterator
import os
import re
import sys
import threading
from typing import cast
from typing import ClassVar
from typing import TYPE_CHECKING

import flake8_nova_notifications
from flake8_nova_notifications.code.collector import handed_over
from flake8_nova_notifications.code.collector import resting
from flake8_nova_notifications import options as options_
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.reports import note
from flake8_nova_notifications.reports import place
from flake8_nova_notifications.reports import recorded
from flake8_nova_notifications.reports import Report
from flake8_nova_notifications.reports import text
from flake8_nova_notifications.reports import triggers

if TYPE_CHECKING:
    from collections.abc import Callable

    from flake8.formatting.base import BaseFormatter

    from flake8_nova_notifications.code.source import SourceFile
    from flake8_nova_notifications.commands.baseline.recorded import Baseline
    from flake8_nova_notifications.findings import Found
    from flake8_nova_notifications.formats.fingerprint import Fingerprint
    from flake8_nova_notifications.rule import Rule

    # Where a file must stand for some rules, and of which words it must
    # hold one.
    Gate = tuple[Callable[[SourceFile], bool] | None, tuple[str, ...]]


# The file looked at last, for the twins that flake8 runs over the same tree
# after the plugin itself. It is known by the tree, never by a name, and given
# up with the next file. Without twins nothing is kept: a tree that is alive
# while the next file is linted makes the garbage collector dear. Each thread
# has its own: a host may lint several files at once.
_latest = threading.local()


class Checker:
    """The plugin as flake8 sees it: every code that is on.

    :param tree: flake8's tree; it is read and returned as it was.
    :param filename: as flake8 was given it: relative, absolute or ``stdin``.
    :param lines: the file's lines.
    :param options: flake8's options.
    """

    name = 'flake8-nova-notifications'
    version = flake8_nova_notifications.__version__

    # The one code a twin reports; None in the main entry point.
    _only: ClassVar[str | None] = None

    def __init__(
        self, tree: ast.Module, filename: str, lines: list[str],
        options: argparse.Namespace,
    ) -> None:
        self._tree = tree
        self._filename = filename
        self._lines = lines
        self._options = options

    @classmethod
    def add_options(cls, option_manager: options_.OptionManager) -> None:
        """Register the plugin's options with flake8."""
        if cls._only is None:
            options_.add_to(option_manager)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Check the options' values and keep them with flake8's own."""
        if cls._only is None:
            options_.check_spelling(sys.argv[1:])
            options.nvn_options = Options.parse(options)
            options.nvn_recorded = recorded(options.nvn_options.nvn_baseline)
        else:
            options.nvn_twins = True

    def run(self) -> Iterator[Report]:
        """Yield what flake8 is to report: line, column, text and type."""
        # What is made here is let go of before the first report is handed
        # over: the garbage collector would find nothing and traverse flake8's
        # tree for it. It works again before the host gets a word.
        with resting():
            reports = self._sorted()
        return handed_over(reports) if reports else iter(())

    def _sorted(self) -> list[Report]:
        try:
            reports = self._reports()
        except MemoryError:
            raise
        except Exception as error:
            reports = [self._broken('loading', error)]
        reports.sort(key=place)
        return reports

    def _reports(self) -> list[Report]:
        given = self._options
        parsed = getattr(given, 'nvn_options', None)
        options = parsed if isinstance(parsed, Options) else Options()
        by_gate = self._rules(options)
        if not by_gate:
            return []
        keep = getattr(given, 'nvn_twins', False)
        source = _shared(
            self._tree, self._filename, self._lines, options, keep)
        found: list[Found] = []
        try:
            text = source.text
            # Families ask for the same words.
            absent: set[str] = set()
            for (concerns, words), rules in by_gate.items():
                if concerns is not None and not self._concerns(
                        concerns, source, rules):
                    continue
                for word in words:
                    if word in absent:
                        continue
                    if word in text:
                        break
                    absent.add(word)
                else:
                    continue
                for rule in rules:
                    found += self._checked(rule, source)
            # Twins share the file, so each thing is named once.
            reports = [
                self._broken(what, error, codes)
                for what, (error, codes) in source.broken.items()]
            source.broken.clear()
        finally:
            if not keep:
                source.close()
        return reports + self._shown(found, bool(reports), by_gate)

    def _shown(
        self, found: 'list[Found]', broken: bool,
        by_gate: 'dict[Gate, list[Rule]]',
    ) -> list[Report]:
        """What the findings of a file come to: what is silenced is out.

        :param broken: whether some rule broke.
        """
        recorded: Baseline | None = getattr(
            self._options, 'nvn_recorded', None)
        stale: list[Report] = []
        if found:
            from flake8_nova_notifications import findings

            found = findings.unsilenced(
                found, self._filename, self._lines,
                getattr(self._options, 'disable_noqa', False))
        if recorded is not None:
            from flake8_nova_notifications.commands.baseline import unrecorded

            codes = {
                rule.about.code for rules in by_gate.values()
                for rule in rules}
            found, entries = unrecorded.unrecorded(
                found, self._filename, self._tree, self._lines, codes,
                recorded, broken)
            stale = [self._stale(entry, recorded) for entry in entries]
        if found:
            found = findings.together(found)
        return [
            (one.line, one.column, f'{one.code} {one.text}', type(self))
            for one in found] + stale

    def _rules(
        self, options: Options,
    ) -> 'dict[Gate, list[Rule]]':
        """The rules that are on, by what a file needs for them.

        Worked out once a run and kept with flake8's options, on which alone
        it depends.
        """
        # Imported here, not above: ``flake8 --version`` and a run without
        # files must not pay for the rules.
        from flake8_nova_notifications import registry

        given = self._options
        kept = vars(given).setdefault('nvn_rules', {})
        if self._only not in kept:
            found: dict[Gate, list[Rule]] = {}
            for rule in registry.ALL_RULES:
                about = rule.about
                if self._only in (None, about.code) and options_.is_on(
                        about.code, about.on_by_default, options.nvn_all,
                        given, by_its_twin=self._only is not None):
                    gate = (rule.concerns, triggers(rule, options))
                    found.setdefault(gate, []).append(rule)
            kept[self._only] = found
        return cast('dict[Gate, list[Rule]]', kept[self._only])

    def _checked(
        self, rule: 'Rule', source: 'SourceFile',
    ) -> 'list[Found]':
        from flake8_nova_notifications import findings

        try:
            return findings.found_by(rule, source)
        except MemoryError:
            # Nothing that is allocated now can be relied on.
            raise
        except Exception as error:
            note(source, rule, error)
            return []

    def _concerns(
        self, concerns: 'Callable[[SourceFile], bool]',
        source: 'SourceFile', rules: 'list[Rule]',
    ) -> bool:
        try:
            return source.once(concerns)
        except MemoryError:
            raise
        except Exception as error:
            for rule in rules:
                note(source, rule, error)
            return False

    def _broken(
        self, what: str, error: Exception, codes: Iterable[str] = (),
    ) -> Report:
        from flake8_nova_notifications.notices import BROKEN_RULE

        said = ' '.join(str(error).split())
        return (1, 0, text(BROKEN_RULE, {
            'what': what, 'whose': ', '.join(sorted(codes)) or 'its',
            'error': f'{type(error).__name__} {said[:80]}',
        }), type(self))

    def _stale(self, entry: 'Fingerprint', baseline: 'Baseline') -> Report:
        from flake8_nova_notifications.notices import STALE_ENTRY

        return (1, 0, text(STALE_ENTRY, {
            'code': entry.code, 'symbol': entry.symbol,
            'digest': entry.digest,
            'baseline': os.path.basename(baseline.name)}), type(self))


def _shared(
    tree: ast.Module, filename: str, lines: list[str], options: Options,
    keep: bool,
) -> 'SourceFile':
    from flake8_nova_notifications.code.source import SourceFile

    known: tuple[ast.AST, SourceFile] | None = getattr(
        _latest, 'file', None)
    if known is not None and known[0] is tree:
        return known[1]
    if known is not None:
        known[1].close()
    source = SourceFile(tree, filename, lines, options)
    _latest.file = (tree, source) if keep else None
    return source


def github(options: argparse.Namespace) -> 'BaseFormatter':
    """Make the formatter of ``--format=nvn-github``."""
    # flake8 loads the entry points of all formats at every start.
    from flake8_nova_notifications.formats import formatters

    return formatters.GitHub(options)


def gitlab(options: argparse.Namespace) -> 'BaseFormatter':
    """Make the formatter of ``--format=nvn-gitlab``."""
    from flake8_nova_notifications.formats import formatters

    return formatters.GitLab(options)


def sarif(options: argparse.Namespace) -> 'BaseFormatter':
    """Make the formatter of ``--format=nvn-sarif``."""
    from flake8_nova_notifications.formats import formatters

    return formatters.Sarif(options)


def _twin(code: str) -> type[Checker]:
    """The entry point flake8 runs under ``enable-extensions = <code>``."""
    return type(code, (Checker,), {
        '__doc__': f'Only {code}, for enable-extensions.',
        'off_by_default': True,
        '_only': code,
    })


def __getattr__(name: str) -> type[Checker]:
    # The packaging metadata points at ``plugin:NVN105`` and so on, one class
    # a code that is off by default; they are made when flake8 asks for them.
    if re.fullmatch(r'NVN\d{3}', name):
        return _twin(name)
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
