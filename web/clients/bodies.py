"""
The form that a LanguageTool client sends, as it really sends it.

Most send what HTML calls a form; LTeX calls it JSON, so what the header says does not count. Two write the text as it is:

    LibreOffice 7.4   text=Dia & 100% +donlot "berkas".&language=id-ID
    Lokalize 22.12    text=Dia &amp; 100%25 +donlot berkas.&language=id      (% and & alone are replaced)

A form has no space and no letter beyond ASCII in it, so a body that has, and begins with its text, is one of these two.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from flask import g, request

from memory.errors import Invalid

_LOKALIZE = "Mozilla/5.0"  # its whole User-Agent; a browser's goes on
_LANGUAGE = re.compile(r"([A-Za-z0-9_-]+)((?:&\w+=[^&]*)*)")
_MOST = 100  # parameters; LanguageTool knows a fifth of that
_NOT_IN_FORMS = re.compile(r'[^!-~]|["<>\\^`{|}]|%(?![0-9A-Fa-f]{2})')
_ANSWERS_TO = frozenset(
    """
    text data language username apiKey dicts motherTongue preferredVariants enabledRules disabledRules enabledCategories
    disabledCategories enabledOnly level sourceText sourceLanguage srctext
    """.split()
)


def fields() -> dict[str, str]:
    """
    The parameters of the present request, those of its body before those of its address.

    Raises Invalid for a body that is not UTF-8, as everything that is said in LanguageTool's protocol has to be.
    """
    if "fields" not in g:
        g.fields = {**request.args.to_dict(), **_body()}
    found: dict[str, str] = g.fields
    return found


def _body() -> dict[str, str]:
    if request.mimetype == "multipart/form-data":
        return request.form.to_dict()
    try:
        body = request.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(f"The body is no UTF-8: byte {error.start} is not.", hint="Send UTF-8.") from error
    return read(body, agent=request.headers.get("User-Agent", ""))


def read(body: str, *, agent: str = "") -> dict[str, str]:
    """
    The parameters of a form, or of what is sent for one; the last of several of one name counts.

    >>> read("text=Dia+%26+saya&language=id"), read("text=Dia & saya+&language=id-ID")
    ({'text': 'Dia & saya', 'language': 'id'}, {'text': 'Dia & saya+', 'language': 'id-ID'})
    """
    # The last "&language=" is the client's: those before it are the writer's own words.
    text, found, rest = body.removeprefix("text=").rpartition("&language=")
    if found and body.startswith("text=") and _as_it_is(text) and (after := _LANGUAGE.fullmatch(rest)):
        language, more = after.groups()
        if agent == _LOKALIZE:
            text = text.replace("&amp;", "&").replace("%25", "%")
        return {"text": text, "language": language, **_form(more)}
    return _form(body)


def _as_it_is(text: str) -> bool:
    """Whether a text stands there as it is: with what no form has, or with an "&" that begins no parameter."""
    names = {part.partition("=")[0] for part in text.split("&")[1:]}
    return bool(_NOT_IN_FORMS.search(text)) or not names <= _ANSWERS_TO


def _form(body: str) -> dict[str, str]:
    """HTML's form, RFC 1866 8.2.1; a "%" that begins no escape is a percent sign."""
    try:
        return dict(parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=_MOST))
    except UnicodeDecodeError as error:
        raise Invalid("The form is no UTF-8.", hint="Send UTF-8, percent-encoded.") from error
    except ValueError as error:
        raise Invalid(f"The form cannot be read: {error}.", hint="Send name=value&name=value.") from error
