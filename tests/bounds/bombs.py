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

"""Small programs that ask for endless work, each beside an honest wait.

Every bomb grows with one number, so that the work it makes can be compared
with its size. The wait at the end must be found whatever stands before it.
"""

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass

Files = dict[str, str]

TEST_PATH = 'nova/tests/unit/test_bomb.py'

WAIT = '''

def honest(api):
    import time
    for _ in range(5):
        if api.is_up():
            return True
        time.sleep(1)
    return False
'''

# What makes every rule look: imports that the bombs below rely on.
HEAD = '''\
from nova import exception
from nova import rpc
from nova import test
from nova.api.openstack import wsgi
from nova.notifications.objects import base
from unittest import mock
import time
'''


@dataclass(frozen=True)
class Bomb:
    """One kind of bomb.

    :ivar name: what it is, in a few words.
    :ivar make: the files of a given size; ``bomb.py`` is the one to lint.
    :ivar size: how large it is made to be measured.
    """

    name: str
    make: Callable[[int], Files]
    size: int


BOMBS: list[Bomb] = []


def _bomb(
    name: str, size: int, path: str = 'package/bomb.py',
) -> Callable[[Callable[[int], str]], Callable[[int], str]]:
    def register(make: Callable[[int], str]) -> Callable[[int], str]:
        def files(number: int) -> Files:
            return {path: HEAD + make(number) + WAIT}

        BOMBS.append(Bomb(name, files, size))
        return make

    return register


def _numbered(template: str, count: int, start: int = 0) -> str:
    """A template repeated with N, N + 1 and N - 1 filled in."""
    return ''.join(
        template.replace('<n>', str(i)).replace('<m>', str(i + 1)).replace(
            '<l>', str(i - 1)) for i in range(start, start + count))


@_bomb('doubling sums', 400)
def _doubling_sums(size: int) -> str:
    return 'x0 = 1\n' + _numbered('x<n> = x<l> + x<l>\n', size, 1) + (
        f'def f(api):\n    for _ in range(x{size}):\n'
        '        if api.is_up():\n            return\n'
        f'        time.sleep(x{size})\n')


@_bomb('doubling sums in a function', 400)
def _local_doubling_sums(size: int) -> str:
    return 'def f(api):\n    x0 = 1\n' + _numbered(
        '    x<n> = x<l> + x<l>\n    x<n> = x<l> * x<l>\n', size, 1) + (
        f'    for _ in range(x{size}):\n'
        '        if api.is_up():\n            return\n'
        f'        time.sleep(x{size})\n')


@_bomb('names that stand for names', 3000)
def _aliases(size: int) -> str:
    return 'x0 = 1\n' + _numbered('x<n> = x<l>\n', size, 1) + (
        f'def f(api):\n    for _ in range(x{size}):\n'
        '        if api.is_up():\n            return\n'
        f'        time.sleep(x{size})\n')


@_bomb('dicts in dicts, each twice', 400)
def _doubling_dicts(size: int) -> str:
    return 'd0 = {}\n' + _numbered(
        "d<n> = {'a': d<l>, 'b': d<l>, **d<l>}\n", size, 1) + (
        'def f(context):\n'
        f"    rpc.get_notifier('x').info(context, 'x.end', d{size})\n")


@_bomb('functions that call the next one twice', 400,
       TEST_PATH)
def _doubling_calls(size: int) -> str:
    return _numbered(
        'def f<n>(api):\n    try:\n        f<m>(api)\n        f<m>(api)\n'
        '    except Exception:\n        f<m>(api)\n        return f<m>(api)\n',
        size) + (
        f'def f{size}(api):\n    raise exception.NovaException()\n'
        'class TestX(test.TestCase):\n'
        "    @mock.patch('package.bomb.f3', side_effect=f0)\n"
        '    def test_x_error(self, x):\n        f0(x)\n'
        '        self.f()\n        self.assertEqual(1, f3(x))\n'
        '    def f(self):\n        f1(self)\n')


