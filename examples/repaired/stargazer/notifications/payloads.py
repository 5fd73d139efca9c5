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

"""Versioned payloads of the observation notifications."""

from oslo_versionedobjects import base as ovo_base
from oslo_versionedobjects import fields

from stargazer.notifications import base
from stargazer.notifications import references


@ovo_base.VersionedObjectRegistry.register
class ObservationPayload(base.NotificationPayloadBase):
    """State of one observation.

    Listeners get a reference. Who is allowed to know more asks the API,
    which checks the policy.
    """

    VERSION = '1.0'
    SCHEMA = {
        'filter': ('observation', 'filter'),
        'status': ('observation', 'status'),
    }
    fields = {
        'reference': fields.StringField(),
        'filter': fields.StringField(),
        'status': fields.StringField(),
    }

    def __init__(self, observation):
        super().__init__()
        self.populate_schema(observation=observation)
        self.reference = references.reference(observation)


@ovo_base.VersionedObjectRegistry.register
class ObservationNotification(base.NotificationBase):
    """An observation began, ended or failed."""

    VERSION = '1.0'
    fields = {
        'payload': fields.ObjectField('ObservationPayload'),
    }
