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

"""What is built holds what it should, wherever it is built from."""

import configparser
import email
import email.message
import pathlib
import tarfile
import zipfile

import flake8_nova_notifications
import pytest

from tests.packaging.conftest import Distributions

PACKAGE = 'flake8_nova_notifications'

# Building in isolation downloads setuptools.
pytestmark = [pytest.mark.network, pytest.mark.once]


@pytest.fixture(params=['wheel', 'wheel_of_sdist'])
def wheel(
    request: pytest.FixtureRequest, distributions: Distributions,
) -> pathlib.Path:
    """Each wheel in turn: they must not differ in anything tested here."""
    path = getattr(distributions, request.param)
    assert isinstance(path, pathlib.Path)
    return path


def _files(folder: pathlib.Path, below: pathlib.Path) -> set[str]:
    return {
        path.relative_to(below).as_posix()
        for path in folder.rglob('*') if path.is_file()
    }


def _read(wheel: pathlib.Path, name: str) -> str:
    """Read a file of the metadata, or say what the wheel has instead."""
    with zipfile.ZipFile(wheel) as archive:
        found = [
            path for path in archive.namelist()
            if path.endswith(f'.dist-info/{name}')]
        assert len(found) == 1, f'{name} in {archive.namelist()}'
        return archive.read(found[0]).decode()


def _metadata(wheel: pathlib.Path) -> email.message.Message:
    return email.message_from_string(_read(wheel, 'METADATA'))


def test_wheel_holds_the_package_and_nothing_else(
    wheel: pathlib.Path, distributions: Distributions,
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = {
            name for name in archive.namelist() if '.dist-info/' not in name}
    expected = _files(distributions.tree / PACKAGE, distributions.tree)

    assert f'{PACKAGE}/py.typed' in found
    assert found == expected


def test_metadata(wheel: pathlib.Path) -> None:
    metadata = _metadata(wheel)

    assert metadata['Name'] == 'flake8-nova-notifications'
    assert metadata['Version'] == flake8_nova_notifications.__version__
    assert metadata['License-Expression'] == 'Apache-2.0'
    assert metadata['Requires-Python'] == '>=3.10'
    assert 'Framework :: Flake8' in metadata.get_all('Classifier', [])
    needed = {
        requirement.split('<')[0].split('>')[0]
        for requirement in metadata.get_all('Requires-Dist', [])
        if 'extra ==' not in requirement}
    assert needed == {'flake8', 'astroid'}


def test_licence(wheel: pathlib.Path, distributions: Distributions) -> None:
    assert _read(wheel, 'licenses/LICENSE') == (
        distributions.tree / 'LICENSE').read_text()


def test_entry_points(wheel: pathlib.Path) -> None:
    parser = configparser.ConfigParser(delimiters='=')
    # Codes are upper case; the parser would fold them.
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(_read(wheel, 'entry_points.txt'))

    assert parser.sections() == [
        'console_scripts', 'flake8.extension', 'flake8.report']
    assert dict(parser['console_scripts']) == {
        'nvn': f'{PACKAGE}.__main__:main'}
    assert dict(parser['flake8.report']) == {
        f'nvn-{name}': f'{PACKAGE}.plugin:{name}'
        for name in ('github', 'gitlab', 'sarif')}
    entries = dict(parser['flake8.extension'])
    assert entries.pop('NVN') == f'{PACKAGE}.plugin:Checker'
    # The rest are the twins of codes that are off by default.
    assert {'NVN105', 'NVN106'} <= set(entries)
    assert entries == {code: f'{PACKAGE}.plugin:{code}' for code in entries}


def test_both_wheels_are_equal(distributions: Distributions) -> None:
    first, second = (
        {info.filename: info.CRC for info in zipfile.ZipFile(path).infolist()}
        for path in (distributions.wheel, distributions.wheel_of_sdist))

    assert first == second


def test_sdist_holds_the_project(distributions: Distributions) -> None:
    """A folder that MANIFEST.in forgets is named here."""
    tree = distributions.tree
    expected = {
        'CONTRIBUTING.rst', 'LICENSE', 'MANIFEST.in', 'README.rst',
        'SECURITY.rst', 'pyproject.toml', 'setup.cfg', 'tox.ini'}
    for folder in tree.iterdir():
        if folder.is_dir():
            expected |= _files(folder, tree)

    with tarfile.open(distributions.sdist) as archive:
        found = {
            member.name.partition('/')[2] for member in archive
            if member.isfile()}

    assert 'tests/packaging/test_build.py' in expected
    assert expected - found == set()
    # Nor is a page in it that was made and not written.
    pages = {name for name in found if name.startswith('docs/source/codes/')}
    assert pages <= expected
    assert distributions.sdist.name == (
        f'{PACKAGE}-{flake8_nova_notifications.__version__}.tar.gz')
