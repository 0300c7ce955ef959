"""Acts that stand in each other's middle: all take rows, then the heads of the journals, in one order, and nobody is ended."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction

from iecsite.models import JournalHead
from profiles.models import AnswerChange, Duplicate, OtherAddress, User
from profiles.operations import accounts, changed_address, changes, closing, other_addresses, profiles
from profiles.rules.kept_answers import packed
from profiles.rules.sections import Section
from profiles.states import ChangeState
from rounds.models import Candidacy, Invitation, Nomination, Pool
from rounds.operations import candidacies, draws, final_rounds, invitations, organizations, quotas
from rounds.states import CandidacyState, Departure, InvitationState, RoundState
from tests.factories import draws as drawn
from tests.factories import organizations as factory
from tests.factories import people, recoveries, rounds
from tests.races.together import behind

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = people.answers()[Section.NAMES]
CONTACT = people.answers()[Section.CONTACT]


def head(stream):
    return JournalHead.objects.filter(pk=stream)


def save(profile, section, values, *, at, **more):
    return profiles.save_section(
        profile_id=profile.pk, section=section, values=values, version=profile.version, by=profile.user, at=at, **more
    )


def failures(results):
    return [one for one in results if isinstance(one, Exception)]


@pytest.mark.parametrize(
    ("section", "values"), [(Section.NAMES, NAMES), (Section.CITIZENSHIPS, {"citizenships": ["IE"]})], ids=["stays", "leaves"]
)
def test_answers_that_pools_rest_on_are_written_beside_a_withdrawal(noon, section, values):
    leaver = rounds.candidate("FR-WH", at=noon)
    teller = rounds.candidate("FR-WH", at=noon, citizenships=["FR", "IE"])

    results = behind(
        head("profiles"),
        lambda: candidacies.withdraw(profile_id=leaver.pk, by=leaver.user, at=noon),
        lambda: save(teller, section, values, at=noon, accept=True),
    )

    assert not failures(results)
    stays = section == Section.NAMES
    assert Candidacy.objects.filter(profile=teller, state=CandidacyState.WAITING).exists() == stays


def test_who_stays_in_their_pools_waits_for_nobody_who_acts_in_a_pool(noon):
    teller = rounds.candidate("FR-WH", at=noon)

    def tell():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '20s'")
            return save(teller, Section.NAMES, NAMES, at=noon)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool, transaction.atomic():
        head("rounds").select_for_update().get()
        assert pool.submit(tell).result(timeout=120).version == teller.version + 1


def sends(at):
    draft = people.draft_profile(at=at)
    return lambda: profiles.send(profile_id=draft.pk, by=draft.user, at=at)


def renews(at):
    draft = people.draft_profile(at=at)
    told = {Section.CONTACT: CONTACT}
    return lambda: profiles.renew(profile_id=draft.pk, answers=told, version=draft.version, by=draft.user, at=at)


def changes_a_wish(at):
    profile = people.active_profile(at=at)
    wish = {"section": Section.NAMES, "values": packed(NAMES), "state": ChangeState.WAITING}
    AnswerChange.objects.create(profile=profile, before={}, asked_at=at, **wish)
    version = profile.version
    return lambda: changes.change(
        profile_id=profile.pk, section=Section.NAMES, values=NAMES, version=version, by=profile.user, at=at
    )


@pytest.mark.parametrize("act", [sends, renews, changes_a_wish])
def test_two_of_the_same_names_look_for_each_other_before_they_are_written_down(noon, act):
    other = people.active_profile(at=noon, family_name="Autrement")

    assert not failures(behind(head("profiles"), act(noon), lambda: save(other, Section.NAMES, NAMES, at=noon)))
    assert Duplicate.objects.count() == 1


def test_a_pair_is_written_down_while_the_older_of_the_two_changes_an_answer(noon):
    older = people.active_profile(at=noon)
    results = behind(head("profiles"), sends(noon), lambda: save(older, Section.CONTACT, CONTACT, at=noon))

    assert not failures(results)
    assert Duplicate.objects.get().older == older


def test_a_letter_is_withdrawn_while_its_person_enters_another_pool(noon):
    pool = factory.pool(at=noon)
    profile = factory.nominated(pool, citizenship="FR", at=noon)
    letter, by = Nomination.objects.get(), factory.programme(noon)

    results = behind(
        head("rounds"),
        lambda: organizations.withdraw_letter(nomination_id=letter.pk, reason="Given back", by=by, at=noon),
        lambda: candidacies.enter(profile_id=profile.pk, pool_id=rounds.pool("FR-WH").pk, by=profile.user, at=noon),
    )

    assert not failures(results)
    assert Candidacy.objects.get(pool=pool).reason == Departure.LETTER_ENDED


def test_a_letter_that_somebody_begins_to_use_is_looked_at_again_before_it_is_withdrawn(noon):
    pool = factory.pool(at=noon)
    factory.letter(pool, at=noon)
    profile = factory.holder(at=noon)
    letter, by = Nomination.objects.get(), factory.programme(noon)

    def withdraw():
        return organizations.withdraw_letter(nomination_id=letter.pk, reason="Given back", by=by, at=noon)

    entered, refused = behind(
        head("rounds"), lambda: candidacies.enter(profile_id=profile.pk, pool_id=pool.pk, by=profile.user, at=noon), withdraw
    )

    assert isinstance(refused, organizations.CannotNominate)
    withdraw()
    entered.refresh_from_db()
    assert entered.reason == Departure.LETTER_ENDED


def test_an_organization_is_recognized_no_more_while_somebody_in_its_pool_changes_an_answer(noon):
    profile = factory.nominated(factory.pool(at=noon), at=noon)
    by = factory.programme(noon)

    results = behind(
        head("profiles"),
        lambda: organizations.keep(code="SWAP", name="Example Exchange", website="", recognized=False, by=by, at=noon),
        lambda: save(profile, Section.CONTACT, CONTACT, at=noon),
    )

    assert not failures(results)
    assert Candidacy.objects.get().reason == Departure.LETTER_ENDED


def test_who_answers_does_not_wait_until_a_round_is_closed(noon, few_pools, monkeypatch):
    rounds.candidate("FR-WH", at=noon)
    closing_round = drawn.carried_out({"FR-WH": 1}, at=noon, until=RoundState.ISSUED)
    invitation = Invitation.objects.select_related("profile__user").get()
    judge = subprocess.run

    def answer():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '20s'")
            return invitations.decline(invitation_id=invitation.pk, by=invitation.profile.user, at=noon)
        finally:
            connection.close()

    def judged(*words, **more):
        with ThreadPoolExecutor(max_workers=1) as pool:
            assert pool.submit(answer).result(timeout=120).state == InvitationState.DECLINED
        return judge(*words, **more)

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", judged)
        assert draws.advance(round_id=closing_round.pk, at=noon) == RoundState.CLOSED


def former_address(user, *, at):
    """The address that signed in until now, after the account's was changed as the page does it."""
    before = user.email
    EmailAddress.objects.filter(user=user).update(email="new@example.org")
    User.objects.filter(pk=user.pk).update(email="new@example.org")
    changed_address.note(user_id=user.pk, former=before, at=at)
    user.refresh_from_db()
    return OtherAddress.objects.get(user=user, role="former")


