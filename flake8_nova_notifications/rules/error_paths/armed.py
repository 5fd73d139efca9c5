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

"""Fact: the functions of a file in which something is armed to raise."""

import ast
from dataclasses import dataclass
from operator import attrgetter
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.idioms.mocks import Patch

# A line without one of these arms nothing, so most functions of a test file
# are never walked.
TRIGGERS = ('side_effect', 'stub_out', 'MonkeyPatch', 'monkeypatch',
            'stubs.Set', 'mock_object', 'patch')
# A function without one of these words makes nothing raise: 97 of 100
# exception classes are called like one, or come from a module that is.
_FAIL_WORDS = (
    'err', 'Err', 'rais', 'exc', 'Exc', 'fail', 'Fail', 'Fault', 'found',
    'Found', 'imeout', 'Timed', 'throw',
    'Invalid', 'Conflict', 'Exists', 'Unavailable', 'Forbidden', 'Denied',
    'Busy', 'InUse')
# Begins with a plain word, which the regular expression engine finds fast.
_FAILS = re.compile(
    # A parameter that is called after what it is for.
    r'side_effect\W+(?:\w*side_effect'
    # A class or an instance of it, whatever it is called.
    r'|(?:\w+\.)*_*[A-Z])')
# What a mock is given: None, or a plain name that may be a function's.
_GIVEN = re.compile(
    r'side_effect(?<!\wside_effect)(?<!= side_effect)(?<!def side_effect)'
    r'(?P<given>[\'"]? ?[=:] ?(?:None\b|(?:\w+\.)*(?P<name>_*[a-z]\w*)'
    r'(?= *[,)}\n])))?')
_STUBBED_BY = re.compile(r', *(?:\w+\.)*[A-Z]\w*\(\)\)')
_STUBS = ('stub_out', 'onkeyPatch', 'onkeypatch', 'stubs.S')
# These replace by anything; they are hot where something raises as well.
_REPLACES = ('mock_object', 'patch')
# What stands behind a value in a call, and before the end of a word in a text.
_BEHIND_VALUES = (',', ')', '\n')
_IN_TEXTS = ("'", '"')
# Most of what stands beside functions; nothing stands below it.
_PLAIN = (ast.Assign, ast.Expr, ast.Import, ast.ImportFrom)
_line = attrgetter('lineno')
_RAISE = re.compile(r'raise\b')
_NAME = re.compile(r'\w+')
_RAISERS = ('throw(', 'Error()')
_RAISING_WORD = 'rais'
_RAISER_NAME = re.compile(r'(?:def +)?\w*_rais')

_SETS_UP = re.compile(
    r'setUp\w*|set_?up\w*|tearDown\w*|__\w+__|asyncSetUp|_?fixture\w*'
    r'|_*(?:setup|set_up|stub|mock|patch|fake|mk|init|prepare|poison)\w*')


@dataclass(frozen=True)
class Arming:
    """A place that makes a mock raise, or replaces something by a raiser.

    :ivar node: where to report it.
    :ivar value: what it raises, as written.
    :ivar mock: the mock as the test calls it; empty when it has no name.
    :ivar call: the call that makes or installs the mock, if it does.
    """

    node: ast.expr | ast.keyword
    value: ast.expr
    mock: str
    call: ast.Call | None


@dataclass(frozen=True)
class HotFunction:
    """An outermost function that may arm something, told by its lines."""

    function: Function
    text: str

    @property
    def is_test(self) -> bool:
        return self.function.name.startswith('test')


def candidates(source: SourceFile) -> tuple[HotFunction, ...]:
    """The functions whose lines say that they may arm something."""
    whole = source.text
    stubs = tuple(word for word in _STUBS if word in whole)
    raisers = source.once(_raisers)
    functions = _functions(source)
    answering = {function.name for function in functions}.difference(raisers)
    found: list[HotFunction] = []
    for function in functions:
        text = source.text_of(function)
        if _may_arm(text, stubs, raisers, answering) and (
                not _SETS_UP.fullmatch(function.name)):
            found.append(HotFunction(function, text))
    return tuple(found)


