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

"""Assertions: what a test asks about an outcome, an error or a log."""

import ast
from functools import lru_cache
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.idioms.faults import reads_fault
from flake8_nova_notifications.idioms.mocks import MEMORY
from flake8_nova_notifications.options import Options

# Names whose meaning is kept: the tests of a project share most of them.
MAX_NAMES = 4096

_CHECKS = re.compile(
    r'_*(?:assert|verif(?:y|ies)|check|ensure|expect|validate|compare|fail'
    r'|wait|_wait|confirm|examine|inspect_)\w*|\w*_(?:assert|check|verify'
    r'|asserts|checks)(?:_\w+)?|must_\w+|should_\w+|\w*assert\w*', re.I)
_RAISES = re.compile(
    r'_*assert_?raises\w*|\w*_raises(?:_\w+)?|raises|ExpectedException'
    r'|\w*assert\w*raise\w*|expectedFailure', re.I)
# Said of a helper that cannot be looked into.
_SPEAKS_OF_ERROR = re.compile(
    r'\w*(?:rais|fail|fault|error|exception|invalid|conflict|forbidden'
    r'|refus|den(?:y|ied)|reject|bad_?request|not_?found)\w*', re.I)
_LOG_CHECKS = re.compile(
    r'assert_?no_?logs|assert_?logs|\w*(?:assert|verify|check|expect)\w*_?'
    r'log(?:s|ged|ger|ging|_\w+)?|\w*assert\w*Log(?:s|ged|ger)?\w*')
_LOGGER = re.compile(
    r'(?:_*(?:m|mock|mocked|fake|patched|mk)_*)?(?:std_?|audit_?|test_?)?'
    r'(?:log|logs|logger|logging|warn_limit|caplog)'
    r'(?:_*(?:m|mock|mocked|warning|warn|error|err|debug|info|exc|exception'
    r'|critical|output|fixture|patch))*|log_?(?:output|records|capture)', re.I)
_LOGGER_TARGET = re.compile(
    r'(?:.*\.)?_*(?:LOG|LOGGER|log|logger|logging|getLogger|get_logger)'
    r'(?:\.(?:debug|info|warn|warning|error|exception|critical|log|audit'
    r'|fatal|isEnabledFor))?')
_CAUGHT = frozenset((
    'output', 'records', 'text', 'messages', 'record_tuples', 'getvalue'))
_STATUS_NAMES = re.compile(
    r'(?:\w*_)?status(?:_int|_code)?|code|http_status|status_int')
_EXPECTING = frozenset((
    'expected_code', 'expected_status', 'check_response_status',
    'expected_res_status', 'expected_http_status', 'expect_status',
    'status', 'expected_status_code', 'expected_res_code'))
_STATUS_ERROR = re.compile(
    r'(?:HTTP_?)?(?:BAD_REQUEST|UNAUTHORIZED|FORBIDDEN|NOT_FOUND'
    r'|METHOD_NOT_ALLOWED|NOT_ACCEPTABLE|CONFLICT|GONE|LENGTH_REQUIRED'
    r'|PRECONDITION_FAILED|REQUEST_ENTITY_TOO_LARGE|UNSUPPORTED_MEDIA_TYPE'
    r'|UNPROCESSABLE_ENTITY|TOO_MANY_REQUESTS|INTERNAL_SERVER_ERROR'
    r'|NOT_IMPLEMENTED|BAD_GATEWAY|SERVICE_UNAVAILABLE|GATEWAY_TIMEOUT)'
    r'|HTTP[A-Z]\w+|HTTP_?[45]\d\d')
# What a logger's double is asked for, besides what a mock remembers.
_KEEPS_LOG = re.compile(
    r'(?:\w+_)?(?:lines?|messages?|msgs?|records?|entries|logged|output|text'
    r'|debugs?|infos?|warnings?|warns?|errors?|exceptions?|criticals?)'
    r'(?:_\w+)?|all_log_lines|log_dict')
# How numbers are compared: the order in which the values are given says
# which of them has to be the larger one.
_COMPARES: dict[type[ast.cmpop], str] = {
    ast.Eq: 'assertEqual', ast.NotEq: 'assertNotEqual', ast.Lt: 'assertLess',
    ast.LtE: 'assertLessEqual', ast.Gt: 'assertGreater',
    ast.GtE: 'assertGreaterEqual', ast.In: 'assertIn'}
_EQUALS = frozenset(('assertequal', 'assertequals', 'assert_equal'))
_TRUTH = frozenset(('assertTrue', 'assert_', 'failUnless', 'assert_true'))
# What unittest and testtools bring themselves.
_OF_UNITTEST = frozenset((
    'assert_', 'assertEqual', 'assertEquals', 'assertNotEqual', 'assertTrue',
    'assertFalse', 'assertIs', 'assertIsNot', 'assertIsNone',
    'assertIsNotNone', 'assertIn', 'assertNotIn', 'assertIsInstance',
    'assertNotIsInstance', 'assertRaises', 'assertRaisesRegex',
    'assertRaisesRegexp', 'assertWarns', 'assertLogs', 'assertNoLogs',
    'assertAlmostEqual', 'assertNotAlmostEqual', 'assertGreater',
    'assertGreaterEqual', 'assertLess', 'assertLessEqual', 'assertRegex',
    'assertNotRegex', 'assertRegexpMatches', 'assertCountEqual',
    'assertItemsEqual', 'assertMultiLineEqual', 'assertSequenceEqual',
    'assertListEqual', 'assertTupleEqual', 'assertSetEqual',
    'assertDictEqual', 'assertDictContainsSubset', 'assertThat', 'fail',
    'failUnless', 'failIf'))
