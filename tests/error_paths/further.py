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

"""Further tests with mocks that raise, one difference each."""

HEAD = '''\
KNOWN = exception.Boom()


def build():
    return exception.Boom()


def builder():
    return boom


def translate():
    try:
        run()
    except KeyError:
        raise exception.Boom()


def again():
    try:
        run()
    except KeyError:
        raise


def sometimes(number):
    while number:
        raise exception.Boom()


def one_of(number):
    if number:
        raise exception.Bust()
    raise exception.Boom()


class Choosy:
    def __call__(self, number):
        if number:
            raise exception.Boom()


async def await_boom():
    raise exception.Boom()


'''

CASES = {
    'a patch with an error': '''
    def test_it(self):
        with mock.patch('a.b.run', side_effect=exception.Boom()) as run:
            self.go()
        self.assertEqual(1, self.state)
''',
    'a patch without a name': '''
    def test_it(self):
        with mock.patch('a.b.run', side_effect=exception.Boom()):
            self.go()
        self.assertEqual(1, self.state)
''',
    'a patch object': '''
    def test_it(self):
        with mock.patch.object(manager, 'run', side_effect=exception.Boom()):
            self.go()
        self.assertEqual(1, self.state)
''',
    'a patch that is armed': '''
    def test_it(self):
        with mock.patch('a.b.run') as run:
            run.side_effect = exception.Boom()
            self.go()
        self.assertEqual(1, self.state)
''',
    'its result is armed': '''
    def test_it(self):
        with mock.patch('a.b.run') as run:
            made = run.return_value.__enter__.return_value
            made.get.side_effect = exception.Boom()
            self.go()
        self.assertEqual(1, self.state)
''',
    'a started patch': '''
    def test_it(self):
        run = mock.patch('a.b.run').start()
        run.side_effect = exception.Boom()
        self.go()
        self.assertEqual(1, self.state)
''',
    'a started patch with an error': '''
    def test_it(self):
        run = mock.patch('a.b.run', side_effect=exception.Boom()).start()
        self.go()
        self.assertEqual(1, self.state)
''',
    'a fixture': '''
    def test_it(self):
        self.useFixture(fixtures.MockPatch(
            'a.b.run', side_effect=exception.Boom()))
        self.assertEqual(1, self.state)
''',
    'a mock in a patch': '''
    def test_it(self):
        with mock.patch('a.b.run', mock.Mock(side_effect=exception.Boom())):
            self.go()
        self.assertEqual(1, self.state)
''',
    'a mock in a stub': '''
    def test_it(self):
        self.stub_out('a.b.run', mock.Mock(side_effect=exception.Boom()))
        self.assertEqual(1, self.state)
''',
    'a mock of its own': '''
    def test_it(self):
        run = mock.Mock()
        run.get.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'a mock that is handed on': '''
    def test_it(self):
        self.go(mock.Mock(side_effect=exception.Boom()))
        self.assertEqual(1, self.state)
''',
    'configured': '''
    def test_it(self):
        run = mock.Mock()
        run.configure_mock(side_effect=exception.Boom())
        self.assertEqual(1, self.state)
''',
    'configured through a dict': '''
    def test_it(self):
        run = mock.Mock(**{'get.side_effect': exception.Boom(), 'a': 1})
        self.assertEqual(1, self.state)
''',
    'configured twice': '''
    def test_it(self):
        self.m.configure_mock(**{
            'a.side_effect': 1, 'b.side_effect': exception.Boom()})
        self.assertEqual(1, self.state)
''',
    'two targets': '''
    def test_it(self):
        self.a.side_effect = self.b.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'two errors': '''
    def test_it(self):
        self.a.side_effect = exception.ThingNotFound()
        self.b.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'two errors the other way': '''
    def test_it(self):
        self.b.side_effect = exception.Boom()
        self.a.side_effect = exception.ThingNotFound()
        self.assertEqual(1, self.state)
''',
    'decorated': '''
    @mock.patch('a.b.run', side_effect=exception.Boom())
    def test_it(self, run):
        self.assertEqual(1, self.state)
''',
    'decorated twice': '''
    @mock.patch('a.b.two')
    @mock.patch('a.b.one')
    def test_it(self, first, second):
        second.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'decorated with a new one': '''
    @mock.patch('a.b.run', new=boom)
    def test_it(self):
        self.assertEqual(1, self.state)
''',
    'decorated with a value': '''
    @mock.patch('a.b.run', new=3)
    def test_it(self):
        self.assertEqual(1, self.state)
''',
    'an inner function': '''
    def test_it(self):
        def inner():
            self.m.side_effect = exception.Boom()
        inner()
        self.assertEqual(1, self.state)
''',
    'in a loop': '''
    def test_it(self):
        for one in self.all:
            one.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'a word in a text': '''
    def test_it(self):
        self.text = 'side_effect = exception.Boom()'
        self.assertEqual(1, self.state)
''',
    'stubbed by an instance': '''
    def test_it(self):
        self.stub_out('a.b.run', Broken())
        self.assertEqual(1, self.state)
''',
    'stubbed by a plain one': '''
    def test_it(self):
        self.stub_out('a.b.run', Plain())
        self.assertEqual(1, self.state)
''',
    'monkeypatched': '''
    def test_it(self):
        self.monkeypatch.setattr(manager, 'run', boom)
        self.assertEqual(1, self.state)
''',
    'replaced': '''
    def test_it(self):
        self.mock_object(
            manager, 'run', mock.Mock(side_effect=exception.Boom()))
        self.assertEqual(1, self.state)
''',
    'raised: a tuple': '''
    def test_it(self):
        self.m.side_effect = (exception.Boom(), 1)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a set': '''
    def test_it(self):
        self.m.side_effect = {exception.Boom()}
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: the second': '''
    def test_it(self):
        self.m.side_effect = [1, exception.Boom(), exception.Bust()]
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: starred': '''
    def test_it(self):
        self.m.side_effect = [*[exception.Boom()], 1]
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a comprehension': '''
    def test_it(self):
        self.m.side_effect = [exception.Boom() for _ in range(3)]
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a generator': '''
    def test_it(self):
        self.m.side_effect = (exception.Boom() for _ in range(3))
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a sum': '''
    def test_it(self):
        self.m.side_effect = [1] + [exception.Boom()]
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: either end': '''
    def test_it(self):
        self.m.side_effect = 1 if self.a else exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: cycle': '''
    def test_it(self):
        self.m.side_effect = itertools.cycle([exception.Boom()])
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a lambda': '''
    def test_it(self):
        self.m.side_effect = lambda: self._raise(exception.Boom())
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a lambda that raises': '''
    def test_it(self):
        self.m.side_effect = lambda *a: boom(*a)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a lambda of another': '''
    def test_it(self):
        self.m.side_effect = lambda: picky(404)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a lambda of a value': '''
    def test_it(self):
        self.m.side_effect = lambda: 3
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a lambda of itself': '''
    def test_it(self):
        self.m.side_effect = lambda: self.unknown(exception)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a factory': '''
    def test_it(self):
        self.m.side_effect = make_error(1)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a factory here': '''
    def test_it(self):
        self.m.side_effect = build()
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a factory of functions': '''
    def test_it(self):
        self.m.side_effect = builder()
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a name': '''
    def test_it(self):
        self.m.side_effect = KNOWN
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a name of the class': '''
    def test_it(self):
        self.m.side_effect = self.KNOWN
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: an unknown name': '''
    def test_it(self):
        self.m.side_effect = UNKNOWN
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a made class': '''
    def test_it(self):
        self.m.side_effect = make_it(exception.Boom, 1)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a made value': '''
    def test_it(self):
        self.m.side_effect = make_it(3)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a callable': '''
    def test_it(self):
        self.m.side_effect = Broken()
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a wrapped function': '''
    def test_it(self):
        self.m.side_effect = functools.partial(boom, 1)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: raises inside a handler': '''
    def test_it(self):
        self.m.side_effect = translate
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: raises again': '''
    def test_it(self):
        self.m.side_effect = again
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: raises under a condition': '''
    def test_it(self):
        self.m.side_effect = sometimes
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: raises one of two': '''
    def test_it(self):
        self.m.side_effect = one_of
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a class of another module': '''
    def test_it(self):
        self.m.side_effect = manager.Boom
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a fault': '''
    def test_it(self):
        self.m.side_effect = manager.Fault()
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a mock': '''
    def test_it(self):
        self.m.side_effect = mock.Mock()
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: awaited': '''
    def test_it(self):
        self.m.side_effect = await_boom
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: two bindings': '''
    def test_it(self):
        error = 3
        error = exception.Boom()
        self.m.side_effect = error
        self.assertEqual(1, self.state)
''',
    'raised: an attribute': '''
    def test_it(self):
        self.error = exception.Boom()
        self.m.side_effect = self.error
        self.assertEqual(1, self.state)
''',
    'raised: kept in a local': '''
    def test_it(self):
        error = exception.Boom('x')
        self.m.side_effect = error
        self.assertEqual(1, self.state)
''',
    'raised: raised by name': '''
    def test_it(self):
        error = exception.Boom('x')
        def fail():
            raise error
        self.m.side_effect = fail
        self.assertEqual(1, self.state)
''',
    'raised: inner under a condition': '''
    def test_it(self):
        def fail(n):
            if n:
                raise exception.Boom()
        self.m.side_effect = fail
        self.assertEqual(1, self.state)
''',
    'raised: inner under a condition, generic': '''
    def test_it(self):
        def fail(n):
            if n:
                raise Exception()
        self.m.side_effect = fail
        self.assertEqual(1, self.state)
''',
    'raised: inner under a condition, unchecked': '''
    def test_it(self):
        def fail(n):
            if n:
                raise exception.Boom()
        self.m.side_effect = fail
        manager.run()
''',
    'handed: by place': '''
    # handed
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(exception.Boom())
''',
    'handed: by name': '''
    # handed
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(error=exception.Boom())
''',
    'handed: second': '''
    # handed
    def _test_it(self, n, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(1, exception.Boom())
''',
    'handed: of ddt': '''
    @ddt.data(exception.Boom, 1)
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        pass
''',
    'handed: of pytest': '''
    @pytest.mark.parametrize('error', [exception.Boom()])
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        pass
''',
    'handed: by default': '''
    # handed
    def _test_it(self, error=exception.Boom):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it()
''',
    'handed: of a value': '''
    # handed
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(3)
''',
    'handed: of nobody': '''
    # handed
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        pass
''',
    'handed: by a star': '''
    # handed
    def _test_it(self, *error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(exception.Boom())
''',
    'ends: wait for a call': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.m.wait_for_it()
''',
    'ends: another waits': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.other.wait_until()
''',
    'ends: another wait_for': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.other.wait_for_call()
''',
    'ends: several calls': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.m.assert_has_calls([mock.call(1), mock.call(2)])
''',
    'ends: one call': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.m.assert_has_calls([mock.call(1)])
''',
    'ends: calls of another': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.o.assert_has_calls([mock.call(1)])
''',
    'ends: a list of calls': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.m.assert_has_calls(calls)
''',
    'ends: verified': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        mox.VerifyAll()
''',
    'ends: verified too': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.mox.verify_all()
''',
    'ends: called twice': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(2, self.m.call_count)
''',
    'ends: called once': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.m.call_count)
''',
    'ends: called with': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.m.call_args[0])
''',
    'ends: of another': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.o.call_count)
''',
    'ends: mock calls': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertTrue(self.m.mock_calls)
''',
    'ends: not called': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertFalse(self.m.called)
''',
    'ends: none called': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertIsNone(self.m.call_args)
''',
    'ends: no calls': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual([], self.m.mock_calls)
''',
    'ends: some calls': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual([1], self.m.mock_calls)
''',
    'ends: tolerated': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        pass
        with contextlib.suppress(exception.Boom):
            self.go()
''',
    'ends: tried': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        pass
        try:
            self.go()
        except exception.Boom:
            pass
''',
    'ends: tried and seen': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        pass
        try:
            self.go()
        except exception.Boom:
            pass
        self.assertEqual(1, self.state)
''',
    'ends: tried and checked': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        pass
        try:
            self.go()
        except exception.Boom as e:
            self.assertEqual(1, e)
''',
    'ends: tried else': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        pass
        try:
            self.go()
        except exception.Boom:
            pass
        else:
            self.fail()
''',
    'ends: tried and asserted': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        pass
        try:
            self.go()
            assert False
        except exception.Boom:
            pass
''',
    'ends: tried first': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        pass
        try:
            self.fail()
            self.go()
        except exception.Boom:
            pass
''',
    'ends: only finally': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        pass
        try:
            self.go()
        finally:
            self.clean()
''',
    'ends: a helper with a status': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._check_status(500)
''',
    'ends: a helper with a port': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._listen(500)
''',
    'ends: a helper with a refusal': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._call(404)
''',
    'ends: a helper that is told': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        look(self)
''',
    'ends: a helper that checks': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        check_it(self)
''',
    'ends: a function': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        look(1)
''',
    'ends: a known function': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        picky(1)
''',
    'ends: a method of a super class': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        super().check_it()
''',
    'ends: prepares': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._prepare_it()
''',
    'ends: failing': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.fail_it()
''',
    'ends: an assertion of a class': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assert_state(1)
''',
    'ends: raises helper': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._assert_raises(1)
''',
    'ends: expects an error': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._expect_error(1)
''',
    'ends: caplog': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        caplog.clear()
''',
    'ends: an exit': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(2, main.run())
''',
    'ends: an exit of a shell': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(2, self.shell.run())
''',
    'ends: an exit kept': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        ret = self.commands.run()
        self.assertEqual(2, ret)
''',
    'ends: a good exit': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(0, self.shell.run())
''',
    'ends: a status': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        assert response.status_code == 409
''',
    'ends: a good status': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        assert response.status_code == 200
''',
    'ends: two comparisons': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        assert 200 < response.status_code < 500
''',
    'ends: status in a helper': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertStatus(r, 404)
''',
    'ends: a log': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertIn('x', self.logger.output)
''',
    'ends: a fixture log': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertIn('x', self.fake_logger.output)
''',
    'ends: a notification': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, len(fake_notifier.NOTIFICATIONS))
''',
    'ends: none of a': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(0, self.a.call_count)
''',
    'ends: a not called': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.a.assert_not_called()
''',
    'ends: none of z': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(0, self.z.call_count)
''',
    'ends: z not called': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.z.assert_not_called()
''',
    'handed: to an inner function': '''
    def test_it(self):
        def go(error):
            self.m.side_effect = error
            manager.run()
            self.assertEqual(1, self.state)
        go(exception.Boom())
''',
    'handed: to an inner function by place': '''
    def test_it(self):
        def go(n, error):
            self.m.side_effect = error
            manager.run()
            self.assertEqual(1, self.state)
        go(1, exception.Boom())
        aside(exception.Bust())
        zoom(exception.Bust())
''',
    'handed: to an inner function, other calls': '''
    def test_it(self):
        def go(error):
            self.m.side_effect = error
            manager.run()
            self.assertEqual(1, self.state)
        aside(exception.Bust())
        zoom(exception.Bust())
''',
    'raised: a callable at times': '''
    def test_it(self):
        self.m.side_effect = Choosy()
        manager.run()
        self.assertEqual(1, self.state)
''',
    'two in a line': '''
    def test_it(self):
        self.a.side_effect, self.b.side_effect = boom, boom
        self.c.side_effect = BustError; self.b.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'ends: expected before': '''
    def test_it(self):
        self.assertRaises(exception.E, self.go)
        self.m.side_effect = exception.Boom()
        self.go()
        self.assertEqual(1, self.state)
''',
    'ends: expected behind': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.assertRaises(exception.E, self.go)
        self.assertEqual(1, self.state)
''',
    'ends: tried before': '''
    def test_it(self):
        try:
            self.go()
        except exception.E:
            self.fail()
        self.m.side_effect = exception.Boom()
        self.go()
        self.assertEqual(1, self.state)
''',
    'ends: looked at before': '''
    def test_it(self):
        self.m.assert_called_once_with()
        self.m.side_effect = exception.Boom()
        self.go()
''',
    'ends: log with a name': '''
    def test_it(self):
        with mock.patch('nova.compute.manager.LOG') as log:
            self.m.side_effect = exception.Boom()
            self.go()
            log.error.assert_called_once()
''',
    'ends: log kept': '''
    def test_it(self):
        log = mock.patch('nova.compute.manager.LOG').start()
        self.m.side_effect = exception.Boom()
        self.go()
        log.error.assert_called_once()
''',
    'ends: log of a fixture': '''
    def test_it(self):
        log = self.useFixture(
            fixtures.MockPatch('nova.compute.manager.LOG')).mock
        self.m.side_effect = exception.Boom()
        self.go()
        self.assertTrue(log.error.called)
''',
    'ends: log of a decorator': '''
    @mock.patch('nova.compute.manager.LOG')
    def test_it(self, log):
        self.m.side_effect = exception.Boom()
        self.go()
        log.warning.assert_called_once_with('x')
''',
    'ends: log of a decorator unseen': '''
    @mock.patch('nova.compute.manager.LOG')
    def test_it(self, log):
        self.m.side_effect = exception.Boom()
        self.go()
        self.assertEqual(1, self.state)
''',
    'helper: sees': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        self._see()

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'helper: checks': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        self.assertTrue(1)

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'helper: logs': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        self.assertLogs('x')

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'helper: raises': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        self.assertRaises(E, self.run)

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'helper: nothing': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        pass

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'helper: ring': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        self._go()

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'helper: unknown': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        self.something(1)

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'helper: logger': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        self.mock_audit.error.assert_called_once()

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'helper: asserts the mock': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        self.m.assert_called_once_with()

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'helper: arms': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self._go()

    def _go(self):
        self.n.side_effect = exception.Bust()

    def _see(self):
        self.assertEqual(1, self.state)
''',
    'caller: nothing': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        pass

    def test_one(self):
        self._test_it()
''',
    'caller: sees': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it()
''',
    'caller: caller logs': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        with self.assertLogs('x'):
            self._test_it()
''',
    'caller: caller expects': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        with self.assertRaises(E):
            self._test_it()
''',
    'caller: other logs': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        with self.assertLogs('x'):
            self.test_it()
''',
    'caller: fixture': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        pass
''',
    'notified: only good': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.go()
        self._wait_for_notification('instance.reboot.end')
''',
    'notified: bad too': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.go()
        self._wait_for_notification('instance.reboot.error')
''',
    'notified: a phase': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.go()
        self.assertEqual(Phase.ERROR, fake_notifier.NOTIFICATIONS[0])
''',
    'notified: a sample': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.go()
        self._verify_notification('instance-reboot-error')
''',
    'notified: a rollback': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.go()
        self._wait_for_notification('instance.live_migration.rollback.end')
''',
    'notified: an exception': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.go()
        self._wait_for_notification('compute.exception')
''',
    'notified: a start': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.go()
        self._wait_for_notification('instance.reboot.start')
''',
    'notified: versioned': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.go()
        self.assertEqual(1, len(self.notifier.versioned_notifications))
''',
    'one of three patches': '''
    def test_it(self):
        with mock.patch('a.one') as ape, mock.patch('a.two') as bee:
            with mock.patch('a.six') as cat:
                bee.side_effect = exception.Boom()
                self.go()
        self.assertEqual(1, self.state)
''',
    'one of three started patches': '''
    def test_it(self):
        ape = mock.patch('a.one').start()
        bee = mock.patch('a.two').start()
        cat = mock.patch('a.six').start()
        bee.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'one of three mocks': '''
    def test_it(self):
        ape, bee = mock.patch('a.one').start(), mock.Mock()
        bee.cat = mock.patch('a.two').start()
        bee.cat.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'the mock of an attribute': '''
    def test_it(self):
        self.bee = mock.patch('a.two').start()
        self.bee.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'a mock under a part of a name': '''
    def test_it(self):
        with mock.patch('a.two') as self.bee:
            self.bee.side_effect = exception.Boom()
            self.go()
        self.assertEqual(1, self.state)
''',
    'a mock beside a decorated one': '''
    @mock.patch('a.b.run')
    def test_it(self, run):
        other = mock.patch('a.b.stop').start()
        other.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'a mock deep in a stub': '''
    def test_it(self):
        self.stub_out(
            'a.b.run', wrap([mock.Mock(side_effect=exception.Boom())]))
        self.assertEqual(1, self.state)
''',
    'a mock in a statement beside a patch': '''
    def test_it(self):
        mock.patch('a.b.run', mock.Mock()).start(
            mock.Mock(side_effect=exception.Boom()))
        self.assertEqual(1, self.state)
''',
    'configured through a name': '''
    def test_it(self):
        run = mock.Mock(
            **{name: exception.Boom(), 'side_effect': exception.Bust()})
        self.assertEqual(1, self.state)
''',
    'handed to a maker': '''
    def test_it(self):
        self.make_it(side_effect=exception.Boom())
        self.assertEqual(1, self.state)
''',
    'the next line of a patch': '''
    def test_it(self):
        with mock.patch(
                'a.b.run', new=boom,
        ), self.other:
            self.go()
        self.assertEqual(1, self.state)
''',
    'assigned beside others': '''
    def test_it(self):
        self.m.side_effect, self.n.side_effect = boom, boom
        self.assertEqual(1, self.state)
''',
    'assigned through others': '''
    def test_it(self):
        self.m = self.n.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'a name that is not armed': '''
    def test_it(self):
        side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'raised: a long text': '''
    def test_it(self):
        self.m.side_effect = some.module.far.away.and_.further.exception.Boom()
        self.assertEqual(1, self.state)
''',
    'handed: to a static method': '''
    # handed
    @staticmethod
    def _test_it(n, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(1, exception.Boom())
''',
    'handed: to a static method, beside': '''
    # handed
    @staticmethod
    def _test_it(error, n):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(1, exception.Boom())
''',
    'handed: to a class method': '''
    # handed
    @classmethod
    def _test_it(cls, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(exception.Boom())
''',
    'handed: by position only': '''
    # handed
    def _test_it(self, error, /, n):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(exception.Boom(), 1)
''',
    'handed: beside it': '''
    # handed
    def _test_it(self, error, n):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(1, exception.Boom())
''',
    'handed: by name only': '''
    # handed
    def _test_it(self, n, *, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(exception.Boom(), error=1)
''',
    'handed: by name only, and it is': '''
    # handed
    def _test_it(self, n, *, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(1, error=exception.Boom())
''',
    'handed: by another name': '''
    # handed
    def _test_it(self, error, n=1):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(1, n=exception.Boom())
''',
    'handed: by the class': '''
    # handed
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        Case._test_it(self, exception.Boom())
''',
    'handed: too few': '''
    # handed
    def _test_it(self, n, error=1):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it(exception.Boom())
''',
    'handed: in a list': '''
    # handed
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it([1, exception.Boom()])
''',
    'handed: by another decorator': '''
    # handed
    @ddt.unpack(exception.Boom())
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        pass
''',
    'handed: to a function of another name': '''
    # handed
    def _test_it(self, error):
        self.m.side_effect = error
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_its(exception.Boom())
''',
    'raised: two functions of a name': '''
    def test_it(self):
        def fail():
            raise exception.Boom()
        def fail():
            raise exception.Bust()
        self.m.side_effect = fail
        self.assertEqual(1, self.state)
''',
    'raised: a class of the class': '''
    def test_it(self):
        self.m.side_effect = self.make
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a made class beside others': '''
    def test_it(self):
        self.m.side_effect = make_it(exception.Boom, exception.Bust)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: made of the second': '''
    def test_it(self):
        self.m.side_effect = make_it(1, exception.Bust)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: made by another': '''
    def test_it(self):
        self.m.side_effect = remake(exception.Bust)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a lambda of a list': '''
    def test_it(self):
        self.m.side_effect = lambda: [exception.Boom()]
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a lambda that throws a value': '''
    def test_it(self):
        self.m.side_effect = lambda: self._raise(3)
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: a lambda that throws nothing': '''
    def test_it(self):
        self.m.side_effect = lambda: self._raise()
        manager.run()
        self.assertEqual(1, self.state)
''',
    'raised: behind a condition': '''
    def test_it(self):
        def fail(n):
            if n:
                raise exception.Bust()
            for one in n:
                raise exception.Best()
        self.m.side_effect = fail
        self.assertEqual(1, self.state)
''',
    'raised: again and then': '''
    def test_it(self):
        def fail(n):
            try:
                go()
            except KeyError:
                raise exception.Bust()
            raise exception.Boom()
        self.m.side_effect = fail
        self.assertEqual(1, self.state)
''',
    'raised: the same again': '''
    def test_it(self):
        def fail(n):
            if n:
                raise
            raise exception.Boom()
        self.m.side_effect = fail
        self.assertEqual(1, self.state)
''',
    'raised: in a function of a function': '''
    def test_it(self):
        def fail(n):
            def fails():
                raise exception.Boom()
            return 1
        self.m.side_effect = fail
        self.assertEqual(1, self.state)
''',
    'ends: caplog that is not read': '''
    def test_it(self, caplog):
        self.m.side_effect = exception.Boom()
        manager.run(zebra, bee)
        self.assertEqual(1, self.state)
''',
    'ends: caplog that is read': '''
    def test_it(self, caplog):
        self.m.side_effect = exception.Boom()
        manager.run(zebra, bee)
        self.assertIn('x', caplog)
''',
    'ends: another is read': '''
    def test_it(self, tmp):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertIn('x', caplog)
''',
    'ends: a function of another object': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        look(bee, zebra)
''',
    'ends: a function by name': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        look(bee, case=self)
''',
    'ends: a method of another object': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        bee.look(self)
''',
    'ends: a log of an inner function': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        @mock.patch('nova.compute.manager.LOG')
        def inner(zoo):
            manager.run()
            zoo.error.assert_called_once()
        inner()
''',
    'ends: a log through a chain': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        zoo = mock.patch('nova.compute.manager.LOG').start().error.again.and_
        manager.run()
        zoo.assert_called_once()
''',
    'ends: a log through a fixture of a fixture': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        zoo = self.useFixture(fixtures.MockPatch(
            'nova.compute.manager.LOG')).mock.error.more
        manager.run()
        zoo.assert_called_once()
''',
    'ends: a mock through a fixture': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        zoo = self.useFixture(
            fixtures.MockPatch('nova.compute.manager.run')).mock
        manager.run()
        zoo.assert_called_once()
''',
    'ends: a fixture without a patch': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        zoo = self.useFixture()
        bee = self.useFixture(fixtures)
        manager.run()
        zoo.assert_called_once()
''',
    'ends: an attribute of a log': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.zoo = mock.patch('nova.compute.manager.LOG').start()
        manager.run()
        self.zoo.error.assert_called_once()
''',
    'ends: another attribute beside a log': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.zoo = mock.patch('nova.compute.manager.LOG').start()
        manager.run()
        self.bee.error.assert_called_once()
''',
    'ends: a log with another name': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        with mock.patch('nova.compute.manager.LOG') as zoo, self.bee as bee:
            manager.run()
            bee.error.assert_called_once()
''',
    'ends: a log that is set up': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        with mock.patch('nova.compute.manager.LOG') as zoo:
            zoo.error.return_value = 1
            manager.run()
        self.assertEqual(1, self.state)
''',
    'ends: helper with two statuses': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._call(200, 404)
''',
    'ends: helper with a size and a status': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._call(500, 404)
''',
    'ends: helper with a good status': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._call(200, 201)
''',
    'ends: helper with a status by name': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._call(webob.exc.HTTPConflict)
''',
    'ends: own helper with a status': '''
    def _call(self, status):
        pass

    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._call(409)
''',
    'ends: own helper without': '''
    def _call(self, status):
        pass

    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._call(200)
''',
    'ends: tried in a function': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        def inner():
            try:
                manager.run()
            except exception.Boom:
                pass
        inner()
        self.assertEqual(1, self.state)
''',
    'ends: tried and failed': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        try:
            manager.run()
            self.fail('x')
        except exception.Boom:
            pass
''',
    'ends: tried and went on': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        try:
            self.fail('x')
            manager.run()
        except exception.Boom:
            manager.run()
        self.assertEqual(1, self.state)
''',
    'ends: tried across': '''
    def test_it(self):
        try:
            self.m.side_effect = exception.Boom()
            manager.run()
        except exception.Boom:
            self.assertTrue(1)
''',
    'ends: expected in two lines': '''
    def test_it(self):
        self.assertRaises(
            exception.E,
            arm(self.m, side_effect=exception.Boom()))
        self.m.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'ends: expected while armed': '''
    def test_it(self):
        self.assertRaises(exception.E, mock.Mock(
            side_effect=exception.Boom()))
        self.assertEqual(1, self.state)
''',
    'ends: looked at between': '''
    def test_it(self):
        self.m.side_effect = exception.ThingNotFound()
        self.assertRaises(exception.E, self.go)
        self.n.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)
''',
    'ends: both are looked at': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.n.side_effect = exception.Bust()
        manager.run()
        self.m.assert_called_once_with()
        self.n.assert_called_once_with()
''',
    'ends: another beside is looked at': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(self.m.call_count, self.n.call_count)
''',
    'ends: it is looked at twice': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(self.m.call_args, self.m.call_count)
''',
    'ends: looked at through a child': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.m.child.assert_called_once_with()
''',
    'ends: a list is asked for again': '''
    def test_it(self):
        self.m.side_effect = [exception.Boom(), 1]
        manager.run()
        self.m.assert_called_once_with()
''',
    'ends: a sum is asked for again': '''
    def test_it(self):
        self.m.side_effect = [exception.Boom()] + [1]
        manager.run()
        self.m.assert_called_once_with()
''',
    'ends: never in two ways': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.m.assert_not_called()
        self.assertFalse(self.m.called)
''',
    'ends: never at first': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        self.assertFalse(self.m.called)
        manager.run()
        self.m.assert_called_once_with()
''',
    'ends: none of the calls': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(self.m.call_count, 0)
''',
    'ends: as often as another': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(self.m.call_count, n)
        self.assertEqual(1, self.state)
''',
    'ends: as rarely as possible': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(self.m.call_count, [])
''',
    'ends: as another': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(self.m.call_args, self.n.call_args)
        self.assertEqual(1, self.state)
''',
    'ends: less than zero': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertLess(0, self.m.call_count)
        self.assertEqual(1, self.state)
''',
    'ends: a phase of another': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(State.ERROR, fake_notifier.NOTIFICATIONS[0])
''',
    'ends: a word of an end': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._wait_for_notification('end')
''',
    'ends: an end as a long text': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self._wait_for_notification('instance.' + 'reboot.reboot.end')
''',
    'ends: a log check': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.verify_logs('x')
''',
    'ends: own outcome': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.m.verify()
''',
    'ends: an exit of something': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        ret = self.bee.run()
        self.assertEqual(2, ret)
''',
    'ends: an exit of a number': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        ret = 2
        self.assertEqual(2, ret)
''',
    'ends: an exit of a call': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(2, self.bee.run())
''',
    'caller: in an inner function': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        def inner():
            self._test_it()
        with self.assertLogs('x'):
            inner()
''',
    'caller: of the same name elsewhere': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        with self.assertLogs('x'):
            self.bee._test_it()
''',
    'caller: handed on': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        with self.assertLogs('x'):
            self.run_it(self._test_it)
''',
    'caller: the second of two': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.assertEqual(1, self.state)

    def test_one(self):
        self._test_it()

    def test_two(self):
        with self.assertLogs('x'):
            self._test_it()
''',
    'caller: itself': '''
    def _test_it(self):
        self.m.side_effect = exception.Boom()
        self._test_it()
        self.assertEqual(1, self.state)
''',
    'other attributes': '''
    def test_it(self):
        self.m.return_value = exception.Boom()
        self.m.throws = exception.Boom()
        self.m.side_effect = 1
        self.assertEqual(1, self.state)
''',
    'a mock of two names': '''
    def test_it(self):
        self.run = run = mock.Mock(side_effect=exception.Boom())
        self.assertEqual(1, self.state)
''',
    'a mock of two names, the other way round': '''
    def test_it(self):
        run = self.run = mock.Mock(side_effect=exception.Boom())
        self.assertEqual(1, self.state)
''',
    'a patch of two names': '''
    def test_it(self):
        run = self.run = mock.patch('a.b.run').start()
        run.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'a patch of two names, the second': '''
    def test_it(self):
        self.run = run = mock.patch('a.b.run').start()
        run.side_effect = exception.Boom()
        self.assertEqual(1, self.state)
''',
    'configured by another name': '''
    def test_it(self):
        run = mock.Mock()
        run.configure_mocks(side_effect=exception.Boom())
        run.configure_mock(side_effects=exception.Boom())
        self.assertEqual(1, self.state)
''',
    'configured by a number': '''
    def test_it(self):
        run = mock.Mock(**{1: exception.Boom(), "side_effect": 1})
        self.assertEqual(1, self.state)
''',
    'configured on its own': '''
    def test_it(self):
        configure_mock(run, side_effect=exception.Boom())
        self.assertEqual(1, self.state)
''',
    'a mock in a call that is assigned': '''
    def test_it(self):
        run = wrap(mock.Mock(side_effect=exception.Boom()))
        self.assertEqual(1, self.state)
''',
    'a patch that is entered': '''
    def test_it(self):
        run = self.enter(
            mock.patch('a.b.run', side_effect=exception.Boom()))
        self.assertEqual(1, self.state)
''',
    'a patch with two errors': '''
    def test_it(self):
        with mock.patch('a.b.run', side_effect=exception.Boom()), mock.patch(
                'a.b.go', side_effect=exception.Bust()):
            manager.run()
        self.assertEqual(1, self.state)
''',
    'handed: to an inner function by name only': '''
    def test_it(self):
        def go(n, *, error):
            self.m.side_effect = error
            manager.run()
            self.assertEqual(1, self.state)
        go(exception.Boom(), error=1)
''',
    'ends: what is called has no name': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        self.checks['state'](self)
        (check or self.check)(1)
''',
    'ends: a method of the class': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        cls.assert_state(1)
''',
    'ends: a method of a class': '''
    def test_it(self):
        self.m.side_effect = exception.Boom()
        manager.run()
        build().assert_state(1)
''',
}
