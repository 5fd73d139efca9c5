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

"""The seconds of a new deadline, as they are written."""

import pytest

from tests import linted
from tests.waiting.test_to_deadline import HEAD


@pytest.mark.parametrize('count, pause, wanted', [
    ('timeout // 2', '2', 'max(60, 5 * timeout)'),
    ('int(timeout / 2) + 1', '2', 'max(60, 5 * timeout)'),
    ('int(timeout / PAUSE)', 'PAUSE', 'max(60, 5 * timeout)'),
    ('CONF.api.timeout // 2', '2', 'max(60, 5 * CONF.api.timeout)'),
    # Short pauses were many polls.
    ('int(timeout / 0.1)', '0.1', 'max(60, 30 * timeout)'),
    # Of another length, or a number of something else.
    ('timeout // 3', '2', 'max(60, 10 * (timeout // 3))'),
    ('timeout * 2', '2', 'max(60, 10 * timeout * 2)'),
    ('timeout // PAUSE', '1', 'max(60, 5 * (timeout // PAUSE))'),
    ('timeout', 'ENDLESS', 'max(60, 5 * timeout * ENDLESS, 3 * timeout)'),
])
def test_seconds_that_have_a_name(
    count: str, pause: str, wanted: str,
) -> None:
    """What was counted in pauses is a number of seconds."""
    head = HEAD + 'PAUSE = 2\nENDLESS = ENDLESS + 1\n\n\n'
    body = (
        '    for _ in range({}):\n        if api.is_up():\n'
        f'            return\n        time.sleep({pause})\n'
        "    raise RuntimeError('it is not up')\n")
    new, refused = linted.fixed(
        f'{head}def wait(api, timeout):\n{body.format(count)}', 'NVN101')
    assert refused == []
    assert f'    deadline = time.monotonic() + {wanted}\n' in new
    # A count with a name keeps it: else nobody would use it any more.
    new, _ = linted.fixed(
        f'{head}def wait(api, timeout):\n    tries = {count}\n'
        f'{body.format("tries")}', 'NVN101')
    assert '* tries)\n' in new
