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

"""What a test asserts, in itself and in the helpers that it reaches."""

import ast
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.project.definitions import FunctionFacts
from flake8_nova_notifications.project.definitions import MAX_EVENT
from flake8_nova_notifications.project.definitions import names_failure
from flake8_nova_notifications.project.lookup import Project

# Helpers followed from one test, here and in base classes: helpers of
# helpers of real test classes are three deep and a dozen wide.
MAX_HELPERS = 60
MAX_FAR_HELPERS = 40

# Methods of test classes that prepare and never look.
_PREPARES = re.compile(
    r'_*(?:useFixture|addCleanup|addDetail|flags|config|set_?up\w*|set_\w+'
    r'|override_\w+|stub\w*|mock\w*|patch\w*|skip\w*|id|getUnique\w+|create'
    r'|create_\w+|make_\w+|build_\w+|get_\w+|new_\w+|start\w*|stop\w*|add_\w+'
    r'|fake\w*|prepare\w*|init\w*|generate\w*|gen_\w+|load_\w+|register\w*'
    r'|delete_\w+|clean\w*|tear\w*|reset\w*|subTest|boot_\w+|attach_\w+'
    r'|enterContext|enable\w*|disable\w*|import_\w+|shortDescription)')
_NOTIFICATION_CHECK = re.compile(
    r'\w*(?:wait|verif|check|expect|ensure)\w*notif\w*', re.I)
_SETS_UP = re.compile(
    r'_*(?:useFixture|addCleanup|addDetail|flags|config|set_?up\w*|set_\w+'
    r'|override_\w+|stub\w*|mock\w*|patch\w*|id|getUnique\w+|subTest'
    r'|enterContext|shortDescription)')
_CHECKS_BY_NAME = re.compile(r'_*(?:verify|check|assert|test|expect)')
# The operation came to a good end: there is no failure to announce.
_GOOD_END = re.compile(r'[\w.\-]*[\w][.\-](?:end|success|finish(?:ed)?)')
_NOTIFICATIONS_SEEN = frozenset((
    'versioned_notifications', 'NOTIFICATIONS', 'VERSIONED_NOTIFICATIONS'))
_CLI = re.compile(r'cmd|commands?|cli|main|manage\w*', re.I)


@dataclass
class Evidence:
    """What was found in reach of a function.

    :ivar logs: something asserts on logging.
    :ivar raises: an error is expected to reach the test.
    :ivar tolerates: an error that reaches the test is caught there.
    :ivar outcome: something else is asserted or waited for.
    :ivar unknown: a helper that cannot be seen may assert anything.
    :ivar notifications: notifications are waited for or verified.
    :ivar failure_event: one of them tells of a failure.
    :ivar good_end: one of them tells that the operation succeeded.
    """

    logs: bool = False
    raises: bool = False
    tolerates: bool = False
    outcome: bool = False
    unknown: bool = False
    notifications: bool = False
    failure_event: bool = False
    good_end: bool = False

    def add(self, other: 'Evidence') -> None:
        for name in self.__dataclass_fields__:
            if getattr(other, name):
                setattr(self, name, True)


@dataclass(frozen=True)
class _Own:
    """What one function holds itself, and whom it calls."""

    evidence: Evidence
    helpers: tuple[Function, ...]
    far: tuple[str, ...]
    bases: tuple[str, ...]


