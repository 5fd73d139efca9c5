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


"""What a raising mock stands for, and what the test calls it."""

import pytest

from flake8_nova_notifications.rules.error_paths.targets import target_of
from tests.error_paths import mocking

# The target, the mock's name and what it raises, for lines of a test.
CASES = {
    'a patch with an error': ('a.b.run by run: exception.Boom', '''
with mock.patch('a.b.run', side_effect=exception.Boom()) as run:
    self.go()
self.assertEqual(1, self.state)
'''),
    'a patch without a name': ('a.b.run: exception.Boom', '''
with mock.patch('a.b.run', side_effect=exception.Boom()):
    self.go()
self.assertEqual(1, self.state)
'''),
    'a patch object': (
        'nova.compute.manager.run by manager.run: exception.Boom', '''
with mock.patch.object(manager, 'run', side_effect=exception.Boom()):
    self.go()
self.assertEqual(1, self.state)
'''),
    'its result is given': ('a.b.run.get by made.get: exception.Boom', '''
with mock.patch('a.b.run') as run:
    made = run.return_value.__enter__.return_value
    made.get.side_effect = exception.Boom()
    self.go()
self.assertEqual(1, self.state)
'''),
    'a patch that has no name': (
        'nova.compute.manager.run by self.patchobject: exception.Boom', '''
self.patchobject(manager, 'run').side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a part of one that has no name': (
        'a.b.run.get by mock.patch.start.return_value.get: exception.Boom', '''
mock.patch('a.b.run').start().return_value.get.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a part of it under a name': ('a.b.run.get by get: exception.Boom', '''
@mock.patch('a.b.run')
def test_it(self, run):
    get = run.return_value.get
    get.side_effect = exception.Boom()
    self.assertEqual(1, self.state)
'''),
    'what starts by name': ('a.b.run.start by start: exception.Boom', '''
with mock.patch('a.b.run') as run:
    start = run.start
    start.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a part of an object under a name': (
        'self.driver.get by get: exception.Boom', '''
get = self.driver.return_value.get
get.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a part of what setUp keeps, under a name': (
        'a.b.get by get: exception.Boom', '''
def test_it(self):
    get = self.b.get
    get.side_effect = exception.Boom()
    self.assertEqual(1, self.state)

def setUp(self):
    self.b = mock.patch('a.b').start()
'''),
    'a part of what a call gives': ('get by get: exception.Boom', '''
get = self.make_driver(1).get
get.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'what a helper gives the test': ('a.b.run by self.run: exception.Boom', '''
def test_it(self):
    self.run.side_effect = exception.Boom()
    self.assertEqual(1, self.state)

@mock.patch('a.b.run')
def helper(test, run):
    test.run = run
'''),
    'what a helper gives another name of the test': (
        'self.run by self.run: exception.Boom', '''
def test_it(self):
    self.run.side_effect = exception.Boom()
    self.assertEqual(1, self.state)

@mock.patch('a.b.run')
def helper(test, run):
    test.go = run
'''),
    'what an object that setUp keeps gives': (
        'log.get by log.get: exception.Boom', '''
@mock.patch('a.b')
def setUp(self, driver):
    self.driver = driver

def test_it(self):
    log = self.driver.log_in(1)
    log.get.side_effect = exception.Boom()
    self.assertEqual(1, self.state)
'''),
    'a name with two values': ('get by get: exception.Boom', '''
get = self.driver.get
if self.old:
    get = self.driver.get_old
get.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a patch that a helper starts': (
        'a.b.run.get by run.get: exception.Boom', '''
def test_it(self):
    run = self.start('a.b.run')
    run.get.side_effect = exception.Boom()
    self.assertEqual(1, self.state)

def start(self, name):
    patcher = mock.patch(name)
    self.addCleanup(patcher.stop)
    return patcher.start()
'''),
    'a patch object that a function of the test starts': (
        'self.driver.run by run: exception.Boom', '''
def start(thing, name):
    patcher = mock.patch.object(thing, name)
    return patcher.start()
run = start(self.driver, name='run')
run.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a helper that patches something else': (
        'run by run: exception.Boom', '''
def start(name):
    mock.patch('a.b.other').start()
    return self.made[name]
run = start('a.b.run')
run.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a helper that returns nothing': ('run by run: exception.Boom', '''
def start(name):
    mock.patch(name).start()
run = start('a.b.run')
run.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a mock of its own': ('run.get by run.get: exception.Boom', '''
run = mock.Mock()
run.get.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a mock that is handed on': ('a mock: exception.Boom', '''
self.go(mock.Mock(side_effect=exception.Boom()))
self.assertEqual(1, self.state)
'''),
    'configured through a dict': ('run.get by run.get: exception.Boom', '''
run = mock.Mock(**{'get.side_effect': exception.Boom(), 'a': 1})
self.assertEqual(1, self.state)
'''),
    'a patch through a dict': ('a.b.run.get: exception.Boom', '''
with mock.patch('a.b.run', **{'get.side_effect': exception.Boom()}):
    self.go()
self.assertEqual(1, self.state)
'''),
    'configured twice': ('self.m.b by self.m.b: exception.Boom', '''
self.m.configure_mock(**{
    'a.side_effect': 1, 'b.side_effect': exception.Boom()})
self.assertEqual(1, self.state)
'''),
    'two targets': ('self.a by self.a: exception.Boom and exception.Boom', '''
self.a.side_effect = self.b.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'two errors': (
        'self.b by self.b: exception.Boom and exception.ThingNotFound', '''
self.a.side_effect = exception.ThingNotFound()
self.b.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'decorated': ('a.b.run by run: exception.Boom', '''
@mock.patch('a.b.run', side_effect=exception.Boom())
def test_it(self, run):
    self.assertEqual(1, self.state)
'''),
    'decorated twice': ('a.b.two by second: exception.Boom', '''
@mock.patch('a.b.two')
@mock.patch('a.b.one')
def test_it(self, first, second):
    second.side_effect = exception.Boom()
    self.assertEqual(1, self.state)
'''),
    'decorated with a value': ('nothing', '''
@mock.patch('a.b.run', new=3)
def test_it(self):
    self.assertEqual(1, self.state)
'''),
    'in a loop': ('one by one: exception.Boom', '''
for one in self.all:
    one.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'stubbed by an instance': ('a.b.run: exception.Boom', '''
self.stub_out('a.b.run', Broken())
self.assertEqual(1, self.state)
'''),
    'monkeypatched': ('nova.compute.manager.run: exception.Boom', '''
self.monkeypatch.setattr(manager, 'run', boom)
self.assertEqual(1, self.state)
'''),
    'replaced': ('nova.compute.manager.run by manager.run: exception.Boom', '''
self.mock_object(
    manager, 'run', mock.Mock(side_effect=exception.Boom()))
self.assertEqual(1, self.state)
'''),
    'two in a line': ('self.b by self.b: exception.Boom', '''
self.a.side_effect, self.b.side_effect = boom, boom
self.c.side_effect = BustError; self.b.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'one of three patches': ('a.two by bee: exception.Boom', '''
with mock.patch('a.one') as ape, mock.patch('a.two') as bee:
    with mock.patch('a.six') as cat:
        bee.side_effect = exception.Boom()
        self.go()
self.assertEqual(1, self.state)
'''),
    'one of three started patches': ('a.two by bee: exception.Boom', '''
ape = mock.patch('a.one').start()
bee = mock.patch('a.two').start()
cat = mock.patch('a.six').start()
bee.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'one of three mocks': ('bee.cat by bee.cat: exception.Boom', '''
ape, bee = mock.patch('a.one').start(), mock.Mock()
bee.cat = mock.patch('a.two').start()
bee.cat.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'the mock of an attribute': ('a.two by self.bee: exception.Boom', '''
self.bee = mock.patch('a.two').start()
self.bee.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a mock under a part of a name': (
        'self.bee by self.bee: exception.Boom', '''
with mock.patch('a.two') as self.bee:
    self.bee.side_effect = exception.Boom()
    self.go()
self.assertEqual(1, self.state)
'''),
    'a mock beside a decorated one': ('a.b.stop by other: exception.Boom', '''
@mock.patch('a.b.run')
def test_it(self, run):
    other = mock.patch('a.b.stop').start()
    other.side_effect = exception.Boom()
    self.assertEqual(1, self.state)
'''),
    'a mock deep in a stub': ('a.b.run: exception.Boom', '''
self.stub_out(
    'a.b.run', wrap([mock.Mock(side_effect=exception.Boom())]))
self.assertEqual(1, self.state)
'''),
    'a mock in a statement beside a patch': ('a mock: exception.Boom', '''
mock.patch('a.b.run', mock.Mock()).start(
    mock.Mock(side_effect=exception.Boom()))
self.assertEqual(1, self.state)
'''),
    'configured through a name': ('run by run: exception.Bust', '''
run = mock.Mock(
    **{name: exception.Boom(), 'side_effect': exception.Bust()})
self.assertEqual(1, self.state)
'''),
    'assigned through others': ('self.n by self.n: exception.Boom', '''
self.m = self.n.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a mock of two names': ('self.run by self.run: exception.Boom', '''
self.run = run = mock.Mock(side_effect=exception.Boom())
self.assertEqual(1, self.state)
'''),
    'a patch with two errors': (
        'a.b.run: exception.Boom and exception.Bust', '''
with mock.patch('a.b.run', side_effect=exception.Boom()), mock.patch(
        'a.b.go', side_effect=exception.Bust()):
    manager.run()
self.assertEqual(1, self.state)
'''),
    'nested patches': ('a.two by two: exception.Boom', '''
with test.nested(
        mock.patch('a.one'), mock.patch('a.two')) as (one, two):
    two.side_effect = exception.Boom()
    manager.run()
self.assertEqual(1, self.state)
'''),
    'another name for a mock': ('a.b.run by up: exception.Boom', '''
run = mock.patch('a.b.run').start()
up = run
up.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'a mock that setUp keeps': ('a.b.run by self.run: exception.Boom', '''
def test_it(self):
    self.run.side_effect = exception.Boom()
    self.assertEqual(1, self.state)

def setUp(self):
    patcher = mock.patch('a.b.run')
    self.run = patcher.start()
'''),
    'a fixture that setUp keeps': ('a.b.run by self.run: exception.Boom', '''
def test_it(self):
    self.run.side_effect = exception.Boom()
    self.assertEqual(1, self.state)

def setUp(self):
    self.run = self.useFixture(fixtures.MockPatch('a.b.run')).mock
'''),
    'a part of what setUp keeps': ('a.b.get by self.b.get: exception.Boom', '''
def test_it(self):
    self.b.get.side_effect = exception.Boom()
    self.assertEqual(1, self.state)

def setUp(self):
    self.b = mock.patch('a.b').start()
'''),
    'a decorated one that the test keeps': (
        'a.b.run by self.run: exception.Boom', '''
@mock.patch('a.b.run')
def test_it(self, run):
    self.run = run
    self.run.side_effect = exception.Boom()
    self.assertEqual(1, self.state)
'''),
    'a mock that is put in place': (
        'self.driver.run by m: exception.Boom', '''
m = mock.Mock(side_effect=exception.Boom())
self.driver.run = m
manager.run()
self.assertEqual(1, self.state)
'''),
    'a mock that is given to a patch': ('a.b.run by m: exception.Boom', '''
m = mock.Mock()
m.side_effect = exception.Boom()
with mock.patch('a.b.run', m):
    manager.run()
self.assertEqual(1, self.state)
'''),
    'a name that stands for itself': ('m by m: exception.Boom', '''
n = m
m = n
m.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
}


@pytest.mark.parametrize('wanted, lines', CASES.values(), ids=CASES)
def test_target(wanted: str, lines: str) -> None:
    """What is made to fail, as a reader would look for it."""
    source = mocking.read(lines)
    told = []
    for error in mocking.found(source):
        name = f' by {error.mock.mock}' if error.mock.mock else ''
        told.append(f'{target_of(source, error.mock)}{name}: '
                    f'{mocking.error(error)}{mocking.others(error)}')
    assert ('; '.join(told) or 'nothing') == wanted
