"""
The protocol: tools listed and called, over standard input and output, until the assistant closes its end.

A Problem is an error of the tool, with our message and hint, for the assistant to read and do better. The SDK keeps what
anything else prints from getting between its messages.
"""

from __future__ import annotations

import json
import logging
from functools import partial
from importlib.metadata import version
from typing import Any

import anyio
import anyio.to_thread
from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from memory.errors import Problem
from web.clients.mcp.proposals import Proposer
from web.clients.mcp.tools import INSTRUCTIONS, Tool, named, tools
from web.context import Context

logger = logging.getLogger(__name__)
_CRASH = "Something went wrong on our side. It is logged; please report it."
Asking = ServerRequestContext[Any]


def serve(context: Context, proposer: Proposer | None = None) -> None:
    """Answer one assistant until it hangs up. Every answer is of the store as it is then, whoever writes to it."""
    anyio.run(_answer, Desk(context, tools(proposer)))


async def _answer(desk: Desk) -> None:
    server = Server(
        "padanan",
        version=version("padanan"),
        title="Padanan",
        instructions=INSTRUCTIONS,
        on_list_tools=desk.list_tools,
        on_call_tool=desk.call_tool,
    )
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


class Desk:
    """Answers the calls of an assistant, one at a time."""

    def __init__(self, context: Context, known: list[Tool]) -> None:
        self._context, self._tools = context, known
        self._one = anyio.CapacityLimiter(1)

    async def list_tools(self, _asking: Asking, _page: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        """The tools, all on one page."""
        return types.ListToolsResult(tools=[_described(tool) for tool in self._tools])

    async def call_tool(self, _asking: Asking, call: types.CallToolRequestParams) -> types.CallToolResult:
        """What a tool answers; beside the loop, so that a long check does not keep a ping waiting."""
        answer = partial(self._answered, call.name, call.arguments or {})
        return await anyio.to_thread.run_sync(answer, limiter=self._one)

    def _answered(self, name: str, arguments: dict[str, Any]) -> types.CallToolResult:
        try:
            tool = named(self._tools, name)
            asked = tool.asked(arguments)
            if not self._context.store.shared:  # that follows by itself, and can be read while its database is away
                self._context.store.refresh()
            found = tool.answer(self._context, asked)
        except Problem as problem:
            return _refused(str(problem))
        except Exception:
            logger.exception("The tool %s failed", name)
            return _refused(_CRASH)
        # The text is for assistants that know no structured answers: the specification asks for both.
        return types.CallToolResult(content=[_text(json.dumps(found, ensure_ascii=False))], structured_content=found)


def _described(tool: Tool) -> types.Tool:
    hints = types.ToolAnnotations(
        read_only_hint=not tool.writes, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.purpose,
        input_schema=dict(tool.takes),
        output_schema=dict(tool.gives),
        annotations=hints,
    )


def _refused(why: str) -> types.CallToolResult:
    return types.CallToolResult(content=[_text(why)], is_error=True)


def _text(text: str) -> types.TextContent:
    return types.TextContent(text=text)
