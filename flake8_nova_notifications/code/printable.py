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

"""Text that is safe to print, whatever the code under review holds.

A message quotes names and literals of that code. A lone surrogate cannot be
encoded, a newline would begin a line of its own, an escape character reaches
the terminal (CWE-117, CWE-150): every text that leaves this plugin passes
through :func:`printable`.
"""

import re

# What a reader of reports would take for a place in another file.
_PLACE = re.compile(r':(?=\d+:\d+:?(?:\s|$))')
# Some readers of annotations decode these, a newline (%0A) among them.
_ENCODED = re.compile(r'%(?=[0-9A-Fa-f]{2})')


def printable(text: str) -> str:
    """A text of one line that holds nothing but printable characters.

    Letters of every language stay as they are. Control characters, line
    separators, text direction marks and lone surrogates are escaped as in a
    Python literal; so is what would read as a place in another file.
    """
    text = visible(text)
    if ':' in text:
        text = _PLACE.sub(r'\\x3a', text)
    return _ENCODED.sub(r'\\x25', text) if '%' in text else text


def visible(text: str) -> str:
    """The same, for what stands where no place and no code is read."""
    if text.isprintable():
        return text
    return ''.join(
        char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    # A blank that is not the ordinary one reads well enough as that.
    return ' ' if char == '\xa0' else char.encode(
        'unicode_escape', 'surrogatepass').decode('ascii')
