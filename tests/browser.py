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
"""A page as a browser shows it, at a width of its own."""

import pathlib
import re
import shutil
import subprocess

import pytest

_BROWSER = shutil.which('chromium') or shutil.which('chromium-browser')
# Windows cannot be as narrow as a phone; frames can.
_FRAME = '''\
<iframe id="frame" style="width: %dpx; height: 900px" src="%s"></iframe>
<pre id="said"></pre>
<script>
frame.onload = () => {
  const page = frame.contentDocument;
  said.textContent = page.title + '; ' + (
    page.documentElement.scrollWidth <= frame.contentWindow.innerWidth);
};
</script>
'''


def said(page: pathlib.Path, width: int) -> str:
    """The title of a page that was shown, and whether its width was enough."""
    if _BROWSER is None:
        pytest.skip('chromium is not installed: the page is NOT looked at')
    frame = page.with_name('frame.html')
    frame.write_text(_FRAME % (width, page.as_uri()))
    done = subprocess.run(
        [_BROWSER, '--headless', '--no-sandbox', '--disable-gpu',
         '--allow-file-access-from-files', '--virtual-time-budget=60000',
         f'--user-data-dir={page.with_name("profile")}', '--dump-dom',
         frame.as_uri()], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, check=True, timeout=300)
    found = re.search(r'<pre id="said">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, done.stderr
    return found[1]
