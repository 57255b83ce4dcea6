"""
The looks of a line that is not part of a story: adverts, captions, menus, times, invitations.

Start with `telltale`: it says of one line whether its own look betrays it, and as what. Some looks are unmistakable (©,
"klik di sini", "Baca juga: …", a photo credit in brackets). The weak ones ("Laporan …", "By …", "Diterbitkan …") are
also how sentences of a story begin or end; they never take a line that is a sentence. `headings.py` knows the headings of
lists of other stories, `notices.py` the sentences in which the page speaks of itself. What a line's neighbours betray is
in `furniture.py`.
"""

from __future__ import annotations

import re

from memory.headings import leads_elsewhere, lists_others
from memory.looks import BULLET, SPEAKS, like_sentence
from memory.notices import notice

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
    "notice": "a notice of the site or its editors",
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
_UNMISTAKABLE: list[tuple[str, str]] = [
    # Links inside the story
    ("related", r"(?:(?:baca|lihat|simak|tonton|dengarkan|cek)\s*(?:juga|pula|selengkapnya|video|foto)?|pilihan editor|jangan lewatkan|saksikan|(?:see|read|watch|also read)(?: also| more| next)?)\s*[:|]\s*\S.*"),
    ("related", r"(?:baca|lihat|simak|tonton)\s*(?:juga|pula|selengkapnya)\b\s*[\-–]?.{0,160}|(?:see|read|watch)\s+(?:also|more|next)\b\s*[\-–]?.{0,160}"),
    ("related", r"\[\s*(?:gambas|embed|video)\b.*\]"),
    # Adverts
    ("advert", r"\W*(?:advertisement|advertising|iklan|sponsored|advertorial|promoted content)\W*|.*\bkiriman pengiklan\b.*|ad(?:s|verts?)?|(?:ad|advertisement) feature|paid post|(?:story|article|post)\s+continues\s+(?:below|after)\b.*|(?:remove|report) (?:this )?ads?"),
    # Buttons
    ("widget", r".*\b(?:cookies?|kuki)\b.*(?:setuju|menyetujui|pengalaman|experience|accept|polic(?:y|ies)|kebijakan|website|situs|preferences).*"),
    ("widget", r"(?:we use|kami (?:menggunakan|memakai)|situs ini menggunakan)\b.{0,30}\b(?:cookies?|kuki)\b.*"),
    ("widget", r"(?:link|tautan|url)\s+(?:(?:telah |sudah |berhasil )?disalin|copied)\b.{0,30}|(?:audio|listen|dengarkan)\s*[:(|·•].*|toggle \w+|(?:jump|skip) to \w+|like loading\W*|listen to (?:this|the)\b.{0,40}|(?:view|open|hide|toggle) (?:image|caption)\b.{0,30}|(?:tap|click|swipe) to\b.{0,40}"),
    ("widget", r"the (?:code|url|link) has been copied.*|.*\b(?:buka|open|view|baca|lihat)\b.{0,30}\b(?:di|in)\b.{0,6}\b(?:peramban|browser)\W*"),
    # Photographs
    ("caption", r"(?:foto|photo|ilustrasi|illustration|infografis|gambar|tangkapan layar|screenshot)\s*(?:arsip|ilustrasi|file|oleh|by|credit|kredit|utama|atas|bawah)?\s*(?:[:/]|\s[–-]\s|\()\s*.*"),
    ("caption", r"\[\s*(?:gambar|foto|image|photo|ilustrasi|illustration)\s*[:|].*\]|\[(?-i:[A-Z][\w. ]{1,30}/\s?[A-Z])[\w .'’-]{1,40}\].*"),
    ("caption", r"(?:keterangan (?:gambar|foto)|sumber (?:gambar|foto)|(?:image|photo) (?:caption|source|credit))\s*[,:].*"),
    ("caption", r"enlarge(?: image)?\s*/\s.*|.*\((?:(?:image|photo|picture|pic) credit|image|picture|pic|humas|dok\.?|dokumentasi|istimewa|ist\.?|handout|supplied|provided|pictured?)\b[^()]{0,60}\)\W*"),
    ("caption", r"item \d+ of \d+\b.*|\[\d+/\d+\].*"),
    ("caption", r".*\((?:foto|photo|image|gambar|ilustrasi|sumber|source|dok|dokumentasi|courtesy|credit|kredit|file|antara foto|\w+ photo)\s*[:/.]\s*[^()]*\)\W*|.*\((?:\w+ )?(?:(?:file )?photo|foto|courtesy)\b[^()]{0,60}\)\W*"),
    ("caption", rf".*\((?-i:{_AGENCY})(?:\s*(?:FOTO|PHOTO|/|-)(?!\s*(?-i:{_AGENCY})\)|\s*[\w-]{{1,5}}\))[^()]*)+\)\W*"),
    ("caption", rf".*[.)]\s*\(?(?-i:[A-Z][A-Za-z]*[A-Z][A-Za-z.]*|[A-Z]{{3,}}[\w.]*(?: FOTO| PHOTO)?|\w+\.(?:com|id|net|co\.id))\s?/\s?(?!(?-i:{_AGENCY})\)|[\w-]{{1,5}}\))(?-i:[A-Z])[\w .'-]{{2,60}}(?:/\w{{2,4}})?\)?\W*"),
    ("caption", r".*[.!?)][\"”]?(?: malam| pagi| siang| sore)?\.?\s*\((?-i:[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){1,3}\s?/\s?[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3}|[A-Z][\w.'-]*\s?/\s?[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){1,3})\)\W*"),
    ("caption", r"\(?(?-i:[A-Za-z]+(?:\.[a-z]{2,4}){1,2}\s?/\s?[A-Z])[\w .'’-]{2,40}\)?\W*"),
    ("caption", r".*[\s.](?-i:Foto|FOTO|Photo|Photograph|Picture|Pic|Image|Gambar|Credit)\s*[/:]\s*\S[^.]{0,60}\.?"),
    ("caption", r"(?-i:ANTARA FOTO|ANTARA|AFP|REUTERS|Reuters|Getty Images)\s*/.*"),
    # Who
    ("byline", r"\((?-i:[a-z]{2,5}|[A-Z]{2,5}|[A-Za-z]{1,5}(?:\s*[/\-,]\s*[A-Za-z]{1,5}){1,3})\)\.?|\[[A-Za-z]{2,4}(?:/[A-Za-z]{2,4})*\]"),
    ("byline", r"(?:additional )?reporting by\b.*;.*\b(?:editing|writing|reporting) by\b.*"),
    ("byline", r"(?:\S+ ){0,3}(?:liputan|artikel|wawancara|tulisan|edisi|konten) ini (?:didukung|didanai|disponsori|disunting|diproduksi|(?:merupakan )?(?:bagian|kerja sama)|pertama kali)\b.*"),
    ("byline", r"this (?:article|story|interview|conversation|report|series|piece) (?:was|is|has been) (?:supported|funded|edited|produced|sponsored|part|made possible|adapted)\b.*"),
    # Whence
    ("source", r"(?:https?://|www\.)\S+"),
    ("copyright", r".*(?:©|\(c\)\s*\d{4}|all rights? reserved|(?:seluruh|semua) hak(?: cipta)? dilindungi|copyright\s*(?:©|\d{4})).*"),
    ("copyright", r"dilarang\b.{0,60}\b(?:mengutip|menyalin|memperbanyak|mengambil|menyebarluaskan)\b.*\b(?:izin|persetujuan|redaksi)\b.*|.{0,40}\b(?:situs|laman|artikel|konten|content|site)\b.{0,40}\b(?:tidak boleh (?:disalin|dikutip|digandakan)|may not be (?:reproduced|published|copied))\b.*"),
    ("copyright", r"(?:artikel|berita) ini (?:telah|sudah|pertama kali)\s*(?:tayang|terbit)\b.*|this article (?:was )?(?:first|originally) (?:published|appeared)\b.*|(?:published|appear(?:s|ed)) in the print edition\b.*"),
    ("copyright", r"(?:all|semua|seluruh)\s+(?:content|konten|isi)\b.{0,60}\b(?:licen[cs]e|lisensi)\b.*"),
    # The page speaks to its reader
    ("invitation", r"(?:klik|click)\s+(?:di\s?sini|here|(?:link|tautan)\b)\s*.*|.*\b(?:klik|click)\s+(?:di\s?sini|here|(?:link|tautan) (?:ini|berikut|di))\b.*"),
    ("invitation", r"(?:.*[.?!,]\s+)?(?:sign (?:up|in)|subscribe|register|log ?in|daftar|masuk|login|baca|berlangganan|gabung)\s*(?:gratis |free |sekarang |now )?(?:here|di sini|now|sekarang)\s*[.:!]*"),
    ("invitation", r"(?:punya|have)\s+(?:informasi|cerita|pertanyaan|a (?:story|question)|news tips?)\b[^.]*\?.*"),
]  # fmt: skip

