"""What a checklist asks for depends on the category and the case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.rules import checklist, sentences
from applications.rules.checklist import Circumstances, Key
from profiles.rules.facts import CATEGORIES
from profiles.rules.terms import STREAMS

ALWAYS = [Key.PASSPORT, Key.PHOTO, Key.CV, Key.FAMILY_INFORMATION]

cases = st.builds(
    Circumstances,
    category=st.sampled_from(CATEGORIES),
    stream=st.sampled_from(STREAMS),
    teer=st.none() | st.integers(0, 5),
    residence_certificate=st.booleans(),
    police_certificate=st.booleans(),
    medical_exam=st.booleans(),
    recognized_organization=st.booleans(),
)


@pytest.mark.parametrize(
    ("case", "more"),
    [
        (Circumstances(category="working_holiday"), [Key.POLICE_CERTIFICATE]),
        (Circumstances(category="working_holiday", police_certificate=False), []),
        (Circumstances(category="young_professionals", teer=2), [Key.POLICE_CERTIFICATE, Key.OFFER]),
        (Circumstances(category="young_professionals", teer=4), [Key.POLICE_CERTIFICATE, Key.OFFER, Key.CREDENTIAL]),
        (Circumstances(category="coop", teer=4), [Key.POLICE_CERTIFICATE, Key.OFFER, Key.ENROLMENT]),
        (
            Circumstances(category="working_holiday", residence_certificate=True),
            [Key.POLICE_CERTIFICATE, Key.RESIDENCE_CERTIFICATE],
        ),
        (
            Circumstances(category="working_holiday", recognized_organization=True, medical_exam=True),
            [Key.POLICE_CERTIFICATE, Key.ORGANIZATION_LETTER, Key.MEDICAL_EXAM],
        ),
    ],
)
def test_required_documents(case, more):
    assert [line.key for line in checklist.checklist(case) if line.required] == ALWAYS + more


@pytest.mark.parametrize(
    ("category", "stream", "shown_by"),
    [
        ("young_professionals", "vie", [Key.VIE_ASSIGNMENT]),
        ("young_professionals", "vives", [Key.VIVES_GRANT]),
        ("young_professionals", "at-company", [Key.COMPANY_LETTER]),
        ("coop", "au-interinst", [Key.ENROLMENT, Key.SCHOOLS_AGREEMENT]),
        ("coop", "at-exchange", [Key.STUDY_OR_DIPLOMA]),
        ("coop", "SWAP", [Key.ENROLMENT]),
    ],
)
def test_a_stream_asks_for_the_document_that_shows_its_condition(category, stream, shown_by):
    lines = checklist.checklist(Circumstances(category=category, stream=stream, teer=2))
    assert [line.key for line in lines if line.required] == [*ALWAYS, Key.POLICE_CERTIFICATE, Key.OFFER, *shown_by]


def test_a_photo_must_be_a_picture():
    photo = next(line for line in checklist.checklist(Circumstances(category="coop")) if line.key is Key.PHOTO)

    assert checklist.accepts(photo, "jpeg")
    assert not checklist.accepts(photo, "pdf")


def test_a_category_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="au_pair"):
        checklist.checklist(Circumstances(category="au_pair"))


@given(cases, st.sets(st.sampled_from(Key)))
def test_missing_is_what_is_required_and_not_there(case, present):
    lines = checklist.checklist(case)

    missing = checklist.missing(lines, present)

    assert {line.key for line in missing} == {line.key for line in lines if line.required} - present
    assert checklist.missing(lines, {line.key for line in lines}) == ()


@given(cases)
def test_every_line_has_its_words(case):
    for line in checklist.checklist(case):
        assert sentences.both(f"checklist.{line.key}")
        assert sentences.both(f"checklist.{line.key}.why")
        if line.proof_accepted:
            assert sentences.both(f"checklist.{line.key}.proof")
