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


"""What a mock raises: values, fakes, factories, and what is handed over."""

import textwrap

import pytest

from tests.error_paths import mocking

# What the first mock raises, for lines of a test.
CASES = {
    'the second': ('exception.Boom', '''
self.m.side_effect = [1, exception.Boom(), exception.Bust()]
manager.run()
self.assertEqual(1, self.state)
'''),
    'starred': ('exception.Boom', '''
self.m.side_effect = [*[exception.Boom()], 1]
manager.run()
self.assertEqual(1, self.state)
'''),
    'a generator': ('exception.Boom', '''
self.m.side_effect = (exception.Boom() for _ in range(3))
manager.run()
self.assertEqual(1, self.state)
'''),
    'a sum': ('exception.Boom', '''
self.m.side_effect = [1] + [exception.Boom()]
manager.run()
self.assertEqual(1, self.state)
'''),
    'either end': ('exception.Boom', '''
self.m.side_effect = 1 if self.a else exception.Boom()
manager.run()
self.assertEqual(1, self.state)
'''),
    'a lambda': ('exception.Boom', '''
self.m.side_effect = lambda: self._raise(exception.Boom())
manager.run()
self.assertEqual(1, self.state)
'''),
    'a lambda of another': ('nothing', '''
self.m.side_effect = lambda: picky(404)
manager.run()
self.assertEqual(1, self.state)
'''),
    'a lambda of a value': ('nothing', '''
self.m.side_effect = lambda: 3
manager.run()
self.assertEqual(1, self.state)
'''),
    'a factory here': ('exception.Boom', '''
self.m.side_effect = build()
manager.run()
self.assertEqual(1, self.state)
'''),
    'a factory, given another before': ('exception.Bust', '''
def made(error=exception.Bang):
    if error:
        return error
made(exception.Boom)
self.m.side_effect = made(error=exception.Bust)
manager.run()
self.assertEqual(1, self.state)
'''),
    'a factory, given nothing': ('exception.Bang', '''
def made(error=exception.Bang):
    if error:
        return error
made(exception.Boom)
self.m.side_effect = made()
manager.run()
self.assertEqual(1, self.state)
'''),
    'a factory, given no error': ('nothing', '''
def made(error=exception.Bang):
    if error:
        return error
made(exception.Boom)
self.m.side_effect = made(None)
manager.run()
self.assertEqual(1, self.state)
'''),
    'a factory, given what is unknown': ('nothing', '''
def made(error=exception.Bang):
    if error:
        return error
made(exception.Boom)
self.m.side_effect = made(*self.errors)
manager.run()
self.assertEqual(1, self.state)
'''),
    'a factory that makes what it is given': ('exception.Bust', '''
def made(error):
    return error('x')
made(exception.Boom)
self.m.side_effect = made(exception.Bust)
manager.run()
self.assertEqual(1, self.state)
'''),
    'a factory that is given another factory': ('exception.Boom', '''
def made(error=exception.Bang):
    if error:
        return error
self.m.side_effect = made(build())
manager.run()
self.assertEqual(1, self.state)
'''),
    'an unknown name': ('nothing', '''
self.m.side_effect = UNKNOWN
manager.run()
self.assertEqual(1, self.state)
'''),
    'a made class': ('exception.Boom', '''
self.m.side_effect = make_it(exception.Boom, 1)
manager.run()
self.assertEqual(1, self.state)
'''),
    'a wrapped function': ('exception.Boom', '''
self.m.side_effect = functools.partial(boom, 1)
manager.run()
self.assertEqual(1, self.state)
'''),
    'raises inside a handler': ('nothing', '''
self.m.side_effect = translate
manager.run()
self.assertEqual(1, self.state)
'''),
    'raises again': ('nothing', '''
self.m.side_effect = again
manager.run()
self.assertEqual(1, self.state)
'''),
    'raises under a condition': ('nothing', '''
self.m.side_effect = sometimes
manager.run()
self.assertEqual(1, self.state)
'''),
    'a class of another module': ('nothing', '''
self.m.side_effect = manager.Boom
manager.run()
self.assertEqual(1, self.state)
'''),
    'a fault': ('manager.Fault', '''
self.m.side_effect = manager.Fault()
manager.run()
self.assertEqual(1, self.state)
'''),
    'a mock': ('nothing', '''
self.m.side_effect = mock.Mock()
manager.run()
self.assertEqual(1, self.state)
'''),
    'two bindings': ('exception.Boom', '''
error = 3
error = exception.Boom()
self.m.side_effect = error
self.assertEqual(1, self.state)
'''),
    'raised by name': ('exception.Boom', '''
error = exception.Boom('x')
def fail():
    raise error
self.m.side_effect = fail
self.assertEqual(1, self.state)
'''),
    'inner under a condition': ('exception.Boom at times', '''
def fail(n):
    if n:
        raise exception.Boom()
self.m.side_effect = fail
self.assertEqual(1, self.state)
'''),
    'inner under a condition, generic': ('nothing', '''
def fail(n):
    if n:
        raise Exception()
self.m.side_effect = fail
self.assertEqual(1, self.state)
'''),
    'inner under a condition, unchecked': ('nothing', '''
def fail(n):
    if n:
        raise exception.Boom()
self.m.side_effect = fail
manager.run()
'''),
    'of ddt': ('exception.Boom', '''
@ddt.data(exception.Boom, 1)
def _test_it(self, error):
    self.m.side_effect = error
    manager.run()
    self.assertEqual(1, self.state)

def test_one(self):
    pass
'''),
    'of pytest': ('exception.Boom', '''
@pytest.mark.parametrize('error', [exception.Boom()])
def _test_it(self, error):
    self.m.side_effect = error
    manager.run()
    self.assertEqual(1, self.state)

def test_one(self):
    pass
'''),
    'a long text': ('some.module.far.away.and_.further.exception.Boom', '''
self.m.side_effect = some.module.far.away.and_.further.exception.Boom()
self.assertEqual(1, self.state)
'''),
    'too few': ('nothing', '''
# handed
def _test_it(self, n, error=1):
    self.m.side_effect = error
    manager.run()
    self.assertEqual(1, self.state)

def test_one(self):
    self._test_it(exception.Boom())
'''),
    'in a list': ('exception.Boom', '''
# handed
def _test_it(self, error):
    self.m.side_effect = error
    manager.run()
    self.assertEqual(1, self.state)

def test_one(self):
    self._test_it([1, exception.Boom()])
'''),
    'by another decorator': ('nothing', '''
# handed
@ddt.unpack(exception.Boom())
def _test_it(self, error):
    self.m.side_effect = error
    manager.run()
    self.assertEqual(1, self.state)

def test_one(self):
    pass
'''),
    'two functions of a name': ('exception.Bust', '''
def fail():
    raise exception.Boom()
def fail():
    raise exception.Bust()
self.m.side_effect = fail
self.assertEqual(1, self.state)
'''),
    'a class of the class': ('nothing', '''
self.m.side_effect = self.make
manager.run()
self.assertEqual(1, self.state)
'''),
    'a lambda that throws a value': ('nothing', '''
self.m.side_effect = lambda: self._raise(3)
manager.run()
self.assertEqual(1, self.state)
'''),
    'behind a condition': ('exception.Bust at times', '''
def fail(n):
    if n:
        raise exception.Bust()
    for one in n:
        raise exception.Best()
self.m.side_effect = fail
self.assertEqual(1, self.state)
'''),
    'in turn': ('exception.Boom', '''
for error in (exception.Boom, ValueError):
    self.m.side_effect = error
    self.assertEqual(1, self.state)
'''),
    'in turn, of a local': ('exception.Boom', '''
errors = [exception.Boom(), ValueError()]
for error in errors:
    self.m.side_effect = [error, 1]
    self.assertEqual(1, self.state)
'''),
    'in turn, with something else': ('exception.Boom', '''
for code, error in ((1, exception.Boom), (2, ValueError)):
    self.m.side_effect = error(code)
    self.assertEqual(1, self.state)
'''),
    'values in turn': ('nothing', '''
for value in (1, 2):
    self.m.side_effect = value
    self.assertEqual(1, self.state)
'''),
    'made of a local name for the class': ('exception.Boom', '''
error = exception.Boom
self.m.side_effect = error('gone')
self.assertEqual(1, self.state)
'''),
    'made of a parameter': ('exception.Boom', '''
def _go(self, error):
    self.m.side_effect = error('gone')
    self.assertEqual(1, self.state)

def test_it(self):
    self._go(exception.Boom)
'''),
    'made of something else': ('nothing', '''
make = self.make
self.m.side_effect = make('gone')
self.assertEqual(1, self.state)
'''),
    'made by a maker inside a fake': ('virt.libvirtError', '''
def fake():
    raise make_libvirtError(virt.libvirtError, code=1)
self.m.side_effect = fake
self.assertEqual(1, self.state)
'''),
}