# So begin and end sentences of a story, too: these looks take no line that is one.
_WEAK: list[tuple[str, str]] = [
    # Links inside the story
    ("related", r"(?:telusuri|temukan|lihat|simak|cek|baca)\s.{0,40}(?:lainnya|selengkapnya|lain)(?: di)?\W*"),
    ("related", r"(?:berita|artikel)\s+(?:sebelumnya|selanjutnya)\b.*|read this .{0,40}"),
    # Adverts and what surrounds them
    ("advert", r"(?:konten ini disponsori|pasang iklan|info iklan).*|sponsored (?:links?|content|by)\b.*|(?:promo|diskon) (?:hari ini|spesial).{0,20}"),
    ("advert", r"(?:advertisement|iklan)\s*[·|–-].{0,40}|.*\b(?:konten (?:bersponsor|berbayar)|sponsored by)\b.*"),
    ("advert", r"\W*(?:(?:scroll|swipe)\s+(?:to|untuk|ke|down|up)|(?:gulir|geser) (?:untuk|ke)|lanjut(?:kan)? (?:mem)?baca|continue reading|resume content).{0,40}"),
    # Buttons
    ("widget", r"(?:a\s+){1,3}a|a\s*[-+]\s*a?\s*[-+]?|(?:loading|memuat)\b.{0,24}|text size|(?:dark|light)(?:/light)? mode|\d(?:[.,]\d+)?x|[\d.,]+\s?%"),
    ("widget", r"(?:bagikan|share|sebarkan|salin tautan|copy link|copied|tautan disalin|berhasil disalin|simpan|bookmark|cetak|print|dengarkan|kirim)(?:\s+(?:this|ini|ke|via|on|artikel|article|berita)\b.{0,30})?\s*:?"),
    ("widget", r"(?:bagikan|share|save|simpan|cetak|print|dengarkan|listen to|unduh|download|laporkan|report|beli|buy|gift|kirim|putar|play)\s+(?:\S+\s+){0,3}(?:ini|this|tulisan|artikel|article|page|story|siaran pers|foto|pdf)\b[^.]{0,40}"),
    ("widget", r"(?:(?:facebook|twitter|whatsapp|telegram|line|x|linkedin|reddit|bluesky|flipboard|messenger|pocket|print|cetak|email|e-?mail address|alamat (?:surel|email)|instagram|tiktok|pinterest|threads|copy link|share|bagikan|salin)\W*){1,9}"),
    ("widget", r"(?:lihat (?:semua|lainnya|selengkapnya|foto|hasil|komentar|\d+ balasan)|selengkapnya|tampilkan semua|(?:load|show|see|view) (?:more|all)(?: \w+)?|muat \S+ ?\S*|indeks|sembunyikan|balas|reply|putar|play)\W*"),
    ("widget", r"(?:halaman|page)\s*:?\s*(?:\d[\s\d|/]*|selanjutnya|berikutnya|next)?(?:\s*(?:dari|of)\s*\d+)?|(?:[«»<>‹›]+\s*)?(?:selanjutnya|sebelumnya|berikut(?:nya)?|next|previous|prev)(?:\s*[«»<>‹›]+)?|(?:\d{1,3}|\.\.\.|…)(?:\s+(?:\d{1,3}|\.\.\.|…|of)){1,12}(?:\s+(?:selanjutnya|berikutnya|next|last|terakhir|older)\W*)?|(?:next|previous|prev|halaman|older|newer)\s+(?:page|posts?|stor(?:y|ies)|sebelumnya|selanjutnya|berikutnya)(?:\s.{0,40})?"),
    ("widget", r"[«»<>‹›→←\s]*(?:next|prev(?:ious)?|selanjutnya|sebelumnya|berikutnya)(?: (?:article|artikel|berita|story|post|pos))?[«»<>‹›→←\s]*|[«»<>‹›→←\s]*\d{1,3}(?:\s+\d{1,3})*[«»<>‹›→←\s]*"),
    ("menu", r"(?:tagged|filed under|posted in)\b(?: with)?(?:\s*:?\s*\S+){0,5}|topics?|topik"),
    ("comments", r"(?:post|submit|kirim) (?:a )?(?:comment|komentar)|leave a (?:comment|reply)\b.{0,20}|\d+ (?:replies|balasan)|(?:log ?in|sign in|masuk) (?:to|untuk) (?:comment|reply|berkomentar)|score\s*:\s*-?\d+"),
    ("widget", r"daftar isi|table of contents|(?:on|in) this (?:page|article|story)|(?:dalam|di) (?:artikel|halaman|tulisan) ini|(?:\w+\s){0,3}\w+\s?\*"),
    ("menu", r"embargo(?:ed)?\b.{0,60}|for immediate release|untuk (?:di)?siarkan segera|siaran pers|(?:press|news|media) release"),
    ("widget", r"(?:font size|ukuran (?:font|huruf)|mode gelap|cari|search|login|masuk|daftar|sign (?:in|up)|log in|register|menu|beranda|home|kembali ke atas|back to top)\W*"),
    ("widget", r"(?:masuk|daftar|lanjutkan|sign (?:in|up)|log in|continue) (?:dengan|with)\b.{0,30}|(?:bagikan|share|ikuti|follow)\s+(?:kami |us )?(?:di|on|ke|via)\b.{0,40}|embed|please wait|aa?|auto|unduh|download|width|height|px|code|no media source.*|\d{3,4}p\b.*"),
    ("widget", r"(?:waktu (?:baca|membaca)|lama membaca|reading time|\d+\s*(?:min(?:ute)?s?|menit)\s*(?:read|baca))\b.{0,20}|tombol untuk .{0,40}|lewati .{0,60}|akhir dari .{0,60}|skip .{0,60}|end of .{0,40}"),
    ("widget", r"(?:terima|tolak|setuju|accept|reject|agree)\s*(?:semua|all)?\W*|(?:accept|reject|view|manage|terima|tolak|atur)\b.{0,20}\b(?:cookies?|kuki)|(?:cookies?|kuki) (?:on|di)\b.{0,40}"),
    ("widget", r"(?:urutkan|sort by|urut)\s*:.{0,30}|(?:segarkan|refresh).{0,20}|[\d.,]+(?:rb|k)?\s*(?:orang|people)\s+(?:sedang (?:mengikuti|membaca|menonton)|menyukai|membaca|menonton|are|like|watching|reading)\b.{0,30}|(?:ya|tidak|yes|no)"),
    ("widget", r"[\d\s.,:/|*•·+-]+|(?:total|hari ini|bulan ini|kemarin|minggu ini|jumlah pengunjung|pengunjung|visitors?)\s*:?\s*[\d.,]*|(?:suka|like)\s*\(\d+\)"),
    ("widget", r"(?:telp|telepon|phone|surel|e-?mail|faks|fax|narahubung|kontak|contact|alamat redaksi|hotline|wa)\s*\.?\s*(?::.{0,80}|\(?\+?\d[\d\s()-]{5,}|(?=$))"),
    ("widget", r"(?:dibaca|dilihat)?\s*:?\s*\d[\d.,]*\s?(?:rb|jt|k|m)?\s*(?:shares?|views?|dibaca|kali(?: dibaca)?|dibagikan|x dibaca|likes?|suka|suara|votes?)"),
    ("widget", r"\(?[$€£]\s?\d[\d.,]*\s*=.{2,40}\)?|(?:apakah|was|is)\b.{0,20}\b(?:this|ini)\b.{0,20}\b(?:membantu|bermanfaat|helpful|useful)\?|(?:apa|bagaimana) reaksi.{0,60}\?"),
    # Lists of links that name themselves
    ("menu", r"(?:tags?|topik|topics?|kata kunci|keywords?|label|kategori|categor(?:y|ies)|rubrik)\s*(?:terkait|populer)?\s*[:#].*|(?:#[\w.-]+\s*)+"),
    ("menu", r"(?:home|beranda|news|berita)\s*[>»/›|].{1,200}|[^>»›]{1,40}(?:\s[>»›]\s[^>»›]{1,40}){2,6}"),
    ("menu", r"[^|•]{1,90}(?:\s[|•]\s[^|•]{1,90}){2,12}|(?:breaking|breaking news|live|langsung)"),
    ("menu", r"(?:dari|from|kepada|to|perihal|subject|tanggal|date)\s*:\s*(?:\S+ ){0,4}(?:<.*>|\[.*)|(?:kepada|to)\s*:\s*(?:saya|me|you|anda)"),
    # When
    ("time", rf"{_DAYS}?[\s,|]*\d{{1,2}}[\s/-]+(?:{_MONTHS}|\d{{1,2}})[\s/-]+\d{{4}}[\s,|\-–]*(?:{_CLOCK})?(?:\s[·|]\s.{{1,30}}|\s[—–-]\s(?:see|lihat)\s.{{1,25}})?\W*"),
    ("time", rf"{_MONTHS}\s+\d{{1,2}},\s+\d{{4}}[\s,|\-–]*(?:{_CLOCK})?(?:\s[·|]\s.{{1,30}}|\s[—–-]\s(?:see|lihat)\s.{{1,25}})?\W*"),
    ("time", r"(?:.{1,30}\s[·|•]\s)?(?:(?:sekitar\s+)?(?:\d+|se)\s*(?:detik|menit|jam|hari|minggu|pekan|bulan)\s*(?:yang\s+)?lalu|\d+\s*(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?)\s+ago|(?:baru saja|just now|kemarin)(?:, \d.{0,8})?)|\d+\s*(?:detik|menit|jam|hari|minutes?|hours?|days?)"),
    ("time", rf"(?:diperbarui|pembaruan|dipublikasikan|diterbitkan|terbit|tayang|published|updated|last updated|update(?: terakhir)?|diunggah|rilis|posted|first published)\b\s*(?:terakhir|on|at|pada)?\s*:?.{{0,12}}\d.*|{_CLOCK}|(?:first )?published\.?|last updated"),
    ("time", rf".{{0,60}}[\s|,·•(–-]{_NUMERIC_DATE}[\s,|·•–-]*(?:{_CLOCK})\W*|.{{0,60}}\b{_WORDED_DATE}[\s,|·•–-]*(?:{_CLOCK})(?:\s*\S{{0,6}}\s*·.{{0,30}})?\W*"),
    # Photographs
    ("caption", r"(?:grafis|arsip|dok(?:umen(?:tasi)?)?)\s*(?:oleh|by)?\s*(?:[:/(]|\s[–-]\s)\s*.*|(?:foto|photo|gambar)\s+\d+\s+(?:dari|of)\s+\d+"),
    ("caption", r"\d+\s*/\s*\d+\b.*|zoom[- ]?in|perbesar(?: gambar)?|enlarge.*|foto arsip\b.*"),
    ("caption", r"(?:photos?|image|picture) courtesy\b.*|(?:courtesy|image|picture|pic)\s*[:/]\s*\S.*"),
    ("caption", r"(?:foto|photos?|photographs?|photography|ilustrasi|illustrations?|infografis|grafis)\s+(?:oleh|by)\s+(?-i:[A-Z]).{1,60}"),
    # Who
    ("byline", r"(?:editor|penulis|reporter|pewarta|pewawancara|penyunting|redaktur|jurnalis|kontributor|laporan|wartawan|fotografer|penerjemah|author|writer|written by|reporting by|editing by|edited by|translated by|uploader|oleh|by)\s*(?:[:|,]|(?-i:\s[A-Z]))\s*.{0,120}"),
    ("byline", r"(?:(?i:by|oleh)\s)(?-i:(?:[a-z][\w-]*\s){1,6}[A-Z][\w.'’-]*(?:(?:\s|,\s|\s(?:and|dan|&)\s)[A-Z][\w.'’-]*){1,9})\.?|(?:follow |ikuti )?@\w{2,30}|(?-i:(?:[A-Z][\w.'’-]*\s){1,3}[A-Z][\w.'’-]*\s[|•]\s@?(?:[A-Z][\w.'’-]*\s){1,3}[A-Z][\w.'’-]*)|.{3,40}\s[|•]\s@\w+"),
    ("byline", r"(?:teks|text|words|ditulis|disunting|ditinjau|disajikan|diterjemahkan|diterbitkan|artikel yang diterbitkan|reviewed|interview|wawancara)\s+(?:oleh|by)\s*:?\s*\S.{1,60}|(?:teks|penyunting foto|peranan)\s*[:,]\s*\S.{1,60}"),
    # Whence
    ("source", r"(?:sumber|source|link|tautan|via|artikel asli|original)\s*(?:berita|artikel|asli)?\s*:\s*.{0,160}"),
    ("copyright", r".*(?:copyright|hak cipta|dilarang (?:mengutip|menyalin|keras|memperbanyak)|tidak boleh (?:disalin|dikutip)|artikel ini (?:telah tayang|sudah tayang)|this article was (?:first )?published).*"),
    ("comments", r"(?:\d+\s*)?(?:komentar|comments?|tulis komentar|kolom komentar|beri komentar|add a comment|leave a (?:comment|reply)|tinggalkan (?:komentar|balasan)|diskusi)\s*(?:\(\d+\)|:?\s*\d*|anda|kamu|pembaca)\W*|tulis komentar\w*\W*"),
    ("invitation", r"(?:dapatkan|ikuti|cek|simak|nikmati|pantau|unduh|download|follow|get|sign up|subscribe|langganan|berlangganan|gabung|join|jangan lewatkan|don't miss|temukan|pasang)\b.*(?:\bklik\b|google news|whats\s?app|telegram|channel|saluran|kanal|newsletter|aplikasi|\bapp\b|notifikasi|berita (?:terkini|terbaru|pilihan|terupdate|lainnya|menarik)|breaking news|update (?:berita|terbaru)|media sosial|social media|instagram|youtube|inbox|emails?|push)\b.*"),
    ("invitation", r"(?:langganan|berlangganan|subscribe|donasi|donate|dukung|support)\s*(?:sekarang|now|kami|us)?\W*|(?:jadi|menjadi|become)\s+(?:a )?(?:anggota|member)\b.{0,20}"),
]  # fmt: skip
TELLTALE = [(reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _UNMISTAKABLE + _WEAK]

# An unquoted sentence in which the page itself speaks: to its reader, of what readers do with pages.
_READER = re.compile(
    r"\b(?:anda|kamu|(?:bantu|dukung|balas|menyapa|membantu) kami|silakan|teruskan|(?:ponsel|e-?mail|surel|masukan|komentar|pertanyaan|kotak masuk)mu|your?|our editors|help us|support us)\b",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\b(?:artikel (?:gratis|ini)|(?:surat|surel|e-?mail|laman|halaman|pesan) ini|lanjut(?:kan)? membaca|melanjutkan membaca|buat akun|berlangganan|newsletter|daftar gratis|donasi anda|jurnalisme|didanai pembaca"
    r"|akses tanpa batas|jadilah anggota|notifikasi|kotak surat|aplikasi .{1,20}ponsel\w*|(?:free|this) (?:article|newsletter|e-?mail)|sign(?:ing)? up|subscri(?:be|ption)|your donations?|privacy policy|user agreement|inbox|this page)\b",
    re.IGNORECASE,
)


# What stands beside a date in the line that tells when a page came out.
_BESIDE_DATES = re.compile(
    rf"{_DAYS}|(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun|sen|sel|rab|kam|jum|sab|min)\b|{_MONTHS}|\d+(?:st|nd|rd|th)?|[ap]\.?m\b|(?:wi[bt]a?|gmt|utc|bst|[ecmp][sd]?t|cest)\b"
    r"|(?:(?:first|last|originally)\b|published|posted|updated|modified|created|diperbarui|diterbitkan|tayang|terbit|rilis|(?:on|at|pada|pukul|jam|tanggal)\b|[\W_])+",
    re.IGNORECASE,
)


def _dated(line: str) -> bool:
    """Whether a line is a year or a clock, and nothing that is not said beside dates."""
    told = re.search(r"\b(?:19|20)\d\d\b|\d[:.]\d\d", line)
    return bool(told) and len(line) < 90 and not _BESIDE_DATES.sub("", line)


def telltale(line: str) -> str | None:
    """
    The reason that a line gives by its own look, or None.

    >>> telltale("27 menit yang lalu"), telltale("(RZD)"), telltale("Presiden tiba (20/6).")
    ('time', 'byline', None)
    >>> telltale("Penulis: Ahmad Fulan"), telltale("Penulis itu tidak pernah kembali ke kotanya.")
    ('byline', None)
    """
    if len(line) > 600:
        return None  # no widget is that long, and the patterns need not read it
    bare = BULLET.sub("", line.strip()).lstrip("▶►⚡🎥📷 ")
    # A long line that only starts like furniture ("Lihat juga …") and then tells in sentences is prose.
    prose = len(bare.split()) > 25 and len(re.findall(r"[.!?](?:\s|$)", bare)) > 1
    patterns = TELLTALE[: len(_UNMISTAKABLE)] if like_sentence(bare) else TELLTALE
    for reason, pattern in patterns:
        if pattern.fullmatch(bare) and not (prose and reason in ("related", "caption", "source")):
            return reason
    if _READER.search(bare) and _PAGE.search(bare) and not re.search(r"[\"“”«»]", bare) and not SPEAKS.search(bare):
        return "invitation"
    if _dated(bare):
        return "time"
    if leads_elsewhere(bare) and not like_sentence(bare):
        return "related"
    return "list" if lists_others(bare) else notice(bare)