_EXIT_NAMES = re.compile(
    r'_?(?:ret|rc|result|res|exit|exit_?code|ret(?:urn)?_?code|return_value'
    r'|status|code|rv|exitcode)')


def is_check(name: str, options: Options) -> bool:
    """Whether a callee's name says that it asserts or waits for something."""
    return name in options.nvn_outcome_assertions or bool(_checks(name))


_checks = lru_cache(MAX_NAMES)(_CHECKS.fullmatch)


def is_of_unittest(name: str) -> bool:
    """Whether a callee's name is that of an assertion everybody has."""
    return name in _OF_UNITTEST


def keeps_log(name: str) -> bool:
    """Whether an attribute of a logger's double may hold what was logged."""
    return _KEEPS_LOG.fullmatch(name) is not None


def is_log_check(name: str, options: Options) -> bool:
    """Whether a callee's name says that it asserts on what is logged."""
    return name in options.nvn_log_assertions or _speaks_of_log(name)


@lru_cache(MAX_NAMES)
def _speaks_of_log(name: str) -> bool:
    return (
        'log' in name.lower() and _LOG_CHECKS.fullmatch(name) is not None
        and 'logical' not in name.lower())


@lru_cache(MAX_NAMES)
def is_raise_check(name: str) -> bool:
    """Whether a callee's name says that an error is expected."""
    return _RAISES.fullmatch(name) is not None


def speaks_of_error(name: str) -> bool:
    """Whether an unknown helper's name speaks of an error."""
    return _SPEAKS_OF_ERROR.fullmatch(name) is not None


def is_logger(name: str, options: Options) -> bool:
    """Whether a name is a logger's or the mock of one."""
    return name in options.nvn_loggers or _is_called_logger(name)


@lru_cache(MAX_NAMES)
def _is_called_logger(name: str) -> bool:
    return _LOGGER.fullmatch(name) is not None


def is_logger_target(target: str, options: Options) -> bool:
    """Whether what is patched is a logger or one of its methods."""
    return _LOGGER_TARGET.fullmatch(target) is not None or any(
        part in options.nvn_loggers for part in target.split('.'))


def expects_error_status(call: ast.Call) -> bool:
    """Whether a request is made, or a result compared, to be refused."""
    # ApiException(status=404) is made, not expected.
    made = callee_name(call)[:1].isupper()
    for keyword in () if made else call.keywords:
        if keyword.arg == 'expect_errors' and _is_true(keyword.value):
            return True
        if keyword.arg in _EXPECTING and is_error_status(keyword.value):
            return True
    name = callee_name(call).lower()
    if name.startswith('assert') and reads_fault(call):
        return True
    if name in _EQUALS or name.endswith('status'):
        for value, other in _pairs(call.args):
            if is_error_status(value) and _reads_status(other):
                return True
    if len(call.args) > 1 and _compares_status(name, *call.args[:2]):
        return True
    if callee_name(call) in _TRUTH:
        return any(isinstance(value, ast.Compare) and compares_status(value)
                   for value in call.args[:1])
    return name.startswith(('assert', '_assert', 'check', 'verify')) and (
        'status' in name or 'code' in name or 'response' in name) and any(
            is_error_status(value) for value in call.args)


def as_calls(check: ast.Assert) -> list[ast.Call]:
    """What a bare ``assert`` says, as the methods that say the same.

    ``assert a == b and not c`` is ``assertEqual(a, b)`` and
    ``assertFalse(c)``; the values are those of the tree, the calls are not.
    """
    found = []
    parts = [check.test]
    for part in parts:
        if isinstance(part, ast.BoolOp) and isinstance(part.op, ast.And):
            parts += part.values
        else:
            found.append(ast.copy_location(_as_call(part), check))
    return found


def _as_call(test: ast.expr) -> ast.Call:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=value):
            return ast.Call(ast.Name('assertFalse'), [value], [])
        case ast.Compare(ops=[ast.Is()], left=left,
                         comparators=[ast.Constant(value=None)]):
            return ast.Call(ast.Name('assertIsNone'), [left], [])
        case ast.Compare(ops=[op], left=left, comparators=[right]) if (
                type(op) in _COMPARES):
            return ast.Call(
                ast.Name(_COMPARES[type(op)]), [left, right], [])
    return ast.Call(ast.Name('assertTrue'), [test], [])


