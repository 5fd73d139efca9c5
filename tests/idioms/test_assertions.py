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

"""What a test asks about an outcome, an error or a log."""

import ast

import pytest

from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.options import Options
from tests.idioms import parsed

OPTIONS = Options(nvn_outcome_assertions=('tell',),
                  nvn_log_assertions=('journal_ok',),
                  nvn_loggers=('journal',))


@pytest.mark.parametrize('code, refused', [
    ("self.get('/x', expect_errors=True)", True),
    ("self.get('/x', expect_errors=False)", False),
    ("self.get('/x', expect_errors=wanted)", True),
    ("self.get('/x', expected_code=404)", True),
    ("self.get('/x', expected_code=200)", False),
    ("self.get('/x', code=404)", False),
    ("self.get('/x', status=[200, 404])", True),
    ("self.get('/x', status='404 Not Found')", True),
    ("self.get('/x', status='4040')", False),
    ('self.assertEqual(409, r.status_int)', True),
    ('self.assertEqual(r.status_int, 409)', True),
    ('self.assertEqual(200, r.status_int)', False),
    ('self.assertEqual(409, r.size)', False),
    ('self.assertEqual(409)', False),
    ("self.assertEqual(409, r['status'])", True),
    ("self.assertEqual(409, r['size'])", False),
    ('self.assertEqual(409, r.get_status())', True),
    ('self.assertEqual(409, status)', True),
    ('self.assertEqual(HTTPStatus.CONFLICT, r.status_code)', True),
    ('self.assertEqual(HTTPStatus.OK, r.status_code)', False),
    ('self.assertEqual(webob.exc.HTTPConflict.code, r.status_int)', True),
    ('self.assertEqual(int(HTTPStatus.CONFLICT), r.status_int)', True),
    ('self.assertEqual(int(), r.status_int)', False),
    ('self.assertEqual(http.client.CONFLICT, r.status_int)', True),
    ('self.assertEqual(400, r.code)', True),
    ('self.assertEqual(399, r.code)', False),
    ('self.assertEqual(599, r.code)', True),
    ('self.assertEqual(600, r.code)', False),
    ('self.assertNotEqual(409, r.code)', False),
    ('self.assertNotEqual(200, r.code)', True),
    ('self.assertNotEqual(200, r.size)', False),
    ('self.assertEqual(4, r.code // 100)', True),
    ('self.assertEqual(4, r.size // 100)', False),
    ('self.assertIn(r.code, (404, 409))', True),
    ('self.assertIn(r.size, (404, 409))', False),
    ("self.assertLessEqual('a', r.code)", False),
    ('self.assertEqual(409, r[key])', False),
    ('self.assertTrue()', False),
    ('self.assertStatus(r, 404)', True),
    ('self.verify_response(404)', True),
    ('self.check_code(404)', True),
    ('self.check_it(404)', False),
    ('self.response(404)', False),
    ('self.assertStatus(r, 204)', False),
    # What an API answers; an instance keeps the fault that was handled.
    ("self.assertEqual('InvalidInput', r['NeutronError']['type'])", True),
    ("self.assertIn('gone', r.json['badRequest']['message'])", True),
    ("self.assertEqual('gone', server['fault']['message'])", False),
    ("self.assertEqual(1, r['NeutronError']['retries'])", False),
    ("self.assertEqual(1, r['errors']['message'])", False),
])
def test_error_status(code: str, refused: bool) -> None:
    """A request is refused where 4xx or 5xx is expected of it."""
    assert assertions.expects_error_status(
        parsed.call(code)[1]) is refused


def test_as_calls() -> None:
    """A bare assert, as the methods that say the same."""
    check = ast.parse('assert a == 1 and not b').body[0]
    assert isinstance(check, ast.Assert)
    assert [ast.unparse(call) for call in assertions.as_calls(check)] == [
        'assertEqual(a, 1)', 'assertFalse(b)']


