"""
Noun phrases, with their places: where a term may begin and end.

Indonesian is cut into *parts*, the longest thing the lexicon knows at each place (*kerja sama*, *Dewan Keamanan*) or a
single word whose class its affixes betray. A phrase is a head and what follows it: Indonesian is head-initial, so
*perjanjian kemitraan strategis* is a treaty (perjanjian) of some kind. English phrases are read off the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from glossary.lexicon import Entry, Lexicon
from glossary.morphology import indonesian
from memory.text import Token, fold, tokens, words

# Adjectives that say something about one mention and make no term: a *new* treaty, an *important* visit.
PASSING = frozenset(
    """
    baru lama lain lainnya besar kecil penting tertentu sama sendiri baik buruk tinggi rendah cepat lambat banyak sedikit
    mudah sulit jelas langsung benar salah serupa berbeda berikut berikutnya terakhir pertama kedua mendatang lalu depan
    ini itu tersebut begitu demikian hebat luas kuat lemah indah cantik muda tua asli nyata biasa terbaru terbesar
    tertinggi terendah utama sebelumnya bersangkutan terkait cukup paling agak sangat makin semakin penuh berat ringan
    besar-besaran sepenuhnya semacam bersama-sama panjang pendek dekat jauh murah mahal terus tetap seluruh segala sulung bungsu unik menarik inti sang kini
    """.split()
)
# Nouns that head a phrase only to introduce what comes after them (*bidang politik*, *penerapan sanksi*), and verbs of
# saying without an affix. The term, if there is one, begins after them.
LIGHT = frozenset(
    """
    hal bidang isi hasil bagian bentuk jenis macam upaya masalah isu soal persoalan proses jumlah tingkat kemungkinan
    pihak cara sisi segi arah awal akhir tengah rangka kerangka tujuan alasan penyebab akibat dampak contoh peran posisi
    penerapan pelaksanaan pemberian penggunaan peningkatan penciptaan pembentukan pengumuman penandatanganan status
    penyampaian pembahasan pembangunan pengembangan penurunan kenaikan penambahan pengurangan pencapaian pelaku
    pemenuhan penyediaan pengadaan pembuatan penentangan pengiriman pengerahan sejumlah salah beberapa sekitar seluruh
    semua setiap para nama seri sumber era masa sesi potret keberadaan kehadiran pemasok pelbagai sebagian kondisi
    tempat sasaran kata ujar ucap tutur sebut lapor tambah lanjut jelas tegas ungkap papar terang imbuh konon antara ketentuan
    """.split()
)
# What a phrase with a day, month or clock in it is: a date, no term.
CALENDAR = frozenset(
    """
    senin selasa rabu kamis jumat jum'at sabtu minggu ahad januari februari maret april mei juni juli agustus september
    oktober november desember hari pekan bulan tahun tanggal pukul jam menit detik abad dekade pagi siang sore malam
    kemarin besok lusa wib wita wit saat waktu kali persen rupiah dolar juta miliar triliun ribu orang
    """.split()
)
# Nouns so general that *lain* or *tersebut* after them belongs to them and not to the whole phrase before.
_GENERAL = frozenset("negara pihak orang daerah wilayah kota lembaga pemerintah kelompok".split())
# A fixed phrase that starts with one of these counts or points, it names nothing: *kedua negara*.
_POINTING = frozenset(
    "kedua ketiga keempat para salah satu dua tiga empat lima lebih paling sangat setiap tiap".split()
)
_NOUNY = re.compile(r"(?:ke|pe[mnr]?|peng|peny)\w{3,}an$|\w{3,}(?:an|si|isme|itas|asi|logi|grafi|ur|or|wan|wati|nya)$")
_VERBY = re.compile(r"(?:me[mnlrwy]|meng|meny|ber|di|ter)\w{3,}$")
_ADJECTIVAL = re.compile(r"\w{3,}(?:is|if|al|ik|er|wi|iah)$")


@dataclass(frozen=True, slots=True)
class Part:
    """One or more words that are a unit of meaning: their class (UPOS), their place, and what the lexicon says of them."""

    text: str
    start: int
    end: int
    pos: str
    entries: tuple[Entry, ...] = ()
    clitic: bool = False  # a possessor hangs on it: nothing of the phrase can follow
    folded: str = ""
    surface: str = ""  # as written
    opens: bool = False  # a sentence begins here, so a capital tells nothing

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is."""
        return not self.opens and all(word[:1].isupper() for word in self.surface.split())

    @property
    def known(self) -> bool:
        """Whether the lexicon has it."""
        return bool(self.entries)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its parts, head first, its place, and whether it lost a *yang* on the way."""

    parts: tuple[Part, ...]
    start: int
    end: int
    yang: bool = False
    maximal: bool = True

    @property
    def text(self) -> str:
        """Its words, without *yang*, without clitic; in small letters, unless it is a name or a part of it always is."""
        if self.proper:
            return " ".join(part.surface if part.text.islower() else part.text for part in self.parts)
        return " ".join(
            part.text if part.pos == "PROPN" and part.known else part.text.casefold() for part in self.parts
        )

    @property
    def proper(self) -> bool:
        """Whether it is written as a name."""
        return all(part.capital for part in self.parts)

    @property
    def key(self) -> str:
        """Its folded words."""
        return " ".join(part.folded for part in self.parts)


@dataclass(frozen=True)
class Sentence:
    """An Indonesian sentence in parts."""

    text: str
    parts: tuple[Part, ...]
    names: tuple[str, ...] = ()


def parse(text: str, lexicon: Lexicon) -> Sentence:
    """The parts of an Indonesian sentence, and the names in it that the lexicon does not know."""
    parts = _resolved(list(_parts(text, tokens(text, "id"), lexicon)))
    return Sentence(text, tuple(parts), tuple(dict.fromkeys(_names(parts))))


def _parts(text: str, found: Sequence[Token], lexicon: Lexicon) -> Iterator[Part]:
    at = 0
    folded = [fold(token.text) for token in found]
    while at < len(found):
        if not re.search(r"\w", found[at].text):
            yield Part(
                found[at].text, found[at].start, found[at].end, "PUNCT", folded=folded[at], surface=found[at].text
            )
            at += 1
            continue
        length, entries = lexicon.longest(_run(found, folded, at))
        length = max(length, 1)
        start, end = found[at].start, found[at + length - 1].end
        yield _part(text[start:end], folded[at : at + length], entries, (start, end), opens=_opens(found, at))
        at += length


def _run(found: Sequence[Token], folded: Sequence[str], at: int) -> list[str]:
    """The words from here to the next mark, at most eight."""
    end = at
    while end < min(len(found), at + 8) and re.search(r"\w", found[end].text):
        end += 1
    return list(folded[at:end])


def _opens(found: Sequence[Token], at: int) -> bool:
    """Whether a capital here may be the sentence's and not the word's own."""
    return at == 0 or not re.search(r"\w|,|\)", found[at - 1].text)


def _part(piece: str, folded: Sequence[str], entries: Sequence[Entry], place: tuple[int, int], *, opens: bool) -> Part:
    entries = _cased(entries, piece, opens=opens)
    if len(folded) > 1 and folded[0] in _POINTING:
        return Part(piece, *place, "DET", folded=" ".join(folded), surface=piece)
    own = words(entries[0].text)[-1] if entries else ""
    clitic = indonesian.bare(folded[-1]) != folded[-1] and own != folded[-1]
    text = entries[0].text if entries else indonesian.single(indonesian.bare(piece)) if clitic else piece
    pos = _guess(piece, folded[-1], opens=opens) if not entries else ""
    return Part(text, *place, pos, tuple(entries), clitic, " ".join(words(text)), piece, opens)


def _cased(entries: Sequence[Entry], piece: str, *, opens: bool) -> list[Entry]:
    """Those of the entries that a word written like this may be: *AS* is no axle, *barat* no political West."""
    exact = [entry for entry in entries if entry.text == piece]
    if exact and not opens:
        return exact + [entry for entry in entries if entry not in exact and entry.text.islower()]
    if piece.islower():
        return [entry for entry in entries if entry.text[:1].islower()]
    return [entry for entry in entries if not (entry.text.isupper() and len(entry.text) > 1 and not piece.isupper())]


def _guess(piece: str, folded: str, *, opens: bool) -> str:
    """The class of a word that the lexicon does not know, by its look."""
    if re.search(r"\d", piece):
        return "NUM"
    if piece.isupper() and len(piece) > 1:
        return "PROPN"
    if piece[:1].isupper() and not opens:
        return "PROPN"
    for pos, pattern in (("VERB", _VERBY), ("NOUN", _NOUNY), ("ADJ", _ADJECTIVAL)):
        if pattern.match(folded):
            return pos
    return "PROPN" if piece[:1].isupper() else "X"


_FUNCTION = ("ADP", "CCONJ", "SCONJ", "PRON", "DET", "PART", "AUX", "NUM")


def _resolved(parts: Sequence[Part]) -> list[Part]:
    """The parts with one class each: function words first, then by what stands before."""
    found: list[Part] = []
    for part, after in zip(parts, [*parts[1:], None], strict=False):
        before = found[-1] if found else None
        found.append(replace(part, pos=part.pos or _choose(part, before, after)))
    return found


def _choose(part: Part, before: Part | None, after: Part | None) -> str:
    options = {entry.pos for entry in part.entries}
    nominal = before is not None and before.pos in ("NOUN", "ADJ", "PROPN") and not before.clitic
    if _name_goes_on(part, before):
        return "PROPN"
    # "pertahanan bersama untuk …" is a joint defence, "bersama Rusia" is with Russia.
    stranded = after is None or after.pos == "PUNCT" or {entry.pos for entry in after.entries} & set(_FUNCTION)
    if "ADJ" in options and nominal and stranded:
        return "ADJ"
    for pos in _FUNCTION:
        if pos in options:
            return pos
    if "VERB" in options and before is not None and (before.pos in ("AUX", "PRON") or before.folded in _DENY):
        return "VERB"
    if "ADJ" in options and nominal:
        return "ADJ"
    for pos in ("PROPN", "NOUN", "ADJ", "VERB", "ADV"):
        if pos in options:
            return pos
    return "X"


_DENY = frozenset("tidak tak belum akan telah sudah sedang dapat bisa harus".split())


def _name_goes_on(part: Part, before: Part | None) -> bool:
    """A capitalised common word after an unknown capitalised one is the rest of a name: *Raden Wijaya Putih*."""
    if before is None or before.pos != "PROPN" or before.known:
        return False
    return part.surface[:1].isupper() and " " not in part.text and all(entry.pos != "PROPN" for entry in part.entries)


def _names(parts: Sequence[Part]) -> Iterator[str]:
    """Runs of capitalised words that the lexicon does not know."""
    run: list[str] = []
    for part in [*parts, None]:
        if part is not None and part.pos == "PROPN" and not part.known:
            run.append(part.surface)
        elif run:
            yield " ".join(run)
            run = []


def is_country(part: Part) -> bool:
    """Whether a part is a place that has an adjective of its own (*Rusia*: Russia, Russian), or is one of CLDR's."""
    tags = {entry.pos for entry in part.entries if entry.text[:1].isupper()}
    return tags >= {"PROPN", "ADJ"} and part.pos in ("PROPN", "ADJ")


