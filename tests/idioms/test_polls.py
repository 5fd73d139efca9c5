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

import ast

import pytest

from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from tests.idioms import parsed


@pytest.mark.parametrize('code, kind', [
    ('api.get_server(1)', Kind.POLL),
    ('api.create_server(1)', Kind.WORK),
    ('api.frobnicate(1)', Kind.UNKNOWN),
    ('api.snapshot_get(1)', Kind.POLL),
    ('api.set_state(1)', Kind.WORK),
    ('api.copy_task_completed()', Kind.POLL),
    ('api.try_get(1)', Kind.POLL),
    ('api.do_create(1)', Kind.WORK),
    ('api.do()', Kind.UNKNOWN),
    ('api.done()', Kind.POLL),
    ('api.done(1)', Kind.UNKNOWN),
    ('api.is_done(1)', Kind.POLL),
    ('len(x)', Kind.PLAIN),
    ('match.groupdict()', Kind.PLAIN),
    ('api.len(x)', Kind.PLAIN),
    ('api.debug(x)', Kind.PLAIN),
    ("body.get('status')", Kind.POLL),
    ("client.get('/servers')", Kind.POLL),
    ('client.get(path)', Kind.POLL),
    ('client.get()', Kind.POLL),
    ('client.list()', Kind.POLL),
    ("text.find('a')", Kind.POLL),
    ('text.find(1)', Kind.POLL),
    ('queue.get()', Kind.WORK),
    ('self.work_queue.get()', Kind.WORK),
    ("self.work_queue.get('a')", Kind.WORK),
    ('queue_of.get()', Kind.POLL),
    ('queue.get_nowait()', Kind.WORK),
    ('Server(1)', Kind.PLAIN),
    ('api.Server(1)', Kind.UNKNOWN),
    ('GET(1)', Kind.POLL),
    ("execute('ls', 'a')", Kind.POLL),
    ("execute('rm', 'a')", Kind.UNKNOWN),
    ("execute('mount', 'a')", Kind.WORK),
    ('execute(a)', Kind.UNKNOWN),
    ('execute(command)', Kind.POLL),
    ("execute(1, 2, 3, 4, 'ls')", Kind.UNKNOWN),
    ("execute(1, 2, 3, 'ls')", Kind.POLL),
    ("execute(a='ls')", Kind.POLL),
    ('execute(*command)', Kind.POLL),
    ('execute(*a)', Kind.UNKNOWN),
    ('request(http.GET_METHOD)', Kind.POLL),
    ('request(http.get_method)', Kind.UNKNOWN),
    ("create('list')", Kind.WORK),
    ("restart('status')", Kind.POLL),
    ("api.guest_command('ping')", Kind.POLL),
    ('api.guest_command(1)', Kind.UNKNOWN),
    ("api.frob('/a/status')", Kind.POLL),
    ('defaultdict(list)', Kind.PLAIN),
    ('list(x)', Kind.PLAIN),
    ('all(x)', Kind.POLL),
    ('api.hold()', Kind.POLL),
    ('api()()', Kind.UNKNOWN),
])
def test_kinds(code: str, kind: Kind) -> None:
    """Verb, end, owner and arguments, in that order."""
    source, node = parsed.call(
        code, "from collections import defaultdict\ncommand = ['ls', '-l']\n"
        'def all(x): pass\n', nvn_looks=('hold',))
    assert polls.kind(source, node) is kind


@pytest.mark.parametrize('code', [
    "body.get('status')", "text.find('a')", "text.find('(y/n)')",
    "self.work_queue.get('a')"])
def test_parts(code: str) -> None:
    """Whose answer is read is a part of what is at hand, unless awaited."""
    source, node = parsed.call(f'print({code})')
    (read,) = node.args
    assert isinstance(read, ast.Call)
    assert polls.kind(source, read) is Kind.PLAIN


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
