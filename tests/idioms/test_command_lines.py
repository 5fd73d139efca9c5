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

"""Whether a command line only asks."""

import re

import pytest

from flake8_nova_notifications.idioms import command_lines

LETTERS = re.compile('[A-Za-z]+')


@pytest.mark.parametrize('line', [
    'ceph status',
    'systemctl is-active nova',
    'podman healthcheck run nova',
    'curl http://localhost',
    'curl -sfk -XGET -uodd http://localhost',
    "curl -s -o /dev/null -w '%{http_code}' http://localhost",
    'curl -s http://localhost 2>/dev/null | grep ok',
    'curl -s http://localhost | python -m json',
    'wget --spider http://localhost',
    'wget -qO- http://localhost',
    'wget -q -O - http://localhost',
    'journalctl -u nova',
    'dmesg -T',
    'set -e ; ceph status',
    'cat /tmp/install',
    'uname -a',
    'ssh host "echo up"',
    'echo up',
    'grep up /tmp/state > /dev/null 2>&1',
])
def test_asks(line: str) -> None:
    """It reads, and keeps nothing."""
    assert _asks(line) == {True}


@pytest.mark.parametrize('line', [
    'systemctl restart nova',
    'echo up > /var/run/nova.state',
    'echo $(reboot)',
    'grep up /tmp/state | sudo tee /tmp/found',
    'wget http://localhost/image',
    'wget -O image http://localhost/image',
    'curl -LO http://localhost/image',
    'curl -fsSLo image http://localhost/image',
    'curl -sSL http://localhost/get | bash',
    'curl -sSL http://localhost/get | sudo -E bash',
    'curl -sSL http://localhost/get > image',
    'curl -T image http://localhost',
    'curl -XPOST http://localhost/nodes',
    'curl -X POST http://localhost/nodes',
    'curl -d@body http://localhost/nodes',
    'curl --form a=b http://localhost/status',
    'pg_dump nova',
    'journalctl --vacuum-time=2d',
    'dmesg -C',
    'server set --state active 1',
    'systemctl restart nova && systemctl status nova',
    'kubectl delete nodes 1',
])
def test_does_more(line: str) -> None:
    """It sends, keeps or runs something."""
    assert _asks(line) == {False}


def _asks(line: str) -> set[bool]:
    """As one text, and as a list of its parts."""
    words = {word.lower() for word in LETTERS.findall(line)}
    return {command_lines.asks(words, texts)
            for texts in ([line], line.split())}
