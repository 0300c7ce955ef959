"""A letter is a tagged PDF in the person's language, says the decision first, and prints any name."""

import io
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.typeset import letters, printer
from applications.typeset.content import Amount, GivenReason, Head, Introduction, Receipt, Refusal, SentFile
from applications.typeset.latin import latin
from applications.typeset.words import WORDS

MARCH = datetime(2026, 3, 1, 15, 4, tzinfo=UTC)


def head(language="en", **changes):
    facts = {
        "reference": "W123456789",
        "made_at": MARCH,
        "name": "Zoë Łukasz MARTIN-ŻÓŁĆ",
        "address": ["12, rue des Lilas", "", "75011 Paris"],
        "check_code": "7F3K-92QX-M4",
        "check_at": "https://iec.example.org/check",
    }
    return Head(language=language, **{**facts, **changes})


def introduction(language="en", **changes):
    facts = {
        "date_of_birth": date(1998, 5, 4),
        "passport_number": "20AB12345",
        "category": "working_holiday",
        "country": "France",
        "enter_by": date(2027, 3, 1),
        "permit_months": 24,
    }
    return Introduction(head=head(language), **{**facts, **changes})


def refusal(language="en", **changes):
    facts = {
        "category": "young_professionals",
        "country": "Japan",
        "reasons": [GivenReason("We are not satisfied that the job offer is genuine.", "R200(5)")],
        "explanation": "The employer has closed.",
        "refunds": [Amount("IEC fee", Decimal("184.75"), "You get this fee back."), Amount("Biometrics", Decimal("0.00"))],
    }
    return Refusal(head=head(language), **{**facts, **changes})


def receipt(language="en", **changes):
    facts = {
        "category": "coop",
        "country": "Germany",
        "received_at": "Sunday, March 1, 2026 at 10:04 am (Eastern time)",
        "fees": [Amount("IEC fee", Decimal("184.75")), Amount("Biometrics fee", Decimal("85.00"))],
        "total": Decimal("269.75"),
        "files": [SentFile("Copy of your passport", "ab" * 32)],
        "card": "4242",
    }
    return Receipt(head=head(language), **{**facts, **changes})


def tags(element):
    if isinstance(element, pikepdf.Array):
        return [tag for part in element for tag in tags(part)]
    if not isinstance(element, pikepdf.Dictionary):
        return []
    own = [str(element.S)] if "/S" in element else []
    return own + (tags(element.K) if "/K" in element else [])


def texts(letter):
    if isinstance(letter, str):
        return [letter]
    parts = letter.values() if isinstance(letter, dict) else letter if isinstance(letter, (list, tuple)) else []
    return [text for part in parts for text in texts(part)]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("write", "content", "title"),
    [
        (letters.introduction_letter, introduction, "introduction.title"),
        (letters.refusal_letter, refusal, "refusal.title"),
        (letters.receipt_letter, receipt, "receipt.title"),
    ],
)
def test_a_letter_is_tagged_and_says_its_title_and_language(write, content, title, language):
    with pikepdf.open(io.BytesIO(write(content(language)))) as pdf:
        notes = pdf.open_metadata()
        names = tags(pdf.Root.StructTreeRoot.K)

        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == f"{language}-CA"
        assert notes["pdfuaid:part"] == "1"
        assert notes["dc:title"] == WORDS[title][language == "fr"]
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert names.count("/H1") == 1
        assert {"/H2", "/P", "/L", "/LBody"} <= set(names)
        assert ("/TH" in names) is (content is not introduction)
        assert len(pdf.pages) == 1


@pytest.mark.parametrize(
    ("letter", "decision"),
    [
        (letters.introduction(introduction("en")), "Your application for a work permit is approved."),
        (letters.introduction(introduction("fr")), "Votre demande de permis de travail est approuvée."),
        (letters.refusal(refusal("en")), "Your application for a work permit is refused."),
        (letters.refusal(refusal("fr")), "Votre demande de permis de travail est refusée."),
        (letters.refusal(refusal("en", returned=True)), "We are sending your application back. This is not a refusal."),
        (letters.receipt(receipt("fr")), "Nous avons reçu votre demande."),
    ],
)
def test_the_decision_comes_first(letter, decision):
    assert letter["blocks"][0]["text"] == decision


def test_dates_are_words_and_the_day_is_eastern():
    late = head("fr", made_at=datetime(2026, 3, 2, 3, 0, tzinfo=UTC))

    letter = letters.introduction(Introduction(**{**as_facts(introduction("fr")), "head": late}))

    assert letter["date"] == "1er mars 2026"
    assert "lundi 1er mars 2027" in texts(letter)
    assert "4 mai 1998" in texts(letter)


def as_facts(content):
    return {name: getattr(content, name) for name in content.__dataclass_fields__}


def test_the_footer_bears_reference_and_check_code():
    letter = letters.introduction(introduction("en"))

    assert letter["footer"] == ["Reference W123456789", "Check code 7F3K-92QX-M4"]
    assert any("https://iec.example.org/check" in text for text in texts(letter))


def test_a_letter_without_a_code_says_nothing_of_checking():
    letter = letters.receipt(Receipt(**{**as_facts(receipt()), "head": head(check_code="")}))

    assert letter["footer"] == ["Reference W123456789"]
    assert not any("check" in text.lower() for text in texts(letter) if "Checksum" not in text and "checksum" not in text)


