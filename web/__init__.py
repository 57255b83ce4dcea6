"""web knows people and programs that ask: a page, an API, a command line."""

from web.door import late as __getattr__
from web.settings import Settings, settings

__all__ = ["Context", "Settings", "__getattr__", "create_app", "opened", "settings"]