def test_an_address_is_put_back_while_needs_are_saved_and_a_recovery_is_under_way(noon):
    found = recoveries.asked(at=noon)
    user = found.user
    former = former_address(user, at=noon)
    needs = {"large_print": True, "plain_email": False, "no_pdf": False, "by_phone": False, "other_needs": ""}

    results = behind(
        head("profiles"),
        lambda: changed_address.put_back(address_id=former.pk, at=noon),
        lambda: accounts.save_needs(**needs, by=user, at=noon),
    )

    assert not failures(results)
    found.refresh_from_db()
    assert found.state == "cancelled"


def test_an_address_is_put_back_while_another_address_of_the_account_wants_no_letters(noon):
    user = people.account(at=noon)
    former = former_address(user, at=noon)
    named = other_addresses.name_second(email="second@example.org", by=user, at=noon)
    closing.ask(by=user, early_disposal=False, at=noon)

    results = behind(
        head("profiles"),
        lambda: changed_address.put_back(address_id=former.pk, at=noon),
        lambda: other_addresses.leave(address_id=named.pk, at=noon),
    )

    assert not failures(results)


def test_final_rounds_are_announced_while_quotas_are_put_in_force(noon, few_pools):
    first, second, third = Pool.objects.filter(season=2026, country="FR").order_by("pk")[:3]
    for place, pool in enumerate((third, second, first)):
        Pool.objects.filter(pk=pool.pk).update(order=900 + place)
    by, on = people.staff("Programme", at=noon), noon.date().replace(day=20)

    results = behind(
        Pool.objects.filter(pk=second.pk),
        lambda: final_rounds.announce(pool_ids=[first.pk, second.pk, third.pk], on=on, by=by, at=noon),
        lambda: quotas.apply_quotas(at=noon),
    )

    assert not failures(results)
