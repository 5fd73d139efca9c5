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

"""Runs flake8, or nvn, in this process; writes down what neither must do.

Started by the tests as a script: ``watched.py LOG TREE POSITION ARGUMENTS``.
Everything that flake8 and the plugin need from the start is imported first.
Then the tree is put on the search path, as if it had been installed there,
and each network, process and file event, and each piece of code of the tree
that is about to run, becomes a line of the log.
"""

from collections.abc import Callable
from importlib import metadata
import os
import sys

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
# Beginnings of events that have no place in a linter. os.fork is flake8's
# own: its workers. That they inherit this hook is the point of it.
FORBIDDEN = (
    'socket.', 'subprocess.', 'urllib.', 'http.', 'ftplib.', 'smtplib.',
    'ctypes.', 'shutil.', 'tempfile.', 'os.system', 'os.exec',
    'os.posix_spawn', 'os.spawn', 'os.mkdir', 'os.rmdir', 'os.remove',
    'os.rename', 'os.link', 'os.symlink', 'os.truncate', 'os.chdir',
    'os.chmod', 'os.chown', 'os.utime', 'os.setxattr', 'os.putenv', 'pty.',
    'webbrowser.', 'winreg.', 'cpython.run_',
)


def watcher(log: int, tree: str) -> Callable[[str, tuple[object, ...]], None]:
    """The hook: what it sees goes to a file that is open already."""
    below = os.path.join(tree, '')

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        found = event.startswith(FORBIDDEN)
        if event == 'open':
            path, mode, flags = arguments
            found = path != os.devnull and isinstance(flags, int) and bool(
                flags & WRITING)
        elif event == 'exec':
            code = getattr(arguments[0], 'co_filename', '')
            found = str(code).startswith(below)
        elif event == 'import':
            found = str(arguments[1]).startswith(below)
        if found:
            os.write(log, f'{event} {arguments!r}\n'.encode())

    return hook


def main() -> int:
    """Lint, watched."""
    log, tree, position, *arguments = sys.argv[1:]
    tree = os.path.realpath(tree)
    from flake8.main import cli
    from flake8.plugins import finder

    from flake8_nova_notifications import __main__ as beside
    # Each command is imported when it is run: from where flake8 is.
    import flake8_nova_notifications.commands.payloads.command  # noqa: F401
    import flake8_nova_notifications.commands.waits.command  # noqa: F401
    import flake8_nova_notifications.plugin  # noqa: F401

    # What else is installed here is not ours to be judged.
    every = finder._find_importlib_plugins
    finder._find_importlib_plugins = lambda: (
        plugin for plugin in every() if plugin.package in (
            'flake8', 'pycodestyle', 'pyflakes', 'flake8-nova-notifications'))
    for point in metadata.distribution('flake8').entry_points:
        if point.group.startswith('flake8.'):
            point.load()
    # Python writes what it has compiled of itself; that is no finding.
    sys.dont_write_bytecode = True
    if position == 'first':
        sys.path.insert(0, tree)
    elif position == 'last':
        sys.path.append(tree)
    seen = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.addaudithook(watcher(seen, tree))
    if arguments[0] == 'nvn':
        sys.argv = arguments
        return beside.main()
    status: int = cli.main(arguments)
    return status


if __name__ == '__main__':
    sys.exit(main())
