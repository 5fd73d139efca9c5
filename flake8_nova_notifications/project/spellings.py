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

"""What a function of another module names, read from its text."""

import re

from flake8_nova_notifications.project.outline_parts import Block
from flake8_nova_notifications.project.outline_parts import Decorator

# A call, by what is called; a method or function handed over as a value.
_CALL = re.compile(r'(?<![\w.])((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)\(')
_SUPER = re.compile(r'super\([^()]*\)\.(\w+)\(')
# A method of an object that is made for it: ``Cleaner(conf).clean()``.
_FRESH = re.compile(r'\)\.(\w+)\(')
_CLASS = re.compile(r'(?<![\w.])(?:[A-Za-z_]\w*\.)*[A-Z]\w*$')
# Characters of the arguments that it is made with.
MAX_GIVEN = 300
_HANDED = re.compile(
    r'(?<=[(,= ])((?:self\.|cls\.)?[A-Za-z_]\w*)(?=\s*[,)])')
_MADE = re.compile(r'([A-Za-z_][\w.]*)\(')
_DECORATOR = re.compile(r'[ \t]*@([\w.]+)(\(?)')


def spelled_in(text: str) -> tuple[str, ...]:
    """What a function calls and hands over, by its lines, in order.

    Each as a text that :class:`Spelled` can read.
    """
    begin = text.find('(') + 1
    places = [
        (match.start(1), f'{match[1]}(')
        for match in _CALL.finditer(text, begin)]
    places += [
        (match.start(1), f'super.{match[1]}(')
        for match in _SUPER.finditer(text, begin)]
    places += [
        (match.start(1), f'{made}().{match[1]}(')
        for match in _FRESH.finditer(text, begin)
        if (made := _made_before(text, match.start()))]
    places += [
        (match.start(1), match[1])
        for match in _HANDED.finditer(text, begin)]
    return tuple(dict.fromkeys(
        spelled for _, spelled in sorted(places)
        if spelled.removesuffix('(') not in ('super', 'self', 'cls')))


def _made_before(text: str, end: int) -> str:
    """The class that is called where a closing bracket stands."""
    depth, place = 0, end
    while place > max(0, end - MAX_GIVEN):
        if text[place] == ')':
            depth += 1
        elif text[place] == '(':
            depth -= 1
            if not depth:
                match = _CLASS.search(text[max(0, place - 100):place])
                return match[0] if match is not None else ''
        place -= 1
    return ''


def decorators_above(text: str, block: Block) -> list[Decorator]:
    """The decorators above a function of a module, the innermost first."""
    found: list[Decorator] = []
    end = block.start
    while end > 0:
        start = text.rfind('\n', 0, end - 1) + 1
        line = text[start:end]
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        match = _DECORATOR.match(line)
        if match is not None and indent == block.indent:
            found.append(Decorator(match[1], bool(match[2])))
        elif not stripped or indent < block.indent or (
                indent == block.indent and stripped[0] not in ')#'):
            break
        end = start
    return found


def made_in(text: str, name: str) -> str | None:
    """What makes the object that a function calls by a name."""
    bound = f' {name} = '
    if text.count(bound) != 1:
        return None
    made = _MADE.match(text, text.index(bound) + len(bound))
    return None if made is None else made[1]


def spells(text: str, word: str) -> bool:
    """Whether a text holds a name as a whole."""
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        before, after = text[place - 1:place], text[end:end + 1]
        if not (before.isalnum() or before == '_'
                or after.isalnum() or after == '_'):
            return True
        place = text.find(word, end)
    return False
