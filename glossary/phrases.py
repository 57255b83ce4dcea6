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
    pantas saja juga selanjutnya berikutnya bersejarah sebelum seperti dalam atas milik tewas meninggal marah panik bangga
    tersedia tertinggal terluka sekarang cenderung artinya misalnya akibatnya faktanya berturut-turut
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
    mayoritas kebanyakan tempat sasaran punya kayak ulang ingin mau suka kata ujar ucap tutur sebut lapor tambah lanjut jelas tegas ungkap papar terang imbuh konon antara ketentuan
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
    distrik zona benua sungai gunung pegunungan danau pulau universitas jalan karya asuhan pimpinan buatan garapan besutan
    """.split()
)
# Nouns that what follows them completes: partisipasi *kaum* wanita, kekalahan ketiga *musim* ini.
_UNFINISHED = frozenset("kaum musim sang arah".split())
# Nouns that the adjective after them completes: ukuran *besar*, urutan *terendah*.
_MEASURES = frozenset("ukuran urutan generasi tingkat peringkat posisi jumlah skala taraf kadar".split())
# What counts or measures things after a number, and names none: empat *buah* toko, 40 *mil* wilayah perbatasan.
_COUNTERS = frozenset(
    """
    buah orang ekor lembar unit butir batang pucuk helai keping potong bidang biji pasang set mil kilometer km meter
    sentimeter cm inci kaki hektar hektare ton kilogram kg gram liter barel derajat
    """.split()
)
# Nouns of quantity, with which another phrase begins: identitas | *sebagian besar* warga.
_QUANTITIES = frozenset(["sebagian besar", "sebagian kecil", "sejumlah", "sejenis", "kebanyakan", "beberapa"])
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
    passing: bool = False  # it ends in what may only say something about one mention
    turned: bool = False  # it begins like a clause: a term only where English puts its first word last

    @property
    def text(self) -> str:
        """Its words, without *yang*, without clitic; in small letters, unless it is a name or a part of it always is."""
        if self.proper:
            return " ".join(part.surface if part.text.islower() else part.text for part in self.parts)
        return " ".join(_written(part) for part in self.parts)

    @property
    def proper(self) -> bool:
        """Whether it is written as a name."""
        return all(part.capital for part in self.parts)

    @property
    def key(self) -> str:
        """Its folded words."""
        return " ".join(part.folded for part in self.parts)


def _written(part: Part) -> str:
    if _DESIGNATION.fullmatch(part.surface):
        return part.surface
    return part.text if part.pos == "PROPN" and part.known else part.text.casefold()


def is_country(part: Part) -> bool:
    """Whether a part is a place that has an adjective of its own (*Rusia*: Russia, Russian), or is one of CLDR's."""
    tags = {entry.pos for entry in part.entries if entry.text[:1].isupper()}
    return tags >= {"PROPN", "ADJ"} and part.pos in ("PROPN", "ADJ")


def phrases(sentence: Sentence, *, witnessed: bool = False) -> list[Phrase]:
    """
    The noun phrases of a sentence that may be terms: the longest, then those inside them.

    Of two parts or more, or of one part that is a fixed phrase (*gencatan senjata*). Dates, phrases that are part of a
    name or break off before a word nobody knows, and what only qualifies one mention are left out.

    `witnessed` says that English stands beside the sentence and will tell what is a term. Then words nobody knows may be
    in a phrase, so may an adjective that mostly says something about one mention (`passing`: *kontak dekat*), fixed names
    are phrases, and so is a verb or preposition with its noun (`turned`: *cuci tangan*, *tanpa gejala*).
    """
    found: list[Phrase] = []
    at = 0
    while at < len(sentence.parts):
        run, yang = _longest(sentence.parts, at, unknown=witnessed)
        at += max(len(run) + yang, 1)
        if run and not _broken_off(sentence.parts, at, run):
            after = sentence.parts[at] if at < len(sentence.parts) else None
            whole = _trimmed(run, after)
            found += _inside(whole, yang=bool(yang), named=witnessed)
            if witnessed and len(whole) == len(run) and not yang:
                found += _with_passing(whole, after)
    return [*found, *_turned(sentence.parts, found)] if witnessed else found


# Those of the passing adjectives that do belong to some terms: *kontak dekat*, *usaha kecil*.
_LASTING = frozenset(
    "baru lama besar kecil tinggi rendah cepat lambat dekat jauh kuat lemah berat ringan panjang pendek tua muda luas utama"
    " langsung penuh".split()
)


def _with_passing(run: list[Part], after: Part | None) -> Iterator[Phrase]:
    """The phrase with the passing adjective after it: *virus korona* baru."""
    if run and after is not None and after.pos == "ADJ" and after.folded in _LASTING and not run[-1].clitic:
        yield Phrase((*run, after), run[0].start, after.end, passing=True)


# Prepositions that English has a suffix or prefix for: *tanpa gejala* asymptomatic.
_PREFIXED = frozenset("tanpa anti pra pasca antar lintas".split())
_PASSIVE = re.compile(r"(?:di|ter)\w{4}")  # what follows is who did it