def phrases(sentence: Sentence) -> list[Phrase]:
    """
    The noun phrases of a sentence that may be terms: the longest, then those inside them.

    Of two parts or more, or of one part that is a fixed phrase (*gencatan senjata*). Dates, phrases that are part of a
    name or break off before a word nobody knows, and what only qualifies one mention are left out.
    """
    found: list[Phrase] = []
    at = 0
    while at < len(sentence.parts):
        run, yang = _longest(sentence.parts, at)
        at += max(len(run) + yang, 1)
        if run and not _broken_off(sentence.parts, at, run):
            run = _trimmed(run, sentence.parts[at] if at < len(sentence.parts) else None)
            found += _inside(run, yang=bool(yang))
    return found


def _trimmed(run: list[Part], after: Part | None) -> list[Part]:
    """Without countries and light nouns at the end, nor a general noun to which what follows belongs."""
    if len(run) > 1 and after is not None:
        pointed = run[-1].folded in _GENERAL and after.folded in _POINTS_BACK
        possessed = after.pos == "DET" and after.folded not in _POINTS_BACK and run[-1].pos == "NOUN"
        run = run[:-1] if pointed or possessed else run
    while run and (is_country(run[-1]) or run[-1].folded in LIGHT):
        run = run[:-1]
    return run


