"""
Sentences in which a page speaks of itself: consent, rules, law, pitches, appeals, disclaimers, notes of the editors.

They are whole sentences, so their shape does not betray them; their matter does. Start with `notice`. The families of
`_SAID` are phrases that no story uses of the world. Those of `_SPOKEN` ("newsletter", "privacy policy") are words that a
story may use, too: they count only where the page says we or you. Somebody's words in a story, quoted or reported, are
never a notice; only what calls itself a note ("Ralat: …") need not be asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from memory.looks import SPEAKS, told_at_length

# What calls itself a note, with a date in brackets or without one.
_NOTE = re.compile(
    r"(?:corrections?|clarifications?|editors?['’]?s?['’]? notes?|author['’]s note|note (?:to|from) (?:our )?(?:readers?|the editors?)|disclaimers?|disclosure"
    r"|ralat|koreksi|klarifikasi|pembetulan|catatan (?:redaksi|editor|penyunting|penulis)|penafian|sanggahan|keterbukaan)"
    r"(?:\s*\([^)]{3,40}\)|,? [\w ,]{4,20}\d{4})?\s*(?::|\s[–—-]\s).+",
    re.IGNORECASE,
)

_SAID: list[tuple[str, str]] = [
    # Forms: what a box beside a field says
    ("comments", r"save my name\b|your e-?mail address will not\b|required fields\b|notify me (?:of|when|by)\b|must be logged in\b|log ?in or (?:register|create|sign)\b"),
    ("comments", r"simpan nama\b.{0,60}\b(?:peramban|browser|komentar)|alamat (?:e-?mail|surel) (?:anda|kamu) tidak\b|ruas (?:yang )?wajib\b|^beri ?tahu saya\b|harus (?:masuk|login) (?:untuk|terlebih)"),
    ("invitation", r"^i(?: would like|['’]d like| agree| consent| want)? (?:to )?(?:be e-?mailed|receive|be contacted)\b|^(?:contact me|receive e-?mails? from|send me)\b"),
    ("invitation", r"\bare aged 1\d or over\b|^(?:yes|ya), (?:i|saya) (?:agree|want|accept|setuju|ingin)\b"),
    # Rules for comments
    ("comments", r"\bcomments?\b.{0,80}\b(?:are moderated|is moderated|moderated before|break (?:our|the) rules|will be (?:removed|deleted|hidden))|\bin the comments\b.{0,12}(?:\bbelow\b|$)|\bability to comment\b|\bcommenting (?:rules|guidelines)\b"),
    ("comments", r"\bkomentar\b.{0,80}\b(?:tanggung jawab (?:pengirim|pembaca|penulis|masing|pengguna|pribadi)|dimoderasi|diperiksa (?:lebih )?dahulu|akan (?:dihapus|disunting))|\b(?:redaksi|admin|moderator|pengelola) berhak (?:menghapus|menyunting|menolak|tidak)"),
    # Law: who owns the page, who watches over it, what may be done with it
    ("notice", r"\bmay not be (?:reproduced|republished|published|broadcast|rewritten|redistributed|copied|used without)\b|\bprior (?:written )?(?:permission|consent) of\b"),
    ("notice", r"\bregistered (?:office|charity|trade ?marks?)\b|\bregistered in (?:england|scotland|wales|ireland)\b|\bcompany (?:registration )?(?:number|no)\b|\blimited by guarantee\b|\bequal opportunity employer\b"),
    ("notice", r"\b(?:not|tidak)\b.{0,20}\b(?:responsible for|bertanggung ?jawab atas)\b.{0,20}\b(?:content|isi|konten|komentar|kerugian|external)\b|\bexternal linking\b|\b(?:editors['’]|editorial) code of practice\b"),
    ("notice", r"\b(?:terdaftar|terverifikasi|terakreditasi)\b.{0,40}\bdewan pers\b|\b(?:tunduk pada|mematuhi|berpedoman pada)\b.{0,20}\bkode etik jurnalistik\b|\bpedoman (?:pemberitaan )?media siber\b"),
    ("notice", r"\b(?:this|our) website\b|\b(?:situs web|website|laman web|portal) (?:ini|kami)\b"),
    ("notice", r"\b(?:(?:mem)?publikasikan|(?:mener|ter)bitkan) (?:ulang|kembali)\b.{0,40}\b(?:artikel|tulisan|konten|berita|lisensi)\b|\brepublish (?:this|our)\b|\b(?:under|di bawah) (?:a |the |lisensi )?creative commons\b"),
    ("notice", r"^an official website of\b|^situs resmi (?:milik )?\w|^here['’]s how you know\b"),
    ("widget", r"\b(?:your browser|(?:browser|peramban) anda|javascript)\b.{0,40}\b(?:support|enabled?|mendukung|aktifkan|diaktifkan)|\b(?:enable|aktifkan) javascript\b"),
    # Where a text comes from, what became of it
    ("notice", r"^(?:it|this (?:article|story|piece|essay|report|post|interview|column)|(?:a|an (?:earlier|edited)) version of (?:this|the) \w+) (?:was |is |has been |has )?(?:first|originally|also|previously)? ?(?:published|appeared (?:first |originally )?(?:in|on|at)\b|translated|updated|corrected|amended|republished|co-published|produced in)\b"),
    ("notice", r"^(?:artikel|tulisan|naskah|berita|laporan|cerita|esai|liputan|konten|versi (?:awal|pendek|lain) (?:artikel|tulisan|naskah)) ini (?:telah |sudah |juga )?(?:pertama kali|diterjemahkan|diperbarui|direvisi|disadur|disarikan|diterbitkan (?:ulang|kembali|bersama)|dimuat|ditulis oleh|terbit)\b"),
    ("byline", r"^(?:translated|adapted|(?:di)?terjemahan|diterjemahkan|dialihbahasakan|disadur|alih bahasa)\b.{0,40}\b(?:by|oleh)\b"),
    # Who paid, who earns, who is not to blame
    ("advert", r"\b(?:advertiser|sponsored|paid|partner) (?:content|post|article)\b.{0,30}\b(?:was|is|paid|by)\b|\b(?:newsroom|editorial (?:team|staff)|redaksi)\b.{0,30}\b(?:not involved|no (?:role|part|say)|tidak terlibat)\b|\bhad no say in\b|\bbukan (?:bagian dari|produk|hasil) (?:kerja |karya )?(?:redaksi|jurnalis)"),
    ("advert", r"\b(?:affiliate|afiliasi)\b.{0,30}\b(?:commission|links?|komisi|tautan)\b|\b(?:earn|receive|mendapat\w*|menerima) (?:an? )?(?:small )?(?:affiliate )?(?:commission|compensation|komisi)\b|\b(?:tautan|komisi) afiliasi\b"),
    ("advert", r"\b(?:konten|artikel|tulisan) ini (?:merupakan|adalah|hasil) (?:hasil )?(?:kerja ?sama|konten|iklan|advertorial|promosi)\b"),
    ("notice", r"\b(?:nothing (?:on|in) this|this (?:article|page|content|information)|artikel ini|informasi ini|tulisan ini|konten ini)\b.{0,50}\b(?:not|bukan|tidak|should be taken)\b.{0,60}\b(?:advice|recommendation|solicitation|ajakan|saran|rekomendasi|nasihat|anjuran)\b"),
    ("notice", r"\bkeputusan (?:investasi|finansial)\b.{0,40}\b(?:pembaca|tangan|tanggung jawab)\b|\bdo your own research\b|\bpast performance\b.{0,30}\bfuture\b"),
    ("notice", r"\b(?:views|opinions) expressed\b|\bthose of the authors?\b|\btidak (?:mewakili|mencerminkan) (?:pandangan|sikap|pendapat|opini|kebijakan)\b|\b(?:tanggung jawab|pandangan|pendapat) pribadi penulis\b"),
    ("widget", r"\b(?:quotes|(?:market|stock) data|data (?:pasar|saham))\b.{0,20}\b(?:delayed|tertunda)\b"),
    # Pitches and thanks
    ("invitation", r"^(?:sign up|subscribe|register|join|get|download|receive|stay|enjoy|enter|never miss|don['’]t miss|be the first)\b.{0,80}\b(?:newsletters?|inbox(?:es)?|e-?mail(?:s| list| address)?|alerts?|our app|app store|google play|updates|briefings?|mailing list|offers|up to date|notifications?)\b"),
    ("invitation", r"^(?:daftar(?:kan)?|masukkan|unduh|pasang|dapatkan|nikmati|terima|kirim(?:kan)?)\b.{0,80}\b(?:surel|e-?mail|buletin|nawala|newsletter|aplikasi|app store|google play|play ?store|kotak masuk|langganan|ringkasan|tanpa batas|kapan saja)\b"),
    ("invitation", r"\bhave (?:a|any) (?:news )?(?:tips?|story|question)\b.{0,12}\?|\bcall the newsroom\b|\bnews tips?\?|\b(?:cancel|berhenti|batalkan) (?:at )?(?:any ?time|kapan (?:saja|pun))\b"),
    ("invitation", r"^(?:thank you|thanks|terima ?kasih) (?:for|atas|telah|sudah) (?:reading|your|subscribing|signing|visiting|masukan|membaca|berlangganan|komentar|kunjungan|mengunjungi|perhatian)\w*"),
    ("invitation", r"\b(?:listener|reader|viewer|member)[- ](?:supported|funded)\b|\b(?:didanai|dibiayai|didukung) (?:oleh )?(?:para )?pembaca(?:nya)?\b|\bevery (?:gift|dollar|pound|donation|contribution)\b.{0,40}\b(?:you give|counts|helps|however small)\b"),
    ("invitation", r"^your (?:gift|donation|support|contribution|subscription)\b|^(?:dukungan|donasi|sumbangan|langganan) anda\b|\b(?:bantu|dukung) kami\b"),
]  # fmt: skip

# A story may hold these words; they are the page's own where it says we or you.
_SPOKEN: list[tuple[str, str]] = [
    ("notice", r"\bcookies?\b|\bkuki\b|\bpersonal (?:data|information)\b|\bdata pribadi\b|\bprivacy\b|\bprivasi\b|\bconsent(?:ing)?\b|\bpersetujuan\b|\blegitimate interests?\b|\bprecise location\b|\bidentifiers\b|\b(?:personali[sz]ed|targeted) (?:ads?|advertising|content)\b|\bdipersonalisasi\b|\bthird[- ]part(?:y|ies)\b|\bvendors\b"),
    ("invitation", r"\bnewsletters?\b|\bbuletin\b|\bnawala\b|\binbox(?:es)?\b|\bkotak masuk\b|\be-?mail alerts?\b|\btext alerts?\b|\bunsubscribe\b|\bsubscri(?:be|bers?|ptions?)\b|\b(?:ber)?langganan\b|\bsign(?:ing)? up\b|\bsubmitting\b|\bmailing list\b|\bfree trial\b"),
    ("notice", r"\bterms\b.{0,12}\b(?:use|service|conditions)\b|\bagree to (?:our|the) terms\b|\b(?:syarat|ketentuan)\b.{0,12}\b(?:ketentuan|layanan|penggunaan)\b|\bthis (?:site|page)\b|\bour (?:site|pages?|affiliates?|partners|corporate site)\b|\b(?:halaman|laman) (?:ini|kami)\b|\bpress regulator\b"),
    ("comments", r"\b(?:comments?|komentar)\b.{0,60}\b(?:rules|guidelines|community|debate|readers|aturan|santun|sopan|moderat\w*)\b|\breport (?:this|any|a) comment"),
    ("invitation", r"\bdonat(?:e|ions?|ing)\b|\bdonasi\b|\bsupport(?:ers?)? (?:us|our)\b|\bindependent journalism\b|\bjurnalisme\b|\biklan\b.{0,40}\bpartai\b|\bdukungan (?:anda|kamu|pembaca)\b|\bour (?:journalism|reporting|newsroom|readers|reviewers|experts?)\b|\bmedia (?:nirlaba|independen)\b|\b(?:artikel|konten|informasi) (?:yang )?(?:\S+ )?(?:berkualitas|baik)\b"),
    ("invitation", r"\b(?:our (?:official )?(?:channels?|accounts?|social)|(?:kanal|saluran|akun)(?: \S+)? kami)\b|\bwhich stories\b|\bstories (?:we )?should\b|\b(?:tulisan|artikel|berita|layanan|article|story|content|page) (?:ini|this)?\s?\?"),
]  # fmt: skip
_WE_OR_YOU = re.compile(r"\b(?:[Ww]e|WE|us|[Oo]urs?|OUR|[Yy]ours?|[Yy]ou|YOUR?|[Kk]ami|KAMI|[Aa]nda|ANDA|[Kk]amu)\b")
_QUOTED = re.compile(r"[\"“”«»]")
_FAMILIES = [(reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _SAID]
_WORDS = [(reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _SPOKEN]


def notice(line: str) -> str | None:
    """
    The reason (a code of `telltales.REASONS`) why a sentence is the page's own and not the story's, or None.

    >>> notice("Komentar sepenuhnya menjadi tanggung jawab pengirim."), notice("Meta mengubah kebijakan privasi pada Mei.")
    ('comments', None)
    >>> notice("“Kami menjaga data pribadi Anda,” kata menteri.")
    """
    if _NOTE.fullmatch(line):
        return "notice"
    if _QUOTED.search(line) or SPEAKS.search(line):
        return None
    found = next((reason for reason, family in _FAMILIES if family.search(line)), None)
    if found is None and addresses(line):
        found = next((reason for reason, words in _WORDS if words.search(line)), None)
    return found


def personal(lines: Sequence[str], found: Sequence[str | None]) -> bool:
    """Whether a page's story itself says we or you: a letter, a recipe, a review. One paragraph in five is enough."""
    told = [line for line, reason in zip(lines, found, strict=True) if reason is None and told_at_length(line)]
    return sum(addresses(line) for line in told) > 0.2 * len(told)


def addresses(line: str) -> bool:
    """Whether the page itself says we or you in a line: outside quotation marks, and nobody is said to speak."""
    return bool(_WE_OR_YOU.search(line)) and not _QUOTED.search(line) and not SPEAKS.search(line)
