"""
DeepL's API at `/deepl`, for its clients: glossaries (versions 2 and 3), translation memories, and what the memory knows.

    deepl.DeepLClient("pdn_…", server_url="http://127.0.0.1:8080/deepl/").list_glossaries()

Start reading at `wire.py`, then `books.py`.
"""

from web.clients.deepl import errands, glossaries, memories, translate
from web.clients.deepl.wire import PROTOCOL, blueprint

__all__ = ["PROTOCOL", "blueprint", "errands", "glossaries", "memories", "translate"]
