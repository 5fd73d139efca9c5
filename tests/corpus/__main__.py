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

"""Score the plugin on released code: ``python -m tests.corpus [FOLDER]``.

FOLDER keeps the wheels between runs; without it they are downloaded anew.
Prints the scores, every miss and every false alarm, and writes the table
that the documentation shows.
"""

import argparse
import pathlib
import tempfile

from tests.corpus import score
from tests.corpus import scorecard

parser = argparse.ArgumentParser(
    prog='python -m tests.corpus',
    description='Score the findings on labelled releases, and write '
    f'{scorecard.MEASURED.name}/accuracy.csv and outside.csv for the '
    'documentation.')
parser.add_argument(
    'wheels', nargs='?', type=pathlib.Path, metavar='FOLDER',
    help='where the releases are unpacked, each in a folder of its name '
         '(default: they are fetched)')
given = parser.parse_args()

with tempfile.TemporaryDirectory() as temporary:
    folder = given.wheels or pathlib.Path(temporary)
    projects = []
    for release in scorecard.judged_releases():
        tree = score.unpacked(release, folder)
        found = score.findings(tree, *score.needs(release))
        projects.append(scorecard.judge(release, tree, found))
    for cells in scorecard.table(projects):
        print(''.join(f'{cell:<20}' if place < 2 else f'{cell:>15}'
                      for place, cell in enumerate(cells)))
    for project in projects:
        print(f'\n{project.release}', *project.mistakes, sep='\n')
    print('\nSecond looks')
    for path in sorted((score.HERE / 'second_look').glob('*.jsonl')):
        print(scorecard.agreement(path.stem))
    print('\nOutside OpenStack')
    for cells in scorecard.outside():
        print(', '.join(cells))
    scorecard.write(
        scorecard.table(projects), scorecard.MEASURED / 'accuracy.csv')
    scorecard.write(scorecard.outside(), scorecard.MEASURED / 'outside.csv')
