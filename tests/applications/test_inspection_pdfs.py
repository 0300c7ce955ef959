"""A PDF is pages and nothing else: scripts, actions, files, fields and locks are found wherever they hide."""

import io
import time

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from applications.inspection import both, here


def pdf(change=None, pages=1, **options):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if change:
        change(document)
    written = io.BytesIO()
    document.save(written, **options)
    return written.getvalue()


def script(document):
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_by_name(document):
    action = document.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), action])))


def script_deep_inside(document):
    action = Dictionary(S=Name.URI, URI=String("https://example.org"), Next=Array([Dictionary(JS=String("1"))]))
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action)])


def launch(document):
    document.Root.OpenAction = Dictionary(S=Name.Launch, F=String("cmd.exe"))


def launch_by_click(document):
    action = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action)])


def on_page_opening(document):
    document.pages[0].AA = Dictionary(O=Dictionary(S=Name.GoTo, D=String("x")))


def attachment(document):
    document.attachments["list.csv"] = b"a,b"


def attachment_by_click(document):
    stream = document.make_stream(b"x", Type=Name.EmbeddedFile)
    file = Dictionary(Type=Name.Filespec, EF=Dictionary(F=stream))
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, FS=file)])


def film(document):
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia)])


def field(document):
    text = document.make_indirect(Dictionary(FT=Name.Tx, T=String("name")))
    document.Root.AcroForm = Dictionary(Fields=Array([text]))


def dynamic_form(document):
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(b"<xdp/>"))


def link(document):
    action = Dictionary(S=Name.URI, URI=String("https://example.org"))
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=action)])


def opens_at_first_page(document):
    document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])


def opens_by_going_to_a_page(document):
    document.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([document.pages[0].obj, Name.Fit]))


def signed(document):
    document.Root.AcroForm = Dictionary(Fields=Array([Dictionary(FT=Name.Sig, T=String("signature"))]), SigFlags=3)


def structure(document):
    root = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = Dictionary(Type=Name.StructElem, S=Name.Movie, P=root)
    document.Root.StructTreeRoot = root


HIDDEN = {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "compress_streams": True}


def codes(content, name="file.pdf"):
    inspection, copy = here.examine(content, name)
    assert (copy is None) is bool(inspection.problems)
    return [problem.code for problem in inspection.problems]


@pytest.mark.parametrize("options", [{}, HIDDEN], ids=["plain", "compressed"])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (script, "pdf_script"),
        (script_by_name, "pdf_script"),
        (script_deep_inside, "pdf_script"),
        (launch, "pdf_action"),
        (launch_by_click, "pdf_action"),
        (on_page_opening, "pdf_action"),
        (attachment, "pdf_attachment"),
        (attachment_by_click, "pdf_attachment"),
        (film, "pdf_attachment"),
        (field, "pdf_form"),
        (dynamic_form, "pdf_form"),
    ],
)
def test_what_is_not_a_page_is_refused(change, code, options):
    content = pdf(change, **options)

    assert codes(content) == [code]
    if options:
        assert b"/JS" not in content  # a search of bytes would miss it


@pytest.mark.parametrize("change", [None, link, opens_at_first_page, opens_by_going_to_a_page, signed, structure])
def test_an_ordinary_document_is_accepted_unchanged(change):
    content = pdf(change, pages=3)

    inspection, copy = here.examine(content, "Offer, signed.PDF")

    assert (inspection.problems, inspection.kind, inspection.pages) == ((), "pdf", 3)
    assert copy.content == content


@pytest.mark.parametrize("password", ["secret", ""], ids=["to open", "to change"])
def test_a_locked_document_is_refused(password):
    content = pdf(encryption=pikepdf.Encryption(user=password, owner="owner"))

    assert codes(content) == ["pdf_locked"]


def test_a_long_document_is_refused_with_its_length():
    inspection, _ = here.examine(pdf(pages=300), "file.pdf")

    assert inspection.problems[0].code == "pdf_too_long"
    assert "300 pages" in both(inspection.problems[0]).en
    assert codes(pdf(pages=299)) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n<html><script>alert(1)</script></html>", "two_kinds"),
        (b"%PDF-1.7\nnothing of the kind", "pdf_damaged"),
        (b"%PDF-1.7", "pdf_damaged"),
        (pdf()[:200], "pdf_damaged"),
        (pdf() + b"PK\x05\x06" + b"\0" * 18, "two_kinds"),
    ],
)
def test_what_only_begins_like_a_document_is_refused(content, code):
    assert codes(content) == [code]


def test_a_small_file_that_unpacks_to_much_is_refused_quickly():
    import zlib

    packed = zlib.compress(b"1 0 2 1 << >> << >> " + b" " * 400_000_000, 9)
    stream = b"<< /Type /ObjStm /N 2 /First 8 /Filter /FlateDecode /Length %d >>" % len(packed)
    content = b"%PDF-1.5\n3 0 obj\n" + stream + b"\nstream\n" + packed + b"\nendstream\nendobj\ntrailer << /Root 1 0 R >>"
    began = time.monotonic()

    assert codes(content) == ["pdf_damaged"]
    assert time.monotonic() - began < 2


def test_a_document_of_very_many_parts_is_refused_and_not_looked_through(monkeypatch):
    monkeypatch.setattr("applications.inspection.pdfs.MOST_PDF_PARTS", 50)

    assert codes(pdf(pages=100)) == ["too_complex"]
