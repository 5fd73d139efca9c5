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

"""Sphinx configuration of the documentation.

The release notes are built apart (``releasenotes/source``): they need the git
history, which an sdist does not have.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

import flake8_nova_notifications  # noqa: E402


project = 'flake8-nova-notifications'
copyright = 'the flake8-nova-notifications authors'
release = version = flake8_nova_notifications.__version__

extensions = ['docs.directives']
# Tables and pictures for nvn-measured; they are no pages.
exclude_patterns = ['measured']
nitpicky = True

html_theme = 'furo'
html_title = f'{project} {release}'
html_static_path = ['_static']
html_css_files = ['pages.css']
