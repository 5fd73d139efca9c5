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

"""``python -m flake8_nova_notifications``: the commands beside flake8."""

import sys

from flake8_nova_notifications.report import command

_USAGE = 'usage: python -m flake8_nova_notifications payloads PATH ...'


def main() -> int:
    """Run the command that is named first."""
    if sys.argv[1:2] == ['payloads']:
        return command.main(sys.argv[2:])
    if sys.argv[1:2] in (['-h'], ['--help']):
        print(_USAGE)
        return 0
    print(_USAGE, file=sys.stderr)
    return 2


if __name__ == '__main__':
    sys.exit(main())