# Fakes that answer what they know and raise for the rest: one judgement.
KNOWING = {
    'compared': """
if number == 1:
    return 1
raise exception.Boom()
""",
    'compared, with else': """
if number == 1:
    return 1
else:
    raise exception.Boom()
""",
    'the other way round': """
if number != 1:
    raise exception.Boom()
return 1
""",
    'truth': """
if number:
    return 1
raise exception.Boom()
""",
    'not': """
if not number:
    raise exception.Boom()
""",
    'a loop': """
for one in self.known:
    if one == number:
        return one
raise exception.Boom()
""",
    'a loop with else': """
for one in self.known:
    if one == number:
        break
else:
    raise exception.Boom()
""",
    'a table': """
try:
    return self.known[number]
except KeyError:
    raise exception.Boom()
""",
    'a table, and behind it': """
try:
    return self.known[number]
except KeyError:
    pass
raise exception.Boom()
""",
    'match': """
match number:
    case 1:
        return 1
raise exception.Boom()
""",
    'match all': """
match number:
    case 1:
        return 1
    case _:
        raise exception.Boom()
""",
    'with': """
with self.lock:
    if number in self.known:
        return 1
    raise exception.Boom()
""",
    'while': """
while number:
    number -= 1
    raise exception.Boom()
""",
}
# Those that never answer, whatever they do before.
REFUSING = {
    'at once': 'raise exception.Boom()',
    'behind a call': 'self.called(number)\nraise exception.Boom()',
    'one way or the other': """
if number:
    raise exception.Bust()
raise exception.Boom()
""",
    'behind a condition': """
if number:
    self.called = True
raise exception.Boom()
""",
    'for ever': """
while True:
    raise exception.Boom()
""",
    'in the end': """
try:
    return 1
finally:
    raise exception.Boom()
""",
    'in any case': """
match number:
    case 1:
        raise exception.Boom()
    case _:
        raise exception.Bust()
""",
    'behind a block': """
with self.lock:
    self.called = True
raise exception.Boom()
""",
}


def _raised(body: str) -> list[str]:
    fake = textwrap.indent(body.strip('\n'), '    ')
    return [mocking.error(error) for error in mocking.found(mocking.read(
        f'def fake(number):\n{fake}\nself.m.side_effect = fake\n'
        'self.go()\nself.assertEqual(1, self.state)'))]


@pytest.mark.parametrize('body', KNOWING.values(), ids=KNOWING)
def test_fakes_that_know(body: str) -> None:
    """Whether such a fake ever raises depends on what it is asked."""
    assert _raised(body) == ['exception.Boom at times']


@pytest.mark.parametrize('body', REFUSING.values(), ids=REFUSING)
def test_fakes_that_refuse(body: str) -> None:
    """Such a fake raises whatever it is asked."""
    assert _raised(body) == ['exception.Boom']


@pytest.mark.parametrize('wanted, lines', CASES.values(), ids=CASES)
def test_raised(wanted: str, lines: str) -> None:
    """The error as it is written, and whether the mock may also answer."""
    told = [mocking.error(error) + mocking.others(error)
            for error in mocking.found(mocking.read(lines))]
    assert ('; '.join(told) or 'nothing') == wanted
