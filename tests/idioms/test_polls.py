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

"""Looks and work, told by the words of a call."""

import pytest

from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from tests.idioms import parsed


@pytest.mark.parametrize('code, kind', [
    ('api.get_server(1)', Kind.LOOK),
    ('api.create_server(1)', Kind.WORK),
    ('api.frobnicate(1)', Kind.UNKNOWN),
    ('api.snapshot_get(1)', Kind.LOOK),
    ('api.set_state(1)', Kind.WORK),
    ('api.copy_task_completed()', Kind.LOOK),
    ('api.try_get(1)', Kind.LOOK),
    ('api.do_create(1)', Kind.WORK),
    ('api.do()', Kind.UNKNOWN),
    ('api.done()', Kind.LOOK),
    ('api.done(1)', Kind.UNKNOWN),
    ('api.is_done(1)', Kind.LOOK),
    ('len(x)', Kind.PLAIN),
    ('api.len(x)', Kind.PLAIN),
    ('api.debug(x)', Kind.PLAIN),
    ("body.get('status')", Kind.PLAIN),
    ("client.get('/servers')", Kind.LOOK),
    ('client.get(path)', Kind.LOOK),
    ('client.get()', Kind.LOOK),
    ('client.list()', Kind.LOOK),
    ("text.find('a')", Kind.PLAIN),
    ('text.find(1)', Kind.LOOK),
    ('queue.get()', Kind.WORK),
    ('self.work_queue.get()', Kind.WORK),
    ("self.work_queue.get('a')", Kind.PLAIN),
    ('queue_of.get()', Kind.LOOK),
    ('queue.get_nowait()', Kind.WORK),
    ('Server(1)', Kind.PLAIN),
    ('api.Server(1)', Kind.UNKNOWN),
    ('GET(1)', Kind.LOOK),
    ("execute('ls', 'a')", Kind.LOOK),
    ("execute('rm', 'a')", Kind.UNKNOWN),
    ("execute('mount', 'a')", Kind.WORK),
    ('execute(a)', Kind.UNKNOWN),
    ('execute(command)', Kind.LOOK),
    ("execute(1, 2, 3, 4, 'ls')", Kind.UNKNOWN),
    ("execute(1, 2, 3, 'ls')", Kind.LOOK),
    ("execute(a='ls')", Kind.LOOK),
    ('request(http.GET_METHOD)', Kind.LOOK),
    ('request(http.get_method)', Kind.UNKNOWN),
    ("create('list')", Kind.WORK),
    ("restart('status')", Kind.LOOK),
    ("api.guest_command('ping')", Kind.LOOK),
    ('api.guest_command(1)', Kind.UNKNOWN),
    ("api.frob('/a/status')", Kind.LOOK),
    ('defaultdict(list)', Kind.PLAIN),
    ('list(x)', Kind.PLAIN),
    ('all(x)', Kind.LOOK),
    ('api.hold()', Kind.LOOK),
    ('api()()', Kind.UNKNOWN),
])
def test_kinds(code: str, kind: Kind) -> None:
    """Verb, end, owner and arguments, in that order."""
    source, node = parsed.call(
        code, "from collections import defaultdict\ncommand = ['ls', '-l']\n"
        'def all(x): pass\n', nvn_looks=('hold',))
    assert polls.kind(source, node) is kind


@pytest.mark.parametrize('code, works', [
    ('api.create_server(1)', True), ('execute(1)', True),
    ('api.get_server(1)', False), ('api()()', False),
    ('api.server_create()', False),
])
def test_says_work(code: str, works: bool) -> None:
    """The first word counts, whatever it is given."""
    assert polls.says_work(parsed.call(code)[1]) is works


@pytest.mark.parametrize('name, words', [
    ('get_server', ['get', 'server']), ('getServer', ['get', 'server']),
    ('_is__up', ['is', 'up']), ('v2Server', ['v2', 'server']), ('', []),
    ('GET', ['get']),
])
def test_words(name: str, words: list[str]) -> None:
    """Snake case and camel case."""
    assert polls.words(name) == words
