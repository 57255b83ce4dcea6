"""
What may change on an English word without making it another term: plural, possessive, and the endings of verbs.

Rules propose, the caller's word list decides; with none, only what is regular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Plurals that no rule gives; the ones that news and law use.
IRREGULAR = {
    "people": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "spokesmen": "spokesman",
    "spokeswomen": "spokeswoman",
    "chairmen": "chairman",
    "countrymen": "countryman",
    "servicemen": "serviceman",
    "policemen": "policeman",
    "feet": "foot",
    "lives": "life",
    "wives": "wife",
    "knives": "knife",
    "leaves": "leaf",
    "halves": "half",
    "shelves": "shelf",
    "thieves": "thief",
    "criteria": "criterion",
    "phenomena": "phenomenon",
    "crises": "crisis",
    "analyses": "analysis",
    "bases": "basis",
    "hypotheses": "hypothesis",
    "memoranda": "memorandum",
    "data": "datum",
    "attorneys": "attorney",
}
_PLURAL_OF = {one: many for many, one in IRREGULAR.items()}
# They end in one s, and their plural in -ses.
_HISSING = frozenset(
    "bus gas status virus bonus campus census chorus focus surplus consensus circus apparatus nexus bias lens atlas".split()
)
# They end in s and are one: news, series; and the names of fields.
_SINGULAR = re.compile(
    r"(?:ss|us|is|(?<!tact)(?<!top)(?<!crit)(?<!clin)(?<!mechan)(?<!publ)(?<!academ)(?<!epidem)(?<!fabr)ics|news|series|species|means|headquarters|proceeds|goods|affairs|s's)$"
)


def singular(word: str) -> str:
    """
    The singular of a noun.

    >>> [singular(w) for w in "treaties sanctions forces crises politics status taxes people churches".split()]
    ['treaty', 'sanction', 'force', 'crisis', 'politics', 'status', 'tax', 'person', 'church']
    """
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or _SINGULAR.search(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    # -es after a hiss is two letters of ending, except where the e is the word's own: exercises, houses, taxes but axes.
    if re.search(r"(?:ss|x|ch|sh|zz|[^aeiou]o)es$", word) or word[:-2] in _HISSING:
        return word[:-2]
    return word[:-1]


def plural(word: str) -> str:
    """
    The plural of a noun.

    >>> [plural(w) for w in "treaty sanction tax church day person".split()]
    ['treaties', 'sanctions', 'taxes', 'churches', 'days', 'people']
    """
    if word in _PLURAL_OF:
        return _PLURAL_OF[word]
    if singular(word) != word or (_SINGULAR.search(word) and not word.endswith(("ss", "us"))):
        return word
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if re.search(r"(?:s|x|ch|sh|zz)$", word):
        return word + "es"
    return word + "s"


def gerund(verb: str) -> str:
    """
    The -ing form of a verb, of its first word where it has several.

    >>> [gerund(v) for v in "learn make die agree stop visit train carry_out".replace("_", " ").split(" ", 7)]
    ['learning', 'making', 'dying', 'agreeing', 'stopping', 'visiting', 'training', 'carrying out']
    """
    first, _, rest = verb.partition(" ")
    if first.endswith("ie"):
        first = first[:-2] + "y"
    elif re.search(r"[^eoy]e$", first) and first != "be":
        first = first[:-1]
    elif re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", first):
        first += first[-1]
    return f"{first}ing {rest}".strip()


# The two spellings of one word, British first; only where the whole pattern differs.
_SPELLINGS = (
    (r"isation", "ization"),
    (r"(?<=\w\w[^aeious])is(e[sd]?|ing)$", r"iz\1"),
    (r"(?<=\w\w)our(s?|ed|ing|al|ite|able)$", r"or\1"),
    (r"programme", "program"),
    (r"(defen|offen|licen)ce", r"\1se"),
    (r"(?<=[tb])re$", "er"),
    (r"aem", "em"),
    (r"artefact", "artifact"),
    (r"grey", "gray"),
)


def american(word: str) -> str:
    """
    The American spelling of a word, to see that two words are one; not for writing.

    >>> [american(w) for w in "labour defence organisation programme centre four wise".split()]
    ['labor', 'defense', 'organization', 'program', 'center', 'four', 'wise']
    """
    for british, spelt in _SPELLINGS:
        word = re.sub(british, spelt, word)
    return word


def forms(word: str) -> Iterator[str]:
    """
    The dictionary forms that a written word may stand for, itself first.

    >>> list(forms("negotiated")), list(forms("treaties"))
    (['negotiated', 'negotiat', 'negotiate'], ['treaties', 'treaty'])
    """
    word = re.sub(r"['’]s?$", "", word)
    yield word
    one = singular(word)
    if one != word:
        yield one
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3:
            yield stem
            yield stem + "e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]
            if stem.endswith("i"):
                yield stem[:-1] + "y"


_STRONG = {
    "hold": "held", "lead": "led", "meet": "met", "make": "made", "send": "sent", "build": "built", "keep": "kept",
    "leave": "left", "win": "won", "seek": "sought", "bring": "brought", "buy": "bought", "sell": "sold", "pay": "paid",
    "lay": "laid", "say": "said", "find": "found", "lend": "lent", "spend": "spent", "strike": "struck", "sit": "sat",
    "give": "gave given", "take": "took taken", "undertake": "undertook undertaken", "withdraw": "withdrew withdrawn",
    "draw": "drew drawn", "write": "wrote written", "speak": "spoke spoken", "break": "broke broken", "fall": "fell fallen",
    "forbid": "forbade forbidden", "oversee": "oversaw overseen", "see": "saw seen", "choose": "chose chosen",
    "swear": "swore sworn", "begin": "began begun", "run": "ran", "overthrow": "overthrew overthrown", "bind": "bound",
    "uphold": "upheld", "understand": "understood", "fight": "fought", "rise": "rose risen", "go": "went gone",
}  # fmt: skip
_DOUBLING = re.compile(r"(?:[^aeiou]|^)[aeiou][bdgklmnprtvz]$")  # stop: stopped; but visit: visited


def conjugated(verb: str) -> Iterator[str]:
    """
    The other forms of a verb: third person, past, participle, -ing.

    >>> list(conjugated("ratify")), list(conjugated("withdraw"))
    (['ratifies', 'ratified', 'ratifying'], ['withdraws', 'withdrew', 'withdrawn', 'withdrawing'])
    """
    yield plural(verb)
    once = len(re.findall(r"[aeiouy]+", verb)) == 1
    stem = verb + verb[-1] if once and _DOUBLING.search(verb) else verb
    if verb in _STRONG:
        yield from _STRONG[verb].split()
    elif verb.endswith("e"):
        yield f"{verb}d"
    elif re.search(r"[^aeiou]y$", verb):
        yield f"{verb[:-1]}ied"
    else:
        yield f"{stem}ed"
    yield f"{verb[:-1]}ing" if re.search(r"[^eoy]e$", verb) else f"{stem}ing"


def core(words: list[str]) -> tuple[str, ...]:
    """
    The words of a term as they are compared when exact comparison fails: the last one singular, no possessive.

    >>> core("human rights violations".split())
    ('human', 'right', 'violation')
    """
    return tuple(singular(re.sub(r"['’]s?$", "", word)) for word in words)
