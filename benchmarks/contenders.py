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

"""What is compared: bare flake8, this plugin, its peers, other linters."""

from dataclasses import dataclass
from pathlib import Path

FLAKE8 = 'flake8==7.3.*'  # hacking 8 allows no other

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Contender:
    """A linter and how it is run, in an environment of its own.

    :ivar name: names it in tables.
    :ivar distribution: what its version is the version of.
    :ivar requirements: what is installed.
    :ivar command: the program and its options; files follow.
    :ivar prefixes: its own codes begin with one of these; none: all do.
    :ivar environment: names its environment in the cache.
    :ivar from_checkout: whether this plugin, as it is now, is installed.
    :ivar slow: so slow that only the first round runs it.
    """

    name: str
    distribution: str
    requirements: tuple[str, ...]
    command: tuple[str, ...]
    environment: str
    prefixes: tuple[str, ...] = ()
    from_checkout: bool = False
    slow: bool = False

    @property
    def is_flake8(self) -> bool:
        """Whether it is a plugin, or flake8 itself."""
        return self.command[0] == 'flake8'


def _flake8(
    name: str, prefixes: tuple[str, ...], *requirements: str,
    distribution: str = '', options: tuple[str, ...] = (),
    environment: str = '', from_checkout: bool = False, slow: bool = False,
) -> Contender:
    # All codes that are on by default are kept: --select would save a peer
    # nothing, flake8 runs every plugin and drops what is not selected.
    return Contender(
        name, distribution or f'flake8-{name}', (FLAKE8, *requirements),
        ('flake8', '--isolated', '-j1', *options), environment or name,
        prefixes, from_checkout, slow)


BARE = _flake8('bare', (), distribution='flake8')
OURS = _flake8('nova-notifications', ('NVN',), from_checkout=True)
OURS_ALL = _flake8(
    'nova-notifications, every code', ('NVN',), from_checkout=True,
    distribution=OURS.distribution, environment=OURS.environment,
    options=('--nvn-all',))

PEERS = (
    _flake8('hacking', ('H',), 'hacking>=8,<9', distribution='hacking'),
    _flake8('bugbear', ('B0', 'B9'), 'flake8-bugbear'),
    _flake8('pytest-style', ('PT',), 'flake8-pytest-style'),
    _flake8('async', ('ASYNC',), 'flake8-async', slow=True),
)

# As somebody runs them who has configured nothing. ruff's rules are then
# those of pyflakes and some of pycodestyle's; no cache, no score.
OTHERS = (
    Contender(
        'ruff', 'ruff', ('ruff',),
        ('ruff', 'check', '--isolated', '--no-cache', '--quiet',
         '--output-format=concise'), 'ruff'),
    Contender(
        'pylint', 'pylint', ('pylint',),
        ('pylint', '--rcfile=', '--jobs=1', '--persistent=n', '--score=n'),
        'pylint', slow=True),
)

CONTENDERS = (BARE, OURS, OURS_ALL, *PEERS, *OTHERS)
