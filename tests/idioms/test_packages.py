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

"""Exception classes of packages that are seldom installed."""

import builtins

import pytest

from flake8_nova_notifications.idioms import packages


@pytest.mark.parametrize('name, found', [
    ('neutron_lib.exceptions.PortNotFound',
     ('PortNotFound', 'NotFound', 'NeutronException', 'Exception')),
    ('neutron_lib.exceptions.NetworkInUse',
     ('NetworkInUse', 'InUse', 'NeutronException', 'Exception')),
    ('oslo_vmware.exceptions.NoDiskSpaceException',
     ('NoDiskSpaceException', 'VimException', 'VMwareDriverException',
      'Exception')),
    ('heatclient.exc.HTTPConflict',
     ('HTTPConflict', 'Conflict', 'HTTPException', 'BaseException',
      'Exception')),
    ('sushy.exceptions.AccessError',
     ('AccessError', 'HTTPError', 'SushyError', 'Exception')),
    ('sqlalchemy.exc.IntegrityError',
     ('IntegrityError', 'DatabaseError', 'DBAPIError', 'StatementError',
      'SQLAlchemyError', 'Exception')),
    ('os_brick.exception.TargetPortalsNotFound',
     ('TargetPortalsNotFound', 'TargetPortalNotFound', 'BrickException',
      'Exception')),
    # One that nobody has written down, and a package of the same kind.
    ('sushy.exceptions.OddError', ()),
    ('oddclient.exceptions.Conflict',
     ('Conflict', 'ClientException', 'Exception')),
    ('odd.exceptions.Conflict', ()),
])
def test_ancestors(name: str, found: tuple[str, ...]) -> None:
    """A class and those above it, nearest first."""
    assert packages.ancestors(name) == found


def test_every_base_is_known() -> None:
    """What a class is built on is written down as well, or builtin."""
    tables = packages._KNOWN
    known = {name for classes in tables.values() for name in classes}
    assert len(tables) > 15
    assert all(
        base in known or hasattr(builtins, base)
        for classes in tables.values() for bases in classes.values()
        for base in bases.split())
