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

"""The ground that versioned notifications stand on."""

from oslo_versionedobjects import base as ovo_base
from oslo_versionedobjects import fields


class NotificationObject(ovo_base.VersionedObject):
    """Anything that is part of a versioned notification."""

    OBJ_PROJECT_NAMESPACE = 'stargazer'


@ovo_base.VersionedObjectRegistry.register_if(False)
class NotificationPayloadBase(NotificationObject):
    """What a notification says; filled from an object by its SCHEMA."""

    SCHEMA = {}
    VERSION = '1.0'

    def populate_schema(self, **sources):
        """Copy what SCHEMA names, field by field."""
        for name, (source, attribute) in self.SCHEMA.items():
            setattr(self, name, getattr(sources[source], attribute))


@ovo_base.VersionedObjectRegistry.register_if(False)
class NotificationBase(NotificationObject):
    """An event with its payload and the service it came from."""

    VERSION = '1.0'
    fields = {
        'event_type': fields.StringField(),
        'phase': fields.StringField(nullable=True),
    }

    def emit(self, notifier, context):
        """Send the notification at level INFO."""
        notifier.info(context, event_type=self.event_type,
                      payload=self.payload.obj_to_primitive())