def _may_arm(
    text: str, stubs: tuple[str, ...], raisers: tuple[str, ...],
    answering: set[str],
) -> bool:
    """Whether the text of a function leaves it open, told cheaply.

    :param raisers: the functions of the file that raise.
    :param answering: those that do not.
    """
    if stubs and holds(text, stubs) or 'side_effect' in text and (
            _may_be_given_error(text, raisers, answering)):
        return holds(text, _FAIL_WORDS) or (
            _FAILS.search(text) is not None
            or _STUBBED_BY.search(text) is not None
            or holds(text, raisers))
    if not holds(text, _REPLACES):
        return False
    if holds(text, _RAISERS) or (
            _RAISING_WORD in text and _raises_inside(text)):
        return True
    for name in raisers:
        if name in text and _is_handed_on(text, name):
            return True
    return False


def _may_be_given_error(
    text: str, raisers: tuple[str, ...], answering: set[str],
) -> bool:
    """Whether a mock is given more than None and functions that answer."""
    for match in _GIVEN.finditer(text):
        name = match['name']
        if match['given'] is None:
            return True
        if name is not None and (
                name in raisers or f' {name} = ' in text
                or name not in answering and f'def {name}(' not in text):
            return True
    return False


def _raises_inside(text: str) -> bool:
    """Whether a statement is ``raise``, or a raiser is named."""
    return any(
        not match.group().startswith('def ')
        for match in _RAISER_NAME.finditer(text)
    ) or any(
        text[text.rfind('\n', 0, match.start()) + 1:match.start()]
        .strip()[-1:] in ('', ':')
        for match in _RAISE.finditer(text))


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text holds one of some words."""
    # Each function of each test is asked: any() would make a generator.
    for word in words:
        if word in text:
            return True
    return False


def _is_handed_on(text: str, name: str) -> bool:
    """Whether a name may stand for a value, and not only for a call."""
    place = text.find(name)
    if place >= 0 and 'lambda' in text:
        return True
    while place >= 0:
        end = place + len(name)
        if text[end:end + 1] in _BEHIND_VALUES and (
                text[place - 1:place] not in _IN_TEXTS):
            return True
        place = text.find(name, end)
    return False


def _raisers(source: SourceFile) -> tuple[str, ...]:
    """The functions of a file that raise, told by its lines.

    This only sifts: a function too many costs a walk and no finding.
    """
    text = source.text
    names: set[str] = set()
    for match in _RAISE.finditer(text):
        start = text.rfind('\n', 0, match.start()) + 1
        if text[start:match.start()].strip():
            continue
        name = _name_around(text, start, match.start() - start)
        if name is not None:
            names.add(name)
    return tuple(sorted(names))


def _name_around(text: str, start: int, indent: int) -> str | None:
    """The function that holds a line of some indentation, by its lines."""
    place = text.rfind('def ', 0, start)
    while place >= 0:
        line = text.rfind('\n', 0, place) + 1
        head = text[line:place]
        if len(head) - len(head.lstrip()) < indent and (
                head.strip() in ('', 'async')):
            match = _NAME.match(text, place + len('def '))
            return match[0] if match is not None else None
        place = text.rfind('def ', 0, place)
    return None


def _functions(source: SourceFile) -> list[Function]:
    """Functions that stand in no other function, in source order.

    Found from the top, so that a file of which none is hot is not walked.
    """
    found: list[Function] = []
    blocks: list[list[ast.stmt]] = [source.tree.body]
    for block in blocks:
        for statement in block:
            if isinstance(statement, FUNCTIONS):
                found.append(statement)
            elif not isinstance(statement, _PLAIN):
                for name in ('body', 'orelse', 'finalbody'):
                    inner = getattr(statement, name, None)
                    if isinstance(inner, list):
                        blocks.append(inner)
                blocks += [handler.body
                           for handler in getattr(statement, 'handlers', ())]
    if len(blocks) > 1:
        found.sort(key=_line)
    return found


def armings(source: SourceFile, hot: HotFunction) -> list[Arming]:
    """Every place of a function that makes a mock raise, in source order."""
    found: list[Arming] = []
    for node in source.within(hot.function, ast.Assign):
        found += [
            Arming(target, node.value, mocks.chain(target.value), None)
            for target in node.targets
            if isinstance(target, ast.Attribute)
            and target.attr == 'side_effect']
    for call in source.within(hot.function, ast.Call):
        # What replaces a thing is given two, or a keyword.
        if call.keywords or len(call.args) > 1:
            found += _armed_by_call(source, call)
    found.sort(key=lambda arming: (
        arming.node.lineno, arming.node.col_offset))
    return found


def _armed_by_call(source: SourceFile, call: ast.Call) -> list[Arming]:
    found: list[Arming] = []
    configures = callee_name(call) == 'configure_mock'
    for keyword in call.keywords:
        if keyword.arg == 'side_effect' and (
                configures or mocks.makes_mock(source, call)):
            found.append(Arming(
                keyword, keyword.value, _handle(source, call), call))
        elif keyword.arg is None and isinstance(keyword.value, ast.Dict):
            found += [
                Arming(value, value, _handle(source, call), call)
                for key, value in zip(
                    keyword.value.keys, keyword.value.values, strict=True)
                if isinstance(key, ast.Constant)
                and str(key.value).endswith('side_effect')]
    replaced = mocks.patch(source, call)
    if replaced is not None and replaced.new is not None and not isinstance(
            replaced.new, ast.Constant) and not found:
        new = replaced.new
        if not (isinstance(new, ast.Call) and mocks.makes_mock(source, new)):
            found.append(Arming(call, new, '', call))
    return found


def _handle(source: SourceFile, call: ast.Call) -> str:
    """What the test calls the mock that a call makes or configures."""
    if callee_name(call) == 'configure_mock' and isinstance(
            call.func, ast.Attribute):
        return mocks.chain(call.func.value)
    parent = source.parent(call)
    if isinstance(parent, ast.withitem) and parent.optional_vars:
        return mocks.chain(parent.optional_vars)
    if isinstance(parent, FUNCTIONS):
        for name, replaced in mocks.parameters(source, parent).items():
            if replaced.call is call:
                return name
        return ''
    if isinstance(parent, ast.Assign):
        return mocks.chain(parent.targets[0])
    own = mocks.patch(source, call)
    if own is None and isinstance(parent, ast.Call):
        own = mocks.patch(source, parent)
    return '' if own is None else own.place


def installed_by(
    source: SourceFile, hot: HotFunction, arming: Arming,
) -> tuple[Patch | None, str]:
    """The patch that installs a raising mock, and what is left of its name.

    ``m.return_value.get`` after ``with patch('a.b') as m`` is the patch of
    ``a.b`` and the rest ``.get``.
    """
    known = source.once(_installed)
    if arming not in known:
        known[arming] = _installing(source, hot, arming)
    return known[arming]


def _installed(
    source: SourceFile,
) -> dict[Arming, tuple[Patch | None, str]]:
    """What was told of the armings of this file so far."""
    return {}


def _installing(
    source: SourceFile, hot: HotFunction, arming: Arming,
) -> tuple[Patch | None, str]:
    if arming.call is not None:
        own = mocks.patch(source, arming.call, named=True)
        if own is not None:
            return own, ''
        for above in source.ancestors(arming.call):
            if isinstance(above, ast.Call):
                outer = mocks.patch(source, above, named=True)
                if outer is not None:
                    return outer, ''
            if isinstance(above, ast.stmt):
                break
    root, _, rest = arming.mock.partition('.')
    rest = '.'.join(
        p for p in rest.split('.') if p and p not in (
            'return_value', '__enter__'))
    if root == 'self':
        return None, ''
    for node in source.within(
            hot.function, *FUNCTIONS, ast.withitem, ast.Assign):
        if isinstance(node, FUNCTIONS):
            decorated = mocks.parameters(source, node, named=True)
            if root in decorated:
                return decorated[root], rest
        elif isinstance(node, ast.withitem) and isinstance(
                node.optional_vars, ast.Name) and (
                    node.optional_vars.id == root):
            return _patch_inside(source, node.context_expr), rest
        elif isinstance(node, ast.Assign) and isinstance(
                node.targets[0], ast.Name) and (
                    node.targets[0].id == root):
            return _patch_inside(source, node.value), rest
    return None, ''


def _patch_inside(source: SourceFile, expression: ast.expr) -> Patch | None:
    for node in walk(expression):
        if isinstance(node, ast.Call):
            found = mocks.patch(source, node, named=True)
            if found is not None:
                return found
    return None


def target_of(
    source: SourceFile, hot: HotFunction, arming: Arming,
) -> str:
    """What is made to fail, as a reader would look for it."""
    replaced, rest = installed_by(source, hot, arming)
    if replaced is not None:
        return f'{replaced.target}.{rest}' if rest else replaced.target
    if not arming.mock:
        return 'a mock'
    names = source.once(Names)
    expression = arming.node.value if isinstance(
        arming.node, ast.Attribute) else None
    dotted = names.dotted(expression) if expression is not None else None
    return (dotted or arming.mock).lstrip('.')