@_bomb('methods that call the next one twice', 300,
       'nova/tests/functional/test_bomb.py')
def _doubling_methods(size: int) -> str:
    return 'class TestX(test.TestCase):\n' + _numbered(
        '    def f<n>(self):\n        self.f<m>()\n        self.f<m>()\n'
        "        self._wait_for_notification('x<n>.end')\n",
        size) + (
        '    def test_x(self):\n'
        "        self.driver.x.side_effect = exception.BoomFailed()\n"
        "        self.api.post_server_action(1, {'reboot': {}})\n"
        "        self._wait_for_notification('instance.reboot.end')\n"
        '        self.f0()\n')


@_bomb('self-referring classes', 300)
def _self_reference(size: int) -> str:
    return _numbered(
        'class A<n>(A<n>, base.NotificationPayloadBase):\n    x = A<n>.x\n'
        "    fields = {'a': A<n>, 'b': A<m>}\n"
        '    def f(self):\n        self.x = self.x + self.f()\n'
        '        raise A<n>()\n', size)


@_bomb('inheritance in a long chain', 1000,
       TEST_PATH)
def _chain(size: int) -> str:
    return 'class C0(base.NotificationPayloadBase):\n    SCHEMA = {}\n' + (
        _numbered('class C<n>(C<l>):\n    fields = {}\n'
                  '    def f(self):\n        return self.f()\n', size, 1)) + (
        f'class TestX(C{size}, test.TestCase):\n'
        '    def test_x_error(self):\n'
        f'        self.x.side_effect = C{size}()\n'
        '        self.compute.f()\n'
        f'class XController(C{size}, wsgi.Controller):\n'
        '    def update(self, req, id, body):\n        self.f(body)\n')


@_bomb('inheritance in diamonds', 1000,
       TEST_PATH)
def _diamonds(size: int) -> str:
    return 'class C0(base.NotificationPayloadBase):\n    pass\n' + (
        'class C1(C0):\n    pass\n') + _numbered(
        'class C<m>(C<n>, C<l>):\n    def f(self):\n'
        '        raise C<n>()\n', size, 1) + (
        f'class TestX(C{size}, test.TestCase):\n'
        '    def test_x_error(self):\n'
        f'        self.x.side_effect = C{size}()\n'
        '        self.compute.f()\n'
        f'class XController(C{size}, wsgi.Controller):\n'
        '    def update(self, req, id, body):\n        self.f(body)\n')


@_bomb('long lists', 10_000,
       TEST_PATH)
def _long_lists(size: int) -> str:
    listed = '[' + 'exception.XFailed(), ' * size + ']'
    numbers = '(' + '1, ' * size + ')'
    return (
        f'def f(api):\n    for pause in {numbers}:\n'
        '        if api.is_up():\n            return\n'
        '        time.sleep(pause)\n'
        'class TestX(test.TestCase):\n    def test_x_error(self):\n'
        f'        self.x.side_effect = {listed}\n        self.f()\n'
        'def g(context):\n    rpc.get_notifier(1).info(context, "x.end", {'
        + _numbered('"k<n>": context.k<n>, ', size) + '})\n')


@_bomb('a long elif', 250)
def _long_elif(size: int) -> str:
    return (
        'def f(api):\n    while not api.is_up():\n        time.sleep(1)\n'
        '        if api.is_x():\n            return\n') + _numbered(
        '        elif api.is_at(<n>):\n            break\n', size)


@_bomb('many ways out of a loop', 3000)
def _many_exits(size: int) -> str:
    return (
        'def f(api):\n    n = 0\n    while n < 7:\n        n += 1\n'
        '        time.sleep(1)\n') + _numbered(
        '        x<n> = api.get_x(<n>)\n'
        '        if x<n>.state == "x" or n > x<n>:\n            break\n',
        size)


@_bomb('many waits in a function', 1500)
def _many_waits(size: int) -> str:
    return 'def f(api):\n' + _numbered(
        '    for n<n> in range(api.x(<n>)):\n'
        '        if api.get_x(n<n>).state:\n            break\n'
        '        time.sleep(n<n>)\n    else:\n'
        '        raise exception.XFailed("no")\n', size)


