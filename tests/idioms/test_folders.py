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

"""Tests, production code or neither, by the place of a file."""

import os
import pathlib
from typing import Any

import pytest

from flake8_nova_notifications.idioms import folders
from flake8_nova_notifications.project import roots
from tests import linted

OPTIONS: dict[str, Any] = {
    'nvn_test_files': ('checks', 'scenario'),
    'nvn_production_files': ('tools', 'test_runner')}


@pytest.mark.parametrize('path, tests, production', [
    ('nova/compute/manager.py', False, True), ('manager.py', False, True),
    ('nova/tests/unit/fakes.py', True, False),
    ('nova/test/base.py', True, False), ('nova/testing/base.py', True, False),
    ('nova/functional_tests/base.py', True, False),
    ('nova/api_test/base.py', True, False),
    ('nova/contest/base.py', False, True), ('nova/testy/a.py', False, True),
    ('nova/test_manager.py', True, False), ('manager_test.py', True, False),
    ('nova/test.py', True, False), ('nova/tests.py', True, False),
    ('nova/base_test.py', True, False), ('nova/testy.py', False, True),
    ('nova/checks/a.py', True, False), ('nova/scenario.py', True, False),
    ('nova/scenarios.py', False, True), ('a/checks.py', True, False),
    ('doc/source/conf.py', False, False), ('setup.py', False, False),
    ('nova/conftest.py', False, False), ('nova/hacking/a.py', False, False),
    ('tools/db.py', False, True), ('nova/test_runner.py', True, True),
    ('/srv/tests/manager.py', True, False), ('/srv/doc/a.py', False, False),
    ('/srv/test_manager.py', True, False),
    ('/srv/checks/a.py', True, False),
])
def test_places(path: str, tests: bool, production: bool) -> None:
    """By its folders below the root, by its name, and by options."""
    source = linted.read('', path, **OPTIONS)
    assert folders.holds_tests(source) is tests
    assert folders.is_tested(source) is not tests
    assert folders.is_production(source) is production


def test_below_the_root(tmp_path: pathlib.Path) -> None:
    """Of a package its own folders count, and none above."""
    inner = tmp_path / 'tests' / 'nova' / 'doc'
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        (folder / '__init__.py').touch()
    source = linted.read('', str(inner / 'a.py'))
    assert not folders.holds_tests(source)
    assert not folders.is_production(source)
    source = linted.read('', str(inner.parent / 'a.py'))
    assert not folders.holds_tests(source)
    assert folders.is_production(source)


@pytest.mark.parametrize('above', ['examples', 'tests', 'tools/lib'])
def test_above_a_package(tmp_path: pathlib.Path, above: str) -> None:
    """Where a package is put within a project says nothing of it."""
    (tmp_path / 'setup.cfg').touch()
    package = tmp_path / above / 'near'
    package.mkdir(parents=True)
    (package / '__init__.py').touch()
    source = linted.read('', str(package / 'a.py'))
    assert not folders.holds_tests(source)
    assert folders.is_production(source)


@pytest.mark.parametrize('path, tests, production', [
    ('nova/tests/fakes.py', True, False), ('a/b/tests/c/d.py', True, False),
    ('doc/source/conf.py', False, False), ('a/b/doc/c.py', False, False),
    ('nova/manager.py', False, True), ('tests.d/a.py', False, True),
    ('/srv/tests/a.py', True, False), ('a.py', False, True),
    ('stdin', False, True),
])
def test_outside_of_projects(
    path: str, tests: bool, production: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All folders on the way count, whichever the run was started in."""
    monkeypatch.setattr(roots, '_ROOT_MARKS', ())
    for given in {path, os.path.abspath(path) if '.' in path else path}:
        source = linted.read('', given)
        assert folders.holds_tests(source) is tests
        assert folders.is_production(source) is production


@pytest.mark.parametrize('started, given', [
    ('.', 'tests/app/service.py'), ('.', './tests/app/service.py'),
    ('tests/app', 'service.py'), ('tests', 'app/service.py'),
    ('.', '{}/tests/app/service.py')])
def test_one_answer(
    started: str, given: str, tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From every working directory, by a relative or an absolute path."""
    monkeypatch.setattr(roots, '_ROOT_MARKS', ())
    (tmp_path / 'tests' / 'app').mkdir(parents=True)
    monkeypatch.chdir(tmp_path / started)
    assert folders.holds_tests(linted.read('', given.format(tmp_path)))


@pytest.mark.parametrize('code, tests', [
    ('import unittest\n', True), ('from unittest import mock\n', True),
    ('from nova.tests.functional import base\n', True),
    ('class TestIt(base.TestCase):\n    pass\n', True),
    ('async def test_it():\n    pass\n', True), ('import fixtures\n', True),
    ('from nova import test_utils\n', False),
    ('import mockery\n', False), ('# import unittest\n', False),
    ('def testament(): pass\n', False), ('x = 1\n', False),
])
def test_without_a_name(code: str, tests: bool) -> None:
    """Of a text from standard input the content decides."""
    source = linted.read(code, 'stdin')
    assert folders.holds_tests(source) is tests
    assert folders.is_production(source) is not tests
    named = linted.read(code, 'nova/stdin.py')
    assert not folders.holds_tests(named)
