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

"""What these pages need of Sphinx: rule pages, options, measurements."""

import dataclasses
import pathlib

from docutils import nodes
from docutils.parsers.rst import directives
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.options import spelling
from flake8_nova_notifications.registry import ALL_RULES
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from docs import rule_pages

_FORMS = {
    'flag': ('yes or no', 'no'),
    'names': ('names, separated by commas or line breaks', 'none'),
    'verbs': ('names, separated by commas or line breaks', 'none'),
    'choice': ('one of the words that are named', 'the first one'),
    'timeout': ('seconds, or a dotted name', 'none'),
    'path': ('a path; in a file, relative to its folder', 'none'),
    'choices': ('words of those that are named, separated by commas', 'none'),
    'patterns': ('patterns, separated by commas or line breaks', 'none'),
}


class Codes(SphinxDirective):
    """``nvn-codes``: a table of each family's codes."""

    def run(self) -> list[nodes.Node]:
        """Parse the tables into the page."""
        return self.parse_text_to_nodes('\n'.join(
            f'.. rubric:: {rule_pages.plain(title)}\n\n'
            f'{rule_pages.overview(rules)}'
            for title, rules in rule_pages.families()))


class OptionList(SphinxDirective):
    """``nvn-options``: every option, its form and the codes it is for."""

    def run(self) -> list[nodes.Node]:
        """Parse a description of each option into the page."""
        return self.parse_text_to_nodes('\n'.join(
            _option(field) for field in dataclasses.fields(Options)))


class Measured(SphinxDirective):
    """``nvn-measured:: NAME``: a measurement if this build has it.

    NAME is a file in ``measured/``: a table (.csv) or a picture (.svg). The
    content stands in for a file that is not there. ``alt`` is for a picture;
    ``code`` takes from a table only the rows about that.
    """

    required_arguments = 1
    option_spec = {'alt': directives.unchanged, 'code': directives.unchanged}
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Parse what is there into the page."""
        name = self.arguments[0]
        path = _measured(self.env) / name
        # The page is read again when the file appears, changes or goes.
        self.env.note_dependency(str(path))
        if not path.is_file():
            return self.parse_content_to_nodes()
        if path.suffix == '.csv':
            rows = path.read_text()
            if code := self.options.get('code'):
                rows = rule_pages.rows_about(code, rows)
            return self.parse_text_to_nodes(rule_pages.csv_table(rows))
        # A path that begins with a slash is one from the top of the sources.
        return self.parse_text_to_nodes(
            f'.. image:: /measured/{name}\n'
            f'   :alt: {self.options.get("alt", name)}\n'
            '   :class: nvn-measured\n')


def _measured(holder: Sphinx | BuildEnvironment) -> pathlib.Path:
    return pathlib.Path(holder.srcdir) / 'measured'


def _option(field: 'dataclasses.Field[object]') -> str:
    form, default = _FORMS[field.metadata['form']]
    choices = field.metadata.get('choices')
    if choices:
        form, default = ' or '.join(choices), choices[0]
    codes = [
        f':ref:`{rule.about.code} <{rule.about.code}>`' for rule in ALL_RULES
        if field.name in rule.about.options]
    return (
        f'.. confval:: {spelling(field.name)}\n'
        f'   :type: {form}\n   :default: {default}\n\n'
        f'   {rule_pages.plain(field.metadata["help"])}.\n\n'
        + (f'   Read by {", ".join(codes)}.\n' if codes else ''))


def write_rule_pages(app: Sphinx) -> None:
    """Write a page a rule, where the text is not what it was.

    The page of a rule that is gone goes too. What was written by hand in its
    place stays.
    """
    folder = pathlib.Path(app.srcdir) / 'codes'
    inside, outside = (
        path.read_text() if path.is_file() else ''
        for path in (_measured(app) / 'accuracy.csv',
                     _measured(app) / 'outside.csv'))
    pages = {}
    for rule in ALL_RULES:
        code = rule.about.code
        pages[folder / f'{code.lower()}.rst'] = rule_pages.page(
            rule, *(rule_pages.rows_about(code, table) if table else ''
                    for table in (inside, outside)))
    for path in folder.glob('nvn*.rst'):
        if path not in pages and path.read_text().startswith(rule_pages.MADE):
            path.unlink()
    for path, text in pages.items():
        if not path.is_file() or path.read_text() != text:
            path.write_text(text)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register all of it."""
    app.connect('builder-inited', write_rule_pages)
    app.add_directive('nvn-codes', Codes)
    app.add_directive('nvn-options', OptionList)
    app.add_directive('nvn-measured', Measured)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
