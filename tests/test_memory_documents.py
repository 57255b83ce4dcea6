"""Files as documents: what each format gives, and what each file that cannot be read is told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from memory.documents import READERS, Dropped, read
from memory.errors import Invalid, NotFound, Problem
from memory.files import LARGEST, decode, load

SIGNED = "Kedua negara menandatangani perjanjian kemitraan yang baru di ibu kota pada hari Senin."
FORCE = "Perjanjian itu akan berlaku pada bulan Mei selama lima tahun."


def put(path: Path, content: str | bytes) -> Path:
    """A file with this content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def told(path: Path) -> tuple[str, str]:
    """The message and the hint of the problem that reading a file raises."""
    with pytest.raises(Problem) as caught:
        read(path)
    assert caught.value.details["file"] == str(path)
    return caught.value.message, caught.value.hint


# Plain text ---------------------------------------------------------------------------------------------------------


def test_a_line_is_a_paragraph(tmp_path: Path) -> None:
    document = read(put(tmp_path / "a.txt", f"{SIGNED}\n{FORCE}\n"))

    assert [(p.text, p.line, p.language) for p in document.paragraphs] == [(SIGNED, 1, "id"), (FORCE, 2, "id")]
    assert (document.name, document.language, document.dropped) == ("a.txt", "id", ())


def test_lines_wrapped_at_a_margin_are_one_paragraph(tmp_path: Path) -> None:
    wrapped = [
        "Kedua negara menandatangani perjanjian kemitraan yang baru",
        "di ibu kota pada hari Senin, dan menteri luar negeri kedua",
        "negara itu menyatakan puas.",
    ]

    document = read(put(tmp_path / "a.txt", "\n".join([*wrapped, "", FORCE])))

    assert [(p.text, p.line) for p in document.paragraphs] == [(" ".join(wrapped), 1), (FORCE, 5)]


def test_short_lines_that_are_sentences_are_not_taken_for_a_wrapped_paragraph(tmp_path: Path) -> None:
    document = read(put(tmp_path / "a.txt", "Rapat dimulai pukul sembilan.\nMenteri hadir.\nHujan turun di luar.\n"))

    assert [p.line for p in document.paragraphs] == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_marked_utf_16_are_read(tmp_path: Path, encoding: str) -> None:
    document = read(put(tmp_path / "a.txt", f"{SIGNED} “Ya…”".encode(encoding)))

    assert [p.text for p in document.paragraphs] == [f"{SIGNED} “Ya…”"]


def test_line_ends_of_windows_and_invisible_letters_are_cleaned(tmp_path: Path) -> None:
    document = read(
        put(tmp_path / "a.txt", f"{SIGNED}\r\nPer\u00adjan\u200bjian itu  akan\tberlaku pada bulan Mei.\r\n")
    )

    assert [p.text for p in document.paragraphs] == [SIGNED, "Perjanjian itu akan berlaku pada bulan Mei."]


def test_a_dropped_line_keeps_its_place_and_says_why(tmp_path: Path) -> None:
    document = read(put(tmp_path / "a.txt", f"{SIGNED}\n\nBaca Juga: Harga Beras Naik\n"))

    assert document.dropped == (Dropped("Baca Juga: Harga Beras Naik", 3, "related"),)
    assert document.dropped[0].why == "a link to another story"


def test_each_paragraph_has_its_own_language_and_the_document_that_of_most_letters(tmp_path: Path) -> None:
    english = "The two countries signed a new treaty."

    document = read(put(tmp_path / "a.txt", f"{SIGNED}\n{english}\n{FORCE}\n"))

    assert document.language == "id"
    assert [p.language for p in document.paragraphs] == ["id", "en", "id"]


