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

"""Which names are exceptions, and what kind of news they are."""

import ast
import pathlib

import pytest

from flake8_nova_notifications.idioms import error_families
from flake8_nova_notifications.idioms import errors
from tests.idioms import parsed

HEAD = '''
from nova import exception
from nova import other
from nova.other import Strange
class Own(Exception): pass
class Low(Own): pass
class Formed(other.ThingError): pass
class Plain: pass
class PlainError(Plain): pass
class Both(KeyError, OSError, other.Thing): pass
class Two(KeyError, OSError): pass
def FakeError(): pass
SOME_ERROR = 1
Kept = exception.Boom
'''


@pytest.mark.parametrize('code, found', [
    ('ValueError', True), ('exception.Boom', True), ('errors.Boom', True),
    ('nova.exception.Boom', True), ('other.Boom', False),
    ('other.ThingError', True), ('other.ThingNotFound', True),
    ('other.thing_error', False), ('other.httperror', False),
    ('other.thingError', True), ('other.SOME_ERROR', False),
    ('make_thingError', False), ('exception.BOOM', False),
    ('exception.boom', False), ('Own', True), ('Low', True),
    ('Formed', True), ('Plain', False), ('PlainError', False),
    ('FakeError', False), ('UnboundError', False), ('Unbound', False),
    ('Strange', False), ('Own()', False), ('a[0]', False), ('a().b', False),
    ('SOME_ERROR', False), ('Kept', False),
    ('self.rbd.InvalidArgument', True), ('other.UnknownHost', True),
    ('other.TooManyDisks', True), ('other.Invalidated', False),
    ('other.BadSignature', True), ('other.Badge', False),
    ('other.Missing', False), ('other.invalid_argument', False),
    ('other.NotificationSender', False),
])
def test_is_exception(code: str, found: bool) -> None:
    """This file first, the form next, the module it is taken from last."""
    assert errors.is_exception(*parsed.expression(code, HEAD)) is found


@pytest.mark.parametrize('code, built', [
    ('ValueError', True), ('Own', True), ('ThingError', True),
    ('exception.Boom', True), ('other.ThingError', False),
    ('FakeError', False), ('refused', False),
])
def test_is_built(code: str, built: bool) -> None:
    """A call makes an exception, and is no check that raises one."""
    head = HEAD + 'from nova.other import ThingError\n'
    assert errors.is_built(*parsed.expression(code, head)) is built


@pytest.mark.parametrize('code, names, complete', [
    ('KeyError', {'KeyError', 'LookupError', 'object'}, True),
    ('Low', {'Low', 'Own', 'object'}, True),
    ('Formed', {'Formed', 'ThingError'}, False),
    ('exception.Boom', {'Boom'}, False),
    ('unbound[0]', {''}, False),
    ('Plain', {'Plain'}, False),
    ('Both', {'Both', 'KeyError', 'LookupError', 'OSError', 'Thing',
              'object'}, False),
    ('Two', {'Two', 'KeyError', 'LookupError', 'OSError', 'object'}, True),
])
def test_family(code: str, names: set[str], complete: bool) -> None:
    """All that catch it by name, and whether there may be more."""
    source, node = parsed.expression(code, HEAD)
    assert error_families.family(source, node) == (
        frozenset(names | {'Exception', 'BaseException'}), complete)


@pytest.mark.parametrize('line, names', [
    ('sdk.errors.Gone = Fake', {'Gone'}),
    ('sdk.errors.Gone = self.error = Fake', {'Gone'}),
    ("mock.patch.object(driver, 'sdk', Gone=Fake)", {'Gone'}),
    ("mock.patch('sdk.errors.Gone', Fake)", {'Gone'}),
    ('sdk.errors.Gone = Fake()', set()),
    ('sdk.errors.Gone = Faker', set()),
    ("run('gone', Fake)", set()),
])
def test_what_a_double_stands_for(line: str, names: set[str]) -> None:
    """A class of the tests has the name that it is given to."""
    source, node = parsed.expression(
        'Fake', 'class Fake(Exception): pass\nclass Faker(Fake): pass\n'
        f'{line}\n')
    assert error_families.family(source, node) == (
        frozenset(names | {'Fake', 'Exception', 'BaseException', 'object'}),
        True)


