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
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from docs import rule_pages

_FORMS = {
    'flag': ('yes or no', 'no'),
    'names': ('names, separated by commas or line breaks', 'none'),
    'path': ('a path; in a file, relative to its folder', 'none'),
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

    NAME is a file in ``measured/``: a page (.rst), a table (.csv) or a
    picture (.svg). The content stands in for a file that is not there.
    """

    required_arguments = 1
    option_spec = {'alt': directives.unchanged}
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Parse what is there into the page."""
        name = self.arguments[0]
        path = _measured(self.env.srcdir) / name
        # The page is read again when the file appears, changes or goes.
        self.env.note_dependency(str(path))
        if not path.is_file():
            return self.parse_content_to_nodes()
        here = f'/measured/{name}'
        text = {
            '.csv': f'.. csv-table::\n   :header-rows: 1\n   :file: {path}\n',
            '.rst': f'.. include:: {here}\n',
            '.svg': f'.. image:: {here}\n'
                    f'   :alt: {self.options.get("alt", name)}\n',
        }[path.suffix]
        return self.parse_text_to_nodes(text)


def _measured(source: object) -> pathlib.Path:
    return pathlib.Path(str(source)) / 'measured'


def _option(field: 'dataclasses.Field[object]') -> str:
    form, default = _FORMS[field.metadata['form']]
    codes = [
        f':ref:`{rule.about.code} <{rule.about.code}>`' for rule in ALL_RULES
        if field.name in rule.about.options]
    return (
        f'.. confval:: {spelling(field.name)}\n'
        f'   :type: {form}\n   :default: {default}\n\n'
        f'   {rule_pages.plain(field.metadata["help"])}.\n\n'
        + (f'   Read by {", ".join(codes)}.\n' if codes else ''))


def write_rule_pages(app: Sphinx) -> None:
    """Write a page a rule, where the text is not what it was."""
    folder = pathlib.Path(app.srcdir) / 'codes'
    accuracy = _measured(app.srcdir) / 'accuracy.csv'
    table = accuracy.read_text() if accuracy.is_file() else ''
    for rule in ALL_RULES:
        code = rule.about.code
        text = rule_pages.page(
            rule, rule_pages.rows_about(code, table) if table else '')
        path = folder / f'{code.lower()}.rst'
        if not path.is_file() or path.read_text() != text:
            path.write_text(text)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register all of it."""
    app.connect('builder-inited', write_rule_pages)
    app.add_directive('nvn-codes', Codes)
    app.add_directive('nvn-options', OptionList)
    app.add_directive('nvn-measured', Measured)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