def test_a_declared_language_wins_over_any_guess(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", "Die Minister haben gestern in Berlin einen neuen Vertrag unterzeichnet.")

    document = read(path, "en")

    assert (document.language, [p.language for p in document.paragraphs]) == ("en", ["en"])


# Other formats ------------------------------------------------------------------------------------------------------


def test_markdown_gives_headings_paragraphs_and_items_without_their_marks(tmp_path: Path) -> None:
    document = read(
        put(tmp_path / "a.md", f"# Dua Negara Bertemu\n\nBaris **tebal** itu\nberlanjut di sini.\n\n- [{FORCE}](x)\n")
    )

    assert [(p.text, p.line, p.headline) for p in document.paragraphs] == [
        ("Dua Negara Bertemu", 1, True),
        ("Baris tebal itu berlanjut di sini.", 3, False),
        (FORCE, 6, False),
    ]


def test_in_markdown_nothing_is_taken_for_page_furniture(tmp_path: Path) -> None:
    document = read(put(tmp_path / "a.md", f"{SIGNED}\n\nBaca Juga: Harga Beras Naik\n"))

    assert document.dropped == ()


PAGE = f"""<html><head><title>Situs</title><style>p {{}}</style></head><body>
<nav><a href="/">Beranda</a> <a href="/p">Politik</a></nav>
<article><h1>Kedua Negara Bertemu di Ibu Kota</h1>
<p>Kedua negara <b>menandatangani</b> perjanjian kemitraan yang <a href="#">baru</a> di ibu kota pada hari Senin.</p>
<p>{FORCE}</p>
<script>var hidden = "rahasia";</script>
<figcaption>Para menteri di ruang sidang</figcaption>
<aside><p>Warga menyambut baik perjanjian itu.</p></aside>
</article><footer><p>Redaksi dan alamat</p></footer></body></html>"""


def test_html_gives_its_blocks_with_the_text_of_inline_marks_in_place(tmp_path: Path) -> None:
    document = read(put(tmp_path / "a.html", PAGE))

    assert [(p.text, p.line, p.headline) for p in document.paragraphs] == [
        ("Kedua Negara Bertemu di Ibu Kota", 3, True),
        (SIGNED, 4, False),
        (FORCE, 5, False),
    ]


def test_in_html_menus_captions_asides_and_footers_are_dropped_by_their_marks(tmp_path: Path) -> None:
    document = read(put(tmp_path / "a.html", PAGE))

    assert [(d.text, d.reason) for d in document.dropped] == [
        ("Beranda Politik", "menu"),
        ("Para menteri di ruang sidang", "caption"),
        ("Warga menyambut baik perjanjian itu.", "list"),
        ("Redaksi dan alamat", "menu"),
    ]


def test_scripts_and_styles_of_a_page_are_no_text(tmp_path: Path) -> None:
    document = read(put(tmp_path / "a.html", PAGE))

    assert not any("rahasia" in text.text or "{}" in text.text for text in (*document.paragraphs, *document.dropped))


def test_a_caption_inside_its_figure_is_dropped(tmp_path: Path) -> None:
    page = (
        f"<body><p>{SIGNED}</p><figure><img><figcaption>{FORCE}</figcaption></figure><p>{SIGNED[:45]} itu.</p></body>"
    )

    document = read(put(tmp_path / "a.html", page))

    assert [(d.text, d.reason) for d in document.dropped] == [(FORCE, "caption")]


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>{}</li><li>{}</li></ul>",
        "<table><tr><td>{}</td></tr><tr><td>{}</td></tr></table>",
        "<header><h1>{}</h1><h2>{}</h2></header>",
    ],
)
def test_the_items_of_a_list_or_table_are_paragraphs_of_their_own(tmp_path: Path, markup: str) -> None:
    document = read(put(tmp_path / "a.html", f"<body>{markup.format(SIGNED, FORCE)}</body>"))

    assert [p.text for p in document.paragraphs] == [SIGNED, FORCE]


def test_a_script_inside_an_inline_element_is_no_text(tmp_path: Path) -> None:
    page = f"<body><p>{SIGNED} <span>Ya<script>var hidden = 1;</script></span></p></body>"

    document = read(put(tmp_path / "a.html", page))

    assert [p.text for p in document.paragraphs] == [f"{SIGNED} Ya"]


