"""
What may hang on an Indonesian word, or be doubled in it, without making it another term.

Only what the grammar licenses, and only to recognise: clitics and particles (EYD V, kata ganti 1, partikel 1–3), the
plural by doubling the first element (kata turunan 2b), *yang* before a modifier (Tata Bahasa Baku 5.3.1). Derivations
are other words: *pertahanan*, *ketahanan* and *tahanan* never meet here, and stems decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# Possessors and particles, written together; -tah is dead, and would eat *pemerintah*.
CLITICS = ("nya", "ku", "mu", "lah", "kah", "pun")

# Words that only look like a root with a clitic. Root + clitic is another root for each (found over 29,592 roots, then
# by reading): *masa+lah*, *nas+kah*; names such as *malu+ku* are found by their capital.
WHOLE = frozenset(
    """
    masalah naskah majalah makalah risalah langkah nafkah bangku tuanku rumpun bantah istilah jumlah setelah sebelah
    salah sekolah adalah telah oleh lebih buku saku suku laku paku kuku siku baku kaku aku ilmu jamu tamu semu temu kamu
    bumbu punya hanya tanya karya surya jaya budaya daya maya raya biaya bahaya upaya percaya supaya cahaya sebaliknya
    umumnya biasanya sebelumnya sesungguhnya sebenarnya akhirnya misalnya pertama pelaku perilaku berlaku maluku bengkulu
    pemangku bermasalah menghimpun dihimpun kepala sejumlah celah belah olah kilah wilayah hadiah ibadah sejarah marwah merekah nikah pernikah berkah tingkah
    sumpah limpah lumpuh ampun walaupun meskipun ataupun maupun kalaupun biarpun sekalipun bagaimanapun himpun turun
    ampuh tempuh penuh jauh pengaruh buruh musuh butuh tubuh runtuh sentuh
    """.split()
)


def bare(word: str, least: int = 4) -> str:
    """
    A word without its clitic, if at least so many letters are left.

    >>> bare("keamanannya"), bare("negara-negaranya"), bare("masalah"), bare("PBB-lah")
    ('keamanan', 'negara-negara', 'masalah', 'PBB')
    """
    # Acronyms and names take theirs with a hyphen: KTP-mu, PBB-lah (EYD tanda hubung 5).
    hyphened = re.fullmatch(rf"(.*[A-Z0-9])-(?:{'|'.join(CLITICS)})", word)
    if hyphened:
        return hyphened[1]
    if word.casefold() in WHOLE or (word[:1].isupper() and word[1:].islower() and word.endswith(("ku", "mu"))):
        return word
    for clitic in CLITICS:
        rest = word.removesuffix(clitic)
        if rest != word and len(rest) >= least:
            return rest
    return word


# Doubles that are words of their own, and no plurals.
DOUBLES = frozenset(
    """
    undang-undang mata-mata kura-kura laba-laba kupu-kupu cumi-cumi oleh-oleh hati-hati tiba-tiba rata-rata masing-masing
    alun-alun gara-gara kisi-kisi abu-abu paru-paru langit-langit ubur-ubur agar-agar gado-gado pura-pura sama-sama
    kira-kira sia-sia kanak-kanak main-main biri-biri onde-onde ondel-ondel obor-obor raba-raba lumba-lumba
    """.split()
)


def single(word: str) -> str:
    """
    A doubled word once: the plural of *kapal* is *kapal-kapal*. Which doubles are words of their own the lexicon knows.

    >>> single("kapal-kapal"), single("sayur-mayur"), single("se-Asia")
    ('kapal', 'sayur-mayur', 'se-Asia')
    """
    first, dash, second = word.partition("-")
    if bare(word).casefold() in DOUBLES:
        return word
    return first if dash and first.casefold() == bare(second).casefold() and len(first) > 2 else word


def forms(word: str, known: Callable[[str], bool] = lambda _: False) -> Iterator[str]:
    """
    The words that a written form may stand for, the likeliest first: itself, without clitic, not doubled.

    `known` tells whether a word is in the lexicon; a known word is believed before it is cut.

    >>> list(forms("kapal-kapalnya"))
    ['kapal-kapalnya', 'kapal-kapal', 'kapal']
    """
    seen = dict.fromkeys([word, bare(word), single(word), single(bare(word))])
    if known(word):
        yield word
        return
    yield from seen


# meN- melts into the p, t, k or s of its root: memakai, menuduh, mengarang, menyebut (Tata Bahasa Baku 4.1.3).
_ACTIVE = (
    (r"di(?=[bfv])", "mem"),
    (r"dip(?!e?r)", "mem"),
    (r"dip(?=e?r)", "memp"),
    (r"di(?=[dcjz])", "men"),
    (r"dit", "men"),
)
_ACTIVE_REST = (
    (r"di(?=[gh aiueo])", "meng"),
    (r"dik", "meng"),
    (r"dis", "meny"),
    (r"di(?=[lrmnwy])", "me"),
)


def active(word: str) -> Iterator[str]:
    """
    The active verbs that a passive in di- may belong to; the lexicon decides which exists.

    >>> list(active("ditandatangani")), list(active("dipasok")), list(active("diumumkan"))
    (['menandatangani'], ['memasok'], ['mengumumkan'])
    """
    for pattern, prefix in (*_ACTIVE, *_ACTIVE_REST):
        found = re.match(pattern, word)
        if found and len(word) - found.end() >= 3:
            yield prefix + word[found.end() :]


# What meN- becomes before a root, and the first sounds of roots that it may have melted with.
_ROOTS = (
    (r"meny(?=[aiueo])", ("s",)),
    (r"meng(?=[aiueo])", ("", "k")),
    (r"meng(?=[ghk])", ("",)),
    (r"mem(?=[aiueo])", ("p", "m")),
    (r"mem(?=[bfvp])", ("",)),
    (r"men(?=[aiueo])", ("t", "n")),
    (r"men(?=[cdjzst])", ("",)),
    (r"me(?=[lrwy])", ("",)),
)


# Nouns, adjectives and names that begin like a verb in meN-.
_NO_VERBS = frozenset(
    """
    menteri menara mendung mental mentah mentega mentor menu menit mentimun menantu mengkudu meni memo memori memorandum
    membran merek merdeka merah merpati meriam mereka meja melon melati melayu melarat lewat mewah mesyuarat mengapa menjadi
    mengenai mengingat menurut menuju meskipun melalui
    """.split()
)


def is_verb(word: str) -> bool:
    """
    Whether a word is written like an active verb in meN- (Tata Bahasa Baku 4.1.3).

    >>> is_verb("menandatangani"), is_verb("menteri"), is_verb("pertahanan")
    (True, False, False)
    """
    return word not in _NO_VERBS and any(re.match(pattern, word) for pattern, _ in _ROOTS) and len(word) > 5


def passive(word: str) -> Iterator[str]:
    """
    What else an active verb in meN- may be written as in a sentence: its passive in di-, the bare form after an agent.

    Not all of them are words; they are looked for, and what nobody writes is not found (Tata Bahasa Baku 4.1.3).

    >>> list(passive("menandatangani"))[:2], list(passive("mendukung"))
    (['ditandatangani', 'tandatangani'], ['didukung', 'dukung', 'kudukung', 'kaudukung'])
    """
    for pattern, starts in _ROOTS:
        found = re.match(pattern, word)
        if found and len(word) - found.end() >= 3:
            for start in starts:
                root = start + word[found.end() :]
                yield from (f"di{root}", root, f"ku{root}", f"kau{root}")
            return


def core(words: list[str]) -> tuple[str, ...]:
    """
    The words of a term as they are compared when exact comparison fails: no clitic on the last word, nothing doubled
    at the head, no *yang* before a modifier. Words come in folded.

    >>> core("perjanjian-perjanjian kemitraan strategis yang komprehensifnya".split())
    ('perjanjian', 'kemitraan', 'strategis', 'komprehensif')
    """
    kept = [word for at, word in enumerate(words) if word != "yang" or at in (0, len(words) - 1)]
    if not kept:
        return ()
    kept[-1] = bare(kept[-1])
    kept[0] = single(kept[0])
    return tuple(kept)
