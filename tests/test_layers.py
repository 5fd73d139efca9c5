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

"""Imports go downwards only, and families keep to themselves."""

import ast
import pathlib
import re

import pytest

PACKAGE = 'flake8_nova_notifications'
ROOT = pathlib.Path(__file__).resolve().parents[1] / PACKAGE

# Lowest first; a module may import from its own line or from lines above it.
LAYERS = (
    ('__init__', 'options', 'option_values'),
    ('code',),
    ('project', 'edits'),
    ('rule',),
    ('notices',),
    ('idioms',),
    ('rules',),
    ('registry', 'findings'),
    ('commands', 'formats'),
    ('plugin', 'reports'),
    ('__main__',),
)
HEIGHT = {name: height for height, layer in enumerate(LAYERS)
          for name in layer}
# The folders of the two large families, lowest first; their rules come last.
FAMILIES = {
    'waiting': ('loops', 'judgement', 'endings', 'rounds', 'waits',
                'blocking', 'fixes'),
    'error_paths': ('tested', 'mocks', 'checks', 'mocked', 'handlers',
                    'search', 'outcomes', 'fixes'),
}


def _modules() -> list[pathlib.Path]:
    return sorted(ROOT.rglob('*.py'))


def _room(path: pathlib.Path) -> str:
    return path.relative_to(ROOT).with_suffix('').parts[0]


def _imports(path: pathlib.Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            found += [f'{node.module}.{alias.name}' for alias in node.names]
    return found


def test_every_module_has_a_room() -> None:
    """A module that stands in no layer would be held by nothing."""
    assert {_room(path) for path in _modules()} <= set(HEIGHT)
    assert len(_modules()) > 20


def test_picture() -> None:
    """The documentation draws the same layers, the highest first."""
    text = (ROOT.parent / 'docs' / 'source' / 'architecture.rst').read_text()
    picture = text.partition('.. layers\n\n::\n\n')[2].partition('\n\n')[0]
    drawn = [re.split(r'  +', line.strip())[0].split(', ')
             for line in picture.splitlines()]
    assert [sorted(layer) for layer in reversed(drawn)] == [
        sorted(set(layer) - {'__init__'}) for layer in LAYERS]


def test_downwards_only() -> None:
    """No module imports from a layer above its own."""
    for path in _modules():
        for name in _imports(path):
            if not name.startswith(f'{PACKAGE}.'):
                continue
            target = name.split('.')[1]
            # ``import flake8_nova_notifications.x`` names a room; a plain
            # attribute of the package, such as its version, does not.
            if target in HEIGHT:
                assert HEIGHT[target] <= HEIGHT[_room(path)], (path, name)


def test_families_are_apart() -> None:
    """No family of rules knows another one."""
    for path in _modules():
        parts = path.relative_to(ROOT).parts
        if parts[0] != 'rules' or len(parts) < 3:
            continue
        for name in _imports(path):
            if name.startswith(f'{PACKAGE}.rules.'):
                assert name.split('.')[2] == parts[1], (path, name)


def test_folders_of_families() -> None:
    """The documentation has a row for each of them, in their order."""
    text = (ROOT.parent / 'docs' / 'source' / 'architecture.rst').read_text()
    assert re.findall(r'^``(\w+)``  ', text, re.M) == [
        folder for folders in FAMILIES.values() for folder in folders]


@pytest.mark.parametrize('family', FAMILIES)
def test_downwards_within_a_family(family: str) -> None:
    """The same holds of the folders of a family, and its folders are these."""
    root = ROOT / 'rules' / family
    heights = {name: height for height, name in enumerate(FAMILIES[family])}
    assert heights.keys() == {
        path.name for path in root.iterdir()
        if path.is_dir() and path.name != '__pycache__'}
    for path in root.rglob('*.py'):
        own = heights.get(path.relative_to(root).parts[0], len(heights))
        for name in _imports(path):
            prefix, _, rest = name.partition(f'.rules.{family}.')
            target = heights.get(rest.partition('.')[0], len(heights))
            assert not rest or target <= own, (path, name)


def test_one_door_to_astroid() -> None:
    """Only the module with the fence imports astroid."""
    holders = {
        path.relative_to(ROOT).as_posix() for path in _modules()
        for name in _imports(path) if name.split('.')[0] == 'astroid'}
    assert holders == {'project/inference.py'}


def test_nothing_is_imported_by_name() -> None:
    """Code under review cannot be imported by what never imports by name."""
    words = {'importlib', 'imp', 'runpy', 'pkgutil', 'zipimport'}
    for path in _modules():
        assert not words & {n.split('.')[0] for n in _imports(path)}, path
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Name):
                assert node.id not in ('__import__', 'exec', 'eval'), path


def test_facts_are_never_changed() -> None:
    """What is handed from layer to layer is frozen; two things are filled."""
    thawed = [
        f'{path.stem}.{node.name}' for path in _modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if 'dataclass' in ast.unparse(decorator)
        and 'frozen=True' not in ast.unparse(decorator)]
    # The evidence that a search adds up, and options without methods.
    assert thawed == ['options.Options', 'own_evidence.Evidence']
