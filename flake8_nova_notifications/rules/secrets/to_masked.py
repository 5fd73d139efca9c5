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

"""The fix of NVN310: a logged secret goes through a mask of oslo.utils."""

import ast
from collections.abc import Sequence
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.imports import importing_from
from flake8_nova_notifications.edits.message import template_of
from flake8_nova_notifications.edits.text import between
from flake8_nova_notifications.edits.wrapped import wrapped
from flake8_nova_notifications.idioms import maskers
from flake8_nova_notifications.idioms.maskers import Written
from flake8_nova_notifications.rules.secrets.flow import Flow
from flake8_nova_notifications.rules.secrets.holdings import MAX_DEPTH
from flake8_nova_notifications.rules.secrets.kinds import Kind
from flake8_nova_notifications.rules.secrets.kinds import kind_of
from flake8_nova_notifications.rules.secrets.logged import ENVIRONMENT
from flake8_nova_notifications.rules.secrets.logged import OF_REQUESTS
from flake8_nova_notifications.rules.secrets.logged import secret_values
from flake8_nova_notifications.rules.secrets.logged import SecretValue
from flake8_nova_notifications.rules.secrets.pieces import is_text
from flake8_nova_notifications.rules.secrets.pieces import Piece
from flake8_nova_notifications.rules.secrets.pieces import pieces
from flake8_nova_notifications.rules.secrets.pieces import WRITES
from flake8_nova_notifications.rules.secrets import values

# What the masks of oslo.utils put in the place of a secret.
_HIDDEN = '***'
_URLS = ('_url', '_connection')
_MAX_PIECES = 100       # of a text; one of more is left alone
_FIELD = re.compile(r'%\(|\{\w*[\[.]')
_UNSEEN = 'of which kind the value is is not seen'
_UNUSED = 'without it its name would be bound and never used'


def masked(source: SourceFile, call: ast.Call) -> Fix | Refused:
    """The edits after which a log call writes its secrets masked."""
    function = source.function(call)
    if function is None:
        return Refused('it stands outside of a function')
    wrap: list[tuple[ast.expr, str]] = []
    hidden: list[Edit] = []
    try:
        for value in secret_values(source, call, function):
            mask = _mask_of(source, call, value)
            if mask is None:
                hidden.append(_hiding(source, function, value.node))
            else:
                wrap.append(mask)
    except _Refusal as refusal:
        return Refused(str(refusal))
    if not wrap:
        return Fix(tuple(hidden))
    module = importing_from(
        source, maskers.PACKAGE, maskers.MODULE, call, maskers.BRING_IT)
    if isinstance(module, Refused):
        return module
    name, imported = module
    # A text that is masked as a whole needs no mask inside.
    wrap = [(node, mask) for node, mask in dict.fromkeys(wrap) if not any(
        node is not other and node in walk(other) for other, _ in wrap)]
    edits = wrapped(source.lines, [
        (node, f'{name}.{mask}') for node, mask in wrap], call,
        width=source.options.line_length)
    return Fix((*edits, *hidden, *(
        Edit(edit.start, edit.end, edit.text, False) for edit in imported))
    ) if edits else Refused('its arguments are written in an unusual way')


class _Refusal(Exception):
    """Says why a secret is not masked."""


class _Alone(_Refusal):
    """A secret without a key, which no mask finds."""


def _mask_of(
    source: SourceFile, call: ast.Call, value: SecretValue,
) -> tuple[ast.expr, str] | None:
    """What is to be masked, and by which function.

    :returns: None for a secret that no mask finds.
    :raises _Refusal: whether one finds it is not seen.
    """
    try:
        return _mask_of_value(source, value)
    except _Alone:
        # ``LOG.debug(f'password={password}')``
        text = next((given for given in call.args if is_text(given) and (
            given is not value.node and value.node in walk(given))), None)
        try:
            if text is not None and _Text(
                    source, value.flow).holds_secrets(text):
                return text, maskers.OF_TEXT
        except _Refusal:
            pass
    return None


def _hiding(source: SourceFile, function: Function, node: ast.expr) -> Edit:
    """The edit that writes stars in the place of a secret.

    :raises _Refusal: the secret would be bound and never used.
    """
    if isinstance(node, ast.Name) and not any(
            isinstance(other.ctx, ast.Load) and other.id == node.id
            and other is not node
            for other in source.within(function, ast.Name)) and not any(
                argument.arg == node.id
                for argument in source.within(function, ast.arg)):
        raise _Refusal(_UNUSED)
    start, end = start_of(node), end_of(node)
    if not isinstance(source.parent(node), ast.FormattedValue):
        return Edit(start, end, repr(_HIDDEN), False)
    start, end = (start[0], start[1] - 1), (end[0], end[1] + 1)
    field = between(source.lines, start, end)
    if (field[:1], field[-1:]) != ('{', '}'):
        raise _Refusal('its arguments are written in an unusual way')
    return Edit(start, end, _HIDDEN, False)


