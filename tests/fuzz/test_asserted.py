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

"""Assertions written into tests that were put together by chance.

A share of ``python -m tests.fuzz assertions``, the same each time.
"""

import pathlib

import pytest

from flake8_nova_notifications.rules.error_paths.fixes import assertion_text
from tests.fuzz import asserted


def test_what_is_written_holds(tmp_path: pathlib.Path) -> None:
    """In each idiom: it passes, and fails without the log calls."""
    done = asserted.check(tmp_path, 60, 0)
    assert {'assertLogs', 'caplog', 'stdlog', 'mock_log'} <= {*done}
    assert done['written'] > 30


@pytest.mark.parametrize('negation, when', [
    ('', 'fixed'), ('not ', 'without the log calls')])
def test_a_wrong_assertion_is_seen(
    negation: str, when: str, tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that fails in any case, and one that never does."""
    method = 'assertNotIn' if negation else 'assertIn'
    monkeypatch.setattr(assertion_text, 'method', lambda _, where, __: [
        f"self.{method}('nothing', {where})"])
    monkeypatch.setattr(assertion_text, 'bare', lambda _, where, __: [
        f"assert 'nothing' {negation}in {where}"])
    with pytest.raises(AssertionError, match=when):
        asserted.check(tmp_path, 10, 0)