@pytest.mark.parametrize(("demonstration", "said"), [(True, True), (False, False)])
def test_a_demonstration_says_so(demonstration, said):
    letter = letters.receipt(Receipt(**{**as_facts(receipt()), "head": head(demonstration=demonstration)}))

    assert ("Government of Canada" in letter["notice"]) is said


@pytest.mark.parametrize(
    ("changes", "there", "not_there"),
    [
        ({}, "Federal Court", "for 5 years"),
        ({"barred_years": 5}, "for 5 years", "This decision costs you no participation"),
        ({"returned": True}, "become a candidate again", "Federal Court"),
        ({"refunds": []}, "Federal Court", "Paid back"),
        ({"refunds": [Amount("IEC fee", Decimal("0.00"))]}, "Paid back", "eight weeks"),
    ],
)
def test_a_refusal_says_what_fits(changes, there, not_there):
    said = " ".join(texts(letters.refusal(refusal(**changes))))

    assert there in said
    assert not_there not in said


def test_money_is_written_as_the_language_writes_it():
    assert "$269.75\u00a0CAD" in texts(letters.receipt(receipt("en")))
    assert "269,75\u00a0$\u00a0CAD" in texts(letters.receipt(receipt("fr")))


@pytest.mark.parametrize(
    "hostile",
    [
        "#panic(1)",
        '#read("letter.typ")',
        "*bold* _it_ $x$ @ref <label>",
        "// no comment",
        "\\u{41} [ ] { }",
        '" \\" \n',
        "= Title",
    ],
)
def test_text_is_never_read_as_markup(hostile):
    letter = letters.refusal_letter(refusal(explanation=hostile))
    plain = letters.refusal_letter(refusal(explanation="a"))

    with pikepdf.open(io.BytesIO(letter)) as one, pikepdf.open(io.BytesIO(plain)) as other:
        assert tags(one.Root.StructTreeRoot.K) == tags(other.Root.StructTreeRoot.K)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Zoë Łukasz ŻÓŁĆ", "Zoë Łukasz ŻÓŁĆ"),
        ("Олександр Їжак-Щербань", "Oleksandr Izhak-Shcherban"),
        ("Γιώργος ΟΥΖΟΥΝΗΣ", "Giorgos OUZOUNIS"),
        ("김민준", "gimminjun"),
        ("さくら タナカ", "sakura tanaka"),
        ("王小明", "???"),
        ("محمد", "mhmd"),
        ("A\u202eB\u200bC\x00D", "ABCD"),
        ("A\n\tB  C", "A B C"),
        ("e\u0301", "é"),
        ("3\u00a0mars", "3\u00a0mars"),
        ("ﬁne ☃", "fine ?"),
    ],
)
def test_a_name_is_printed_in_latin_letters(name, printed):
    assert latin(name) == printed


@given(st.text(max_size=60))
def test_latin_letters_stay_as_they_are_once_written(text):
    assert latin(latin(text)) == latin(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=200))
def test_no_text_is_ever_an_error(name, explanation):
    content = Refusal(**{**as_facts(refusal(explanation=explanation)), "head": head(name=name, address=[name])})

    assert letters.refusal_letter(content).startswith(b"%PDF-1.7")


def test_every_character_that_is_let_through_has_a_glyph_in_every_weight():
    let_through = "".join(letter for letter in map(chr, range(0x20, 0x2100)) if latin(f"a{letter}a") == f"a{letter}a")
    letter = letters.refusal(refusal(reasons=[GivenReason(let_through, "")], explanation=let_through))
    for kind in ("good", "plain", "heading", "small"):
        letter["blocks"].append({"kind": kind, "text": let_through})
    letter["blocks"].append({"kind": "facts", "rows": [(let_through, let_through)]})
    letter["blocks"].append({"kind": "amounts", "head": ["a", "b"], "rows": [["c", "d"]], "total": [let_through, "e"]})

    assert len(let_through) > 800
    assert printer.pdf({**letter, "title": let_through, "notice": let_through, "mark": let_through}, at=MARCH)


def test_a_word_that_no_line_could_hold_is_broken():
    letter = letters.refusal(refusal(explanation="W" * 3000))

    assert len(printer.pictures(letter)) >= 2


def test_the_same_letter_gives_the_same_bytes():
    assert letters.introduction_letter(introduction()) == letters.introduction_letter(introduction())


def test_letters_may_be_asked_for_at_the_same_time():
    made = []
    threads = [threading.Thread(target=lambda: made.append(letters.receipt_letter(receipt()))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 6
    assert len(set(made)) == 1


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_it(key):
    import string

    english, french = WORDS[key]
    params = [[name for _, name, _, _ in string.Formatter().parse(text) if name] for text in (english, french)]

    assert sorted(params[0]) == sorted(params[1])
    assert not any(f" {mark}" in french for mark in ":;?!")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_large_print_is_the_same_letter_set_larger(language):
    made = {}
    for large in (False, True):
        content = refusal(language)
        made[large] = letters.refusal_letter(replace(content, head=replace(content.head, large_print=large)))

    with pikepdf.open(io.BytesIO(made[True])) as large, pikepdf.open(io.BytesIO(made[False])) as usual:
        assert len(large.pages) > len(usual.pages)
        assert large.docinfo["/Title"] == usual.docinfo["/Title"]
