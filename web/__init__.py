"""web knows people and programs that ask: a page, an API, a command line."""

from web.app import create_app
from web.context import Context, opened
from web.settings import Settings, settings

__all__ = ["Context", "Settings", "create_app", "opened", "settings"]