class Reach:
    """Evidence of the functions of one file, worked out once each."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._names = source.once(Names)
        self._own: dict[Function, _Own] = {}
        self._far: dict[tuple[tuple[str, ...], str], Evidence] = {}

    def evidence(
        self, function: Function, after: int = 0,
        ignored: frozenset[str] = frozenset(),
    ) -> Evidence:
        """Everything in reach of a function.

        :param after: expectations of errors above this line are of an
            earlier step of the test and do not count.
        :param ignored: mocks whose own calls are no outcome.
        """
        total = Evidence()
        far: list[tuple[tuple[str, ...], str]] = []
        first = self._look(function, after, ignored)
        queue = [function]
        seen = {function}
        for index, known in enumerate(queue):
            if index >= MAX_HELPERS:
                total.unknown = True
                break
            if known is function:
                own = first
            else:
                if known not in self._own:
                    self._own[known] = self._look(known, 0, frozenset())
                own = self._own[known]
            total.add(own.evidence)
            far += [(own.bases, name) for name in own.far]
            for helper in own.helpers:
                if helper not in seen:
                    seen.add(helper)
                    queue.append(helper)
        for bases, name in far:
            if total.raises:
                # Nothing that is found now can change the verdict.
                break
            if total.outcome and _PREPARES.fullmatch(name):
                # It may wait or assert; it is not about logging.
                continue
            total.add(self._foreign(bases, name))
        return total

    def _look(
        self, function: Function, after: int, ignored: frozenset[str],
    ) -> _Own:
        source, options = self._source, self._source.options
        found = Evidence()
        helpers: list[Function] = []
        far: list[str] = []
        for call in source.within(function, ast.Call):
            self._call(call, function, found, helpers, far, after, ignored)
        log_mocks: frozenset[str] | None = None
        for attribute in source.within(function, ast.Attribute):
            name = attribute.attr
            if assertions.may_read_log(name):
                if found.logs:
                    continue
                found.logs = assertions.reads_log(attribute, options)
                if found.logs or not assertions.remembers(name):
                    continue
                if log_mocks is None:
                    log_mocks = self._log_mocks(function)
                found.logs = bool(log_mocks) and _root(attribute) in log_mocks
            elif name in _NOTIFICATIONS_SEEN:
                found.notifications = True
            elif name == 'ERROR' and 'Phase' in mocks.chain(attribute.value):
                found.failure_event = True
        for constant in source.within(function, ast.Constant):
            text = constant.value
            if isinstance(text, str):
                if names_failure(text):
                    found.failure_event = True
                elif len(text) <= MAX_EVENT and _GOOD_END.fullmatch(text):
                    found.good_end = True
        for check in source.within(function, ast.Assert):
            found.outcome = True
            if self._asserts_status(check):
                found.raises = True
        for attempt in source.within(function, ast.Try):
            if attempt.handlers:
                self._try(attempt, function, found, after)
        if any(given.arg == 'caplog'
               for given in source.within(function, ast.arg)):
            found.logs = found.logs or any(
                name.id == 'caplog'
                for name in source.within(function, ast.Name))
        cls = source.enclosing_class(function)
        bases = tuple(self._names.foreign_bases(cls)) if (
            far and cls is not None) else ()
        return _Own(found, tuple(helpers), tuple(far), bases)

    def _call(
        self, call: ast.Call, function: Function, found: Evidence,
        helpers: list[Function], far: list[str], after: int,
        ignored: frozenset[str],
    ) -> None:
        options = self._source.options
        name = callee_name(call)
        if not name:
            return
        if assertions.is_raise_check(name) or (
                assertions.expects_error_status(call)
                or self._expects_exit(call, function)):
            found.outcome = True
            if (call.end_lineno or call.lineno) >= after:
                found.raises = True
            return
        if name == 'suppress':
            found.tolerates = True
        if assertions.is_log_check(name, options):
            found.logs = found.outcome = True
            return
        if 'otif' in name and len(name) <= MAX_EVENT and (
                _NOTIFICATION_CHECK.fullmatch(name)):
            found.notifications = found.outcome = True
        callee = call.func
        if call.lineno < after:
            # Of an earlier step of the test, before the mock was armed.
            ignored = frozenset()
        if isinstance(callee, ast.Attribute) and not _is_own(callee):
            if name.startswith(('assert', 'wait_for')) and not (
                    # Several calls show that it went on; one does not.
                    ignored and not _has_several_calls(call, name)
                    and mocks.chain(callee.value) in ignored):
                found.outcome = True
            elif name in ('verify_all', 'VerifyAll', 'verify'):
                found.outcome = True
            elif name in options.nvn_outcome_assertions:
                found.outcome = True
            return
        if name.startswith(('assert', 'fail')) or (
                name in options.nvn_outcome_assertions):
            if not (ignored and _only_about(call, ignored)):
                found.outcome = True
            return
        self._helper(call, name, found, helpers, far)

    def _helper(
        self, call: ast.Call, name: str, found: Evidence,
        helpers: list[Function], far: list[str],
    ) -> None:
        """Follow a call of a method of the test class or a function."""
        options = self._source.options
        definition = self._names.definition(call.func)
        if isinstance(definition, FUNCTIONS):
            helpers.append(definition)
            if _hands_error_status(call):
                found.raises = True
            return
        if isinstance(call.func, ast.Name):
            if definition is not None or not _passes_self(call):
                return
            found.outcome = found.outcome or assertions.is_check(
                name, options)
            found.unknown = True
            return
        if _hands_error_status(call):
            found.raises = True
        if assertions.is_check(name, options):
            found.outcome = True
        if not _SETS_UP.fullmatch(name):
            far.append(name)

    def _foreign(self, bases: tuple[str, ...], name: str) -> Evidence:
        """What a method of a base class in another module asserts."""
        key = (bases, name)
        known = self._far.get(key)
        if known is not None:
            return known
        found = self._far[key] = Evidence()
        project = self._source.once(Project)
        queue = [name]
        index = 0
        while index < len(queue):
            if index >= MAX_FAR_HELPERS:
                found.unknown = True
                break
            asked = queue[index]
            index += 1
            facts = project.method(list(bases), asked)
            if isinstance(facts, FunctionFacts):
                self._far_facts(facts, found, queue)
            elif not _PREPARES.fullmatch(asked):
                # Nobody knows: it may assert whatever its name says.
                found.unknown = True
                if index == 1 and assertions.speaks_of_error(asked):
                    found.raises = True
        return found

    def _far_facts(
        self, facts: FunctionFacts, found: Evidence, queue: list[str],
    ) -> None:
        options = self._source.options
        if facts.events:
            found.failure_event = True
        for called in facts.calls:
            owner, _, name = called.name.rpartition('.')
            if assertions.is_raise_check(name):
                found.raises = found.outcome = True
            elif assertions.is_log_check(name, options) or (
                    assertions.remembers(name) and any(
                        assertions.is_logger(part, options)
                        for part in owner.split('.'))):
                found.logs = found.outcome = True
            elif name.startswith(('assert', 'fail', 'wait_for')):
                found.outcome = True
            elif owner in ('self', 'cls') and name not in queue and (
                    not _SETS_UP.fullmatch(name)):
                queue.append(name)
        if any(assertions.spells_log(name, options)
               for name in facts.asserted):
            found.logs = found.outcome = True
        if any(r.endswith(('AssertionError', 'failureException'))
               for r in facts.raises):
            found.outcome = True

    def _try(
        self, node: ast.Try, function: Function, found: Evidence, after: int,
    ) -> None:
        """``try: call() except Error:`` in a test expects or tolerates."""
        if self._source.function(node) is not function or (
                (node.end_lineno or node.lineno) < after):
            return
        checks = any(
            isinstance(inner, (ast.Call, ast.Assert)) and (
                isinstance(inner, ast.Assert)
                or callee_name(inner).startswith(('assert', 'fail')))
            for part in (*node.handlers, *node.body[-1:], *node.orelse)
            for inner in walk(part))
        if checks:
            found.raises = True
        else:
            found.tolerates = True

    def _asserts_status(self, node: ast.Assert) -> bool:
        match node.test:
            case ast.Compare(left=left, comparators=[right]):
                return assertions.expects_error_status(
                    ast.Call(ast.Name('assertEqual'), [left, right], []))
        return False

    def _expects_exit(self, call: ast.Call, function: Function) -> bool:
        """``self.assertEqual(4, ret)`` of a command's return code."""
        compared = assertions.expects_exit_code(call)
        if compared is None:
            return False
        if isinstance(compared, ast.Call):
            return any(
                _CLI.fullmatch(part)
                for part in mocks.chain(compared.func).split('.'))
        command = any(
            _CLI.fullmatch(part) for part in source_parts(self._source))
        return any(
            isinstance(b.node, ast.Call) and (command or any(
                _CLI.fullmatch(part)
                for part in mocks.chain(b.node.func).split('.')))
            for b in self._names.bindings(compared.id, compared))

    def _log_mocks(self, function: Function) -> frozenset[str]:
        """What a function calls the mocks that stand for a logger."""
        source, options = self._source, self._source.options
        found: set[str] = set(source.once(_log_attributes))
        if not self._may_patch_log(function):
            return frozenset(found)
        for node in source.within(
                function, *FUNCTIONS, ast.withitem, ast.Assign):
            if isinstance(node, FUNCTIONS):
                found.update(
                    name for name, replaced in mocks.parameters(
                        source, node).items()
                    if assertions.is_logger_target(replaced.target, options))
            elif isinstance(node, ast.withitem):
                if isinstance(node.optional_vars, ast.Name) and _is_log_patch(
                        source, node.context_expr):
                    found.add(node.optional_vars.id)
            elif isinstance(node, ast.Assign) and isinstance(
                    node.value, (ast.Call, ast.Attribute)):
                if _is_log_patch(source, node.value) or (
                        # A method of its mock gets a name.
                        isinstance(node.value, ast.Attribute) and (
                            _root(node.value) in found
                            or assertions.is_of_logger(node.value, options))):
                    found.update(mocks.chain(t) for t in node.targets)
        return frozenset(found)

    def _may_patch_log(self, function: Function) -> bool:
        """Whether the text of a function, or of a class, leaves it open."""
        cls = self._source.parent(function)
        if isinstance(cls, ast.ClassDef) and cls.decorator_list:
            return True
        text = self._source.text_of(function)
        return any(word in text for word in (
            'log', 'Log', 'LOG', *self._source.options.nvn_loggers))