def _mask_of_value(
    source: SourceFile, value: SecretValue,
) -> tuple[ast.expr, str]:
    if value.known in OF_REQUESTS:
        raise _Refusal('mask_password() masks no headers of a request')
    if value.known == ENVIRONMENT:
        raise _Refusal('what is in the environment is not seen')
    if isinstance(source.parent(value.node), ast.Starred):
        raise _Refusal('its arguments are written in an unusual way')
    inside = value.inside
    kind = kind_of(source, inside)
    if kind is Kind.DICT:
        _check_keys(source, value.flow, inside, maskers.OF_DICT)
        return inside, maskers.OF_DICT
    if value.fields is not None or _is_taken_apart(source, value.node):
        raise _Refusal('whether it is a dict is not seen')
    if _is_written(value):
        if kind is Kind.KEYED:
            _check_keys(source, value.flow, inside, maskers.OF_TEXT)
            return value.node, maskers.OF_TEXT
        if kind is Kind.TEXT and _Text(
                source, value.flow).holds_secrets(inside):
            return value.node, maskers.OF_TEXT
    raise _why_not(source, inside)


def _is_written(value: SecretValue) -> bool:
    """Whether a value is written as it is, or as a text of it."""
    match value.node:
        case ast.Call(args=[inside]):
            return inside is value.inside and callee_name(
                value.node) in WRITES
    return value.node is value.inside


def _is_taken_apart(source: SourceFile, value: ast.expr) -> bool:
    """Whether a template takes fields of a value: ``'%(id)s' % server``."""
    above = source.parent(value)
    if isinstance(above, ast.keyword):
        above = source.parent(above)
    match above:
        case ast.BinOp(left=template) | ast.Call(
                func=ast.Attribute(value=template)):
            known = template_of(template)
            return known is not None and bool(_FIELD.search(known.text))
    return False


def _why_not(source: SourceFile, value: ast.expr) -> _Refusal:
    name = values.last_part(value).lower()
    bound = source.once(Names).value(value)
    if name.endswith(values.WITH_KEYS):
        return _Refusal(_UNSEEN)
    if name.endswith(_URLS):
        return _Refusal('mask_password() finds no password in a URL')
    return _Alone() if values.is_secret_by_name(value) or isinstance(
        bound, ast.expr) and values.is_secret_by_name(bound) else (
            _Refusal(_UNSEEN))


def _check_keys(
    source: SourceFile, flow: Flow, value: ast.expr, mask: str,
) -> None:
    """Refuse a dict with a secret under a key that a mask does not know."""
    known = maskers.dict_masks if mask == maskers.OF_DICT else (
        maskers.text_masks)
    held = flow.holds(value)
    if not held:
        raise _Refusal(_UNSEEN)
    for key, put in held.items():
        if key.lower().endswith(values.WITH_KEYS):
            continue
        if not put.keyed:
            raise _Refusal(f'under which key {key} stands is not seen')
        if not known(key):
            raise _Refusal(f'{mask}() does not know the key {key}')


class _Text:
    """Reads how a text is put together, as far as it is seen."""

    def __init__(self, source: SourceFile, flow: Flow) -> None:
        self._source = source
        self._flow = flow

    def holds_secrets(self, text: ast.expr, depth: int = 0) -> bool:
        """Whether there are secrets in a text.

        :raises _Refusal: ``mask_password`` would not find one of them.
        """
        if depth > MAX_DEPTH:
            raise _Refusal(_UNSEEN)
        if isinstance(text, ast.Name):
            # Of kind text, so each is an expression.
            return any([
                self.holds_secrets(node, depth + 1)
                for _, node in self._source.once(Names).bindings(
                    text.id, text) if isinstance(node, ast.expr)])
        parts = pieces(text)
        if parts is None or len(parts) > _MAX_PIECES:
            raise _Refusal(_UNSEEN)
        found = False
        for index, part in enumerate(parts):
            if part.value is not None and self._flow.holds(part.value):
                found = True
                self._check(part, Written(
                    _literal(parts[:index]),
                    ''.join(one.text for one in parts[index + 1:]),
                    part.quoted), depth)
        return found

    def _check(self, part: Piece, written: Written, depth: int) -> None:
        value = part.value
        assert value is not None
        kind = kind_of(self._source, value)
        if kind in (Kind.DICT, Kind.KEYED):
            _check_keys(self._source, self._flow, value, maskers.OF_TEXT)
        elif kind is Kind.TEXT and not values.is_secret_by_name(value):
            self.holds_secrets(value, depth + 1)
        elif not maskers.value_is_found(written):
            raise _Refusal(
                'mask_password() does not find it where it stands in the text')


def _literal(parts: Sequence[Piece]) -> str:
    """What stands right before a value and is the same each time."""
    text = ''
    for part in reversed(parts):
        if part.value is not None:
            break
        text = part.text + text
    return text