@_bomb('loops in loops', 18)
def _nested_loops(size: int) -> str:
    found = 'def f(api):\n'
    for depth in range(1, size + 1):
        pad = '    ' * depth
        found += (f'{pad}while api.get_x{depth}():\n'
                  f'{pad}    if api.is_{depth}(): break\n'
                  f'{pad}    time.sleep(1)\n')
    return found


@_bomb('many values for one name', 2000,
       TEST_PATH)
def _many_values(size: int) -> str:
    return 'def f(api):\n    x = 1\n' + _numbered(
        '    x = x + x\n    x += api.get(x)\n    self.x = x\n', size) + (
        '    while x < 7 and x.state:\n        x = x + api.get_x(x)\n'
        '        time.sleep(x)\n'
        '    rpc.get_notifier(1).info(x, "x.end", x)\n'
        '    m = mock.Mock(side_effect=x)\n')


@_bomb('many values for one attribute', 1000,
       TEST_PATH)
def _many_attributes(size: int) -> str:
    return 'class A(test.TestCase):\n' + _numbered(
        '    def test_<n>_error(self):\n        self.x = self.x + 1\n'
        '        self.y = {"a": self.y}\n'
        '        while self.x < 5 and self.y.state:\n'
        '            time.sleep(self.x)\n'
        '        self.m.side_effect = self.x\n'
        '        rpc.get_notifier(1).info(1, "x.end", self.y)\n', size)


@_bomb('many values for one attribute in production', 1000)
def _many_attributes_in_production(size: int) -> str:
    return 'class A(test.TestCase):\n' + _numbered(
        '    def test_<n>_error(self):\n        self.x = self.x + 1\n'
        '        self.y = {"a": self.y}\n'
        '        while self.x < 5 and self.y.state:\n'
        '            time.sleep(self.x)\n'
        '        self.m.side_effect = self.x\n'
        '        rpc.get_notifier(1).info(1, "x.end", self.y)\n', size)


@_bomb('many mocks in a test', 1500,
       TEST_PATH)
def _many_mocks(size: int) -> str:
    return 'class TestX(test.TestCase):\n    def test_x_error(self):\n' + (
        _numbered('        self.m<n>.side_effect = '
                  'exception.X<n>Failed()\n'
                  '        self.compute.f(<n>)\n'
                  '        self.assertEqual(<n>, self.x.y<n>)\n', size))


@_bomb('many tests of one helper', 1500,
       TEST_PATH)
def _many_tests(size: int) -> str:
    return (
        'class TestX(test.TestCase):\n    def setUp(self):\n'
        '        self.m = mock.Mock(side_effect=exception.XFailed())\n'
        '    def _do(self):\n'
        '        self.m.side_effect = exception.YFailed()\n'
        '        self.compute.do()\n') + _numbered(
        '    def test_<n>_error(self):\n        self._do()\n'
        '        self.assertEqual(<n>, self.api.get(<n>))\n', size)


@_bomb('many handlers in a function', 2000)
def _many_handlers(size: int) -> str:
    return 'def f(api):\n' + _numbered(
        '    try:\n        x<n> = api.x(<n>)\n'
        '    except Exception:\n        x<n> = None\n', size)


@_bomb('handlers in handlers', 18)
def _nested_handlers(size: int) -> str:
    found = 'def f(api):\n'
    for depth in range(1, size + 1):
        pad = '    ' * depth
        found += f'{pad}try:\n{pad}    api.x()\n{pad}except Exception:\n'
    return found + '    ' * (size + 1) + 'pass\n'


@_bomb('many emissions in a function', 2000)
def _many_emissions(size: int) -> str:
    return (
        'def f(context, x):\n    payload = {"a": 1}\n') + _numbered(
        '    payload["k<n>"] = x.k<n>\n    payload.update(a=x.k<n>)\n'
        '    rpc.get_notifier(1).info(context, "x.end", payload)\n', size)


