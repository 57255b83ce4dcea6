"""
Noun phrases of Indonesian, with their places: where a term may begin and end.

A phrase is a head and what follows it: Indonesian is head-initial, so *perjanjian kemitraan strategis* is a treaty
(perjanjian) of some kind (Tata Bahasa Baku 7.1.5.5). Start with `phrases`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glossary.parts import Part, Sentence

# Adjectives that say something about one mention and make no term: a *new* treaty, an *important* visit.
PASSING = frozenset(
    """
    baru lama lain lainnya besar kecil penting tertentu sama sendiri baik buruk tinggi rendah cepat lambat banyak sedikit
    mudah sulit jelas langsung benar salah serupa berbeda berikut berikutnya terakhir pertama kedua mendatang lalu depan
    ini itu tersebut begitu demikian hebat luas kuat lemah indah cantik muda tua asli nyata biasa terbaru terbesar
    tertinggi terendah utama sebelumnya bersangkutan terkait cukup paling agak sangat makin semakin penuh berat ringan
    besar-besaran sepenuhnya semacam bersama-sama panjang pendek dekat jauh murah mahal terus tetap seluruh segala sulung bungsu unik menarik inti sang kini
    terbaik terburuk terpenting terkenal terkemuka pasti perlu mungkin relatif asal kalah menang gagal bagus hebat siap sesuai
    pantas saja juga selanjutnya berikutnya bersejarah sebelum seperti
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
    mayoritas kebanyakan tempat sasaran kata ujar ucap tutur sebut lapor tambah lanjut jelas tegas ungkap papar terang imbuh konon antara ketentuan
    """.split()
) | {"sebagian besar", "sebagian kecil"}
# What a phrase with a day, month or clock in it is: a date, no term.
CALENDAR = frozenset(
    """
    senin selasa rabu kamis jumat jum'at sabtu minggu ahad januari februari maret april mei juni juli agustus september
    oktober november desember hari pekan bulan tahun tanggal pukul jam menit detik abad dekade pagi siang sore malam
    kemarin besok lusa wib wita wit saat waktu kali persen rupiah dolar juta miliar triliun ribu
    """.split()
)
# Nouns that a number or a name completes: *nomor* satu, *kelas* Sigma.
_LABELS = frozenset(
    """
    nomor kelas tipe seri model versi edisi merek pasal ayat bab grup kode peringkat provinsi kabupaten kecamatan kota
    distrik zona benua sungai gunung pegunungan danau pulau universitas jalan
    """.split()
)
# What counts things after a number, and names none: empat *buah* toko.
_COUNTERS = frozenset(
    "buah orang ekor lembar unit butir batang pucuk helai keping potong bidang biji pasang set".split()
)
# Nouns so general that *lain* or *tersebut* after them belongs to them and not to the whole phrase before.
_GENERAL = frozenset("negara pihak orang daerah wilayah kota lembaga pemerintah kelompok".split())


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
    """Without countries and light nouns at the end, nor a noun to which what follows, or was cut off, belongs."""
    named = after is not None and (after.pos in ("NUM", "PROPN") or bool(re.search(r"\d", after.surface)))
    if after is not None and after.pos == "PROPN" and after.capital:
        while run and run[-1].capital and " " not in run[-1].folded:
            run = run[:-1]
    if len(run) > 1 and after is not None:
        pointed = run[-1].folded in _GENERAL and after.folded in _POINTS_BACK
        possessed = after.pos == "DET" and after.folded not in _POINTS_BACK and run[-1].pos == "NOUN"
        run = run[:-1] if pointed or possessed else run
    while run and (
        (named and run[-1].folded in _LABELS) or is_country(run[-1]) or run[-1].folded in LIGHT or _owner(run)
    ):
        named = named or run[-1].pos in ("PROPN", "ADJ")
        run = run[:-1]
    return run


def _owner(run: Sequence[Part]) -> bool:
    """Whether the last part is one place or person to whom the rest belongs: *citra Pyongyang*, but *Piagam PBB*."""
    last = run[-1]
    named = last.pos == "PROPN" and " " not in last.surface and not last.surface.isupper()
    return len(run) > 1 and named and not all(part.capital for part in run)


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
    if head.folded in LIGHT or _counts(parts, at):
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


def _counts(parts: Sequence[Part], at: int) -> bool:
    return at > 0 and parts[at].folded in _COUNTERS and parts[at - 1].pos in ("NUM", "DET")


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
    # Scores, ordinals, initials and titles belong to one mention: *skor 5-2*, *huruf u*, *Ms. Clinton*.
    if re.search(r"\d|\.$", part.surface) or len(part.surface) == 1:
        return True
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