def _turned(parts: Sequence[Part], found: Sequence[Phrase]) -> Iterator[Phrase]:
    """What a verb, an adjective or a few prepositions make with the phrase or noun after them, or fixed as they are."""
    nouns = {phrase.start: phrase.parts for phrase in reversed(found) if not phrase.passing}
    for head, after in zip(parts, [*parts[1:], None], strict=True):
        if (head.pos not in ("VERB", "ADJ") and head.folded not in _PREFIXED) or _PASSIVE.match(head.folded):
            continue
        if " " in head.folded:
            yield Phrase((head,), head.start, head.end, turned=True)
        elif after is not None and after.pos == "NOUN" and not (head.clitic or _stops(head) or _stops(after)):
            for tail in {(after,), nouns.get(after.start, (after,))}:
                yield Phrase((head, *tail), head.start, tail[-1].end, turned=True)


def _trimmed(run: list[Part], after: Part | None) -> list[Part]:
    """Without countries and light nouns at the end, nor a noun to which what follows, or was cut off, belongs."""
    named = after is not None and (after.pos in ("NUM", "PROPN") or bool(re.search(r"\d", after.surface)))
    if after is not None and after.pos == "PROPN" and after.capital:
        while run and run[-1].capital and " " not in run[-1].folded:
            run = run[:-1]
    if len(run) > 1 and after is not None:
        pointed = run[-1].folded in _GENERAL and after.folded in _POINTS_BACK
        possessed = after.pos == "DET" and after.folded not in _POINTS_BACK and run[-1].pos == "NOUN"
        measured = after.pos == "ADJ" and run[-1].folded in _MEASURES and not run[-1].clitic
        run = run[:-1] if pointed or possessed or measured else run
    while run and (
        (named and run[-1].folded in _LABELS)
        or is_country(run[-1])
        or run[-1].folded in LIGHT | _UNFINISHED
        or _owner(run)
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


def _longest(parts: Sequence[Part], at: int, *, unknown: bool) -> tuple[list[Part], int]:
    """The parts of the phrase that starts here, and how many *yang* were skipped in it."""
    head = parts[at]
    if not _nominal(head, unknown=unknown) or head.pos == "ADJ" or _stops(head) or is_country(head):
        return [], 0
    if head.folded in LIGHT or _counts(parts, at):
        return [], 0
    run, yang, k = [head], 0, at + 1
    while k < len(parts) and not run[-1].clitic:
        part = parts[k]
        if part.folded == "yang" and _qualified(parts, k) and not yang:
            yang, k = 1, k + 1
            continue
        if not _nominal(part, unknown=unknown) or _stops(part) or part.folded in _QUANTITIES:
            break
        run.append(part)
        k += 1
    return run, yang


def _nominal(part: Part, *, unknown: bool) -> bool:
    """Whether a part can be in a noun phrase; unknown names cannot, and foreign words and designations (*N95*) if asked."""
    if part.pos == "PROPN":
        return part.known or (unknown and bool(_DESIGNATION.fullmatch(part.surface)))
    return part.pos in ("NOUN", "ADJ") or (unknown and part.pos == "X" and part.surface.isalpha())


def _counts(parts: Sequence[Part], at: int) -> bool:
    return at > 0 and parts[at].folded in _COUNTERS and parts[at - 1].pos in ("NUM", "DET")


def _qualified(parts: Sequence[Part], k: int) -> bool:
    """Whether the *yang* here only ties an adjective to its noun, and no clause follows."""
    if k + 1 >= len(parts):
        return False
    adjective, after = parts[k + 1], parts[k + 2] if k + 2 < len(parts) else None
    if after is not None and after.folded == "dengan":  # kebijakan yang setara dengan itu
        return False
    closed = (
        after is None or after.pos in ("PUNCT", "CCONJ", "ADP", "SCONJ") or after.folded in ("ini", "itu", "tersebut")
    )
    return adjective.pos == "ADJ" and adjective.known and not _stops(adjective) and closed


# COVID-19, G20, N95, H1N1: letters and a number that are a name together.
_DESIGNATION = re.compile(r"[A-Z][A-Za-z]*-?\d+(?:[A-Z]\d*)?")


def _stops(part: Part) -> bool:
    # Scores, ordinals, initials and titles belong to one mention: *skor 5-2*, *huruf u*, *Ms. Clinton*.
    strange = (word for word in part.surface.split() if re.search(r"\d|\.$", word))
    if len(part.surface) == 1 or not all(_DESIGNATION.fullmatch(word) for word in strange):
        return True
    return part.folded in PASSING or part.folded in CALENDAR or bool(CALENDAR & set(part.folded.split()))


def _broken_off(parts: Sequence[Part], after: int, run: Sequence[Part]) -> bool:
    """*Klub Diskusi* before *Valdai*, *negeri* before *ginseng*: the next word belongs to the phrase and is not known."""
    if after >= len(parts) or parts[after].known or run[-1].clitic:
        return False
    following = parts[after]
    in_a_name = following.pos == "PROPN" and all(part.surface[:1].isupper() for part in run)
    return in_a_name or following.pos in ("X", "ADJ") or (following.pos == "NOUN" and following.folded not in LIGHT)


def _inside(run: list[Part], *, yang: bool, named: bool) -> Iterator[Phrase]:
    """
    The phrase and those inside it that start at a noun, each at its place; fixed names of one part too, if `named`.

    A name inside is as whole as the phrase around it (*resolusi* | *Dewan Keamanan PBB*), and so is what stands before a
    *yang*: with it the speaker may only have added something.
    """
    name = _name_within(run)
    for start in range(len(run)):
        head = run[start]
        if head.pos not in ("NOUN", "PROPN", "X") or head.folded in LIGHT:
            continue
        for end in range(len(run), start, -1):
            parts = tuple(run[start:end])
            fixed = " " in head.text and (head.pos == "NOUN" or named)
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