def compares_status(compared: ast.Compare) -> bool:
    """Whether a status is compared so that only that of an error passes.

    ``status == 409``, ``400 <= status < 500``, ``status in (404, 409)``.
    """
    values = [compared.left, *compared.comparators]
    return any(
        expects_error_status(ast.Call(
            ast.Name(_COMPARES[type(op)]), [left, right], []))
        for op, left, right in zip(
            compared.ops, values, values[1:], strict=False)
        if type(op) in _COMPARES)


def _compares_status(name: str, left: ast.expr, right: ast.expr) -> bool:
    if name == 'assertin':
        return is_error_status(right) and _reads_status(left)
    if name == 'assertnotequal':
        return any(
            isinstance(value, ast.Constant) and value.value == 200
            and _reads_status(other)
            for value, other in ((left, right), (right, left)))
    if name in _EQUALS:
        # assertEqual(4, status // 100)
        return any(
            isinstance(value, ast.Constant) and value.value in (4, 5)
            and isinstance(other, ast.BinOp) and _reads_status(other.left)
            for value, other in ((left, right), (right, left)))
    if name.startswith('assertgreater'):
        name = name.replace('greater', 'less')
        left, right = right, left
    least = {'assertless': 399, 'assertlessequal': 400}.get(name)
    return least is not None and isinstance(left, ast.Constant) and (
        isinstance(left.value, int) and least <= left.value < 600
    ) and _reads_status(right)


def _pairs(
    values: list[ast.expr],
) -> list[tuple[ast.expr, ast.expr]]:
    if len(values) < 2:
        return []
    return [(values[0], values[1]), (values[1], values[0])]


def expects_exit_code(call: ast.Call) -> ast.Name | ast.Call | None:
    """What is compared with the exit code of a failure: a name or a call."""
    if callee_name(call) not in ('assertEqual', 'assertEquals'):
        return None
    for value, other in _pairs(call.args):
        if isinstance(value, ast.Constant) and isinstance(
                value.value, int) and not isinstance(value.value, bool) and (
                    0 < value.value < 256) and (
                        isinstance(other, ast.Call)
                        or isinstance(other, ast.Name)
                        and _EXIT_NAMES.fullmatch(other.id)):
            return other
    return None


def _is_true(value: ast.expr) -> bool:
    return not (isinstance(value, ast.Constant) and not value.value)


def is_error_status(value: ast.expr) -> bool:
    """Whether a value is the status of a refused request."""
    if isinstance(value, ast.Constant):
        if isinstance(value.value, str):
            return re.match(r'[45]\d\d\b', value.value) is not None
        return isinstance(value.value, int) and 400 <= value.value < 600
    if isinstance(value, (ast.List, ast.Tuple)):
        return any(is_error_status(item) for item in value.elts)
    if isinstance(value, ast.Call) and callee_name(value) == 'int' and (
            value.args):
        value = value.args[0]
    parts: list[str] = []
    while isinstance(value, ast.Attribute):
        parts.append(value.attr)
        value = value.value
    if isinstance(value, ast.Name):
        parts.append(value.id)
    return any(
        _STATUS_ERROR.fullmatch(part) and part not in (
            'HTTPStatus', 'HTTPOk', 'HTTPCreated', 'HTTPAccepted',
            'HTTPNoContent', 'HTTPRequest', 'HTTPResponse')
        for part in parts[:2])


def _reads_status(value: ast.expr) -> bool:
    if isinstance(value, ast.Subscript) and isinstance(
            value.slice, ast.Constant):
        return str(value.slice.value) in ('status', 'code', 'status_code')
    if isinstance(value, ast.Call):
        value = value.func
    return _STATUS_NAMES.fullmatch(last_name(value)) is not None


def reads_log(attribute: ast.Attribute, options: Options) -> bool:
    """Whether an attribute is what a logger, or its mock, remembers.

    ``mock_log.error.called``, ``LOG.warning.assert_called_once``,
    ``self.stdlog.logger.output``, ``caplog.records``, ``cm.output``.
    """
    return may_read_log(attribute.attr) and is_of_logger(attribute, options)


def is_of_logger(attribute: ast.Attribute, options: Options) -> bool:
    """Whether an attribute stands, at any depth, under a logger's name."""
    owner: ast.expr = attribute.value
    while True:
        if isinstance(owner, ast.Attribute):
            if is_logger(owner.attr, options):
                return True
            owner = owner.value
        elif isinstance(owner, (ast.Call, ast.Subscript)):
            owner = owner.func if isinstance(owner, ast.Call) else owner.value
        else:
            return isinstance(owner, ast.Name) and is_logger(
                owner.id, options)


@lru_cache(MAX_NAMES)
def may_read_log(name: str) -> bool:
    """Whether an attribute of that name may be what a logger remembers."""
    return name in _CAUGHT or remembers(name)


def spells_log(dotted: str, options: Options) -> bool:
    """Whether a dotted name reads what a logger, or its mock, remembers."""
    owner, _, name = dotted.rpartition('.')
    return may_read_log(name) and any(
        is_logger(part, options) for part in owner.split('.'))


def remembers(name: str) -> bool:
    """Whether an attribute of a mock tells what was done with it."""
    return name in MEMORY or name.startswith('assert_')