@pytest.fixture
def far(tmp_path: pathlib.Path) -> str:
    """The path of a module beside others, one with exceptions."""
    (tmp_path / 'nova').mkdir()
    (tmp_path / 'nova' / '__init__.py').touch()
    (tmp_path / 'nova' / 'far.py').write_text('''
from nova import base
class Odd(KeyError): pass
class Odder(base.Mixin, Odd): pass
class Oddest(base.Missing): pass
class Ring(Ring, base.Mixin): pass
class Plain(base.Mixin): pass
def refuse(): raise Odd
def maybe():
    if x: raise Odd
ODD = 1
''')
    bases = ''.join(f'class An{i}(An{i + 1}): pass\n' for i in range(210))
    (tmp_path / 'nova' / 'base.py').write_text(
        f'class Mixin: pass\n{bases}class An210(ValueError): pass\n')
    return str(tmp_path / 'nova' / 'here.py')


@pytest.mark.parametrize('code, found, names, complete', [
    ('far.Odd', True, {'Odd', 'KeyError', 'LookupError', 'object'}, True),
    ('far.Odder', True, {
        'Odder', 'Mixin', 'Odd', 'KeyError', 'LookupError', 'object'}, True),
    ('far.Oddest', False, {'Oddest', 'Missing'}, False),
    ('far.Ring', False, {'Ring', 'Mixin'}, True),
    ('far.Plain', False, {'Plain', 'Mixin'}, True),
    ('far.Absent', False, {'Absent'}, False),
    ('far.refuse', False, {'refuse'}, False),
    ('Low', True, {'Low', 'Odd', 'KeyError', 'LookupError', 'object'}, True),
    ('base.An12', True, {
        *(f'An{i}' for i in range(12, 211)), 'ValueError', 'object'}, True),
    ('base.An9', False, {f'An{i}' for i in range(9, 210)}, False),
])
def test_other_modules(
    code: str, found: bool, names: set[str], complete: bool, far: str,
) -> None:
    """Through the bases there, as many as a real family could have."""
    source, node = parsed.expression(
        code, 'from nova import base\nfrom nova import far\n'
        'class Low(far.Odd): pass\n', far)
    assert errors.is_exception(source, node) is found
    assert error_families.family(source, node) == (
        frozenset(names | {'Exception', 'BaseException'}), complete)


@pytest.mark.parametrize('dotted, error', [
    ('nova.far.refuse', 'Odd'), ('nova.far.maybe', None),
    ('nova.far.Odd', None), ('nova.far.ODD', None), ('nova.far.none', None),
])
def test_what_is_always_raised(
    dotted: str, error: str | None, far: str,
) -> None:
    """By a function that can end in no other way."""
    source, _ = parsed.expression('1', path=far)
    assert errors.raises_always(source, dotted) == error


@pytest.mark.parametrize('code, name, miss, alarm', [
    ('NotFound()', 'NotFound', True, False),
    ("Boom('x does not exist')", 'Boom', True, False),
    ("Boom(text='No such x')", 'Boom', True, False),
    ("Boom('x is found')", 'Boom', False, False),
    ('Boom(404)', 'Boom', True, False), ('Boom(400)', 'Boom', False, False),
    ('Boom(code=404)', 'Boom', True, False),
    ('OSError(errno.ENOENT)', 'OSError', True, False),
    ('OSError(ENODEV)', 'OSError', True, False),
    ('OSError(errno.EBUSY)', 'OSError', False, False),
    ('Boom(libvirt.VIR_ERR_NO_DOMAIN)', 'Boom', True, False),
    ('Boom(libvirt.VIR_ERR_NO_SUPPORT)', 'Boom', False, False),
    ('Boom', 'Boom', False, False), ('x[0]', '', False, False),
    ("Boom('must not be called')", 'Boom', False, True),
    ("Boom(text='must not be called')", 'Boom', False, False),
    ("Boom('is called')", 'Boom', False, False),
    ('AssertionError', 'AssertionError', False, True),
])
def test_news(code: str, name: str, miss: bool, alarm: bool) -> None:
    """A miss says that something is not there, an alarm that it was used."""
    node = parsed.expression(code)[1]
    assert errors.last_name(node) == name
    assert errors.is_miss(node, name) is miss
    assert errors.is_alarm(node, name) is alarm
    assert errors.is_alarm(None, name) is (name == 'AssertionError')


@pytest.mark.parametrize('name, control, generic', [
    ('StopIteration', True, False), ('LoopingCallDone', True, False),
    ('skipException', True, False),
    ('SkipTest', True, False), ('Done', True, False),
    ('Undone', False, False), ('Exception', False, True),
    ('ValueError', False, False), ('TestingException', False, True),
])
def test_flow(name: str, control: bool, generic: bool) -> None:
    """Ends of loops, and what test doubles raise."""
    assert errors.is_control_flow(name) is control
    assert errors.is_generic(name) is generic


def test_spelled_class() -> None:
    """An instance is told by its class."""
    for code in ('a.Boom', 'a.Boom(1)'):
        assert ast.unparse(errors.spelled_class(
            parsed.expression(code)[1])) == 'a.Boom'
