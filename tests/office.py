"""
LibreOffice, asked what it says of a text; run by the system's Python, which has UNO.

    /usr/bin/python3 tests/office.py http://127.0.0.1:8080/languagetool/v2 id-ID "Kami donlot berkas." [KEY]

A headless Writer with a profile of its own and LanguageTool set to this address opens a document with the text. Printed, as
JSON, is what the proofreading iterator gives the spelling dialog for it: a list of place, length, rule, comments, suggestions.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale
from com.sun.star.text.TextMarkupType import PROOFREADING

TOOL = "/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool"
ITEM = '<item oor:path="{}"><prop oor:name="{}" oor:op="fuse" {}>{}</prop></item>'
HEAD = '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">'


def profile(home: Path, base: str, key: str) -> None:
    """Write what Tools ▸ Options ▸ Language Settings ▸ LanguageTool Server writes."""
    strings = {"BaseURL": base, **({"Username": "rini", "ApiKey": key} if key else {})}
    items = [ITEM.format(TOOL, "IsEnabled", 'oor:type="xs:boolean"', "<value>true</value>")]
    items += [ITEM.format(TOOL, n, 'oor:type="xs:string"', f"<value>{v}</value>") for n, v in strings.items()]
    (home / "user").mkdir(parents=True)
    (home / "user" / "registrymodifications.xcu").write_text(HEAD + "".join(items) + "</oor:items>", encoding="utf-8")


def connected(pipe: str):
    """The office's component context, once it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + 90
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def told(context, text: str, tag: str) -> list:
    """What Writer is told of the text."""
    manager = context.ServiceManager
    desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    hidden = PropertyValue("Hidden", 0, True, 0)
    document = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (hidden,))
    language, _, country = tag.partition("-")
    locale = Locale(language, country, "")
    cursor = document.Text.createTextCursor()
    cursor.CharLocale = locale
    document.Text.insertString(cursor, text, False)
    iterator = manager.createInstanceWithContext("com.sun.star.linguistic2.ProofreadingIterator", context)
    paragraph = document.getFlatParagraphIterator(PROOFREADING, False).getFirstPara()
    errors, at = [], 0
    while at < len(text.encode("utf-16-le")) // 2:  # LibreOffice counts UTF-16 units
        result = iterator.checkSentenceAtPosition(document, paragraph, paragraph.getText(), locale, at, -1, -1)
        errors += result.aErrors
        if result.nStartOfNextSentencePosition <= at:
            break
        at = result.nStartOfNextSentencePosition
    desktop.terminate()
    return errors


def main() -> None:
    base, tag, text, *key = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home:
        profile(Path(home), base, *key or [""])
        pipe = f"padanan{os.getpid()}"
        told_to = ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--norestore", "--nologo"]
        with subprocess.Popen([*told_to, f"--accept=pipe,name={pipe};urp;"], stderr=subprocess.DEVNULL) as office:
            try:
                errors = told(connected(pipe), text, tag)
            finally:
                try:
                    office.wait(20)
                except subprocess.TimeoutExpired:
                    office.terminate()
    names = ("nErrorStart", "nErrorLength", "aRuleIdentifier", "aShortComment", "aFullComment", "aSuggestions")
    print(json.dumps([{name: getattr(error, name) for name in names} for error in errors]))


main()
