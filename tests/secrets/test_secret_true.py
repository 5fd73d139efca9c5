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

"""Options that hold a secret get ``secret=True``."""

from tests.fixes import fixed_lines
from tests.fixes import refusal
from tests import linted


def test_marked() -> None:
    """Each in the layout that it has."""
    assert fixed_lines('NVN505', '''\
from oslo_config import cfg

opts = [
    cfg.StrOpt('api_token'),
    cfg.StrOpt('backend_password',
               default='',
               help='Password of the account that the driver logs in with'),
    cfg.StrOpt(
        'backend_secret_key',
        help='Key of the account',
    ),
]
''', 'nova/conf/backend.py')[3:] == [
        "    cfg.StrOpt('api_token', secret=True),",
        "    cfg.StrOpt('backend_password',",
        "               default='',",
        "               help='Password of the account that the driver logs in "
        "with',",
        '               secret=True),',
        '    cfg.StrOpt(',
        "        'backend_secret_key',",
        "        help='Key of the account', secret=True,",
        '    ),',
        ']']


def test_not_marked() -> None:
    """A comment among the arguments; the name is one word in a message."""
    head = 'from oslo_config import cfg\n\nopt = '
    assert refusal('NVN505', (
        f"{head}cfg.StrOpt('api_token'  # of us\n)\n"),
        'nova/conf/backend.py') == (
            'its arguments are written in an unusual way')
    told, = linted.report(
        f"{head}cfg.StrOpt('api: 1:2: token')\n", 'NVN505',
        path='nova/conf/backend.py')
    assert "option 'api12token' holds" in told