@_bomb('many actions in a controller', 1500)
def _many_actions(size: int) -> str:
    return 'class XController(wsgi.Controller):\n' + _numbered(
        '    @wsgi.action("x<n>")\n'
        '    def _x<n>(self, req, id, body):\n'
        '        self.helper(body)\n        self._x<m>(req, id, body)\n'
        '        self.api.delete(id)\n', size) + (
        '    def helper(self, body):\n        self.helper(body)\n')


@_bomb('many actions in a functional test', 1000,
       'nova/tests/functional/test_bomb.py')
def _many_server_actions(size: int) -> str:
    return (
        'class TestX(test.TestCase):\n    def test_x(self):\n') + _numbered(
        '        self.api.post_server_action(<n>, {"reboot": {}})\n'
        '        self._wait_for_notification("instance.reboot.end")\n',
        size) + _numbered(
        '    def test_<n>(self):\n        self.test_x()\n', size)


@_bomb('long words', 60_000,
       TEST_PATH)
def _long_words(size: int) -> str:
    words = {
        'plain': 'a' * size,
        'waits': 'wait_' * (size // 5),
        'errors': '_error' * (size // 6),
        'notifs': 'check_notif' * (size // 11),
    }
    found = ''
    for name, word in words.items():
        found += (
            f'def {word}_f(api, {word}):\n'
            f'    while not api.{word}.get_{word}().{word}:\n'
            f'        time.sleep({word})\n'
            f'    try:\n        {word}()\n'
            f'    except Exception:\n        {word} = {word}()\n'
            f'        self.{word}_x({word})\n'
            f'    raise {word}("{word}!")\n'
            f'class Test{name}(test.TestCase):\n'
            f'    def test_{word}(self):\n'
            f'        self.{word}.side_effect = {word}_Error("{word}")\n'
            f'        self.{word}_x({word}="{word}!")\n'
            f'        self.assert_{word}("{word}")\n'
            f'    def {word}_x(self):\n        self.{word}.{word}()\n'
            f'def g_{name}(context):\n'
            f'    rpc.get_notifier(1).info(context, "{word}.end!",\n'
            f'        {{"{word}": "{word}!"}})\n')
    return found


# Ten times as long, they keep bare flake8 busy for five minutes.
@_bomb('long texts', 20_000,
       TEST_PATH)
def _long_texts(size: int) -> str:
    texts = (
        '_error' * (size // 6) + '!', '.fail' * (size // 5) + '!',
        'a.' * (size // 2), '1.' * (size // 2), '0' * size,
        '0a0a0a0a-' * (size // 9), 'token=' * (size // 6),
        'http://' * (size // 7), 'a@' * (size // 2), ' ' * size, ':' * size,
        '::1.' * (size // 4), 'password: ' * (size // 10),
        'ab-end.' * (size // 7), 'wait timed out ' * (size // 15),
    )
    return ''.join(
        f'password{i} = "{text}"\ndef f{i}(context, api):\n'
        f'    raise exception.XFailed("{text}")\n'
        f'def g{i}(context):\n'
        f'    rpc.get_notifier(1).info(context, "{text}",\n'
        f'        {{"password": "{text}"}})\n'
        f'def h{i}(api):\n    while not api.is_up("{text}"):\n'
        f'        time.sleep("{text}")\n'
        f'class Test{i}(test.TestCase):\n    def test_x_error(self):\n'
        f'        self.m.side_effect = exception.XFailed("{text}")\n'
        f'        self.f("{text}")\n'
        for i, text in enumerate(texts))


@_bomb('keys that never end', 8000)
def _keys(size: int) -> str:
    line = 'AB: -----BEGIN RSA PRIVATE KEY-----\\n\\\n'
    return 'KEY = "' + line * size + '"\nTEXT = """\n' + (
        'AB: -----BEGIN RSA PRIVATE KEY-----\n' * size) + '"""\n'


@_bomb('comments and blanks', 20_000)
def _comments(size: int) -> str:
    return 'def f(api):\n    try:\n        api.x()\n' + (
        '    # sleep wait( except Exception: side_effect Payload password\n'
        * size) + '    except Exception:\n' + '        # because\n' * size + (
        '        pass\n')


@_bomb('a long f-string', 5000)
def _long_format(size: int) -> str:
    text = ''.join(f'{{x.k{i}!r:>{{w}}}} ' for i in range(size))
    return (
        f'def f(x, w):\n    while not x.is_up():\n        time.sleep(1)\n'
        f'        if x.n > 5:\n'
        f'            raise exception.XFailed(f"{text}")\n'
        f'    LOG.error(f"{text}")\n'
        f'    rpc.get_notifier(1).info(x, "x.end", {{"a": f"{text}"}})\n')


@_bomb('a plain large file', 60_000)
def _large(size: int) -> str:
    return 'TABLE = {\n' + _numbered(
        '    "name<n>": ("sleep", "except", "side_effect", <n>, "Payload"),\n',
        size) + '}\n'


@_bomb('a large file of waits, handlers, mocks and payloads', 1500,
       TEST_PATH)
def _large_mixed(size: int) -> str:
    return _numbered('''
def wait_<n>(api):
    for _ in range(50):
        found = api.get_thing(<n>)
        if found.state == 'active':
            return found
        time.sleep(0.5)
    raise exception.XFailed('thing did not come')


def clear_<n>(api):
    try:
        api.clear()
    except Exception:
        return None


def tell_<n>(context, thing, password):
    payload = {'a': thing.a, 'password': password}
    rpc.get_notifier('x').info(context, 'thing.end', payload)


class TestThing<n>(test.TestCase):

    @mock.patch('nova.thing.clear', side_effect=exception.XFailed())
    def test_clear_error(self, clear):
        clear_<n>(self.api)


class Thing<n>Controller(wsgi.Controller):

    def update(self, req, id, body):
        return self.api.update(id, body['thing'])
''', size)


def _deep(open_: str, close: str, size: int) -> str:
    """One deep expression wherever a rule looks at one."""
    deep = f'({open_ * size}api.get_x(){close * size})'
    return (
        f'N = {deep}\n'
        f'def f1(api, n={deep}):\n    for _ in range({deep}):\n'
        f'        if {deep}:\n            return\n        time.sleep({deep})\n'
        f'    raise exception.XFailed({deep})\n'
        f'def f2(api):\n    while {deep} < n and not {deep}:\n'
        f'        n += {deep}\n        x = {deep}\n'
        f'        {deep}.sleep(1)\n        time.sleep(min(1, {deep}))\n'
        f'        if n > 5:\n'
        f'            raise exception.XFailed("no" % {deep})\n'
        f'def f3(context):\n    payload = {{"a": {deep}}}\n'
        f'    payload["b"] = {deep}\n    payload.update({deep})\n'
        f'    LOG.error({deep}, payload)\n'
        f'    rpc.get_notifier({deep}).info(context, {deep}, payload)\n'
        f'    rpc.get_notifier(1).info(context, "x.end", {{\n'
        f'        "instance_name": {deep}, "display_name": {deep}}})\n'
        f'    rpc.get_notifier(1).info(context, "x.end", {deep})\n'
        f'def f4(api):\n    try:\n        {deep}\n'
        f'    except Exception:\n        return {deep}\n'
        f'class TestX(test.TestCase):\n'
        f'    @mock.patch({deep}, side_effect={deep})\n'
        f'    @mock.patch("a.b", side_effect={deep})\n'
        f'    def test_x_error(self, x):\n        x.side_effect = {deep}\n'
        f'        {deep}.side_effect = exception.XFailed()\n'
        f'        m = mock.Mock(side_effect=lambda: {deep})\n'
        f'        self.assertEqual(1, {deep})\n        self.f({deep})\n'
        f'class C({deep}):\n    fields = {{"a": {deep}}}\n'
        f'class XController(wsgi.Controller):\n    @wsgi.action({deep})\n'
        f'    def update(self, req, id, body):\n'
        f'        {deep}\n        body[{deep}]\n')


# How to go deep, and how deep bare flake8 follows in one line.
DEEP = {
    'sums': ('1 + (', ')'), 'sums to the right': ('(', ' + 1)'),
    'texts': ('"%s" % (', ')'), 'not': ('not (', ')'),
    'minus': ('-(', ')'), 'long sums': ('', ' + 1'),
    'long texts': ('', ' + "a"'), 'long products': ('', ' * 2'),
    'not not': ('not ', ''), 'minus minus': ('- ', ''),
    'calls': ('f(', ')'), 'calls of calls': ('', '(1)'),
    'attributes': ('', '.a'), 'subscripts': ('', '[0]'),
    'keys': ('x[', ']'), 'lists': ('[', ']'), 'dicts': ('{1: ', '}'),
    'spread dicts': ('{**', '}'),
    'choices': ('1 if x else (', ')'), 'conditions': ('x and (', ')'),
    'comparisons': ('x < (', ')'), 'lambdas': ('lambda: (', ')'),
    'walrus': ('(y := (', '))'), 'comprehensions': ('[x for x in ', ']'),
    'starred': ('f(*', ')'), 'keywords': ('f(a=', ')'),
    'mocks': ('mock.Mock(side_effect=', ')'),
    'methods': ('', '.get_x()'), 'partials': ('functools.partial(', ')'),
    'dict calls': ('dict(a=', ')'), 'f-strings': ('f(f"{', '}")'),
}


def deep(name: str, size: int) -> Files:
    """A file of deep expressions of one kind."""
    return {TEST_PATH: HEAD + _deep(*DEEP[name], size) + WAIT}


def _modules(size: int) -> Files:
    """Modules that import each other in circles, asked about many times."""
    files = {
        f'package/m{i}.py': (
            f'from package import m{(i + 1) % size}\n'
            f'from package.m{(i + 1) % size} import *\n'
            f'from package.m{(i + 1) % size} import N\n'
            f'class C(m{(i + 1) % size}.C, m{(i + 2) % size}.C):\n'
            '    pass\n'
            f'def f():\n    m{(i + 1) % size}.f()\n    return N\n'
            f'M = m{(i + 1) % size}.M + m{(i + 1) % size}.M\n')
        for i in range(size)}
    files['package/__init__.py'] = files['package/tests/__init__.py'] = ''
    files['package/tests/test_bomb.py'] = HEAD + _numbered(
        'from package import m<n>\n', size) + _numbered(
        'class C<n>(m<n>.C):\n    def test_<n>_error(self):\n'
        '        self.x.side_effect = m<n>.f\n'
        '        self.y.side_effect = m<n>.C()\n        self.compute.g<n>()\n'
        'def f<n>(api):\n    for _ in range(m<n>.M):\n'
        '        if m<n>.is_up(api):\n            return\n'
        '        time.sleep(m<n>.N)\n    m<n>.f()\n', size) + WAIT
    return files


def _facts(size: int) -> Files:
    """One large module beside the file, full of what facts are made of."""
    body = ('def f():\n' + '    x += 1\n    x = x < 2\n' * size
            + '    raise X("' + '_error' * size + '!")\n')
    return {
        'package/__init__.py': '',
        'package/m.py': body,
        'package/bomb.py': HEAD + (
            'from package import m\n\n\ndef f(api):\n    while True:\n'
            '        if m.f():\n            return\n'
            '        time.sleep(m.N)\n') + WAIT}


BOMBS.append(Bomb('modules in circles', _modules, 150))
BOMBS.append(Bomb('a large module beside the file', _facts, 20_000))


def all_bombs() -> Iterator[Bomb]:
    """Those above, and each way to go deep."""
    yield from BOMBS
    for name in DEEP:
        # The name is bound now: the loop goes on.
        def make(size: int, name: str = name) -> Files:
            return deep(name, size)

        yield Bomb(f'deep {name}', make, 80)
