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

"""What the plugin reports about itself: codes that no rule stands behind."""

from flake8_nova_notifications.rule import About

BROKEN_RULE = About(
    code='NVN000',
    name='broken-rule',
    message=(
        '{what} failed on this file ({error}); {whose} findings are missing, '
        'all others are complete; please report it with the file'),
    summary='rule that failed on a file; its findings are missing there',
    cwe=(),
    rationale=(
        'A rule that failed is named, and all other findings are complete. '
        'It is a bug of this plugin and not of the file.'),
    examples=(),
)

STALE_ENTRY = About(
    code='NVN001',
    name='stale-baseline-entry',
    message=(
        'baseline entry matches no finding any more: {code} in {symbol} '
        '(digest {digest}); run nvn baseline --prune {baseline}'),
    summary='baseline entry that matches no finding any more',
    cwe=(),
    rationale=(
        'A baseline is to shrink. An entry whose finding is gone would '
        'silence the same fault when somebody writes it again. nvn baseline '
        '--prune drops such entries.'),
    examples=(),
)

NOTICES = (BROKEN_RULE, STALE_ENTRY)
