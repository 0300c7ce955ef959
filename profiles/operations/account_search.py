"""Searches for accounts that somebody may have forgotten: a letter goes to the address of the account, an answer to nobody."""

from datetime import date, datetime

from django.db import transaction

from iecsite import clock
from profiles.models import AccountSearch, User
from profiles.operations import letters
from profiles.operations.letters import Draft
from profiles.queries.account_search import like
from profiles.rules.likeness import keys


@transaction.atomic(durable=True)
def ask(*, family_name: str, given_names: str, date_of_birth: date, by: User | None, at: datetime) -> AccountSearch:
    """Keep a question, as digests only; whoever asks hears the same whether there is an account or not."""
    whole, short = keys(family_name, given_names, date_of_birth)
    return AccountSearch.objects.create(identity_key=whole, short_key=short, asked_at=at)


@transaction.atomic(durable=True)
def answer_next(*, at: datetime) -> AccountSearch | None:
    """
    Write to the address of every account that one question may mean how to get in, and forget the question.

    An account is written to once a day, however often somebody asks. Safe to run twice, late, or in two workers.

    :returns: the question that was answered, or None when there is none
    """
    asked = AccountSearch.objects.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if asked is None:
        return None
    drafts = [
        Draft(
            kind="profiles/account_found",
            event_key=f"account/{user.pk}/found/{clock.home_date(at).isoformat()}",
            user_id=user.pk,
            language=user.language,
        )
        for user in like(asked.identity_key, asked.short_key)
    ]
    letters.queue_letters(drafts, at=at)
    asked.delete()
    return asked
