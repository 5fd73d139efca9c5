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

"""The fix of NVN201: the assertion that is missing, on the handler's log.

In the idiom that the test has at hand, the first that fits: a mock of the
logger, pytest's ``caplog``, the output that a base class keeps, and else
``self.assertLogs`` around the one statement that leads to the handler. A
test that fails when the log call is made would be worse than none, so where
anything is uncertain nothing is written.
"""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.moved import moved
from flake8_nova_notifications.edits.text import begins_its_line
from flake8_nova_notifications.edits.text import indent_step
from flake8_nova_notifications.edits.text import indentation
from flake8_nova_notifications.rules.error_paths.fixes import assertion_text
from flake8_nova_notifications.rules.error_paths.fixes.logged import (
    tells_apart)
from flake8_nova_notifications.rules.error_paths.fixes.logged import Logged
from flake8_nova_notifications.rules.error_paths.fixes.logged import logged
from flake8_nova_notifications.rules.error_paths.fixes.logged import words
from flake8_nova_notifications.rules.error_paths.fixes import recorders
from flake8_nova_notifications.rules.error_paths.fixes.recorders import Patched
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    MockedError)
from flake8_nova_notifications.rules.error_paths.outcomes.unlogged import (
    Unlogged)
from flake8_nova_notifications.rules.error_paths.search.ways_of_tests import (
    leading_calls)

_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp,
          ast.DictComp, ast.GeneratorExp)
_BRANCHES = (ast.If, ast.IfExp, ast.Match, ast.ExceptHandler)
# What takes an error that leaves its block, the assertion's own included.
_TAKES_ERRORS = ('assertRaises', 'raises', 'suppress', 'ExpectedException')
_NAMES = ('logs', 'caught', 'caught_logs')


def to_assertion(source: SourceFile, found: Unlogged) -> Fix | Refused:
    """The edits that have a test assert on the log of its mocked error."""
    try:
        return Fix(tuple(_Assertion(source, found).edits()))
    except _Refusal as refusal:
        return Refused(str(refusal))


class _Refusal(Exception):
    """Says why no assertion is written."""


