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

"""A tree that would like to be run: whatever is imported leaves a marker."""

import pathlib
import sys
import sysconfig

# Names that a linter, astroid's plugins, Python at its start or a test
# runner import; each of these files writes its name when it is run.
MODULES = (
    'time', 'mock', 'ast', 'astroid', 'numpy', 'gi/__init__',
    'gi/repository/__init__', 'sitecustomize', 'usercustomize', 'conftest',
    'helper', 'six', 'attr/__init__', 'typing', 'dataclasses', 'functools',
    'typing_extensions', 'setup', '__main__', 'nova/__init__',
    'nova/rpc', 'nova/test', 'nova/exception', 'nova/api/__init__',
    'flake8/__init__', 'flake8/__main__', 'pyflakes/__init__', 'pycodestyle',
    'flake8_nova_notifications/__init__', 'oslo_utils/__init__',
    'oslo_utils/timeutils', 'local_plugin',
)

SPRING = '''\
import pathlib
pathlib.Path({marker!r}).joinpath({name!r}).touch()
N = 7
PAUSE = 2


class int8:
    pass


class Checker:
    name = 'local'
    version = '1'

    def __init__(self, tree):
        pass

    def run(self):
        return iter(())
'''

# Asks for all there is: a number, a helper, a base class, a mocked error, a
# payload, a policy.
CODE = '''\
import gi
import helper
import mock
import numpy
import time

from nova import exception
from nova import rpc
from nova import test


def wait(api):
    n = numpy.int8(3)
    n = helper.N
    choices = (4, 5)
    m = choices[0]
    for _ in range(m):
        if api.is_up():
            return True
        time.sleep(helper.PAUSE)
    for _ in range(n):
        if gi.is_up() and helper.is_up():
            return True
        time.sleep(numpy.PAUSE)


class Payload(helper.int8):
    fields = {'password': numpy.int8()}


class TestX(test.TestCase):

    @mock.patch('helper.N', side_effect=exception.Boom(helper.N))
    def test_x_error(self, boom):
        boom.side_effect = helper.int8
        helper.run()


def notify(context, password):
    payload = {'password': password, 'n': helper.N}
    rpc.get_notifier('compute').info(context, 'x.end', payload)
'''
# astroid works out the number where none of these files can be what is
# imported for it; elsewhere the name is printed.
ASKED = 'code.py:17:5: NVN101 wait ends after {} polls'
EXPECTED = (
    "code.py:21:5: NVN101 wait ends after n polls",
    "code.py:40:16: NVN301 ",
)


def plant(tree: pathlib.Path, marker: pathlib.Path) -> None:
    """Write the tree.

    :param marker: the folder in which each file that is run leaves a file.
    """
    tree.mkdir()
    marker.mkdir()
    for name in MODULES:
        path = tree / f'{name}.py'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SPRING.format(
            marker=str(marker), name=name.replace('/', '.')))
    (tree / 'code.py').write_text(CODE)
    (tree / 'other.py').write_text(CODE.replace('def wait', 'def look'))
    # A compiled module that cannot be loaded, and must not be tried.
    suffix = sysconfig.get_config_var('EXT_SUFFIX')
    for name in ('compiled', '_struct'):
        (tree / f'{name}{suffix}').write_bytes(b'\x7fELF no more')
    # What Python runs when it starts from an environment of this kind.
    site = tree / 'lib' / 'python{}.{}'.format(
        *sys.version_info[:2]) / 'site-packages'
    site.mkdir(parents=True)
    line = SPRING.format(marker=str(marker), name='a.pth').splitlines()[:2]
    for folder in (tree, site):
        (folder / 'a.pth').write_text(
            f'import helper\n{"; ".join(line)}\n{tree}\n')
        (folder / '__editable__.helper-1.pth').write_text(
            'import __editable___helper_1_finder; '
            '__editable___helper_1_finder.install()\n')
        (folder / '__editable___helper_1_finder.py').write_text(
            SPRING.format(marker=str(marker), name='finder')
            + f'\n\nMAPPING = {{"astroid": {str(tree)!r}}}\n\n\n'
            'def install():\n    import helper\n')
    (tree / 'loop').symlink_to(tree, target_is_directory=True)
    (tree / 'loop.py').symlink_to(tree / 'loop.py')
    (tree / 'nova' / 'up').symlink_to(tree, target_is_directory=True)
    (tree / 'setup.cfg').write_text('[metadata]\nname = hostile\n')
    (tree / 'pyproject.toml').write_text(
        '[build-system]\nrequires = []\nbuild-backend = "setup"\n'
        'backend-path = ["."]\n')
