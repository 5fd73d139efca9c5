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

"""What a test asserts, in itself and in the helpers that it calls."""

import ast
import re

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.error_paths.checks.own_evidence import (
    Asked)
from flake8_nova_notifications.rules.error_paths.checks.own_evidence import (
    Evidence)
from flake8_nova_notifications.rules.error_paths.checks.own_evidence import (
    SETS_UP)
from flake8_nova_notifications.rules.error_paths.checks.own_evidence import own

# Calls of a test, in its file and beyond it, that are asked what they assert:
# Nova's longest test makes fewer, and a generated one is not worth a second.
MAX_HELPERS = 60
MAX_FAR_HELPERS = 40

# What prepares is not asked whether it asserts.
_PREPARES = re.compile(
    r'_*(?:useFixture|addCleanup|addDetail|flags|config|set_?up\w*|set_\w+'
    r'|override_\w+|stub\w*|mock\w*|patch\w*|skip\w*|id|getUnique\w+|create'
    r'|create_\w+|make_\w+|build_\w+|get_\w+|new_\w+|start\w*|stop\w*|add_\w+'
    r'|fake\w*|prepare\w*|init\w*|generate\w*|gen_\w+|load_\w+|register\w*'
    r'|delete_\w+|clean\w*|tear\w*|reset\w*|subTest|boot_\w+|attach_\w+'
    r'|enterContext|enable\w*|disable\w*|import_\w+|shortDescription)')


def evidence(
    source: SourceFile, function: Function, after: int = 0,
    ignored: frozenset[str] = frozenset(),
) -> Evidence:
    """Everything that a function asserts, itself and in its helpers.

    :param after: see :class:`Asked`, as for the next one.
    """
    total = Evidence()
    far: list[tuple[tuple[str, ...], str]] = []
    queue = [Asked(function, after, ignored)]
    seen = {function}
    for index, asked in enumerate(queue):
        if index >= MAX_HELPERS:
            total.unknown = True
            break
        known = own(source, asked)
        total.add(known.evidence)
        far += [(known.bases, name) for name in known.far]
        for helper in known.helpers:
            if helper not in seen:
                seen.add(helper)
                queue.append(Asked(helper))
    for bases, name in far:
        if total.raises:
            # Nothing that is found now can change the verdict.
            break
        if total.outcome and _PREPARES.fullmatch(name):
            # It may wait or assert; it is not about logging.
            continue
        total.add(source.memo(_foreign, (bases, name)))
    return total


def _foreign(
    source: SourceFile, asked: tuple[tuple[str, ...], str],
) -> Evidence:
    """What a method of a base class in another module asserts.

    A function of such a module is given by its dotted name.
    """
    bases, first = asked
    found = Evidence()
    project = source.once(Project)
    if '.' in first:
        function = project.find(first)
        if isinstance(function, FunctionFacts):
            _add_facts(source, function, found, [])
            found.outcome = found.outcome or bool(function.assertions)
        # Where nobody knows, it may assert what its name says.
        found.unknown = not found.outcome
        return found
    queue = [first]
    for index, name in enumerate(queue):
        if index >= MAX_FAR_HELPERS:
            found.unknown = True
            break
        facts = project.method(list(bases), name)
        if isinstance(facts, FunctionFacts):
            _add_facts(source, facts, found, queue)
        elif name.startswith(('assert', 'fail')):
            found.outcome = True
        elif not _PREPARES.fullmatch(name):
            # Nobody knows: it may assert whatever its name says.
            found.unknown = True
            if name is first and assertions.speaks_of_error(name):
                found.raises = True
    return found


def _add_facts(
    source: SourceFile, facts: FunctionFacts, found: Evidence,
    queue: list[str],
) -> None:
    options = source.options
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
        if owner in ('self', 'cls') and name not in queue and (
                not SETS_UP.fullmatch(name)
                and not assertions.is_of_unittest(name)):
            queue.append(name)
    if any(assertions.spells_log(name, options) for name in facts.asserted):
        found.logs = found.outcome = True
    if any(_expects_status(text) for text in facts.assertions):
        found.raises = found.outcome = True
    if any(r.endswith(('AssertionError', 'failureException'))
           for r in facts.raises):
        found.outcome = True


def _expects_status(text: str) -> bool:
    """Whether an assertion, as it is written, expects an error status."""
    match parse(text).body:
        case [ast.Expr(value=ast.Compare() as compared)]:
            return assertions.compares_status(compared)
        case [ast.Expr(value=ast.Call() as call)]:
            return assertions.expects_error_status(call)
    return False
