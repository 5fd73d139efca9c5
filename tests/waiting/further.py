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

"""Further waits whose facts are recorded, one difference each."""

CASES = {
    'an assertion behind it': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    assert state == 'up'
''',
    'an assertion with what was seen': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    assert state == 'up', state
''',
    'an assertion with the time': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if api.is_up():
            break
        time.sleep(1)
    assert api.is_up(), timeout
''',
    'a truth behind it': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    self.assertTrue(state == 'up', 'no')
''',
    'a truth with a message': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    self.assertTrue(state == 'up', msg=state)
''',
    'raised again': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise
''',
    'raised from the kept error': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.get(i)
        except LookupError as e:
            last = e
        time.sleep(1)
    raise RuntimeError('no') from last
''',
    'raised from another error': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.get(i)
        except LookupError as e:
            last = e
        time.sleep(1)
    raise RuntimeError('no') from timeout
''',
    'the time and a thing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError('%s after %s' % (i, timeout))
''',
    'a thing of a class': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(self.server.label)
''',
    'a setting': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(CONF.host)
''',
    'a called thing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(label())
''',
    'a constant in capitals': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(LABEL)
''',
    'translated': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(_('no'))
''',
    'a method of a thing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(i.label())
''',
    'text in a local': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    text = 'still %s' % state
    raise RuntimeError(text)
''',
    'text put together': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    text = 'no: '
    text += state
    raise RuntimeError(text)
''',
    'text in a tuple': '''
def f(self, api, i, timeout, volume, image):
    details = (i, 1)
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError('%s %s' % details)
''',
    'text in a dict': '''
def f(self, api, i, timeout, volume, image):
    details = {'a': i}
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(details)
''',
    'a message class': '''
def f(self, api, i, timeout, volume, image):
    text = Message(i)
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(text)
''',
    'a helper builds the text': '''
def f(self, api, i, timeout, volume, image):
    text = self.text_of(i)
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(text)
''',
    'what was seen is overwritten': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    state = 'down'
    raise RuntimeError(state)
''',
    'seen anew': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    state = api.get_state(i)
    raise RuntimeError(state)
''',
    'asked for something else': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    fault = api.get_fault(i)
    raise RuntimeError(fault)
''',
    'asked of somebody else': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    fault = db.get_fault(i)
    raise RuntimeError(fault)
''',
    'its id': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        server = api.get_server(i)
        if server['state'] == 'up':
            return
        time.sleep(1)
    raise RuntimeError(server['id'])
''',
    'its id by attribute': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        server = api.get_server(i)
        if server.state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(server.id)
''',
    'its id by get': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        server = api.get_server(i)
        if server.get('state') == 'up':
            return
        time.sleep(1)
    raise RuntimeError(server.get('id'))
''',
    'its state by get': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        server = api.get_server(i)
        if server.get('state') == 'up':
            return
        time.sleep(1)
    raise RuntimeError(server.get('fault'))
''',
    'a place and its whole': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if self.server.state == 'up':
            return
        self.server.refresh()
        time.sleep(1)
    raise RuntimeError(self.server)
''',
    'a place that is looked at': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if self.server.state == 'up':
            return
        self.server.refresh()
        time.sleep(1)
    raise RuntimeError(self.server.state)
''',
    'the name of a place': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if self.server.state == 'up':
            return
        self.server.refresh()
        time.sleep(1)
    raise RuntimeError(self.server.name)
''',
    'a loud log before': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    LOG.warning('still %s', state)
    raise RuntimeError('no')
''',
    'a quiet log before': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    LOG.debug('still %s', state)
    raise RuntimeError('no')
''',
    'a loud log of nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    LOG.error('no')
    raise RuntimeError('no')
''',
    'keywords of the failure': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise Problem(reason=state)
''',
    'failed by a method': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    self.fail('no')
''',
    'failed with what was seen': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    self.fail(state)
''',
    'an exception class': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise Problem
''',
    'a time-out class with a thing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return
        time.sleep(1)
    raise Problem(server=i)
''',
    'still a list': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if not api.list_ports(i):
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'a list at last': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        ports = api.list_ports(i)
        if ports:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'an empty list at last': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        ports = api.get_ports(i)
        if not ports:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'ports at last': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        ports = api.get_ports(i)
        if ports:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'enough of them': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        ports = api.get_ports(i)
        if len(ports) > 0:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'none of them': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        ports = api.get_ports(i)
        if len(ports) == 0:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'two of them': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        ports = api.get_ports(i)
        if len(ports) >= 2:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'none is left': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        found = api.get_port(i)
        if found is None:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'one is there': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        found = api.get_port(i)
        if found is not None:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'true at last': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        found = api.get_port(i)
        if found is True:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'all of them': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if all(p.up for p in api.get_ports(i)):
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'a walrus': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if port := api.get_port(i):
            return port
        time.sleep(1)
    raise RuntimeError(i)
''',
    'between two': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if 1 < api.get_number(i) < 5:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'two questions': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if api.is_up(i) and api.is_on(i):
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'one question': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if api.is_up(i):
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'a call that brings something': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if api.get_port(i):
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'a call that brings nothing at last': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if not api.get_port(i):
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'gone at last': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            api.get_port(i)
        except NotFound:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'gone after a question': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            api.is_up(i)
        except NotFound:
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'up or false': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    return False
''',
    'break or false': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    return False
''',
    'else false': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        return False
    api.use(i)
''',
    'up or none': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    return None
''',
    'break or none': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    return None
''',
    'else none': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        return None
    api.use(i)
''',
    'up or nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
''',
    'break or nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
''',
    'else nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        pass
    api.use(i)
''',
    'up or the state': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    return state
''',
    'break or the state': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    return state
''',
    'else the state': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        return state
    api.use(i)
''',
    'up or a log and nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    LOG.error('no')
''',
    'break or a log and nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    LOG.error('no')
''',
    'else a log and nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        LOG.error('no')
    api.use(i)
''',
    'up or a quiet log and nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    LOG.debug('no')
''',
    'break or a quiet log and nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    LOG.debug('no')
''',
    'else a quiet log and nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        LOG.debug('no')
    api.use(i)
''',
    'up or killed': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    api.kill(i)
''',
    'break or killed': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    api.kill(i)
''',
    'else killed': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        api.kill(i)
    api.use(i)
''',
    'up or logged as killed': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    LOG.info(kill())
''',
    'break or logged as killed': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    LOG.info(kill())
''',
    'else logged as killed': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        LOG.info(kill())
    api.use(i)
''',
    'up or noted': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    self.error = 'no'
''',
    'break or noted': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    self.error = 'no'
''',
    'else noted': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        self.error = 'no'
    api.use(i)
''',
    'up or a flag': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    ok = False
    return ok
''',
    'break or a flag': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    ok = False
    return ok
''',
    'else a flag': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        ok = False
        return ok
    api.use(i)
''',
    'up or a text': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    text = 'no'
''',
    'break or a text': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    text = 'no'
''',
    'else a text': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        text = 'no'
    api.use(i)
''',
    'up or another look': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    api.get_state(i)
''',
    'break or another look': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    api.get_state(i)
''',
    'else another look': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        api.get_state(i)
    api.use(i)
''',
    'up or another question': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    if api.get_state(i) != 'up':
        raise RuntimeError('no')
''',
    'break or another question': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    if api.get_state(i) != 'up':
        raise RuntimeError('no')
''',
    'else another question': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        if api.get_state(i) != 'up':
            raise RuntimeError('no')
    api.use(i)
''',
    'up or an else of a question': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    if timeout:
        pass
    else:
        raise RuntimeError('no')
''',
    'else an else of a question': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        if timeout:
            pass
        else:
            raise RuntimeError('no')
    api.use(i)
''',
    'up or a with': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    with self.lock:
        raise RuntimeError('no')
''',
    'else a with': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        with self.lock:
            raise RuntimeError('no')
    api.use(i)
''',
    'up or a with that asserts': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    with self.lock:
        self.assertTrue(i)
''',
    'break or a with that asserts': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    with self.lock:
        self.assertTrue(i)
''',
    'else a with that asserts': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        with self.lock:
            self.assertTrue(i)
    api.use(i)
''',
    'up or a with that checks': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    with self.lock:
        if state != 'up':
            raise RuntimeError('no')
''',
    'break or a with that checks': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    with self.lock:
        if state != 'up':
            raise RuntimeError('no')
''',
    'else a with that checks': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        with self.lock:
            if state != 'up':
                raise RuntimeError('no')
    api.use(i)
''',
    'up or a try that returns': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    try:
        return i
    finally:
        pass
''',
    'break or a try that returns': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    try:
        return i
    finally:
        pass
''',
    'else a try that returns': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        try:
            return i
        finally:
            pass
    api.use(i)
''',
    'up or a loop over what was seen': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    for one in state:
        pass
''',
    'break or a loop over what was seen': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    for one in state:
        pass
''',
    'else a loop over what was seen': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        for one in state:
            pass
    api.use(i)
''',
    'up or a loop over others': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    for one in i:
        pass
''',
    'break or a loop over others': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    for one in i:
        pass
''',
    'else a loop over others': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        for one in i:
            pass
    api.use(i)
''',
    'up or a match': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    match i:
        case 1:
            pass
''',
    'break or a match': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    match i:
        case 1:
            pass
''',
    'else a match': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        match i:
            case 1:
                pass
    api.use(i)
''',
    'up or set on a thing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    self.parts[0] = 1
''',
    'break or set on a thing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    self.parts[0] = 1
''',
    'else set on a thing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        self.parts[0] = 1
    api.use(i)
''',
    'up or an assertion on others': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    self.assertTrue(i)
''',
    'break or an assertion on others': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    self.assertTrue(i)
''',
    'else an assertion on others': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        self.assertTrue(i)
    api.use(i)
''',
    'up or an assertion on it': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            return True
        time.sleep(1)
    self.assertEqual('up', state)
''',
    'break or an assertion on it': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    self.assertEqual('up', state)
''',
    'else an assertion on it': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        state = api.get_state(i)
        if state == 'up':
            break
        time.sleep(1)
    else:
        self.assertEqual('up', state)
    api.use(i)
''',
    'time is up: break': '''
def f(self, api, i, timeout, volume, image):
    while True:
        state = api.get_state(i)
        if state == 'up':
            return
        if time.monotonic() > timeout:
            break
        time.sleep(1)
    return
''',
    'time is up: return': '''
def f(self, api, i, timeout, volume, image):
    while True:
        state = api.get_state(i)
        if state == 'up':
            return
        if time.monotonic() > timeout:
            return
        time.sleep(1)
''',
    'time is up: false': '''
def f(self, api, i, timeout, volume, image):
    while True:
        if api.is_up():
            return True
        if time.monotonic() > timeout:
            return False
        time.sleep(1)
''',
    'time is up or found: break': '''
def f(self, api, i, timeout, volume, image):
    while True:
        if api.is_up() or time.monotonic() > timeout:
            break
        time.sleep(1)
    api.use()
''',
    'time is up: raised': '''
def f(self, api, i, timeout, volume, image):
    while True:
        state = api.get_state(i)
        if state == 'up':
            return
        if time.monotonic() > timeout:
            LOG.error(state)
            raise RuntimeError('no')
        time.sleep(1)
''',
    'time is up: killed': '''
def f(self, api, i, timeout, volume, image):
    while True:
        state = api.get_state(i)
        if state == 'up':
            return
        if time.monotonic() > timeout:
            api.kill(i)
        time.sleep(1)
''',
    'time is up: flag set': '''
def f(self, api, i, timeout, volume, image):
    while True:
        if not self.lock:
            return
        if time.monotonic() > timeout:
            self.lock = False
        time.sleep(1)
''',
    'counted down inside': '''
def f(self, api, i, timeout, volume, image):
    n = 9
    while n > 0:
        n -= 1
        if api.is_up():
            return
        if n == 0:
            raise RuntimeError(i)
        time.sleep(1)
''',
    'counted down behind': '''
def f(self, api, i, timeout, volume, image):
    n = 9
    while n > 0:
        n -= 1
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'the test ends it': '''
def f(self, api, i, timeout, volume, image):
    n = 0
    while n < 9 and not api.is_up():
        n += 1
        time.sleep(1)
    api.use(i)
''',
    'the test ends it, asked again': '''
def f(self, api, i, timeout, volume, image):
    n = 0
    while n < 9 and not api.is_up():
        n += 1
        time.sleep(1)
    if n == 9:
        raise RuntimeError(i)
''',
    'the test ends it, else': '''
def f(self, api, i, timeout, volume, image):
    n = 0
    while n < 9 and not api.is_up():
        n += 1
        time.sleep(1)
    else:
        raise RuntimeError(i)
    api.use(i)
''',
    'not equal': '''
def f(self, api, i, timeout, volume, image):
    n = 0
    while n != 9:
        n += 1
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'is no count': '''
def f(self, api, i, timeout, volume, image):
    n = 0
    while n is not timeout:
        n += 1
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError(i)
''',
    'elif chain': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if api.is_a():
            pass
        elif api.is_b():
            return
        elif api.is_c():
            break
        else:
            raise RuntimeError('odd')
        time.sleep(1)
    self.fail('no')
''',
    'goes on in the body': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if not api.is_up():
            time.sleep(1)
            continue
        return
        time.sleep(1)
    self.fail('no')
''',
    'goes on in the else': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if api.is_up():
            pass
        else:
            continue
        return
        time.sleep(1)
    self.fail('no')
''',
    'goes on in the handler': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            found = api.get_port(i)
        except LookupError:
            continue
        return found
        time.sleep(1)
    self.fail('no')
''',
    'returns in the else of a try': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            found = api.get_port(i)
        except LookupError:
            pass
        else:
            return found
        time.sleep(1)
    self.fail('no')
''',
    'returns in the finally': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            found = api.get_port(i)
        finally:
            if found:
                return found
        time.sleep(1)
    self.fail('no')
''',
    'matched': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        match api.get_state(i):
            case 'up':
                return
            case 'odd':
                raise RuntimeError('odd')
        time.sleep(1)
    self.fail('no')
''',
    'inside a with': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        with self.lock:
            if api.is_up():
                return
        time.sleep(1)
    self.fail('no')
''',
    'broken out of an inner loop': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        for one in api.list_ports(i):
            if one.up:
                break
        else:
            return
        time.sleep(1)
    self.fail('no')
''',
    'returned from an inner loop': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        for one in api.list_ports(i):
            if one.up:
                return
        time.sleep(1)
    self.fail('no')
''',
    'returned from an inner while': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        while api.has_more():
            if api.is_up():
                return
        time.sleep(1)
    self.fail('no')
''',
    'asserted inside': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        assert api.is_sane()
        if api.is_up():
            return
        time.sleep(1)
    self.fail('no')
''',
    'filled in place': '''
def f(self, api, i, timeout, volume, image):
    found = []
    for _ in range(9):
        found.append(api.get_port(i))
        if found[-1].up:
            return
        time.sleep(1)
    self.fail(found)
''',
    'bound by a with': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        with api.get_port(i) as port:
            if port.up:
                return
        time.sleep(1)
    self.fail(port)
''',
    'bound twice': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        a = b = api.get_port(i)
        if b.up:
            return
        time.sleep(1)
    self.fail(a)
''',
    'bound in a tuple': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        code, text = api.get_port(i)
        if code == 0:
            return
        time.sleep(1)
    self.fail(text)
''',
    'bound in a subscript': '''
def f(self, api, i, timeout, volume, image):
    seen = {}
    for _ in range(9):
        seen['a'] = api.get_port(i)
        if seen['a'] == 0:
            return
        time.sleep(1)
    self.fail(seen)
''',
    'bound with a type': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        port: Port = api.get_port(i)
        if port.up:
            return
        time.sleep(1)
    self.fail(port)
''',
    'an inner function': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        def look():
            port = api.get_port(i)
            return port
        if look().up:
            return
        time.sleep(1)
    self.fail(port)
''',
    'within a try': '''
def f(self, api, i, timeout, volume, image):
    pass
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(1)
    self.fail('no')
''',
    'inside a try with a finally': '''
def f(self, api):
    try:
        for _ in range(9):
            if api.is_up():
                break
            time.sleep(1)
    except ValueError:
        pass
    else:
        api.use()
    finally:
        self.fail('no')
''',
    'inside another loop': '''
def f(self, api):
    for one in api.all():
        for _ in range(9):
            if one.is_up():
                break
            time.sleep(1)
        one.use()
    self.fail('no')
''',
    'inside a branch': '''
def f(self, api):
    if api:
        for _ in range(9):
            if api.is_up():
                return
            time.sleep(1)
    else:
        self.fail('no')
    raise RuntimeError('odd')
''',
    'returns get_connection': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.get_connection(i)
        except LookupError:
            pass
        time.sleep(1)
    self.fail('no')
''',
    'returns get_the_lock': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.get_the_lock(i)
        except LookupError:
            pass
        time.sleep(1)
    self.fail('no')
''',
    'returns get_client': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.get_client(i)
        except LookupError:
            pass
        time.sleep(1)
    self.fail('no')
''',
    'returns fetch_session': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.fetch_session(i)
        except LookupError:
            pass
        time.sleep(1)
    self.fail('no')
''',
    'returns connect': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.connect(i)
        except LookupError:
            pass
        time.sleep(1)
    self.fail('no')
''',
    'returns is_done': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.is_done(i)
        except LookupError:
            pass
        time.sleep(1)
    self.fail('no')
''',
    'returns get_dev': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.get_dev(i)
        except LookupError:
            pass
        time.sleep(1)
    self.fail('no')
''',
    'returns get': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        try:
            return api.get(i)
        except LookupError:
            pass
        time.sleep(1)
    self.fail('no')
''',
    'judged by another': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        reply = api.get_reply(i)
        if is_done(reply):
            return
        time.sleep(1)
    self.fail(reply)
''',
    'judged by nothing': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        if is_done(i):
            return
        time.sleep(1)
    self.fail('no')
''',
    'under a lock': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        with api.get_lock(i):
            pass
        if api.is_up():
            return
        time.sleep(1)
    self.fail('no')
''',
    'refreshed': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        volume.refresh()
        if volume.state == 'up':
            return
        time.sleep(1)
    self.fail('no')
''',
    'another is refreshed': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        image.refresh()
        if volume.state == 'up':
            return
        time.sleep(1)
    self.fail('no')
''',
    'logged only': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        LOG.debug(api.get_state(i))
        if self.seen:
            return
        time.sleep(1)
    self.fail('no')
''',
    'an outer return': '''
def f(self, api, i, timeout, volume, image):
    for _ in range(9):
        api.get_port(i)
        time.sleep(1)
''',
    'the outer handler NotFound: return': '''
def f(self, api):
    try:
        with self.lock:
            while True:
                api.get_port(1)
                time.sleep(1)
    except NotFound:
        return
''',
    'the outer handler NotFound: pass': '''
def f(self, api):
    try:
        with self.lock:
            while True:
                api.get_port(1)
                time.sleep(1)
    except NotFound:
        pass
''',
    'the outer handler NotFound: raise': '''
def f(self, api):
    try:
        with self.lock:
            while True:
                api.get_port(1)
                time.sleep(1)
    except NotFound:
        raise
''',
    'the outer handler Exception: return': '''
def f(self, api):
    try:
        with self.lock:
            while True:
                api.get_port(1)
                time.sleep(1)
    except Exception:
        return
''',
    'the outer handler of all: return': '''
def f(self, api):
    try:
        with self.lock:
            while True:
                api.get_port(1)
                time.sleep(1)
    except :
        return
''',
    'a helper that says yes or no': '''
def f(self, api):
    for _ in range(9):
        if self._answer(api):
            return
        time.sleep(1)
    self.fail('no')


def g(self, api):
    for _ in range(9):
        if answer(api):
            return
        time.sleep(1)
    self.fail('no')


def h(self, api):
    for _ in range(9):
        if treat(api):
            return
        time.sleep(1)
    self.fail('no')


def answer(api):
    return api.get_state() == 'up'


def treat(api):
    api.create()
    return api
''',
    'inside eventlet.Timeout(5)': '''
def f(self, api):
    with eventlet.Timeout(5):
        while True:
            if api.is_up():
                return
            time.sleep(1)
''',
    'inside fixtures.Timeout(5, True)': '''
def f(self, api):
    with fixtures.Timeout(5, True):
        while True:
            if api.is_up():
                return
            time.sleep(1)
''',
    'inside self.lock': '''
def f(self, api):
    with self.lock:
        while True:
            if api.is_up():
                return
            time.sleep(1)
''',
    'inside api.timeout_after(5)': '''
def f(self, api):
    with api.timeout_after(5):
        while True:
            if api.is_up():
                return
            time.sleep(1)
''',
    'an alarm': '''
import signal


def f(self, api):
    signal.alarm(5)
    while True:
        if api.is_up():
            return
        time.sleep(1)
''',
    'a pause that is doubled': '''
def f(self, api, i):
    pause = 1
    while True:
        if api.is_up():
            return
        time.sleep(pause)
        pause *= 2
''',
    'a pause that is added': '''
def f(self, api, i):
    pause = 1
    while True:
        if api.is_up():
            return
        time.sleep(pause)
        pause = pause + 1
''',
    'a pause that is cut': '''
def f(self, api, i):
    pause = 1
    while True:
        if api.is_up():
            return
        time.sleep(pause)
        pause -= 1
''',
    'a pause that is halved': '''
def f(self, api, i):
    pause = 1
    while True:
        if api.is_up():
            return
        time.sleep(pause)
        pause /= 2
''',
    'a pause that is bounded': '''
def f(self, api, i):
    pause = 1
    while True:
        if api.is_up():
            return
        time.sleep(pause)
        pause = min(2 * pause, 8)
''',
    'a pause that is set': '''
def f(self, api, i):
    pause = 1
    while True:
        if api.is_up():
            return
        time.sleep(pause)
        pause = 3
''',
    'a pause that is asked': '''
def f(self, api, i):
    pause = 1
    while True:
        if api.is_up():
            return
        time.sleep(pause)
        pause = api.pause()
''',
    'a pause that is other': '''
def f(self, api, i):
    pause = 1
    while True:
        if api.is_up():
            return
        time.sleep(pause)
        pause = min(i, 8)
''',
    'backs off from LookupError': '''
def f(self, api):
    for n in range(9):
        try:
            return api.get_server(1)
        except LookupError:
            time.sleep(2 ** n)
    self.fail('no')
''',
    'backs off from NotFound': '''
def f(self, api):
    for n in range(9):
        try:
            return api.get_server(1)
        except NotFound:
            time.sleep(2 ** n)
    self.fail('no')
''',
    'backs off from (HTTPError, NotFound)': '''
def f(self, api):
    for n in range(9):
        try:
            return api.get_server(1)
        except (HTTPError, NotFound):
            time.sleep(2 ** n)
    self.fail('no')
''',
    'backs off from (HTTPError, OSError)': '''
def f(self, api):
    for n in range(9):
        try:
            return api.get_server(1)
        except (HTTPError, OSError):
            time.sleep(2 ** n)
    self.fail('no')
''',
    'backs off from HTTPError': '''
def f(self, api):
    for n in range(9):
        try:
            return api.get_server(1)
        except HTTPError:
            time.sleep(2 ** n)
    self.fail('no')
''',
    'backs off from all': '''
def f(self, api):
    for n in range(9):
        try:
            return api.get_server(1)
        except :
            time.sleep(2 ** n)
    self.fail('no')
''',
    'paced by elapsed': '''
def f(self, api, period, elapsed, start, i):
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(period - elapsed)
    self.fail('no')
''',
    'paced by the clock': '''
def f(self, api, period, elapsed, start, i):
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(period - (time.time() - start))
    self.fail('no')
''',
    'paced by another': '''
def f(self, api, period, elapsed, start, i):
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(period - i)
    self.fail('no')
''',
    'paced by sum': '''
def f(self, api, period, elapsed, start, i):
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(period + elapsed)
    self.fail('no')
''',
    'paced by a name': '''
def f(self, api, period, elapsed, start, i):
    for _ in range(9):
        if api.is_up():
            return
        left = period - elapsed
        time.sleep(left)
    self.fail('no')
''',
    'mocked around': '''
def f(self, api):
    with mock.patch('time.sleep'):
        for _ in range(9):
            if api.is_up():
                return
            time.sleep(1)


@mock.patch('time.time')
def g(self, api):
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(1)
''',
    'pauses in odd places': '''
def f(self, api):
    while not time.sleep(1):
        if api.is_up():
            return


def g(self, api):
    for _ in range(9):
        if api.is_up():
            return
        later(lambda: time.sleep(1))


def h(self, api):
    for _ in range(9):
        if api.is_up():
            return
    else:
        time.sleep(1)


async def k(self, api):
    async for one in api.all():
        if one.is_up():
            return
        time.sleep(1)


def m(self, api):
    for _ in api.all():
        if api.is_up():
            return
        time.sleep(1)
    for _ in itertools.count():
        if api.is_up():
            return
        time.sleep(1)
''',
}
