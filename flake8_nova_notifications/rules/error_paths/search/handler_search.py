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

"""Which handler ends a mocked error: certain, or not answered.

From the functions that the test runs, a few steps lead to a use of what was
mocked; from there outwards to the handler that ends the error. The nearest
use wins over those further away, and all ways to it must agree.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from functools import partial
import itertools

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import error_families
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.project.outlines import Outline
from flake8_nova_notifications.project.spellings import spells
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    MockedError)
from flake8_nova_notifications.rules.error_paths.mocked.no_failures import (
    Mocked)
from flake8_nova_notifications.rules.error_paths.mocked.no_failures import (
    said_later)
from flake8_nova_notifications.rules.error_paths.mocks.raised import (
    raises_each_time)
from flake8_nova_notifications.rules.error_paths.mocks.targets import target_of
from flake8_nova_notifications.rules.error_paths.search.callbacks import (
    called_back)
from flake8_nova_notifications.rules.error_paths.search.ends import End
from flake8_nova_notifications.rules.error_paths.search.ends import Kind
from flake8_nova_notifications.rules.error_paths.search.ends import Step
from flake8_nova_notifications.rules.error_paths.search import entries
from flake8_nova_notifications.rules.error_paths.search.error_facts import (
    ErrorFacts)
from flake8_nova_notifications.rules.error_paths.search.error_facts import (
    made_with)
from flake8_nova_notifications.rules.error_paths.search.helpers import Helpers
from flake8_nova_notifications.rules.error_paths.search import order
from flake8_nova_notifications.rules.error_paths.search.outward import Outward
from flake8_nova_notifications.rules.error_paths.search.owners import Owner
from flake8_nova_notifications.rules.error_paths.search import replacements
from flake8_nova_notifications.rules.error_paths.search.replacements import (
    Found)
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place
from flake8_nova_notifications.rules.error_paths.tested.uses import named_in
from flake8_nova_notifications.rules.error_paths.tested.uses import Way

# Calls on a way from what a test calls to the use of a mock.
MAX_HOPS = 4
MAX_WAYS = 200
# Ways that lead to a use from all that call it.
MAX_CALLERS = 40
# Handlers of which each may end an error that comes each time.
MAX_PLACES = 2
# Paths through several calls of one function.
MAX_PATHS = 24


def find_handler(source: SourceFile, error: MockedError) -> Found | None:
    """The handler that ends a mocked error; None unless it is certain."""
    cls = error.raised.kind
    target = target_of(source, error.mock)
    attribute = target.rpartition('.')[2]
    if cls is None or not attribute.isidentifier():
        return None
    search = Search(source, error, target, cls)
    certain, *guessed = entries.starts(source, error.candidate, error.mock)
    found = search.run(certain) or search.run(certain, through=True)
    if found is not None:
        return found
    answers = {answer for places in guessed
               if (answer := search.run(places)) is not None}
    if len(answers) == 1:
        return answers.pop()
    if answers or not entries.is_functional(source):
        return None
    # Whole services run: their managers use what is mocked.
    target_module = entries.of_target(source, error.mock)
    modules = dict.fromkeys((
        *([target_module] if target_module is not None else []),
        *source.once(entries.managers)))
    return search.backwards(list(modules))


def sees_code(source: SourceFile, error: MockedError) -> bool:
    """Whether there is code to judge by: what is tested, or the target."""
    production = source.once(Production)
    return any(
        production.outline(module) is not None
        for module in entries.under_test(source)[:1]) or (
            entries.of_target(source, error.mock) is not None) or bool(
                source.once(entries.imported))


class Search:
    """One question: who ends this error?"""

    def __init__(
        self, source: SourceFile, error: MockedError, target: str,
        cls: ast.expr,
    ) -> None:
        self._production = source.once(Production)
        self._attribute = target.rpartition('.')[2]
        names, complete = error_families.family(
            source, errors.spelled_class(cls))
        self._facts = ErrorFacts(
            names, complete, *made_with(
                error.raised.expression, said_later(Mocked(
                    source, error.candidate, error.mock, error.raised))))
        self._repeats = raises_each_time(
            source, error.mock.value, error.raised)
        mocked = source.memo(replacements.replaced, error.candidate)
        self._owner = Owner(
            self._production, target, (name for _, name in mocked))
        self._turn = order.turn(
            source, error.candidate.function, error.mock, error.raised)
        # A mock raises when it is called; that of a property, when it is read.
        self._is_property = 'PropertyMock' in source.text
        self._places: list[Place] = []
        self._called_back = called_back(source, error.candidate, error.mock)
        # No method of this object: the two would keep each other alive.
        self._is_replaced = partial(replacements.is_replaced, mocked)
        self._outward = Outward(
            source, Helpers(self._production, self._is_replaced),
            error.candidate.function)

    def run(
        self, places: list[Place], through: bool = False,
    ) -> Found | None:
        """The answer of the nearest uses, if they agree.

        :param through: whether objects of which nothing is known may be of
            the class that a method is mocked of, where that has the method
            that is called.
        """
        if not places:
            return None
        self._places = places
        handed = [step for step in self._called_back if step.place in places]
        if handed:
            return self._agreed([], lambda follows: (
                end for step in handed for end in self._outward.ends(
                    (step,), self._facts, self._repeats, follows)))[0]
        for ways in self._layers(places, through):
            found, is_used = self._agreed(ways, partial(self._ends, ways))
            if is_used:
                return found
        return None

    def _agreed(
        self, ways: list[Way], ends_of: Callable[[bool], Iterable[End]],
    ) -> tuple[Found | None, bool]:
        """What some ends come to, and whether there are any."""
        ends: list[End] = []
        for follows in (True, False):
            # The test passes: what leaves the code did not happen.
            ends = replacements.alike(
                end for end in ends_of(follows) if end.kind is not Kind.LEFT)
            found = replacements.agreed(
                ends, MAX_PLACES if self._may_be_either(
                    ways) else 1) if ends else None
            if found is not None or not self._outward.has_followed:
                break
        return found, bool(ends)

    def _may_be_either(self, ways: list[Way]) -> bool:
        """Whether it does not matter which of several uses fails first.

        Each would fail, and all of them are the same one by their words.
        """
        return self._repeats and not self._outward.has_followed and (
            order.are_alike([use for way in ways
                             for use in self._uses(way.places[-1])]))

    def backwards(self, modules: list[str]) -> Found | None:
        """The answer where nobody knows what the test runs.

        From each use in the first module that has one to whoever calls that
        in the same module, as far as that goes: all ways must agree.
        """
        for read in filter(None, map(self._production.outline, modules)):
            if entries.is_of_tests(read.name):
                continue
            ways = [Way((Place(read, block),), (), ())
                    for block in read.using(self._attribute)
                    if block.name != self._attribute
                    and self._spells(read.block_text(block))]
            for _ in range(MAX_HOPS):
                ways = [longer for way in ways
                        for longer in self._called_by(way, read) or [way]]
                if len(ways) > MAX_CALLERS:
                    return None
            # What leaves a service's method ends with its caller, a message.
            ends = replacements.alike(end._replace(
                kind=Kind.UNKNOWN if end.log is None else Kind.TAKEN)
                if end.kind is Kind.LEFT else end
                for end in self._ends(ways))
            if ends:
                return replacements.agreed(ends)
        return None

    def _called_by(self, way: Way, read: Outline) -> list[Way]:
        """The same way, begun by each function that calls its first one."""
        first = way.places[0]
        return [
            Way((place, *way.places), (written, *way.paths),
                (not called, *way.handed))
            for block, written, called in read.calling(first.block)
            if first in self._production.callees(
                place := first._replace(block=block), written)]

    def _layers(
        self, places: list[Place], through: bool,
    ) -> Iterator[list[Way]]:
        """The ways that lead to a use by its text, the shortest first."""
        ways = [Way((place,), (), ()) for place in places]
        if through and not self._owner.home:
            return
        seen = set(places)
        count = 0
        for hops in range(MAX_HOPS):
            count += len(ways)
            if count > MAX_WAYS:
                return
            # Without a guess they were asked before.
            yield [way for way in ways if way.guessed is through
                   and self._spells(way.places[-1].text)]
            if hops == MAX_HOPS - 1:
                return
            further = [one for way in ways
                       for one in self._further(way, through)
                       # No nearer use ended it: another way to it may.
                       if one.places[-1] not in seen or self._spells(
                           one.places[-1].text) and (
                               one.places[-1] not in way.places)]
            seen.update(way.places[-1] for way in further)
            ways = further

    def _further(self, way: Way, through: bool) -> Iterator[Way]:
        known = self._production.leading(way.places[-1])
        guesses = self._production.unknown(
            way.places[-1], self._owner.home) if through else []
        for spelled, callee in (*known, *guesses):
            if spelled.path.rpartition('.')[2] == self._attribute and (
                    not self._owner.is_handed_on(
                        way.places[-1], spelled.path)) or (
                    not callee.read.holds(self._attribute)) or (
                        self._is_replaced(callee)):
                continue
            yield Way((*way.places, callee), (*way.paths, spelled.path),
                      (*way.handed, not spelled.called),
                      way.guessed or (spelled, callee) in guesses)

    def _spells(self, text: str) -> bool:
        """Whether a function's text holds the name of what is mocked."""
        return spells(text, self._attribute)

    def _ends(
        self, ways: list[Way], follows: bool = True,
    ) -> Iterator[End]:
        """The ends of the error at the uses that some ways lead to.

        Of uses by owners of different names those count that are called
        most like the owner of what is mocked.
        """
        uses = [(way, use) for way in ways
                for use in self._uses(way.places[-1])]
        likeness = [self._owner.likeness(use.node) for _, use in uses]
        best = max(likeness, default=0)
        uses = [use for use, known in zip(uses, likeness, strict=True)
                if known == best]
        if len(ways) == 1 and len(uses) > 1 and self._turn is not None:
            step = order.reached([use for _, use in uses], self._turn,
                                 called=not self._is_property)
            found = [] if step is None or (
                self._turn and self._is_used_before(ways[0])) else list(
                    self._ends_at(ways[0], step, follows))
            if any(end.kind is Kind.TAKEN for end in found):
                # The error comes at this one, be there others or not.
                uses = []
                yield from found
        for way, use in uses:
            yield from self._ends_at(way, use, follows)

    def _is_used_before(self, way: Way) -> bool:
        """Whether something else that the test runs may use it as well.

        What the function calls, and what the test calls beside it.
        """
        beside = [place for place in self._places if place != way.places[0]]
        return any(
            not self._is_replaced(callee) and self._spells(callee.text)
            for place in (way.places[-1], *beside)
            for _, callee in self._production.leading(place)
        ) or any(self._spells(place.text) for place in beside)

    def _uses(self, place: Place) -> list[Step]:
        tree = self._production.tree(place)
        if tree is None:
            return []
        uses = [node for node in named_in(tree, self._attribute)
                if self._owner.may_have(node, place) and (
                    self._is_property or not isinstance(
                        tree.parents.get(node), ast.Attribute))]
        if any(node.arg == self._attribute for node in tree.each(ast.arg)):
            # A parameter of that name is something else.
            uses = [use for use in uses if isinstance(use, ast.Attribute)]
        return [Step(place, tree, use, False) for use in uses]

    def _ends_at(
        self, way: Way, use: Step, follows: bool,
    ) -> Iterator[End]:
        """The ends of the error at one use, by each path that leads to it.

        :param follows: whether a use that is handed on is followed.
        """
        outer: list[list[Step]] = []
        for place, written, handed in zip(
                way.places, way.paths, way.handed, strict=False):
            above = self._production.tree(place)
            calls = [] if above is None else [
                Step(place, above, node, handed)
                for node in replacements.leading(above, written, handed)]
            if not calls:
                # A comment or a text only looked like a call.
                return
            outer.append(calls)
        for count, steps in enumerate(itertools.product(*outer, [use])):
            if count >= MAX_PATHS:
                yield End(Kind.UNKNOWN)
                return
            yield from self._outward.ends(
                steps, self._facts, self._repeats, follows)
