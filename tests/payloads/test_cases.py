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

"""What payloads carry, one small case each, in ``cases``.

Each line that is reported ends in its codes, as ``tests.cases`` has it.
"""

import pathlib

import pytest

from tests import cases

CODES = [f'NVN30{digit}' for digit in range(1, 10)]
HEAD = '''\
import inspect
import oslo_messaging
from nova import rpc
'''
CASES = cases.of_folder(pathlib.Path(__file__).with_name('cases'))


@pytest.mark.parametrize('case', CASES, ids=str)
def test_marked_lines(case: cases.Case) -> None:
    """Each code is reported on exactly the marked lines, name by name."""
    cases.check(case, CODES, HEAD, nvn_payload_names='each')
