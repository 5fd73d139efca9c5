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

"""Unversioned notifications about observations."""

from oslo_log import log as logging

LOG = logging.getLogger(__name__)


def notify_about_start(notifier, context, observation):
    """Tell listeners that an observation has begun."""
    payload = {
        'observation_id': observation.uuid,
        'user_id': context.user_id,
        'auth_token': context.auth_token,
        'filter': observation.filter,
        'status': observation.status,
    }
    LOG.debug('Sending observation.start: %s', payload)
    notifier.info(context, 'observation.start', payload)


def notify_about_error(notifier, context, observation):
    """Tell listeners that an observation has failed."""
    payload = {
        'status': observation.status,
        'observation': observation.to_dict(),
    }
    notifier.error(context, 'observation.error', payload)
