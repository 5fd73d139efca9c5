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

"""Whose method is used: that of what is mocked, or another of that name."""

import ast
from collections.abc import Iterable

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.project.spellings import made_in
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place

# Letters of a word that is looked for inside a name.
MIN_WORD = 3


class Owner:
    """What has the attribute that is mocked.

    :param target: what is mocked, as a reader would look for it.
    :param replaced: last names of all that the test replaces by mocks.
    :ivar home: the class that it is, where that is one of the project.
    """

    def __init__(
        self, production: Production, target: str, replaced: Iterable[str],
    ) -> None:
        self._production = production
        self._replaced = frozenset(replaced)
        self._target = target
        owner, _, self._attribute = target.rpartition('.')
        self._name = owner.rpartition('.')[2]
        parts = owner.split('.')[1:] or [owner]
        self._names = [part.replace('_', '').lower() for part in parts]
        self._words = frozenset(
            word for part in parts for word in polls.words(part))
        home = production.split(owner) if '.' in owner else None
        self.home = '.'.join((home[0].name, *home[1])) if (
            home is not None and len(home[1]) == 1) else ''

    def likeness(self, use: ast.AST) -> int:
        """How many words a use's owner has in common with the target's.

        ``self.loadbalancer_repo`` is a ``LoadBalancerRepository``.
        """
        owner = use.value if isinstance(use, ast.Attribute) else None
        if isinstance(owner, ast.Call):
            owner = owner.func
        return 0 if owner is None else sum(
            word in self._words or len(word) > MIN_WORD
            and any(word in name for name in self._names)
            for word in set(polls.words(last_name(owner))))

    def may_have(self, node: ast.AST, place: Place) -> bool:
        """Whether what bears the name of what is mocked may be that."""
        if isinstance(node, ast.Name):
            # A method is not called by its bare name.
            return not self._name[:1].isupper()
        if not isinstance(node, ast.Attribute):
            # A text that getattr() is given.
            return True
        if self.is_handed_on(place, path(node) or ''):
            return False
        name = last_name(node.value)
        if isinstance(node.value, ast.Name) and self._is_module(
                place.read.imported(name)) and not self.likeness(node):
            # json.load is no method of an object.
            return False
        if name in ('self', 'cls') and self._name[:1].isupper():
            # Another class has a method of that name.
            return place.block.cls == self._name or self._is_related(place)
        # Instance.get_by_uuid is not Service.get_by_uuid.
        return not (name[:1].isupper() and self._name[:1].isupper()
                    and name != self._name)

    def _is_module(self, dotted: str | None) -> bool:
        """Whether a name that a module imports is another one's, not ours."""
        if dotted is None or dotted.rpartition('.')[2] == self._name:
            return False
        if '.' not in dotted:
            return True
        found = self._production.split(dotted)
        return self._name[:1].isupper() and (found is None or not found[1])

    def _is_related(self, place: Place) -> bool:
        """Whether the class of a place is above or below the target's."""
        family = {cls for _, cls in self._production.family(place.cls)}
        target = self._target.rpartition('.')[0]
        above = {cls for _, cls in self._production.family(target)}
        return not above or self._name in family or (
            place.block.cls in above)

    def is_handed_on(self, place: Place, written: str) -> bool:
        """Whether an object made in a function has a method of that name.

        ``case = UseCase(self.driver); case.boot()`` runs ``UseCase.boot``,
        which calls ``self.driver.boot`` in its turn.
        """
        root, _, name = written.partition('.')
        if name != self._attribute or made_in(place.text, root) is None:
            return False
        places = self._production.callees(place, written)
        return len(places) == 1 and f'.{name}' in places[0].text and (
            # Else it is what is mocked.
            places[0].block.cls not in (self._name, *self._replaced))
