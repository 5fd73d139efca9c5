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

"""GitLab's Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.formats.results import Results
from flake8_nova_notifications.rule import Severity

_SEVERITIES = {
    Severity.LOW: 'minor', Severity.MEDIUM: 'major',
    Severity.HIGH: 'critical'}


def report(results: Results) -> str:
    """The report of a run."""
    return json.dumps([
        {
            'description': result.message,
            'check_name': result.code,
            'fingerprint': result.fingerprint,
            'severity': _SEVERITIES[result.severity],
            'location': {
                'path': printable(result.path),
                'lines': {'begin': result.line}},
        } for result in results.all], indent=2)
