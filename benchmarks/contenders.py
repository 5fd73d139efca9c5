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

"""What is compared: bare flake8, this plugin, and its peers."""

from dataclasses import dataclass
from pathlib import Path

FLAKE8 = 'flake8==7.3.*'  # hacking 8 allows no other

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Contender:
    """flake8 with one set of plugins, in an environment of its own.

    :ivar name: names it in tables and its environment in the cache.
    :ivar requirements: what is installed beside flake8.
    :ivar prefixes: its codes begin with one of these.
    :ivar from_checkout: whether this plugin, as it is now, is installed.
    :ivar slow: so slow that only the first round runs it.
    """

    name: str
    requirements: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    from_checkout: bool = False
    slow: bool = False


BARE = Contender('bare')
OURS = Contender('nova-notifications', prefixes=('NVN',), from_checkout=True)

PEERS = (
    Contender('bugbear', ('flake8-bugbear',), ('B0', 'B9')),
    Contender('hacking', ('hacking>=8,<9',), ('H',)),
    Contender('async', ('flake8-async',), ('ASYNC',), slow=True),
)

CONTENDERS = (BARE, OURS, *PEERS)
