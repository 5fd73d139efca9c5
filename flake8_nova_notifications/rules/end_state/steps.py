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

"""What a function of a test does, step by step: asks, waits, resets.

Helpers are followed into the base classes of the test, in this file and in
others; of those only these steps are kept.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass
import enum
from functools import lru_cache

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import asynchrony
from flake8_nova_notifications.idioms import servers
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.project.module_text import Imports

# Helpers that call each other.
MAX_DEEP = 4
# Steps of one helper, its own helpers' included.
MAX_STEPS = 200

_POSTS = frozenset(('post_server_action', 'api_post'))


class Kind(enum.Enum):
    """What a step does."""

    ACTION = 'asks for something that is done later'
    WAIT = 'waits for a notification, or until everything is done'
    LOOK = 'waits for something else'
    RESET = 'forgets the notifications'
    DOWN = 'takes the compute service away'
    UP = 'brings it back'
    HELPER = 'calls a method of the test'


@dataclass(frozen=True)
class Given:
    """A text that a call is given: a literal, or a parameter's."""

    text: str
    is_parameter: bool = False


@dataclass(frozen=True)
class Step:
    """One call of a function.

    :ivar name: the action, or what is called.
    :ivar given: texts and parameters by position.
    :ivar named: the same by keyword.
    """

    kind: Kind
    name: str
    given: tuple[Given | None, ...] = ()
    named: tuple[tuple[str, Given | None], ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The literal texts that are given."""
        return tuple(
            one.text for one in (*self.given, *(v for _, v in self.named))
            if one is not None)


@dataclass(frozen=True)
class Steps:
    """The steps of a function, and what its parameters are by default."""

    parameters: tuple[str, ...]
    defaults: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]


def steps_of(function: Function, options: Options) -> Steps:
    """The steps of a function, in source order."""
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    names = [a.arg for a in positional]
    defaults = [
        (a.arg, value.value)
        for parameters, values in (
            (positional[len(positional) - len(given.defaults):],
             given.defaults),
            (given.kwonlyargs, given.kw_defaults))
        for a, value in zip(parameters, values, strict=True)
        if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    calls: list[ast.Call] = []
    assigned: list[ast.Assign] = []
    for node in walk_scope(function):
        if isinstance(node, ast.Call):
            calls.append(node)
        elif isinstance(node, ast.Assign):
            assigned.append(node)
    bodies = Bodies(assigned)
    calls.sort(key=_place)
    known = frozenset((*names, *(a.arg for a in given.kwonlyargs)))
    found = [step for call in calls
             if (step := step_of(call, bodies, known, options)) is not None]
    if names[:1] in (['self'], ['cls']):
        del names[0]
    return Steps(tuple(names), tuple(defaults), tuple(found[:MAX_STEPS]))


class Bodies:
    """The dicts that a function gives names to: bodies of requests."""

    def __init__(self, assigned: list[ast.Assign]) -> None:
        self._found: dict[str, list[ast.Dict]] = {}
        for node in assigned:
            if isinstance(node.value, ast.Dict):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self._found.setdefault(target.id, []).append(
                            node.value)

    def of(self, value: ast.expr | None) -> ast.Dict | None:
        """The dict that a value is, given the latest one above it."""
        if isinstance(value, ast.Dict):
            return value
        if not isinstance(value, ast.Name):
            return None
        return max(
            (table for table in self._found.get(value.id, ())
             if _place(table) < _place(value)),
            key=_place, default=None)


def _place(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def step_of(
    call: ast.Call, bodies: Bodies, parameters: frozenset[str],
    options: Options,
) -> Step | None:
    """What a call does; None for what changes nothing here."""
    name = callee_name(call)
    func = call.func
    texts = (
        tuple(_given(a, parameters) for a in call.args),
        tuple((k.arg, _given(k.value, parameters))
              for k in call.keywords if k.arg))
    if asynchrony.waits_for_notification(name, options) or (
            asynchrony.waits_for_completion(name, options)):
        return Step(Kind.WAIT, name, *texts)
    owner = last_name(func.value) if isinstance(func, ast.Attribute) else ''
    if name == 'reset' and 'notif' in owner.lower():
        return Step(Kind.RESET, name)
    if name == 'put_service_force_down':
        return Step(Kind.UP if _is_false(call) else Kind.DOWN, name)
    if name in ('stop', 'start') and 'compute' in owner.lower():
        return Step(Kind.DOWN if name == 'stop' else Kind.UP, name)
    if isinstance(func, ast.Attribute) and servers.is_client_name(
            owner, options):
        action = _action(call, name, bodies, options)
        return None if not action or servers.is_refused(
            call) else Step(Kind.ACTION, action)
    if 'wait' in name.lower() or name == 'sleep':
        return Step(Kind.LOOK, name, *texts)
    if isinstance(func, ast.Attribute) and is_self(func.value):
        return Step(Kind.HELPER, name, *texts)
    return None


def _action(
    call: ast.Call, name: str, bodies: Bodies, options: Options,
) -> str:
    """The action that a client is asked for, if it is done later."""
    if asynchrony.is_asynchronous_call(name, options):
        return name
    if name not in _POSTS:
        return ''
    given = call.args[1] if len(call.args) > 1 else next(
        (k.value for k in call.keywords if k.arg in ('data', 'body')), None)
    match bodies.of(given):
        case ast.Dict(keys=[ast.Constant(value=str(verb))]) if (
                asynchrony.is_asynchronous_action(verb, options)):
            return verb
    return ''


def _given(value: ast.expr, parameters: frozenset[str]) -> Given | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return Given(value.value)
    if isinstance(value, ast.Name) and value.id in parameters:
        return Given(value.id, True)
    if isinstance(value, ast.Dict):
        # ``{'status': 'ERROR'}``
        for key, item in zip(value.keys, value.values, strict=True):
            if getattr(key, 'value', None) == 'status':
                return _given(item, parameters)
    return None


def _is_false(call: ast.Call) -> bool:
    return any(isinstance(value, ast.Constant) and value.value is False
               for value in (*call.args, *(k.value for k in call.keywords)))


def followed(
    source: SourceFile, holder: ast.ClassDef | None, step: Step,
) -> list[Step]:
    """A step, or those of the helper that it calls.

    A helper that is called a wait stays one step, unless it waits for a
    notification.
    """
    return _follow(source, holder, step, 0)


def _follow(
    source: SourceFile, holder: ast.ClassDef | None, step: Step, deep: int,
) -> list[Step]:
    if step.kind not in (Kind.HELPER, Kind.LOOK):
        return [step]
    inner = source.memo(_method_steps, (holder, step.name)) if (
        holder is not None and deep < MAX_DEEP) else None
    found: list[Step] = []
    if inner is not None:
        values = _values(inner, step)
        for one in inner.steps:
            if len(found) < MAX_STEPS:
                found += _follow(
                    source, holder, _filled(one, values), deep + 1)
    if step.kind is Kind.LOOK and not any(
            one.kind is Kind.WAIT for one in found):
        return [step]
    return found


def _values(inner: Steps, step: Step) -> dict[str, str]:
    """What the parameters of a helper are when a step calls it."""
    values = dict(inner.defaults)
    for name, given in (
            *zip(inner.parameters, step.given, strict=False), *step.named):
        if given is not None:
            values[name] = given.text
        else:
            values.pop(name, None)
    return values


def _filled(step: Step, values: dict[str, str]) -> Step:
    def fill(given: Given | None) -> Given | None:
        if given is None or not given.is_parameter:
            return given
        return Given(values[given.text]) if given.text in values else None

    return Step(step.kind, step.name, tuple(map(fill, step.given)), tuple(
        (name, fill(given)) for name, given in step.named))


def _method_steps(
    source: SourceFile, key: tuple[ast.ClassDef, str],
) -> Steps | None:
    """The steps of a method that a class has or inherits."""
    holder, name = key
    names = source.once(Names)
    for cls in names.family(holder):
        for binding in names.scope(cls).get(name, ()):
            if isinstance(binding.node, FUNCTIONS):
                return steps_of(binding.node, source.options)
    options = source.options
    found = source.once(Project).derived_method(
        names.foreign_bases(holder), name, _deriving(*(
            getattr(options, option) for option in OPTIONS)))
    return None if found is None else found[1]


# What is known of other modules is kept for as long as these stay the same.
OPTIONS = (
    'nvn_api_clients', 'nvn_notification_waits', 'nvn_completion_waits',
    'nvn_asynchronous_calls', 'nvn_synchronous_actions')


@lru_cache(8)
def _deriving(
    *values: tuple[str, ...],
) -> Callable[[Function, Imports], Steps]:
    options = Options(**dict(zip(OPTIONS, values, strict=True)))

    def derive(function: Function, _: Imports) -> Steps:
        return steps_of(function, options)

    return derive