def source_parts(source: SourceFile) -> list[str]:
    """The last folders of a file's path and the words of its name."""
    *folders, name = source.path.replace('\\', '/').split('/')
    return [*folders[-2:], *name.removesuffix('.py').split('_')]


def _log_attributes(source: SourceFile) -> frozenset[str]:
    """``self.x`` that are the mock of a logger, by what they patch."""
    return frozenset(
        mocks.chain(target)
        for node in source.on(ast.Assign, source.lines_with('LOG'))
        for target in node.targets
        if isinstance(target, ast.Attribute)
        and _is_log_patch(source, node.value))


def _is_log_patch(source: SourceFile, expression: ast.expr) -> bool:
    """Whether an expression patches a logger, ``.start()`` and the like."""
    while isinstance(expression, (ast.Attribute, ast.Call)):
        if isinstance(expression, ast.Attribute):
            expression = expression.value
            continue
        replaced = mocks.patch(source, expression)
        if replaced is not None:
            return assertions.is_logger_target(
                replaced.target, source.options)
        if callee_name(expression) == 'useFixture' and expression.args:
            expression = expression.args[0]
        else:
            expression = expression.func
    return False


def _has_several_calls(call: ast.Call, name: str) -> bool:
    """``m.assert_has_calls([call(1), call(2)])``."""
    if name not in ('assert_has_calls', 'assert_has_awaits'):
        return False
    return not (call.args and isinstance(call.args[0], ast.List)
                and len(call.args[0].elts) < 2)


