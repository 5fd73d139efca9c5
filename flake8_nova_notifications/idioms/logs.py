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


"""Logging calls and their levels: by import, by option, then by spelling."""

import ast
from collections.abc import Callable
from collections.abc import Collection
from typing import overload

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile

QUIET = frozenset(('debug', 'info'))
LOUD = frozenset((
    'warning', 'warn', 'error', 'exception', 'critical', 'fatal', 'log'))
_METHODS = QUIET | LOUD

_LOGGERS = frozenset((
    'log', 'logger', '_log', '_logger', 'logging', 'audit'))
_MODULES = frozenset(('logging', 'oslo_log.log', 'eventlet.green.logging'))
# Calls that give a logger, or another one for a logger.
_MAKERS = frozenset((
    'getLogger', 'get_logger', 'getChild', 'LoggerAdapter',
    'KeywordArgumentAdapter', 'bind', 'opt'))
# Loggers made of a logger that follow each other in one expression.
MAX_OWNERS = 8


@overload
def level(source: SourceFile, call: ast.AST, /) -> str | None:
    ...


@overload
def level(call: ast.AST, /) -> str | None:
    ...


def level(first: SourceFile | ast.AST, second: ast.AST | None = None, /,
          ) -> str | None:
    """The level a call logs at, as its method; None when it does not log.

    Loggers are known by what makes them (``logging.getLogger``), by import
    (``from logging import error``), by ``nvn-loggers`` and by their usual
    names. ``LOG.log(logging.DEBUG, ...)`` logs at ``debug``; at a level that
    cannot be seen it is ``log``. A name bound to a method counts as well:
    ``report = LOG.error if loud else LOG.warning``.

    :param first: the file; left out, usual names alone decide.
    """
    if not isinstance(first, SourceFile):
        return _level(first, _is_called_logger, _no_method)
    source, call = first, second

    def method(function: ast.Name) -> str | None:
        return _method_behind(source, function)

    return _level(
        call, lambda owner: is_logger(source, owner), method)


def level_among(
    call: ast.AST, loggers: Collection[str],
) -> str | None:
    """Like :func:`level`, for a function of another module.

    :param loggers: the names of that module that are loggers, usual names
        left out.
    """
    return _level(
        call, lambda owner: _is_called_logger(owner) or (
            last_name(owner) in loggers) or is_made(owner), _no_method)


def _level(
    call: ast.AST | None, is_logger_: Callable[[ast.expr], bool],
    method: Callable[[ast.Name], str | None],
) -> str | None:
    if not isinstance(call, ast.Call):
        return None
    callee = call.func
    if isinstance(callee, ast.Attribute):
        # The commonest calls are known by the name of their method alone.
        if callee.attr not in _METHODS or not is_logger_(callee.value):
            return None
        return _spoken(callee.attr, call)
    if isinstance(callee, ast.Name):
        return method(callee)
    if isinstance(callee, ast.Call) and callee_name(callee) == 'getattr':
        # getattr(LOG, level)(...)
        return 'log' if any(map(is_logger_, callee.args[:1])) else None
    return None


def _spoken(method: str, call: ast.Call) -> str:
    """``debug`` of ``LOG.log(logging.DEBUG, ...)``."""
    if method == 'log' and call.args:
        said = last_name(call.args[0]).lower()
        if said in _METHODS:
            return said
    return method


def is_logger(source: SourceFile, owner: ast.expr) -> bool:
    """Whether an expression is a logger, or the module ``logging``."""
    name = last_name(owner)
    if _is_called_logger(owner) or name and (
            name in source.options.nvn_loggers):
        return True
    names = source.once(Names)

    def made(value: ast.AST | None) -> bool:
        return value is not None and (is_made(value) or isinstance(
            value, ast.Call) and (names.dotted(value.func) or '').endswith(
                '.getLogger'))

    if isinstance(owner, ast.Attribute):
        return any(map(made, names.attribute_values(owner)))
    if not isinstance(owner, ast.Name):
        return made(owner)
    return names.dotted(owner) in _MODULES or any(
        made(binding.node) for binding in names.bindings(owner.id, owner))


def _is_called_logger(owner: ast.expr) -> bool:
    spelled = last_name(owner).lower()
    return spelled in _LOGGERS or spelled.endswith(('_log', 'logger'))


def is_made(value: ast.AST) -> bool:
    """``getLogger('a')``, ``LOG.bind(x=1)``, ``getattr(cls, 'LOG', LOG)``."""
    for _ in range(MAX_OWNERS):
        if not isinstance(value, ast.Call):
            return False
        name = callee_name(value)
        if name not in _MAKERS:
            return False
        if name not in ('bind', 'opt'):
            return True
        if not isinstance(value.func, ast.Attribute):
            return False
        owner = value.func.value
        if _is_called_logger(owner):
            return True
        value = owner
    return False


def _no_method(function: ast.Name) -> None:
    """Where bindings are not known, a plain name is no log method."""


def _method_behind(source: SourceFile, function: ast.Name) -> str | None:
    """The level of ``error`` of ``from logging import error``, of aliases."""
    names = source.once(Names)
    found: list[str] = []
    for binding in names.bindings(function.id, function):
        if binding.dotted is not None:
            module, _, method = binding.dotted.rpartition('.')
            if module in _MODULES and method in _METHODS:
                found.append(method)
        elif isinstance(binding.node, (ast.Attribute, ast.IfExp)):
            value: ast.AST = binding.node
            arms = [value.body, value.orelse] if isinstance(
                value, ast.IfExp) else [value]
            found += [
                arm.attr for arm in arms
                if isinstance(arm, ast.Attribute) and arm.attr in _METHODS
                and is_logger(source, arm.value)]
    loud = [method for method in found if method in LOUD]
    return next(iter(loud or found), None)
