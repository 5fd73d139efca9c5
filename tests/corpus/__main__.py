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

"""Print the score: ``python -m tests.corpus [FOLDER]``.

FOLDER keeps the wheels between runs; without it they are downloaded anew.
"""

import pathlib
import sys
import tempfile

from flake8_nova_notifications.registry import ALL_RULES
from tests.corpus import score

with tempfile.TemporaryDirectory() as temporary:
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
    for labels in sorted(score.HERE.glob('*.jsonl')):
        release = labels.stem
        tree = score.unpacked(release, folder)
        found = score.findings(tree)
        places = score.places(release)
        for family in sorted({place.family for place in places}):
            judged = [p for p in places if p.family == family]
            named = {code for place in judged for code in place.codes}
            codes = [rule.about.code for rule in ALL_RULES
                     if rule.about.code in named]
            files = {place.file for place in judged}
            print(f'\n{release}, {family}')
            print(score.score(
                [one for one in found if len(files) > 1 or one.file in files],
                judged, tree, codes).table(codes))
