"""An account comes back to its owner by identity after 72 hours, and to nobody whom whoever holds it has stopped."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from profiles import tasks
from profiles.letters import words
from profiles.letters.recovery import message
from profiles.models import (
    KnownBrowser,
    Letter,
    OtherAddress,
    OtherAddressLetter,
    Recovery,
    RecoveryAsk,
    RecoveryLetter,
    User,
)
from profiles.operations import browsers, closing, profiles, recovery, recovery_delivery, recovery_links
from profiles.queries.accounts import confirmed_addresses
from profiles.queries.personal_file import facts
from profiles.rules.recovery import LINK_HOLDS, WAITS, masked
from tests.factories import applications, cast, people, recoveries

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def profile(noon):
    return people.active_profile(at=noon, family_name="Müller", number="12AB34567")


def ask(profile, at, **changes):
    recovery.ask(**recoveries.typed(profile, **changes), by=None, at=at)
    while recovery.answer_next(at=at):
        pass
    return Recovery.objects.filter(user=profile.user).first()


def sweep(at):
    while recovery_links.send_next(at=at):
        pass
    while recovery_links.lapse_next(at=at):
        pass


def second(user, at):
    """A second address that its reader confirmed."""
    told = {"role": "second", "email": "second@example.org", "language": "en", "asked_at": at, "confirmed_at": at}
    return OtherAddress.objects.create(user=user, **told)


def letters_to(address):
    return list(RecoveryLetter.objects.filter(address=address).order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize("changes", [{}, {"reference": " 12ab-345 67 "}, {"family_name": "MUELLER"}, {"family_name": "Muller"}])
def test_what_fits_one_account_begins_72_hours_and_tells_the_account(noon, profile, changes):
    found = ask(profile, noon, **changes)

    assert (found.state, found.takes_effect_at) == ("asked", noon + timedelta(hours=72))
    assert list(Letter.objects.filter(user=profile.user, kind="profiles/recovery_asked")) != []
    assert RecoveryAsk.objects.count() == 0
    assert profile.user.entries_about.filter(kind="recovery_asked").count() == 1
    assert RecoveryLetter.objects.count() == 0


def test_the_number_of_an_application_serves_too(noon):
    case = applications.submitted(at=noon)
    assert ask(case.profile, noon, reference=f"{case.reference[:4]} {case.reference[4:].lower()}") is not None


@pytest.mark.parametrize(
    "changes",
    [{"reference": "12AB34568"}, {"family_name": "Exemple"}, {"date_of_birth": "2000-05-05"}, {"reference": "-"}],
    ids=["number", "name", "birth", "no number"],
)
def test_what_does_not_fit_begins_nothing_and_is_forgotten(noon, profile, changes):
    assert ask(profile, noon, **changes) is None
    assert RecoveryAsk.objects.count() == RecoveryLetter.objects.count() == 0


@pytest.mark.parametrize("column", ["is_staff", "is_superuser", "closed", "inactive"])
def test_the_staff_and_closed_accounts_are_never_recovered(noon, profile, column):
    user = profile.user
    user.is_staff, user.is_superuser = column == "is_staff", column == "is_superuser"
    user.is_active, user.closed_at = column != "inactive", noon if column == "closed" else None
    user.save()

    assert ask(profile, noon) is None


def test_a_number_in_two_accounts_with_one_name_and_birth_opens_neither(noon, profile):
    people.active_profile(at=noon, family_name="Müller", number="12AB34567")

    assert ask(profile, noon) is None
    assert Recovery.objects.count() == 0


def test_a_draft_that_somebody_wrote_with_the_same_number_keeps_no_owner_out(noon, profile):
    people.draft_profile(at=noon, family_name="Müller", number="12AB34567")

    assert ask(profile, noon).user == profile.user


def test_of_two_accounts_whose_profiles_are_over_the_one_sent_last_is_meant(noon, profile):
    later = people.active_profile(at=noon + DAY, family_name="Müller", number="12AB34567")
    for one in (profile, later):
        profiles.withdraw(profile_id=one.pk, by=one.user, at=noon + 2 * DAY)

    ask(profile, noon + 3 * DAY)

    assert Recovery.objects.get().user == later.user


def test_an_address_with_an_account_of_its_own_is_not_taken(noon, profile):
    people.account(at=noon, email="taken@example.org")

    assert ask(profile, noon, email="Taken@example.org") is None


def test_a_second_request_starts_nothing_anew_and_an_account_is_written_to_once_a_day(noon, profile):
    first = ask(profile, noon)
    ask(profile, noon + timedelta(hours=30), email="other@example.org")
    assert list(Recovery.objects.values_list("email", "takes_effect_at")) == [(first.email, noon + WAITS)]
    recovery.cancel(recovery_id=first.pk, by=None, at=noon + SECOND)

    ask(profile, noon + DAY - SECOND)
    assert Recovery.objects.count() == 1
    ask(profile, noon + DAY)
    assert Recovery.objects.count() == 2


def test_every_address_of_the_account_is_told_and_the_sender_hears_nothing_yet(noon, profile):
    second(profile.user, noon)
    contact = {"role": "contact", "email": "contact@example.org", "language": "en", "asked_at": noon, "confirmed_at": noon}
    OtherAddress.objects.create(user=profile.user, **contact)

    found = ask(profile, noon)

    assert letters_to("second@example.org") == ["recovery_asked"]
    assert letters_to("contact@example.org") == letters_to(found.email) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_alert_says_who_asked_and_how_to_stop_it_without_signing_in(noon, profile, language):
    found = ask(profile, noon)
    letter = Letter.objects.get(user=profile.user, kind="profiles/recovery_asked")
    letter.language = language

    _subject, body = words.compose(letter)

    slug = {"en": "/en/account/recover/stop/", "fr": "/fr/compte/recuperer/arreter/"}[language]
    assert slug in body
    assert "Firefox, Windows" in body
    assert masked(found.email) in body
    assert found.email not in body
    assert "Eastern" in body or "de l'Est" in body


def test_the_link_goes_after_72_hours_and_not_a_second_before_and_once(noon, profile):
    found = ask(profile, noon)
    sweep(noon + WAITS - SECOND)
    assert letters_to(found.email) == []

    for _run in range(2):
        sweep(noon + WAITS)

    found.refresh_from_db()
    assert (found.state, found.link_ends_at) == ("ready", noon + WAITS + LINK_HOLDS)
    assert letters_to(found.email) == ["recovery_link"]


def test_nobody_makes_it_shorter_the_database_refuses_it(noon, profile):
    found = ask(profile, noon)
    with pytest.raises(IntegrityError, match="recovery_never_early"), transaction.atomic():
        Recovery.objects.filter(pk=found.pk).update(state="ready", ready_at=noon + DAY, link_ends_at=noon + 2 * DAY)


def test_the_link_stands_in_the_message_only_and_in_no_letter_that_staff_can_read(noon, profile):
    found = recoveries.ready(at=noon, user=profile.user)
    while recovery_delivery.deliver_due(at=noon):
        pass

    (sent,) = [one for one in mail.outbox if one.to == [found.email]]
    assert "/en/account/recover/link/" in sent.body
    stored = [str(one) for model in (Letter, RecoveryLetter, Recovery) for one in model.objects.values()]
    assert not [one for one in stored if recoveries.link(found).split(":")[-1] in one or "recover/link" in one]
    assert RecoveryLetter.objects.get(kind="recovery_link").sent_at == noon


def test_who_uses_the_link_has_the_account_and_nobody_else_any_more(noon, profile, client):
    user = cast.with_second_factor(profile.user)
    second(user, noon)
    old = user.email
    client.force_login(user)
    found = recoveries.ready(at=noon, user=user)

    recovery_links.use(recovery_id=found.pk, password=recoveries.PASSWORD, by=None, at=noon + SECOND)

    user.refresh_from_db()
    found.refresh_from_db()
    assert (user.email, found.state) == (found.email, "used")
    assert user.check_password(recoveries.PASSWORD)
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [(found.email, True)]
    assert Authenticator.objects.filter(user=user).count() == 0
    assert confirmed_addresses(user.pk) == [found.email]
    assert client.get(reverse("home")).status_code == 302
    assert letters_to(old)[-1] == letters_to("second@example.org")[-1] == "recovery_used"
    assert Letter.objects.filter(user=user, kind="profiles/recovery_used").count() == 1
    assert user.entries_about.filter(kind="account_recovered").count() == 1


def test_who_lost_the_second_factor_only_keeps_the_address(noon, profile):
    found = recoveries.ready(at=noon, user=profile.user, email=profile.user.email)
    assert RecoveryLetter.objects.filter(kind="recovery_link").count() == 1

    recovery_links.use(recovery_id=found.pk, password=recoveries.PASSWORD, by=None, at=noon + SECOND)

    assert EmailAddress.objects.get(user=profile.user).email == profile.user.email


def test_a_link_is_good_once(noon, profile):
    found = recoveries.used(at=noon, user=profile.user)
    with pytest.raises(recovery.CannotRecover, match="already"):
        recovery_links.use(recovery_id=found.pk, password="another-of-many-words", by=None, at=noon + SECOND)

    profile.user.refresh_from_db()
    assert profile.user.check_password(recoveries.PASSWORD)


def test_a_link_that_nobody_used_lapses_and_the_account_stays_as_it_is(noon, profile):
    found = recoveries.ready(at=noon, user=profile.user)
    end = noon + LINK_HOLDS
    with pytest.raises(recovery.CannotRecover, match="not used in time"):
        recovery_links.use(recovery_id=found.pk, password=recoveries.PASSWORD, by=None, at=end)

    for _run in range(2):
        sweep(end)

    found.refresh_from_db()
    assert found.state == "lapsed"
    assert letters_to(found.email)[-1] == "recovery_lapsed"
    assert "was not used in time" in message(RecoveryLetter.objects.get(kind="recovery_lapsed")).body
    assert profile.user.entries_about.filter(kind="recovery_lapsed").count() == 1


@pytest.mark.parametrize("made", [recoveries.asked, recoveries.ready])
def test_who_holds_the_account_stops_it_before_and_after_the_link_went_out(noon, profile, made):
    found = made(at=noon, user=profile.user)
    for _twice in range(2):
        recovery.cancel(recovery_id=found.pk, by=None, at=noon + SECOND)
    sweep(noon + WAITS + SECOND)
    with pytest.raises(recovery.CannotRecover, match="cancelled from the account"):
        recovery_links.use(recovery_id=found.pk, password=recoveries.PASSWORD, by=None, at=noon + WAITS + SECOND)
    while recovery_delivery.deliver_due(at=noon + WAITS + SECOND):
        pass

    found.refresh_from_db()
    assert found.state == "cancelled"
    assert letters_to(found.email)[-1] == "recovery_cancelled"
    assert not [one for one in mail.outbox if "recover/link" in one.body]
    assert profile.user.entries_about.filter(kind="recovery_cancelled").count() == 1


def test_what_was_used_or_refused_cannot_be_stopped(noon, profile):
    found = recoveries.used(at=noon, user=profile.user)
    with pytest.raises(recovery.CannotRecover, match="write to us at once"):
        recovery.cancel(recovery_id=found.pk, by=None, at=noon + SECOND)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_refusal_is_read_in_the_language_of_its_reader(noon, profile, language):
    officer = people.staff("Officers", at=noon)
    found = recoveries.asked(at=noon, user=profile.user, language=language)
    reasons = {"reason_en": "Two people claim it.", "reason_fr": "Deux personnes le réclament."}
    with pytest.raises(recovery.CannotRecover, match="in English and in French"):
        recovery.refuse(recovery_id=found.pk, reason_en="Only this.", reason_fr=" ", by=officer, at=noon)

    recovery.refuse(recovery_id=found.pk, **reasons, by=officer, at=noon)
    sweep(noon + WAITS)

    found.refresh_from_db()
    told = message(RecoveryLetter.objects.get(address=found.email)).body
    assert found.state == "refused"
    assert reasons[f"reason_{language}"] in told
    assert Letter.objects.filter(user=profile.user, kind="profiles/recovery_refused").count() == 1
    with pytest.raises(recovery.CannotRecover):
        recovery.refuse(recovery_id=found.pk, **reasons, by=officer, at=noon)


def test_an_address_that_took_an_account_meanwhile_is_not_taken_from_it(noon, profile):
    found = recoveries.ready(at=noon, user=profile.user)
    people.account(at=noon, email=found.email)

    with pytest.raises(recovery.CannotRecover, match="account of its own"):
        recovery_links.use(recovery_id=found.pk, password=recoveries.PASSWORD, by=None, at=noon + SECOND)


def test_a_sign_up_that_nobody_confirmed_does_not_keep_the_link_from_its_address(noon, profile):
    found = ask(profile, noon)
    squatter = User.objects.create_user(found.email, recoveries.PASSWORD)
    EmailAddress.objects.create(user=squatter, email=found.email, verified=False, primary=True)
    sweep(noon + WAITS)

    recovery_links.use(recovery_id=found.pk, password=recoveries.PASSWORD, by=None, at=noon + WAITS)

    squatter.refresh_from_db()
    assert squatter.closed_at == noon + WAITS
    assert EmailAddress.objects.get(email=found.email).user == profile.user


def test_a_recovered_account_stays_open_and_knows_no_browser_of_before(noon, profile):
    found = recoveries.ready(at=noon, user=profile.user)
    User.objects.filter(pk=profile.user_id).update(closing_at=noon + DAY)
    browsers.signed_in(user_id=profile.user_id, key="thief", name="Firefox", ip=None, at=noon)

    recovery_links.use(recovery_id=found.pk, password=recoveries.PASSWORD, by=None, at=noon + SECOND)

    profile.user.refresh_from_db()
    assert profile.user.closing_at is None
    assert KnownBrowser.objects.filter(user=profile.user).count() == 0


def test_an_account_that_closes_before_the_wish_is_compared_gets_no_recovery(noon, profile):
    wish = recovery.ask(**recoveries.typed(profile), by=None, at=noon)
    User.objects.filter(pk=profile.user_id).update(is_active=False)

    recovery._begin(wish, User.objects.get(pk=profile.user_id), at=noon)

    assert Recovery.objects.count() == 0


@pytest.mark.parametrize("end", ["stopped", "refused"])
def test_a_second_address_reads_each_letter_once(noon, profile, end):
    second(profile.user, noon)
    found = ask(profile, noon)
    if end == "stopped":
        recovery.cancel(recovery_id=found.pk, by=None, at=noon)
    else:
        officer = people.staff("Officers", at=noon)
        recovery.refuse(recovery_id=found.pk, reason_en="A trial.", reason_fr="Un essai.", by=officer, at=noon)

    last = "recovery_cancelled" if end == "stopped" else "recovery_refused"
    assert letters_to("second@example.org") == ["recovery_asked", last]
    assert OtherAddressLetter.objects.filter(letter__isnull=False).count() == 0


def test_an_account_that_was_closed_meanwhile_gets_no_link(noon):
    user = people.account(at=noon)
    profile = people.draft_profile(at=noon, user=user)
    found = ask(profile, noon)
    profile.state, profile.ended_at = "removed", noon
    profile.save()
    closing.ask(by=user, early_disposal=False, at=noon)
    user.refresh_from_db()
    user.closing_at = noon + DAY
    user.save()
    assert closing.close_next(at=noon + DAY) == user

    sweep(noon + WAITS)

    found.refresh_from_db()
    assert found.state == "lapsed"
    assert letters_to(found.email) == ["recovery_lapsed"]
    assert "was closed meanwhile" in message(RecoveryLetter.objects.get()).body


def test_who_asked_is_forgotten_90_days_after_the_end(noon, profile):
    found = recoveries.cancelled(at=noon, user=profile.user)
    assert recovery.forget_old(at=noon + 90 * DAY) == 0
    for at in (noon + 90 * DAY + SECOND, noon + 91 * DAY):
        recovery.forget_old(at=at)

    found.refresh_from_db()
    assert (found.email, found.words, found.browser) == ("", "", "")
    assert RecoveryLetter.objects.count() == 0


def test_the_persons_file_has_the_request_and_nobody_of_the_staff(noon, profile):
    officer = people.staff("Officers", at=noon)
    found = recoveries.asked(at=noon, user=profile.user)
    recovery.refuse(recovery_id=found.pk, reason_en="A trial.", reason_fr="Un essai.", by=officer, at=noon)

    told = facts(profile.user_id)
    (row,) = told["recoveries"]

    assert (row["state"], row["email"], row["browser"]) == ("refused", masked(found.email), found.browser)
    assert not {"refused_by_id", "words"} & row.keys()
    assert [one["address"] for one in told["letters_about_recoveries"]] == [masked(found.email)]


def test_the_tasks_do_it_all_and_may_run_twice(noon, profile, monkeypatch):
    from iecsite import clock

    recovery.ask(**recoveries.typed(profile), by=None, at=noon)
    for at in (noon, noon + WAITS):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        for task in (tasks.answer_recoveries, tasks.send_recovery_links, tasks.deliver_recovery_letters) * 2:
            task(at_once=True)

    assert Recovery.objects.get().state == "ready"
    assert len([one for one in mail.outbox if "recover/link" in one.body]) == 1


def test_a_mail_server_that_refuses_is_asked_for_a_day_and_staff_see_it(client, noon, profile, monkeypatch):
    found = recoveries.ready(at=noon, user=profile.user)

    def refuse(*_arguments, **_more):
        raise ValueError(f"550 {found.email} is not known here")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        for hours in range(30):
            recovery_delivery.deliver_due(at=noon + timedelta(hours=hours))
        letter = RecoveryLetter.objects.get(kind="recovery_link")
        assert letter.put_aside_at is None
        recovery_delivery.deliver_due(at=noon + 2 * DAY)

    letter.refresh_from_db()
    assert (letter.attempts, letter.last_error) == (recovery_delivery.MOST_ATTEMPTS, "ValueError")
    assert letter.put_aside_at == noon + 2 * DAY
    client.force_login(cast.chief(noon))
    assert "Letters that did not arrive" in client.get(reverse("admin:profiles_recovery_changelist")).content.decode()
    page = client.get(reverse("admin:profiles_recovery_change", args=[found.pk])).content.decode()
    assert masked(found.email) in page.split("Letters that did not arrive")[1]


def test_a_row_does_not_begin_as_ready(noon, profile):
    with pytest.raises(DatabaseError, match="may not begin"), transaction.atomic():
        Recovery.objects.create(
            user=profile.user,
            email="a@example.org",
            language="en",
            asked_at=noon - WAITS,
            takes_effect_at=noon,
            state="ready",
            ready_at=noon,
            link_ends_at=noon + DAY,
        )