@pytest.mark.parametrize('code, compared', [
    ('self.assertEqual(2, ret)', 'ret'), ('self.assertEqual(ret, 2)', 'ret'),
    ('self.assertEqual(2, main.run())', 'main.run()'),
    ('self.assertEqual(0, ret)', None), ('self.assertEqual(1, rc)', 'rc'),
    ('self.assertEqual(255, rc)', 'rc'), ('self.assertEqual(256, rc)', None),
    ('self.assertEqual(True, ret)', None),
    ("self.assertEqual('a', ret)", None),
    ('self.assertEqual(2, count)', None), ('self.assertTrue(2, ret)', None),
    ('self.assertEqual(2)', None), ('self.assertEqual(2, a.ret)', None),
])
def test_exit_codes(code: str, compared: str | None) -> None:
    """1 to 255 beside a name for it, or a call."""
    found = assertions.expects_exit_code(parsed.call(code)[1])
    assert (ast.unparse(found) if found is not None else None) == compared


@pytest.mark.parametrize('code, reads', [
    ('mock_log.error.called', True), ('LOG.warning.assert_called_once', True),
    ('self.stdlog.logger.output', True), ('caplog.records', True),
    ('self.logger.records[0].x', False), ('mock_log.error', False),
    ('mock_audit.error.called', False), ('self.output', False),
    ('journal.error.called', True), ('self.log().error.called', True),
    ('logs[0].error.called', True), ('[1].called', False),
    ('login.called', False), ('stream.getvalue', False),
    ('LOG.x.y.call_count', True),
])
def test_reads_log(code: str, reads: bool) -> None:
    """What a logger, or its mock, remembers is read from it."""
    node = parsed.expression(code)[1]
    assert isinstance(node, ast.Attribute)
    assert assertions.reads_log(node, OPTIONS) is reads
    assert not reads or '(' in code or '[' in code or (
        assertions.spells_log(code, OPTIONS))


@pytest.mark.parametrize('name, check, log, error', [
    ('assertEqual', True, False, False), ('_verify_it', True, False, False),
    ('must_be', True, False, False), ('tell', True, False, False),
    ('go', False, False, False), ('journal_ok', False, True, False),
    ('assertLogs', True, True, False), ('check_log', True, True, False),
    ('check_login', True, False, False), ('assertLogical', True, False, False),
    ('assertRaises', True, False, True), ('raises', False, False, True),
    ('raised', False, False, False),
])
def test_names(name: str, check: bool, log: bool, error: bool) -> None:
    """Checks, checks of logs and expected errors."""
    assert assertions.is_check(name, OPTIONS) is check
    assert assertions.is_log_check(name, OPTIONS) is log
    assert assertions.is_raise_check(name) is error


@pytest.mark.parametrize('target, logger', [
    ('nova.compute.manager.LOG', True), ('a.LOG.error', True),
    ('a.LOG.close', False), ('a.journal.x', True), ('a.login', False),
    ('logging.getLogger', True), ('a.LOG.error.x', False),
])
def test_logger_targets(target: str, logger: bool) -> None:
    """A logger or one of its methods is patched."""
    assert assertions.is_logger_target(target, OPTIONS) is logger


@pytest.mark.parametrize('dotted, spells', [
    ('self.stdlog.logger.output', True), ('output', False),
    ('self.output', False), ('log.error.called', True),
    ('log.error.close', False), ('a.b.called', False),
])
def test_spells_log(dotted: str, spells: bool) -> None:
    """The same question to a text."""
    assert assertions.spells_log(dotted, OPTIONS) is spells


def test_remembers() -> None:
    """What a mock tells of its use."""
    assert assertions.remembers('called')
    assert assertions.remembers('assert_called_once')
    assert not assertions.remembers('asserted')
    assert assertions.speaks_of_error('expect_failure')
    assert not assertions.speaks_of_error('expect_it')
