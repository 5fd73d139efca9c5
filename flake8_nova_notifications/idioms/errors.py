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

"""Exception classes: which names are one, and what kind of news they are."""

import ast
import builtins
from collections.abc import Callable
import re

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import packages
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.lookup import Project

_BUILTIN = frozenset(
    name for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException))

# 97 of 100 exception classes that tests raise look like one: by their own
# name, or by the module they are taken from.
_FORM = re.compile(
    r'\w*(?:Error|Exception|Exc|Failure|Failed|Fault|NotFound|NotFoundClient'
    r'|Invalid|Conflict|Denied|Forbidden|Unauthorized|Timeout|TimedOut|Exists'
    r'|Unavailable|Busy|Exceeded|InUse|Unsupported|NotSupported|Interrupt'
    r'|Unreachable|Refused|BadRequest|Expired|NoValidHost|Warning)'
    # What went wrong comes first, and then with what.
    r'|_?(?:Bad|Invalid|Unknown|Unsupported|Missing|Duplicate|Insufficient'
    r'|Unable|Cannot|NoSuch|TooMany|TooFew|FailedTo)[A-Z]\w*')
_MODULES = re.compile(r'\w*(?:exceptions?|excs?|errors?)')
_CLASS_NAME = re.compile(r'_*[A-Z]\w*[a-z]\w*')

# Not failures: how loops, threads and flows are told to end or to skip.
# The last names of builtin errors that modules give another name.
_ALIASED = ('error', 'timeout')
_CONTROL = re.compile(
    r'StopIteration|StopAsyncIteration|GeneratorExit|SystemExit'
    r'|KeyboardInterrupt|GreenletExit|LoopingCallDone|CancelledError'
    r'|Skip\w*|\w*[Ss]kip(?:ped|Test|Exception)|Ignore\w*|Ignored\w*|Stop\w*'
    r'|\w*Done|\w*Ignored|Exit\w*|Abort|Break\w*|End\w*Loop\w*|Quit\w*'
    # Come again later: ready sockets and interrupted calls.
    r'|BlockingIOError|InterruptedError|SSLWant(?:Read|Write)Error'
    r'|E[oO]fStream|EndOfStream')
# Looking and not finding: every second handler of these is silent by design.
_MISS = re.compile(
    r'\w*(?:NotFound|Notfound|NoSuch|DoesNotExist|NotImplemented)\w*'
    r'|\w*AttributeError|NoResultFound')
_MISS_TEXT = re.compile(
    r"\b(?:not found|(?:does not|doesn't) exist|no such)\b"
    # The codes by which services say it.
    r"|^(?:404|(?:[A-Za-z]+\.)?(?:NoSuch[A-Za-z]+|[A-Za-z]*NotFound"
    r"(?:Exception|Error)?))$", re.I)
# What a test double raises when it is used in a way it should not be.
_EMPTY = re.compile(r'(?:Queue)?Empty')
_TAKING = frozenset(('pop', 'popleft', 'popitem'))
_COME_AGAIN = frozenset((
    'EWOULDBLOCK', 'EAGAIN', 'EINTR', 'EINPROGRESS', 'EALREADY'))
# What is asked, by the error that it answers with.
_ANSWERS = (
    (re.compile('KeyError|LookupError'), re.compile(
        r'__getitem__|get\w*|look_?up\w*|find\w*|resolve\w*')),
    (re.compile(r'\w*TimeoutError|TimeoutExpired'), re.compile(
        r'wait|wait_for|join|communicate|poll|result|recv|get')),
    (re.compile('ImportError'), re.compile(r'__import__|import_module')),
)
_GENERIC = frozenset((
    'Exception', 'BaseException', 'AssertionError', 'TestingException'))
_ALARM = re.compile(
    r"(?:should|must|shall|can)(?: not|n't|not)(?: have been| be)?"
    r"(?: called| reached| invoked| used| happen| get here| hit(?:ting)?)"
    r"|unexpected call"
    r"|not expected to be called|never be called|unexpectedly called"
    r"|\b(?:do not|don't) (?:call|use)\b", re.I)
# Of an error of no particular kind: a policy should not sleep.
_FORBIDS = re.compile(
    r"\b(?:should|must|shall)(?: not|n't) (?!be\b|have\b)[a-z]+\b", re.I)
_NOT_FOUND_CODES = frozenset((404, 'NOT_FOUND', 'ENOENT', 'ENODEV'))


def spelled_class(expression: ast.expr) -> ast.expr:
    """The class behind ``NotFound`` and ``NotFound(id=1)`` alike."""
    return expression.func if isinstance(expression, ast.Call) else expression


def last_name(expression: ast.expr) -> str:
    """``NotFound`` of ``exception.NotFound(...)``; empty when unnamed."""
    cls = spelled_class(expression)
    if isinstance(cls, ast.Attribute):
        return cls.attr
    return cls.id if isinstance(cls, ast.Name) else ''


def caught_by(handler: ast.ExceptHandler) -> list[ast.expr | None]:
    """The classes that a handler names; ``[None]`` where it names none."""
    if isinstance(handler.type, ast.Tuple):
        return list(handler.type.elts)
    return [handler.type]


