"""The house: imports go one way, and nothing stands where it should not."""

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAY_USE = {"memory": set(), "glossary": {"memory"}, "web": {"glossary", "memory"}}
FOLDERS = {"seeds", "glossary", "web", "tests", "memory"}
FILES = {"pyproject.toml", "README.md", "LICENSE", "Makefile", "requirements.lock"}


def imported(path: Path) -> set[str]:
    """The first names of everything that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("room", MAY_USE)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    wrong = {
        str(path.relative_to(ROOT)): sorted(used)
        for path in (ROOT / room).rglob("*.py")
        if (used := (imported(path) & set(MAY_USE)) - MAY_USE[room] - {room})
    }

    assert wrong == {}


def test_memory_and_glossary_never_see_the_web_framework() -> None:
    seen = {
        path for room in ("memory", "glossary") for path in (ROOT / room).rglob("*.py") if "flask" in imported(path)
    }

    assert seen == set()


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    here = [path for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "__pycache__"]
    folders = {path.name for path in here if path.is_dir() and not path.name.endswith(".egg-info")}

    assert folders - {"padanan-data"} == FOLDERS
    assert {path.name for path in here if path.is_file()} == FILES


def test_doors_hold_names_and_nothing_else() -> None:
    for room in MAY_USE:
        door = ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))
        kinds = {type(node) for node in door.body}

        assert kinds <= {ast.Expr, ast.ImportFrom, ast.Assign}, room


@pytest.mark.parametrize("room", MAY_USE)
def test_no_page_is_longer_than_a_sitting(room: str) -> None:
    long = {str(p): n for p in (ROOT / room).rglob("*.py") if (n := p.read_text(encoding="utf-8").count("\n")) > 350}

    assert long == {}


def test_pages_in_a_browser_are_worked_only_when_they_are_ready() -> None:
    hasty = {
        path.name: found
        for path in (ROOT / "tests").glob("test_web_browser*.py")
        if (found := re.findall(r"\.click\(|\.press\(|\.keyboard\.", path.read_text(encoding="utf-8")))
    }

    assert hasty == {}, "click, press and write of tests.web_seen wait for the page"


@pytest.mark.parametrize("package", ["sacremoses", "flask", "tinydb", "langdetect"])
def test_each_package_of_the_card_is_at_work(package: str) -> None:
    users = [path for room in MAY_USE for path in (ROOT / room).rglob("*.py") if package in imported(path)]

    assert users