_POINTS_BACK = frozenset("lain lainnya tersebut itu ini tertentu".split())


def _longest(parts: Sequence[Part], at: int) -> tuple[list[Part], int]:
    """The parts of the phrase that starts here, and how many *yang* were skipped in it."""
    head = parts[at]
    if (
        head.pos not in ("NOUN", "PROPN")
        or (not head.known and head.pos == "PROPN")
        or _stops(head)
        or is_country(head)
    ):
        return [], 0
    if head.folded in LIGHT:
        return [], 0
    run, yang, k = [head], 0, at + 1
    while k < len(parts) and not run[-1].clitic:
        part = parts[k]
        if part.folded == "yang" and _qualified(parts, k) and not yang:
            yang, k = 1, k + 1
            continue
        if part.pos not in ("NOUN", "ADJ", "PROPN") or (part.pos == "PROPN" and not part.known) or _stops(part):
            break
        run.append(part)
        k += 1
    return run, yang


def _qualified(parts: Sequence[Part], k: int) -> bool:
    """Whether the *yang* here only ties an adjective to its noun, and no clause follows."""
    if k + 1 >= len(parts):
        return False
    adjective, after = parts[k + 1], parts[k + 2] if k + 2 < len(parts) else None
    closed = (
        after is None or after.pos in ("PUNCT", "CCONJ", "ADP", "SCONJ") or after.folded in ("ini", "itu", "tersebut")
    )
    return adjective.pos == "ADJ" and adjective.known and not _stops(adjective) and closed


