"""
What stands on a news page and is not the story.

Start with `furniture`: it looks at the lines of a page and says of each whether it is furniture, and why. A reason is a
code of `REASONS`; the report shows its words. First come the lines that betray themselves (`TELLTALE`: "Baca juga",
"Foto: …", "27 menit yang lalu"), then those that only their neighbours betray: cut-off twins of headlines, lists of other
stories, menus, a headline in the middle of somebody else's story. In doubt a line stays: a lost sentence of the story
is worse than a kept advert.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

REASONS = {
    "related": "a link to another story",
    "list": "a list of other stories",
    "other_headline": "the headline of another story",
    "cut_off": "a cut-off twin of another line",
    "repeated": "stands on the page already",
    "advert": "an advertisement",
    "widget": "a button or widget of the page",
    "menu": "a menu",
    "time": "a time of publication",
    "caption": "a photo caption or credit",
    "byline": "who wrote, edited or signed it",
    "source": "a link to the source",
    "copyright": "a copyright notice",
    "comments": "the comments box",
    "invitation": "an invitation to follow or subscribe",
}

_DAYS = r"(?:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu|Ahad|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_MONTHS = (
    r"(?:Jan(?:uar[iy]|uary)?|Peb(?:ruari)?|Feb(?:ruar[iy]|ruary)?|Mar(?:et|ch)?|Apr(?:il)?|Mei|May|Jun[ie]?|Jul[iy]?"
    r"|Agu(?:stus)?|Ag[ts]|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Okt(?:ober)?|Oct(?:ober)?|Nov(?:ember)?|De[sc](?:ember)?)"
)
_CLOCK = r"(?:pukul\s*)?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?\s*(?:WIB|WITA|WIT|AM|PM|GMT)?"
_NUMERIC_DATE = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
_WORDED_DATE = rf"(?:\d{{1,2}}\s+{_MONTHS}\s+\d{{4}}|{_MONTHS}\s+\d{{1,2}},\s+\d{{4}})"
_AGENCY = r"(?:ANTARA|AFP|AP|EPA|REUTERS|Reuters|KCNA|TASS|Xinhua|Getty(?: Images)?|Sputnik|Anadolu|AA|VOA|BBC|CNN|Kompas|Tempo|Detik)"

# Each row: the reason, and what a whole line must look like. Grouped by where on the page it stands.
_ROWS: list[tuple[str, str]] = [
    # Links inside the story
    ("related", r"(?:telusuri|temukan|lihat|simak|cek|baca)\s.{0,40}(?:lainnya|selengkapnya)\W*"),
    ("related", r"(?:baca|lihat|simak|tonton|dengarkan)\s*(?:juga|pula|selengkapnya)\b\s*[:\-–|]?.*"),
    ("related", r"(?:see|read|watch)\s+(?:also|more|next)\b\s*[:\-–|]?.*"),
    ("related", r"(?:berita|artikel)\s+(?:sebelumnya|selanjutnya)\b.*"),
    ("related", r"\[\s*gambas\s*:.*\]"),
    # Adverts and what surrounds them
    ("advert", r"\W*(?:advertisement|advertising|iklan|sponsored|advertorial|konten ini disponsori.*|promoted content|pasang iklan.*)\W*"),
    ("advert", r"(?:advertisement|iklan)\s*[·|–-].{0,40}|.*\b(?:kiriman pengiklan|konten (?:bersponsor|berbayar)|sponsored by)\b.*"),
    ("advert", r"\W*(?:scroll (?:to|untuk|ke)|gulir (?:untuk|ke)|lanjutkan membaca|continue reading|resume content).{0,40}"),
    # Buttons
    ("widget", r"(?:a\s+){1,3}a|a\s*[-+]\s*a?\s*[-+]?|loading\W*|memuat\W*"),
    ("widget", r"(?:bagikan|share|sebarkan|salin tautan|copy link|copied|tautan disalin|simpan|bookmark|cetak|print|dengarkan|kirim)(?:\s+(?:this|ini|ke|via|on|artikel|article|berita)\b.{0,30})?\s*:?"),
    ("widget", r"(?:(?:facebook|twitter|whatsapp|telegram|line|x|linkedin|email|instagram|tiktok|pinterest|threads|copy link|share|bagikan|salin)\W*){1,9}"),
    ("widget", r"(?:lihat (?:semua|lainnya|selengkapnya|foto)|selengkapnya|tampilkan semua|load more|show (?:all|more)|view all|muat lainnya|indeks)\W*"),
    ("widget", r"(?:halaman|page)\s*:?\s*(?:\d[\s\d|/]*|selanjutnya|berikutnya|next)?(?:\s*(?:dari|of)\s*\d+)?|(?:[«»<>]+\s*)?(?:selanjutnya|sebelumnya|next|previous|prev)(?:\s*[«»<>]+)?|\d(?:\s+\d){1,9}(?:\s+(?:selanjutnya|next))?"),
    ("widget", r"(?:font size|ukuran (?:font|huruf)|mode gelap|dark mode|cari|search|login|masuk|daftar|sign (?:in|up)|log in|menu|beranda|home|kembali ke atas|back to top)\W*"),
    ("widget", r"(?:bagikan|share|ikuti|follow)\s+(?:kami |us )?(?:di|on|ke|via)\b.{0,40}|embed|please wait|aa?|auto|unduh|download|width|height|px|code|the (?:code|url) has been copied.*|no media source.*|\d{3,4}p\b.*"),
    ("widget", r"(?:waktu (?:baca|membaca)|lama membaca|reading time|\d+\s*(?:min(?:ute)?s?|menit)\s*(?:read|baca))\b.{0,20}|tombol untuk .{0,40}|lewati .{0,60}|akhir dari .{0,60}|skip .{0,60}|end of .{0,40}"),
    ("widget", r".*\bcookies?\b.*(?:setuju|menyetujui|pengalaman|experience|accept|policy|kebijakan).*|(?:terima|tolak|accept|reject)\s*(?:semua|all)?\W*"),
    ("widget", r"[\d\s.,:/|*•·+-]+|(?:total|hari ini|bulan ini|kemarin|minggu ini|jumlah pengunjung|pengunjung|visitors?)\s*:?\s*[\d.,]*"),
    ("widget", r"(?:telp|telepon|phone|surel|e-?mail|faks|fax|narahubung|kontak|contact|alamat redaksi|hotline|wa)\s*\.?\s*(?::.{0,80}|\(?\+?\d[\d\s()-]{5,}|(?=$))"),
    ("widget", r"\d+\s*(?:shares?|views?|dibaca|kali dibaca|dibagikan|x dibaca|likes?|suka)"),
    # Lists of links that name themselves
    ("menu", r"(?:tags?|topik|topics?|kata kunci|keywords?|label|kategori|categor(?:y|ies)|rubrik)\s*(?:terkait|populer)?\s*[:#].*|(?:#[\w.-]+\s*)+"),
    ("menu", r"(?:home|beranda|news|berita)\s*(?:[>»/›|].{1,60})+"),
    # When
    ("time", rf"{_DAYS}?[\s,|]*\d{{1,2}}[\s/-]+(?:{_MONTHS}|\d{{1,2}})[\s/-]+\d{{4}}[\s,|\-–]*(?:{_CLOCK})?\W*"),
    ("time", rf"{_MONTHS}\s+\d{{1,2}},\s+\d{{4}}[\s,|\-–]*(?:{_CLOCK})?\W*"),
    ("time", r"(?:sekitar\s+)?(?:\d+|se)\s*(?:detik|menit|jam|hari|minggu|pekan|bulan)\s*(?:yang\s+)?lalu|\d+\s*(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?)\s+ago|(?:baru saja|just now|kemarin)"),
    ("time", rf"(?:diperbarui|dipublikasikan|diterbitkan|terbit|tayang|published|updated|last updated|update(?: terakhir)?|diunggah|rilis|posted)\b\s*(?:on|at|pada)?\s*:?.{{0,12}}\d.*|{_CLOCK}"),
    ("time", rf".{{0,60}}[\s|,·•(–-]{_NUMERIC_DATE}[\s,|·•–-]*(?:{_CLOCK})\W*|.{{0,60}}\b{_WORDED_DATE}[\s,|·•–-]*(?:{_CLOCK})(?:\s*\S{{0,6}}\s*·.{{0,30}})?\W*"),
    # Photographs
    ("caption", r"(?:foto|photo|ilustrasi|illustration|infografis|grafis|gambar|tangkapan layar|screenshot|arsip|dok(?:umen(?:tasi)?)?)\s*(?:arsip|ilustrasi|file|oleh|by|credit|kredit)?\s*(?:[:/(]|\s[–-]\s)\s*.*"),
    ("caption", r"(?:keterangan (?:gambar|foto)|sumber gambar|image (?:caption|source)|photo caption)\s*[,:].*"),
    ("caption", r"(?:item \d+ of \d+|\[\d+/\d+\]|\d+\s*/\s*\d+)\b.*|zoom[- ]?in|perbesar(?: gambar)?|enlarge.*"),
    ("caption", r".*[.)]\s*\(?(?-i:[A-Z][A-Za-z]*[A-Z][A-Za-z.]*|[A-Z]{3,}[\w.]*|\w+\.(?:com|id|co\.id))\s?/\s?(?-i:[A-Z])[\w .'-]{2,60}\)?\W*"),
    ("caption", r"foto arsip\b.*"),
    ("caption", r".*\((?:foto|photo|image|gambar|ilustrasi|sumber|source|dok(?:umentasi)?|courtesy|credit|kredit|file|antara foto|\w+ photo)\s*[:/.]?\s*[^()]*\)\W*"),
    ("caption", rf".*\((?-i:{_AGENCY})(?:\s*(?:FOTO|PHOTO|/|-)[^()]*)+\)\W*"),
    ("caption", r".*[\s.](?-i:Foto|FOTO|Photo|Image|Gambar)\s*[/:]\s*\S[^.]{0,60}\.?"),
    ("caption", r"(?-i:ANTARA FOTO|ANTARA|AFP|REUTERS|Reuters|Getty Images)\s*/.*"),
    # Who
    ("byline", r"\((?-i:[a-z]{2,5}|[A-Z]{2,5}|[A-Za-z]{1,5}(?:\s*[/\-,]\s*[A-Za-z]{1,5}){1,3})\)\.?|\[[A-Za-z]{2,4}(?:/[A-Za-z]{2,4})*\]"),
    ("byline", r"(?:editor|penulis|reporter|pewarta|penyunting|redaktur|jurnalis|kontributor|laporan|wartawan|fotografer|penerjemah|author|writer|written by|reporting by|editing by|edited by|translated by|uploader|oleh|by)\s*(?:[:|,]|(?-i:\s[A-Z]))\s*.{0,80}"),
    # Whence
    ("source", r"(?:sumber|source|link|tautan|via|artikel asli|original)\s*(?:berita|artikel|asli)?\s*:\s*.{0,160}|(?:https?://|www\.)\S+"),
    ("copyright", r".*(?:copyright|hak cipta|©|\(c\)\s*\d{4}|all rights? reserved|dilarang (?:mengutip|menyalin|keras|memperbanyak)|tidak boleh (?:disalin|dikutip)|artikel ini (?:telah tayang|sudah tayang|pertama kali)|this article was (?:first )?published).*"),
    ("comments", r"(?:\d+\s*)?(?:komentar|comments?|tulis komentar|kolom komentar|beri komentar|add a comment|leave a (?:comment|reply)|tinggalkan (?:komentar|balasan)|diskusi)\s*(?:\(\d+\)|:?\s*\d*|anda|kamu|pembaca)\W*"),
    ("invitation", r"(?:dapatkan|ikuti|cek|simak|nikmati|pantau|unduh|download|follow|get|sign up|subscribe|langganan|berlangganan|gabung|join|jangan lewatkan|don't miss|temukan)\b.*(?:\bklik\b|google news|whats\s?app|telegram|channel|saluran|kanal|newsletter|aplikasi|\bapp\b|notifikasi|berita (?:terkini|terbaru|pilihan|terupdate|lainnya|menarik)|breaking news|update (?:berita|terbaru)|media sosial|social media|instagram|youtube|inbox|email|push)\b.*"),
    ("invitation", r"(?:klik|click)\s+(?:di\s?sini|here|link|tautan)\b.*|.*\bklik di\s?sini\b.*"),
    ("invitation", r"(?:punya|have)\s+(?:informasi|cerita|a story|news tips?)\b.*\?.*|artikel ini (?:bagian|kerja sama).*"),
]  # fmt: skip
TELLTALE = [(reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _ROWS]

# Headings after which other stories are listed, until prose comes again.
_LIST_HEADING = re.compile(
    r"(?:baca juga|berita|artikel|kabar|video|foto|konten|topik)?\s*"
    r"(?:rekomendasi(?: untuk anda| redaksi| berita| artikel)?|informasi artikel|(?:paling )?banyak dibaca|siaran pers lainnya|top news|tags?|topik(?: artikel| terkait)?|suggested topics|companies|klasemen|summary|terkait|terkini|terbaru|terpopuler|populer|pilihan(?: editor| redaksi)?|lainnya|trending|infografis"
    r"|sorotan|most (?:read|popular)|related(?: (?:stories|articles|news|posts|topics))?|recommended(?: for you)?|latest(?: news)?|top stories|editors?['’]? (?:pick|choice)s?"
    r"|you (?:may|might) also like|more (?:stories|news|from .{1,30})|baca juga|read also|jangan lewatkan|headline|terhangat|viral|kredit)\s*[:»>]?",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[.!?:;][\"'”’)\]]*(?:\s*[(\[][\w*/ -]{1,14}[)\]])?$"
)  # with the reporter's initials after it, or not
_BULLET = re.compile(r"^\s*(?:[-–•*·▪●»›>]|\d{1,2}[.)])\s+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Small words that headlines write small.
_SMALL = frozenset(
    "dan di ke dari yang untuk pada dengan dalam oleh atau bagi via soal saat demi tak agar jadi akan hingga sebagai kepada"
    " the a an of in on at to for and or by with from as is vs".split()
)


def furniture(lines: Sequence[str]) -> list[str | None]:
    """
    For each line of a page the code of the reason why it is not part of the story, or None where it is.

    The first headline-like line stays: it is the story's own.

    >>> furniture(["Menlu Bertemu", "Menlu bertemu duta besar.", "Baca Juga: Harga Beras Naik", "Komentar (0)"])
    [None, None, 'related', 'comments']
    """
    found: list[str | None] = [telltale(line) for line in lines]
    for rule in (_repeated, _cut_off, _listed, _menus, _interleaved, _around):
        rule(lines, found)
    return found


def telltale(line: str) -> str | None:
    """
    The reason that a line gives by its own look, or None.

    >>> telltale("27 menit yang lalu"), telltale("(RZD)"), telltale("Presiden tiba (20/6).")
    ('time', 'byline', None)
    """
    bare = _BULLET.sub("", line.strip())
    if len(bare) > 600:
        return None  # no widget is that long, and the patterns need not read it
    # A long line that only starts like furniture ("Lihat juga …") and then tells in sentences is prose.
    prose = len(bare.split()) > 25 and len(re.findall(r"[.!?](?:\s|$)", bare)) > 1
    for reason, pattern in TELLTALE:
        if pattern.fullmatch(bare) and not (prose and reason in ("related", "invitation", "caption", "source")):
            return reason
    return "list" if _LIST_HEADING.fullmatch(bare) else None


def like_headline(line: str) -> bool:
    """
    Whether a line is written as headlines are: no full stop, nearly every word that is not a small one capitalised.

    >>> like_headline("PM Qatar: Gencatan Senjata Gaza Tak Sempurna Tanpa Penarikan Pasukan Israel")
    True
    >>> like_headline("Perjanjian ini memberikan bantuan timbal balik")
    False
    """
    if re.search(r"[.:;,][\"'”’)\]]*$|;", line):
        return False
    telling = [word for word in _WORD.findall(line) if word.casefold() not in _SMALL]
    return bool(telling) and sum(word[0].isupper() for word in telling) >= 0.85 * len(telling)


def like_prose(line: str) -> bool:
    """
    Whether a line tells something in sentences: it ends like one, or is long, and is not written like a headline.

    >>> like_prose("Korea Selatan menyesalkan perjanjian tersebut.")
    True
    """
    count = len(_WORD.findall(line))
    return not like_headline(line) and ((count >= 4 and bool(_ENDS.search(line))) or count >= 10)


def _repeated(lines: Sequence[str], found: list[str | None]) -> None:
    seen: set[str] = set()
    for number, line in enumerate(lines):
        key = line.strip().casefold()
        if found[number] is None and key in seen and len(key) > 3:
            found[number] = "repeated"
        seen.add(key)


def _cut_off(lines: Sequence[str], found: list[str | None]) -> None:
    """ "Trump Ingin Kembali..." beside "Trump Ingin Kembali Berkomunikasi via Telepon": teasers come in twins."""
    whole = sorted(line.strip() for line in lines if not line.strip().endswith(("...", "…")))
    for number, line in enumerate(lines):
        stem = re.sub(r"\s*(?:\.{3}|…)$", "", line.strip())
        if found[number] is None and stem != line.strip() and len(stem.split()) <= 8:
            twin = bisect_left(whole, stem)
            if twin < len(whole) and whole[twin].startswith(stem):
                found[number] = "cut_off"


def _listed(lines: Sequence[str], found: list[str | None]) -> None:
    """After "Berita Terkait" and after "Baca Juga" alone: every line, until the story is told on."""
    begun, listed = False, -1
    for number, line in enumerate(lines):
        bare = line.strip()
        if _LIST_HEADING.fullmatch(_BULLET.sub("", bare)):
            found[number], listed = "list", 0 if begun else -1
        elif listed >= 0 and found[number] is None:
            if _told_on(bare, listed):
                listed = -1
            else:
                found[number], listed = "list", listed + 1
        begun = begun or (found[number] is None and like_prose(bare))


def _told_on(line: str, listed: int) -> bool:
    """Whether a line after a list of other stories is the story again, and not one more teaser."""
    if not like_prose(line) or line.endswith("?"):
        return False
    sentences = len(re.findall(r"[.!?][\"'”’)]*(?:\s|$)", line))
    return len(line.split()) >= (12 if listed else 18) or (sentences >= 2 and len(line.split()) >= 18)


def _menus(lines: Sequence[str], found: list[str | None]) -> None:
    """Three or more short capitalised lines in a row, with no story before or no story after them."""
    run: list[int] = []
    for number in range(len(lines) + 1):
        if number < len(lines) and found[number] is None and _short_item(lines[number]):
            run.append(number)
            continue
        if len(run) >= 3 and (not _told(lines[: run[0]], found) or not _told(lines[number:], found[number:])):
            for k in run:
                found[k] = "menu"
        if number < len(lines) and found[number] is not None and run:
            continue  # other furniture does not break a menu
        run = []


def _short_item(line: str) -> bool:
    bare = _BULLET.sub("", line.strip())
    return 0 < len(bare.split()) <= 4 and not _ENDS.search(bare) and bare[0].isupper()


def _told(lines: Sequence[str], found: Sequence[str | None]) -> bool:
    return any(like_prose(line) for line, reason in zip(lines, found, strict=False) if reason is None)


def _interleaved(lines: Sequence[str], found: list[str | None]) -> None:
    """
    A whole headline after the story has begun is another story's.

    A short one may be a subheading and stays, and so do the lines of a list that the story announces with a colon.
    """
    begun = announced = False
    for number, line in enumerate(lines):
        if found[number] is not None:
            continue
        bare = line.strip()
        headline = like_headline(bare) and len(_WORD.findall(bare)) >= 5
        if begun and headline and not announced:
            found[number] = "other_headline"
        begun = begun or like_prose(bare)
        announced = bare.endswith(":") or (announced and headline)


def _around(lines: Sequence[str], found: list[str | None]) -> None:
    """Before the story begins, what is too short for its headline; after its last sentence, what is none."""
    told = [k for k, line in enumerate(lines) if found[k] is None and like_prose(line.strip())]
    if not told:
        return
    head = [k for k in range(told[0]) if found[k] is None]
    whole = [k for k in head if len(_WORD.findall(lines[k])) >= 4]
    for k in head:
        if whole and k not in whole:
            found[k] = "menu"
    for k in range(told[-1] + 1, len(lines)):
        if found[k] is None:
            found[k] = "menu"
