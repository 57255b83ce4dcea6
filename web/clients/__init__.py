"""
Other programs' protocols: what they ask of a program that they know, answered from the termbase and the memory.

    languagetool   squiggles in LibreOffice, Lokalize, LTeX, Obsidian, OmegaT …
    deepl          glossaries and translation memories for DeepL's own clients and what is built on them
    tmserver       fuzzy matches in Weblate and Virtaal, also where they ask amaGama

Each is a blueprint and a `Protocol`: how its programs bring a token, and how they read an error.
"""

from flask import Flask

from web.clients import deepl, languagetool, tmserver
from web.protocol import speak

_CLIENTS = (languagetool, deepl, tmserver)


def register(app: Flask) -> None:
    """Have an app answer to all of them."""
    for client in _CLIENTS:
        speak(app, client.PROTOCOL)
        app.register_blueprint(client.blueprint)
