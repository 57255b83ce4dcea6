"""An assistant that has started `padanan mcp`: the SDK's own client, and the command as a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult

from tests.conftest import PADANAN, ROOT
from web.access import Access


class Assistant:
    """An assistant that has started the command."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal, self.client = portal, client

    def tools(self) -> dict[str, Any]:
        """The tools that it is offered, by name."""
        return {tool.name: tool for tool in self._portal.call(self.client.list_tools).tools}

    def call(self, tool: str, arguments: dict[str, Any]) -> CallToolResult:
        """What a call brings."""
        return self._portal.call(self.client.call_tool, tool, arguments)

    def told(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The structured answer of a call that succeeds; `from_` stands for "from"."""
        found = self.call(tool, {name.rstrip("_"): value for name, value in arguments.items()})
        assert not found.is_error, found.content
        assert json.loads(found.content[0].text) == found.structured_content  # type: ignore[union-attr]
        return found.structured_content  # type: ignore[no-any-return]

    def refused(self, tool: str, **arguments: Any) -> str:
        """What is said of a call that fails."""
        found = self.call(tool, {name.rstrip("_"): value for name, value in arguments.items()})
        assert found.is_error
        assert found.structured_content is None
        return found.content[0].text  # type: ignore[union-attr]


@contextmanager
def assistant(data: Path, *options: str, mode: str = "auto", token: str = "") -> Iterator[Assistant]:
    """An assistant over a store; nothing may be said on standard error."""
    environment = {"PYTHONPATH": str(ROOT), **({"PADANAN_TOKEN": token} if token else {})}
    words = [*PADANAN[1:], "mcp", "--data", str(data), *options]
    started = StdioServerParameters(command=PADANAN[0], args=words, env=environment, cwd=data.parent)
    with (data.parent / "stderr").open("w+", encoding="utf-8") as said:
        client = Client(stdio_client(started, errlog=said), mode=mode)
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
            yield Assistant(portal, client)
        said.seek(0)
        assert said.read() == ""


def secret(data: Path, role: str) -> str:
    """A new token of this role for a store."""
    with closing(Access(data / "access")) as access:
        return access.add(f"{role} Budi", role, by="test")[0]
