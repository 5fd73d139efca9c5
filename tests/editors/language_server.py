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

"""A client of a language server, as small as it can be.

The server is a process of its own and talks over its standard streams:
https://microsoft.github.io/language-server-protocol/
"""

from collections.abc import Sequence
import json
import pathlib
import subprocess
from types import TracebackType
from typing import Any
from typing import cast

Diagnostics = list[dict[str, Any]]


class Client:
    """Opens and edits documents, and waits for what the server says."""

    def __init__(
        self, command: Sequence[str], root: pathlib.Path,
        settings: dict[str, Any], environment: dict[str, str],
    ) -> None:
        """Start the server and get to know each other."""
        self._process = subprocess.Popen(
            command, cwd=root, env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self._version = 0
        self._send('initialize', {
            'processId': None, 'rootUri': root.as_uri(),
            'capabilities': {}}, request=1)
        while self._receive().get('id') != 1:
            pass
        self._send('initialized', {})
        self._send('workspace/didChangeConfiguration', {'settings': settings})

    def __enter__(self) -> 'Client':
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server, politely if it still listens."""
        if kind is None:
            self._send('shutdown', None, request=2)
            while self._receive().get('id') != 2:
                pass
            self._send('exit', None)
        else:
            self._process.kill()
        self._process.communicate(timeout=60)

    def open(self, path: pathlib.Path, text: str) -> Diagnostics:
        """Open a document that need not be on disk."""
        self._send('textDocument/didOpen', {'textDocument': {
            'uri': path.as_uri(), 'languageId': 'python', 'version': 0,
            'text': text}})
        return self._diagnostics(path)

    def change(self, path: pathlib.Path, text: str) -> Diagnostics:
        """Type something, without saving it."""
        self._version += 1
        self._send('textDocument/didChange', {
            'textDocument': {'uri': path.as_uri(), 'version': self._version},
            'contentChanges': [{'text': text}]})
        return self._diagnostics(path)

    def _diagnostics(self, path: pathlib.Path) -> Diagnostics:
        while True:
            message = self._receive()
            if message.get('method') == 'textDocument/publishDiagnostics' and (
                    message['params']['uri'] == path.as_uri()):
                return cast(Diagnostics, message['params']['diagnostics'])

    def _send(
        self, method: str, parameters: Any, request: int | None = None,
    ) -> None:
        message = {'jsonrpc': '2.0', 'method': method, 'params': parameters}
        if request is not None:
            message['id'] = request
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(
            b'Content-Length: %d\r\n\r\n%s' % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b':')
            if name.lower() == b'content-length':
                length = int(value)
        if not length:
            raise EOFError('the language server has gone')
        return cast(dict[str, Any], json.loads(stream.read(length)))