def is_exception(source: SourceFile, cls: ast.expr) -> bool:
    """Whether an expression names an exception class.

    The bindings of this file first, then the form of the name, then facts
    about the module it comes from; in doubt it is none.
    """
    name = last_name(cls)
    if isinstance(cls, ast.Call) or not name:
        return False
    names = source.once(Names)
    if isinstance(cls, ast.Name):
        bound = names.bindings(name, cls)
        if any(isinstance(b.node, FUNCTIONS) for b in bound):
            return False
        local = names.value(cls)
        if isinstance(local, ast.ClassDef):
            return _descends(source, local)
        if not bound:
            return name in _BUILTIN
    if _FORM.fullmatch(name) and (
            not name.startswith('make_')
            and (name[0].isupper() or '_' not in name)):
        return True
    if name in _ALIASED and packages.alias(names.dotted(cls) or ''):
        return True
    if not _CLASS_NAME.fullmatch(name):
        return False
    if isinstance(cls, ast.Attribute):
        if _MODULES.fullmatch(last_name(cls.value)):
            return True
    dotted = names.dotted(cls)
    return dotted is not None and _is_far_exception(source, [dotted])


def is_called_error(name: str) -> bool:
    """Whether a class is an exception by its name alone."""
    return name in _BUILTIN or name[:1].isupper() and (
        _FORM.fullmatch(name) is not None)


def is_built(source: SourceFile, cls: ast.expr) -> bool:
    """Whether a call of an expression makes an exception, and nothing else.

    A class of this file or of a module called exceptions, or a builtin one;
    a name alone may be that of a check that raises.
    """
    name = last_name(cls)
    if not name[:1].isupper() or not is_exception(source, cls):
        return False
    if isinstance(cls, ast.Attribute):
        return _MODULES.fullmatch(last_name(cls.value)) is not None
    names = source.once(Names)
    value = names.value(cls)
    return isinstance(value, ast.ClassDef) or not names.bindings(
        name, cls) or '.' in (names.dotted(cls) or '')


def _descends(source: SourceFile, cls: ast.ClassDef) -> bool:
    names = source.once(Names)
    for known in names.family(cls):
        for base in known.bases:
            name = last_name(base)
            if name in _BUILTIN or _FORM.fullmatch(name):
                return True
    return _is_far_exception(source, names.foreign_bases(cls))


def _is_far_exception(source: SourceFile, dotted: list[str]) -> bool:
    """Breadth first through the bases that stand in other modules."""
    for name, _ in source.once(Project).classes(dotted):
        last = name.rpartition('.')[2]
        if name not in dotted[:1] and (
                last in _BUILTIN or _FORM.fullmatch(last)):
            return True
    return False


def raises_always(source: SourceFile, dotted: str) -> str | None:
    """What a function of another module always raises, by its name."""
    facts = source.once(Project).find(dotted)
    if isinstance(facts, FunctionFacts) and facts.always_raises:
        return facts.always_raises
    return None


def is_control_flow(name: str) -> bool:
    """Whether an exception of this name ends or skips something."""
    return _CONTROL.fullmatch(name) is not None


def is_generic(name: str) -> bool:
    """Whether a test double raises this to say that it is misused."""
    return name in _GENERIC


def is_alarm(expression: ast.AST | None, name: str) -> bool:
    """Whether an error says that the mock must not be used at all."""
    if name == 'AssertionError':
        return True
    return isinstance(expression, ast.Call) and any(
        isinstance(value, ast.Constant) and isinstance(value.value, str)
        and (_ALARM.search(value.value)
             or name in _GENERIC and _FORBIDS.search(value.value))
        for value in expression.args)


def says_come_again(expression: ast.AST | None) -> bool:
    """``OSError(errno.EWOULDBLOCK)``: an answer of a socket, no failure."""
    return isinstance(expression, ast.Call) and any(
        isinstance(value, ast.Attribute) and value.attr in _COME_AGAIN
        for value in expression.args)


def is_answer(name: str, asked: Callable[[], str]) -> bool:
    """Whether an error is what a look-up or a wait says instead of a value.

    ``KeyError`` of ``pwd.getpwnam``, ``TimeoutExpired`` of ``wait``.

    :param asked: tells the last name of what raises it.
    """
    for errors, sources in _ANSWERS:
        if errors.fullmatch(name):
            return sources.fullmatch(asked()) is not None
    return False


def is_miss(expression: ast.AST, name: str) -> bool:
    """Whether an error only says that something is not there."""
    if _MISS.fullmatch(name):
        return True
    if not isinstance(expression, ast.Call):
        return False
    given = (*expression.args, *(k.value for k in expression.keywords))
    return any(_is_not_found_code(value) or says_not_found(value)
               for value in given)


def says_not_found(value: ast.expr) -> bool:
    """Whether a message, or one in an answer, says so in words or code."""
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str)
        and bool(_MISS_TEXT.search(node.value)) for node in walk(value))


def is_emptiness(name: str, taken_by: Callable[[], str]) -> bool:
    """Whether an error says that there is nothing left to take.

    :param name: of the error.
    :param taken_by: tells the last name of what raises it.
    """
    return _EMPTY.fullmatch(name) is not None or (
        name in ('IndexError', 'KeyError') and taken_by() in _TAKING)


def _is_not_found_code(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return value.value == 404
    name = last_name(value)
    return name in _NOT_FOUND_CODES or bool(
        re.search(r'NOT_?FOUND|_NO_(?!SUPPORT)[A-Z_]+$|ENOENT', name))
