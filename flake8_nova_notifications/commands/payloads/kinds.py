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

"""Kinds of what a payload carries, the gravest first."""

from dataclasses import dataclass

from flake8_nova_notifications.idioms.identifiers import Category


@dataclass(frozen=True)
class Kind:
    """A kind of entries.

    :ivar key: what it is called in JSON, CSV and ``--fail-on``.
    :ivar title: what people read.
    :ivar category: the verdict that leads to it; None for none.
    """

    key: str
    title: str
    category: Category | None = None


OBJECTS = Kind('objects', 'whole objects')
NEUTRAL = Kind('neutral', 'neutral')
KINDS = (
    Kind('secrets', 'secrets', Category.SECRET),
    OBJECTS,
    Kind('free_form', 'free-form, may carry anything', Category.FREE_FORM),
    Kind('identities', 'identities', Category.IDENTITY),
    Kind('resources', 'resource ids', Category.RESOURCE),
    Kind('infrastructure', 'infrastructure names', Category.INFRASTRUCTURE),
    Kind('catalogue', 'catalogue ids', Category.CATALOGUE),
    NEUTRAL,
)
BY_KEY = {kind.key: kind for kind in KINDS}
OF_CATEGORY = {kind.category: kind for kind in KINDS
               if kind is not OBJECTS}
# What tells of somebody, or may.
TELLING = ('secrets', 'objects', 'free_form', 'identities', 'resources')