def _stops(part: Part) -> bool:
    return part.folded in PASSING or part.folded in CALENDAR or bool(CALENDAR & set(part.folded.split()))


def _broken_off(parts: Sequence[Part], after: int, run: Sequence[Part]) -> bool:
    """*Klub Diskusi* before *Valdai*, *negeri* before *ginseng*: the next word belongs to the phrase and is not known."""
    if after >= len(parts) or parts[after].known or run[-1].clitic:
        return False
    following = parts[after]
    in_a_name = following.pos == "PROPN" and all(part.surface[:1].isupper() for part in run)
    return in_a_name or following.pos in ("X", "ADJ") or (following.pos == "NOUN" and following.folded not in LIGHT)


def _inside(run: list[Part], *, yang: bool) -> Iterator[Phrase]:
    """
    The phrase and those inside it that start at a noun, each at its place.

    A name inside is as whole as the phrase around it (*resolusi* | *Dewan Keamanan PBB*), and so is what stands before a
    *yang*: with it the speaker may only have added something.
    """
    name = _name_within(run)
    for start in range(len(run)):
        head = run[start]
        if head.pos not in ("NOUN", "PROPN") or head.folded in LIGHT:
            continue
        for end in range(len(run), start, -1):
            parts = tuple(run[start:end])
            fixed = " " in head.text and head.pos == "NOUN"
            if (len(parts) >= 2 or fixed) and not is_country(parts[-1]):
                whole = start == 0 and end >= len(run) - yang
                maximal = whole or (start, end) == name
                yield Phrase(parts, parts[0].start, parts[-1].end, yang and end == len(run), maximal)


def _name_within(run: Sequence[Part]) -> tuple[int, int]:
    """The longest stretch at the end that is written as a name, when what is before it is not."""
    start = len(run)
    while start and run[start - 1].capital:
        start -= 1
    return (start, len(run)) if 0 < start < len(run) else (-1, -1)
