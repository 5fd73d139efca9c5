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

"""What tells a file on disk from what stood there before."""

import os

MAX_BYTES = 1 << 20     # larger modules are generated data, not code
# A version of a file: its path, and what changes with it.
Version = tuple[str, int, int, int, int]


def version(path: str) -> Version | None:
    """What tells a file from what stood there before.

    The modification time can be set back, as ``cp -p`` and ``rsync -t``
    do; the time of the last change of the inode cannot. None for files that
    are gone or too large to be read.
    """
    try:
        status = os.stat(path)
    except OSError:
        return None
    if status.st_size > MAX_BYTES:
        return None
    return (path, status.st_mtime_ns, status.st_size, status.st_ctime_ns,
            status.st_ino)