def _root(node: ast.Attribute) -> str:
    """``mock_log`` of ``mock_log.error.called``, ``self.log`` likewise."""
    parts = mocks.chain(node).split('.')
    return '.'.join(parts[:2]) if parts[0] == 'self' else parts[0]


def _is_own(callee: ast.Attribute) -> bool:
    """``self.x``, ``cls.x`` and ``super().x``."""
    owner = callee.value
    if isinstance(owner, ast.Call):
        return callee_name(owner) == 'super'
    return isinstance(owner, ast.Name) and owner.id in ('self', 'cls')


def _passes_self(call: ast.Call) -> bool:
    return any(
        isinstance(value, ast.Name) and value.id == 'self'
        for value in (*call.args, *(k.value for k in call.keywords)))


def _only_about(call: ast.Call, mocks_: frozenset[str]) -> bool:
    """Whether an assertion looks at nothing but the given mocks."""
    looked = [
        value for value in call.args if not isinstance(value, ast.Constant)]
    if any(isinstance(value, ast.Constant) and isinstance(value.value, int)
           and value.value > 1 for value in call.args):
        # Called again after it failed: it was handled.
        return False
    return bool(looked) and all(
        isinstance(value, ast.Attribute) and value.attr in mocks.MEMORY
        and mocks.chain(value.value) in mocks_ for value in looked)


def _hands_error_status(call: ast.Call) -> bool:
    """Whether a helper is told which status or error to expect."""
    for value in call.args:
        if not assertions.is_error_status(value):
            continue
        # 500 is a size or a port as often as a status.
        if not (isinstance(value, ast.Constant) and value.value == 500) or (
                _CHECKS_BY_NAME.match(callee_name(call))):
            return True
    return False