def test_html_in_the_encoding_that_it_declares_is_read(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{SIGNED} Café.</p></body></html>'

    document = read(put(tmp_path / "a.html", page.encode("latin-1")))

    assert [p.text for p in document.paragraphs] == [f"{SIGNED} Café."]


@pytest.mark.parametrize("charset", ["latin-1", "LATIN1", "windows-1252"])
def test_html_may_call_its_encoding_by_any_of_its_names(tmp_path: Path, charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><p>{SIGNED} Café.</p></body></html>'

    document = read(put(tmp_path / "a.html", page.encode("latin-1")))

    assert [p.text for p in document.paragraphs] == [f"{SIGNED} Café."]


@pytest.mark.parametrize(
    ("charset", "said"), [("no-such", "unknown encoding: no-such"), ("ascii", "'ascii' codec can't")]
)
def test_html_that_is_not_in_the_encoding_that_it_declares_is_refused(tmp_path: Path, charset: str, said: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><p>{SIGNED} Café.</p></body></html>'

    message, hint = told(put(tmp_path / "a.html", page))

    assert message.startswith(f"a.html cannot be read as HTML: {said}")
    assert hint == "Save the page again as UTF-8."


def test_word_gives_headings_and_paragraphs_by_number(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Dua Negara Bertemu", 1)
    word.add_paragraph(SIGNED).add_run(" Ya.").bold = True
    word.save(str(tmp_path / "a.docx"))

    document = read(tmp_path / "a.docx")

    assert [(p.text, p.line, p.headline) for p in document.paragraphs] == [
        ("Dua Negara Bertemu", 1, True),
        (f"{SIGNED} Ya.", 2, False),
    ]


def test_the_text_in_a_tables_cells_is_read_from_word_too(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(SIGNED)
    word.add_table(rows=1, cols=1).cell(0, 0).text = FORCE
    word.save(str(tmp_path / "a.docx"))

    document = read(tmp_path / "a.docx")

    assert [p.text for p in document.paragraphs] == [SIGNED, FORCE]


# What cannot be read ------------------------------------------------------------------------------------------------


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    with pytest.raises(NotFound) as caught:
        read(path)

    assert (caught.value.message, caught.value.hint) == (f"There is no file {path}.", "Check the path.")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.mkdir()

    assert told(path) == (f"{path} is a folder, not a file.", "Name a file in it.")


@pytest.mark.parametrize("content", ["", " \n\t\r\n  ", "\ufeff", "\0\0"])
def test_a_file_of_nothing_or_white_space_is_empty(tmp_path: Path, content: str) -> None:
    assert told(put(tmp_path / "a.txt", content)) == ("a.txt is empty.", "Is it the right file?")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", "*** --- ***\n…\n"), ("a.txt", "\u00a0\n\u3000"), ("a.md", "---\n"), ("a.html", "<html></html>")],
)
def test_a_file_of_marks_only_has_no_text(tmp_path: Path, name: str, content: str) -> None:
    assert told(put(tmp_path / name, content)) == (f"{name} has no text in it.", "Is it the right file?")


@pytest.mark.parametrize(
    ("start", "kind", "hint"),
    [
        (b"%PDF-1.7", "a PDF", "Save it as .docx or .txt first."),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture", "Have its text recognised first."),
        (b"\xff\xd8\xff\xe0", "a JPEG picture", "Have its text recognised first."),
        (b"GIF89a", "a GIF picture", "Have its text recognised first."),
        (b"PK\x03\x04", "a ZIP archive or an office file", "Unpack it, or give it its right ending (.docx)."),
        (b"\x1f\x8b\x08", "a gzip archive", "Unpack it first."),
        (b"\xd0\xcf\x11\xe0\xa1", "an old Word or Excel file", "Save it as .docx or .xlsx."),
        (b"{\\rtf1 x", "an RTF file", "Save it as .docx or .txt."),
        (b"\x7fELF\x02", "a program", "Is it the right file?"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_a_file_of_another_kind_is_named_by_its_first_bytes(
    tmp_path: Path, suffix: str, start: bytes, kind: str, hint: str
) -> None:
    path = put(tmp_path / f"a{suffix}", start + b"\0 and so on")

    assert told(path) == (f"a{suffix} is {kind}, not text.", hint)


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.rtf", "a.odt"])
def test_a_file_with_another_ending_is_told_the_endings_that_can_be_read(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / name, "x")

    assert told(path) == (
        f"{name}: files ending in “{path.suffix}” cannot be read as documents.",
        "Give one of: .docx, .htm, .html, .markdown, .md, .text, .txt.",
    )


def test_a_file_without_an_ending_is_named_whole(tmp_path: Path) -> None:
    assert told(put(tmp_path / "catatan", "x"))[0] == "catatan: files ending in “catatan” cannot be read as documents."


def test_endings_are_read_in_any_case(tmp_path: Path) -> None:
    assert read(put(tmp_path / "A.TXT", SIGNED)).language == "id"


def test_binary_is_refused_with_its_first_zero(tmp_path: Path) -> None:
    assert told(put(tmp_path / "a.txt", b"Perjanjian\0baru")) == (
        "a.txt is binary, not text: byte 10 is zero.",
        "If it is UTF-16 text, save it with a byte order mark, or as UTF-8.",
    )


def test_another_encoding_is_refused_with_the_line_and_the_byte(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", f"{SIGNED}\nKafé itu tutup.".encode("latin-1"))

    with pytest.raises(Invalid) as caught:
        read(path)

    assert caught.value.message == "a.txt is not UTF-8: line 2 has the byte 0xE9."
    assert caught.value.hint == "It may be Windows-1252; convert it: iconv -f WINDOWS-1252 -t UTF-8 'a.txt'."
    assert caught.value.details["line"] == 2


@pytest.mark.parametrize(("broken", "seen"), [("â€œYaâ€\x9d", "â€œ"), ("KafÃ© itu", "Ã©"), ("Kaf\ufffd", "\ufffd")])
def test_broken_characters_are_refused_with_the_line(tmp_path: Path, broken: str, seen: str) -> None:
    path = put(tmp_path / "a.txt", f"{SIGNED}\n\n{broken}")

    with pytest.raises(Invalid) as caught:
        read(path)

    assert caught.value.message == f"a.txt has broken characters: line 3 reads {seen!r}."
    assert caught.value.hint == (
        "UTF-8 text was saved as Windows-1252 on its way here; get the original, or repair it with ftfy."
    )
    assert caught.value.details["line"] == 3


@pytest.mark.parametrize("word", ["Ã", "â€", "São Paulo", "naïve", "“Café”"])
def test_letters_that_only_look_broken_are_read(word: str) -> None:
    assert decode(word.encode(), Path("a.txt")) == word


@pytest.mark.parametrize(
    ("data", "byte"), [(b"\xff\xfe" + "satu".encode("utf-16-le")[:-1], 8), (b"\xff\xfe\x00\xd8A\x00", 2)]
)
def test_utf_16_that_breaks_is_refused_with_the_byte(tmp_path: Path, data: bytes, byte: int) -> None:
    assert told(put(tmp_path / "a.txt", data)) == (
        f"a.txt starts as UTF-16 and breaks at byte {byte}.",
        "It was cut off or damaged on its way; get it again.",
    )


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 2**20)

    assert told(path) == (
        "a.txt is 33 MB; the limit is 32 MB.",
        "Split it, or convert it to TMX, which is read as a stream.",
    )


def test_a_novel_is_as_much_markdown_as_is_read(tmp_path: Path) -> None:
    path = put(tmp_path / "a.md", "[" * (4 * 2**20 + 1))

    assert told(path)[0] == "a.md is 5 MB; the limit is 4 MB."


def test_the_limit_is_what_the_caller_says(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", "x" * 3 * 2**20)

    assert load(path, largest=3 * 2**20) == b"x" * 3 * 2**20
    with pytest.raises(Invalid, match=r"a\.txt is 3 MB; the limit is 2 MB\."):
        load(path, largest=2 * 2**20)


def test_the_limit_is_the_one_of_the_module_at_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memory.files.LARGEST", 2 * 2**20)

    with pytest.raises(Invalid, match=r"the limit is 2 MB"):
        load(put(tmp_path / "a.txt", "x" * 3 * 2**20))


def test_a_file_one_byte_too_large_is_not_said_to_be_as_large_as_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)

    assert told(path)[0] == "a.txt is 33 MB; the limit is 32 MB."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Die Minister haben gestern in Berlin einen neuen Vertrag unterzeichnet. Er tritt im Mai in Kraft.", "de"),
        ("Президент подписал новый договор о партнёрстве. Договор вступает в силу в мае.", "ru"),
        ("Nilagdaan ng mga ministro kahapon sa Maynila ang bagong kasunduan. Magkakabisa ito sa Mayo.", "tl"),
    ],
)
def test_another_language_is_refused_by_name(tmp_path: Path, text: str, code: str) -> None:
    assert told(put(tmp_path / "a.txt", text)) == (
        f"a.txt is in neither Indonesian nor English. It looks like “{code}”.",
        "Padanan reads these two; if it is one of them after all, say so with --language.",
    )


def test_a_page_that_is_all_furniture_is_refused_with_its_first_line(tmp_path: Path) -> None:
    assert told(put(tmp_path / "a.txt", "Baca Juga: Harga Beras Naik\nKomentar (0)\nADVERTISEMENT\n")) == (
        "a.txt has no story: all of its 3 lines are page furniture.",
        "The first is a link to another story: 'Baca Juga: Harga Beras Naik'.",
    )


@pytest.mark.parametrize("content", [SIGNED.encode(), b"PK\x03\x04 broken"])
def test_what_only_calls_itself_a_word_document_is_refused(tmp_path: Path, content: bytes) -> None:
    assert told(put(tmp_path / "a.docx", content)) == (
        "a.docx is not a Word document: File is not a zip file.",
        "Save it again as .docx.",
    )


def test_an_archive_that_is_no_word_document_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("a.txt", "b")

    message, hint = told(tmp_path / "a.docx")

    assert message.startswith("a.docx is not a Word document: ")
    assert hint == "Save it again as .docx."


def test_a_word_document_that_unpacks_to_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(b" " * 2**20)

    assert told(tmp_path / "a.docx")[0] == "a.docx unpacks to 300 MB; the limit is 256 MB."


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", None), ("a.txt", b"\x89PNG\r\n"), ("a.txt", b"\xff\xfea"), ("a.html", b"<!-- x -->")],
)
def test_every_refusal_says_what_to_try(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (tmp_path / name).mkdir()
    else:
        put(tmp_path / name, content)

    assert told(tmp_path / name)[1]


@pytest.mark.parametrize("suffix", READERS)
def test_no_reader_takes_an_empty_file(tmp_path: Path, suffix: str) -> None:
    assert told(put(tmp_path / f"a{suffix}", "")) == (f"a{suffix} is empty.", "Is it the right file?")