class _Assertion:
    def __init__(self, source: SourceFile, found: Unlogged) -> None:
        self._source = source
        self._error: MockedError = found.error
        self._function: Function = found.error.candidate.function
        handler = found.handler
        if handler is None or handler.log is None:
            raise _Refusal('what handles the error cannot be seen')
        if not handler.log.owner:
            raise _Refusal('it is logged by several calls')
        log = logged(source, handler.log)
        if log is None:
            raise _Refusal('which log call is made cannot be seen')
        self._log: Logged = log
        if not log.words and (handler.log.helper or not log.is_loudest):
            # The level alone may be that of another call.
            raise _Refusal('nothing tells it from another log call')
        self._check_mock()

    def _check_mock(self) -> None:
        """Refuse where the mock does not raise in each run of the test."""
        for above in self._source.ancestors(self._error.mock.node):
            if above is self._function:
                break
            if isinstance(above, _LOOPS):
                raise _Refusal('the mock is set in a loop')
            if isinstance(above, _BRANCHES):
                raise _Refusal('the mock is set in a branch')
        if not self._error.candidate.is_test:
            raise _Refusal('it is a helper, and no test')
        if not begins_its_line(self._source.lines, self._function.body[0]):
            raise _Refusal('the test stands on one line')

    def edits(self) -> Iterator[Edit]:
        """The edits, in the first idiom that fits."""
        source, function, log = self._source, self._function, self._log
        doubles = recorders.patched(source, function, log)
        if doubles:
            yield from self._on_mock(doubles)
            return
        if log.logger is None:
            raise _Refusal('the name of the logger cannot be seen')
        cls = source.enclosing_class(function)
        if cls is None or recorders.asserts_bare(source, function):
            yield from self._on_caplog()
            return
        kept = recorders.kept_output(source, cls) if (
            tells_apart(log.words)) else None
        if kept is not None:
            yield self._at_end(self._contains(kept, log.words))
        elif recorders.is_test_case(source, cls):
            yield self._around(log.logger)
        else:
            raise _Refusal('the test class is not known to have assertLogs')

    def _on_mock(self, doubles: list[Patched]) -> Iterator[Edit]:
        """``mock_log.error.assert_called()``, and with what."""
        double = doubles[0]
        if len(doubles) > 1 or not double.name:
            raise _Refusal('the mock of the logger cannot be asked')
        if double.where is not None and not self._error_is_in(double.where):
            raise _Refusal('the logger is a mock in a part of the test')
        method = double.name if double.method else (
            f'{double.name}.{self._log.method}')
        # Quotes are escaped in what is shown of a call.
        said = words(self._log.words, quotes=False, others=self._log.others)
        if not said and self._log.others:
            # What its words are not enough for, its method is not either.
            raise _Refusal('nothing tells it from another log call')
        yield self._at_end(self._contains(
            f'str({method}.call_args_list)', said) if said else [
                f'{method}.assert_called()'])

    def _error_is_in(self, block: ast.AST) -> bool:
        """Whether all that leads to the handler stands in a block."""
        return all(
            block in self._source.ancestors(call) for call in leading_calls(
                self._source, self._error))

    def _on_caplog(self) -> Iterator[Edit]:
        """``assert '...' in caplog.text``, the parameter added."""
        given = self._function.args
        known = [arg.arg for arg in (
            *given.posonlyargs, *given.args, *given.kwonlyargs)]
        if 'caplog' not in known:
            if given.defaults:
                raise _Refusal('no fixture can be added to its parameters')
            yield self._parameter(given)
        said = self._log.words
        yield self._at_end(assertion_text.bare(
            said, 'caplog.text', self._room()) if said else [
                f"assert {self._log.level!r} in ["
                'record.levelname for record in caplog.records]'])

    def _parameter(self, given: ast.arguments) -> Edit:
        last = [*given.posonlyargs, *given.args]
        if last:
            return inserting(end_of(last[-1]), ', caplog', safe=False)
        line = self._source.lines[self._function.lineno - 1]
        place = line.find('()', line.find('def '))
        if place < 0:
            raise _Refusal('no fixture can be added to its parameters')
        return inserting(
            (self._function.lineno, len(line[:place + 1].encode())),
            'caplog', safe=False)

    def _contains(self, container: str, said: str) -> list[str]:
        """The lines that ask whether a text holds the message."""
        written = assertion_text.bare if recorders.asserts_bare(
            self._source, self._function) else assertion_text.method
        return written(said, container, self._room())

    def _room(self) -> int:
        """The columns that a statement of the test may have."""
        return self._source.options.line_length - len(
            indentation(self._source.lines, self._function.body[0]))

    def _at_end(self, text: list[str]) -> Edit:
        """An edit that adds statements where the test ends."""
        lines = self._source.lines
        last = self._function.body[-1]
        if isinstance(last, (ast.Return, ast.Raise)):
            raise _Refusal('nothing can stand behind the end of the test')
        indent = indentation(lines, last)
        end = end_of(last)[0]
        return inserting(
            (end, len(lines[end - 1].rstrip('\r\n').encode())), ''.join(
                f'\n{indent}{line}' for line in text), safe=False)

    def _around(self, logger: str) -> Edit:
        """``with self.assertLogs(...)`` around what leads to the handler."""
        log = self._log
        if log.level is None:
            raise _Refusal('the level of the log call cannot be seen')
        statement = self._statement()
        lines = self._source.lines
        indent = indentation(lines, statement)
        step = indent_step(lines, self._function)
        first, last = statement.lineno, end_of(statement)[0]
        width = self._source.options.line_length
        new = moved(lines, statement, step, width=width)
        if new is None:
            raise _Refusal('the statement holds text of several lines')
        name = self._free_name()
        said = log.words
        text = assertion_text.caught(
            logger, log.level, name if said else '',
            width - len(indent))
        after = assertion_text.method(
            said, f"'\\n'.join({name}.output)", width - len(indent)
        ) if said else []
        return Edit(
            (first, 0), (last, len(lines[last - 1].rstrip('\r\n').encode())),
            '\n'.join([
                *(f'{indent}{line}' for line in text), new,
                *(f'{indent}{line}' for line in after)]), safe=False)

    def _statement(self) -> ast.stmt:
        """The one statement that leads to the handler."""
        source = self._source
        calls = leading_calls(source, self._error)
        found = {next(above for above in source.ancestors(call)
                      if isinstance(above, ast.stmt)) for call in calls}
        if not found:
            raise _Refusal('the call that leads to the log is not seen')
        if len(found) > 1:
            raise _Refusal('several calls may lead to the log')
        for above in source.ancestors(calls[0]):
            if above is self._function:
                break
            if isinstance(above, (*_LOOPS, *TRIES)):
                raise _Refusal(
                    'the call that leads to the log stands in a loop or a try')
            if isinstance(above, (ast.Lambda, *FUNCTIONS, *_BRANCHES)):
                raise _Refusal(
                    'the call that leads to the log stands in a branch or '
                    'in another function')
            if isinstance(above, (ast.With, ast.AsyncWith)) and any(
                    word in ast.unparse(item.context_expr)
                    for item in above.items for word in _TAKES_ERRORS):
                raise _Refusal('it stands in a block that expects an error')
        statement = found.pop()
        if isinstance(statement, ast.Return):
            raise _Refusal('nothing can stand behind the end of the test')
        return statement

    def _free_name(self) -> str:
        taken = {node.id for node in walk(self._function)
                 if isinstance(node, ast.Name)}
        taken.update(node.arg for node in walk(self._function)
                     if isinstance(node, ast.arg))
        for name in _NAMES:
            if name not in taken:
                return name
        raise _Refusal('the name logs is taken')
