"""
Headings after which other stories are listed: "Berita Terkait", "More on this story", "Mungkin Anda juga suka".

Start with `lists_others`. Two ways to know one: the fixed headings of `_FIXED`, and any handful of words that are all of
the small vocabulary such headings are made of, one of them telling. `leads_elsewhere` knows the same words before a
colon, with the other story's headline behind it.
"""

from __future__ import annotations

import re

# A noun, an adjective, or both.
_THINGS = r"(?:berita|artikel|kabar|video|foto|konten|topik|siaran pers|cerita|percakapan|penjelasan|bacaan|galeri|surat(?:-surat)?|edisi|tautan|infografis)"
_KINDS = r"(?:terkait|terkini|terbaru|terpopuler|terhangat|(?:paling )?populer|pilihan|lainnya|rekomendasi|(?:paling )?banyak (?:dibaca|dibagikan))"
_WHOSE = r"(?:\s+(?:untuk\s?(?:mu|anda|kamu)|redaksi|editor|artikel|berita|hari ini|lain(?:nya)?|di \S+))"
_FIXED = re.compile(
    rf"(?:{_THINGS}\s+(?:{_KINDS}|utama|lain|sebelumnya){_WHOSE}?|{_KINDS}{_WHOSE}?|{_KINDS}\s+{_THINGS}{_WHOSE}?|baca juga|jangan (?:lewatkan|ketinggalan)|sorotan|viral|headline|trending|hot topic|now trending|informasi artikel|tags?|topik(?: artikel)?|foto|video"
    r"|infografis|klasemen|kredit|lainnya dari .{1,30}|yang lainnya|jajak pendapat|polling|kuis|poll|quiz|suggested topics|companies|summary|top (?:news|stories)|latest(?: news)?|related(?: (?:stories|articles|news|posts|topics|content))?|most (?:read|popular|shared)|recommended(?: for you)?"
    r"|(?:editors?['’]? ?s?|readers?['’]?s?) (?:picks?|choices?|favou?rites?)|you (?:may|might) (?:also )?like|more (?:stories|news|from .{1,30})|elsewhere (?:on|in) .{1,30}|promoted (?:stories|links)|around the web|read also|explore the topic)(?:\s*/\s*.{1,30})?\s*[:»>]?",
    re.IGNORECASE,
)

# Words that tell that other stories follow, and the rest of the vocabulary of such headings.
_TELLING = frozenset(
    "terkait lainnya rekomendasi terpopuler populer terkini terhangat suka sukai lewatkan dilewatkan menarik serupa sejenis"
    " related recommended recommendations like miss similar reading popular trending elsewhere interested viewed commented missed icymi dibaca dibagikan dicari".split()
)
_READS = frozenset(
    "baca bacaan simak tonton read next story stories article articles news posts links coverage".split()
)
_REST = frozenset(
    "artikel berita kabar cerita tulisan liputan video foto topik untuk anda kamu mungkin juga jangan paling banyak pilihan redaksi editor hari ini pekan minggu bulan tentang seputar dari kami yang wajib sayang lain"
    " selanjutnya berikutnya terbaru siaran pers kegiatan"
    " more most on in from this that these the a to for you your may might also be up what watch keep further must our top"
    " local latest section topic topics internet content and of us all today week now don't don’t other another again news"
    " popular see editors editors' picks picked shared continue in case it archive archives explore discover see's is".split()
)
_MORE = frozenset(
    "more next up further other lain lainnya selanjutnya berikutnya latest terbaru keep also juga".split()
)
_HEADS = re.compile(r"(?:[\w'’-]+\s+){0,6}[\w'’-]+\s*[:»>]?")


def lists_others(line: str) -> bool:
    """
    Whether a line is a heading after which other stories are listed.

    >>> [lists_others(line) for line in ("Berita Terkait", "More on this story", "Further reading", "More rain")]
    [True, True, True, False]
    """
    return bool(_FIXED.fullmatch(line)) or (bool(_HEADS.fullmatch(line)) and _of_the_vocabulary(line))


def leads_elsewhere(line: str) -> bool:
    """
    Whether a line is such a heading, a colon, and the headline of another story.

    >>> leads_elsewhere("Related news: Rice Prices Rise"), leads_elsewhere("The news: rice prices rise.")
    (True, False)
    """
    head, colon, rest = line.partition(":")
    return bool(colon) and bool(rest.strip()) and len(head.split()) > 1 and lists_others(head.strip())


def _of_the_vocabulary(line: str) -> bool:
    words = set(re.findall(r"[\w'’-]+", line.casefold()))
    if len(words) < 2 or not words <= _TELLING | _READS | _REST | _MORE:
        return False
    more = bool(words & _MORE) and (bool(words & _READS) or bool(words & {"this", "topic"}))
    return bool(words & _TELLING) or more
