"""The README: its blocks run and print what they show, and nothing that exists is left out of it."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PADANAN, ROOT
from web.cli.command import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.S)


def steps(block: str) -> list[tuple[str, list[str]]]:
    """The commands of a block, each with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def shown(lines: list[str]) -> str:
    """A pattern for what is shown: "…" stands for anything, also for lines."""
    parts = [".*?".join(re.escape(piece) for piece in line.split("…")) for line in lines]
    return r"\s*".join(parts) + ".*"


@pytest.mark.parametrize("block", BLOCKS, ids=[block.splitlines()[0][2:40] for block in BLOCKS])
def test_every_console_block_prints_what_it_shows(block: str, seeded_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    for command, lines in steps(block):
        words = shlex.split(command)
        assert words[0] == "padanan"
        environment = {"PADANAN_DATA": str(seeded_copy), "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        run = subprocess.run([*PADANAN, *words[1:]], cwd=tmp_path, env=environment, capture_output=True, text=True)  # noqa: PLW1510

        said = run.stdout + run.stderr
        assert re.match(shown(lines), said, re.S), f"{command}\n{said}"


def test_every_command_is_in_the_readme() -> None:
    assert [name for name in COMMANDS if f"`{name}" not in README and f"padanan {name}" not in README] == []


def test_every_route_of_the_api_is_in_the_readme(client) -> None:  # type: ignore[no-untyped-def]
    rules = [rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    paths = [(re.sub(r"<([a-z]+)_?>", r"{\1}", rule.rule.removeprefix("/api/v1")), rule.methods) for rule in rules]
    calls = {f"{method} {path}" for path, methods in paths for method in methods - {"HEAD", "OPTIONS"}}

    assert "`/api/docs`" in README
    assert [call for call in sorted(calls) if f"`{call}" not in README.replace("`GET /api/v1", "`GET ")] == []


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in set(re.findall(r"`?make (\w+)", README)) - {"it"}:
        assert re.search(rf"^{target}:", makefile, re.M), target
