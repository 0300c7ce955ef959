"""Until when a person's age lets them take part."""

from datetime import date

from profiles.models import Profile
from profiles.queries import agreements, organizations, profiles
from profiles.queries.row_names import Row
from profiles.rules import eligibility
from profiles.rules.calendar import last_day_of_age


def last_days(profile: Profile, *, on: date, season: int | None) -> dict[date, list[Row]]:
    """
    The last day (Eastern) of the age that the open agreement rows of a profile take, the first day first; with several limits
    the rows of each. A row without a limit is in none. A handful of queries.
    """
    facts = profiles.facts_of(profile)
    if facts is None:
        return {}
    terms = agreements.terms_in_force(on)
    if facts.organization is not None:
        terms = organizations.with_organizations(terms, on=on)
    ages = {(one.country, one.category, one.stream): one.max_age for one in terms}
    found: dict[date, list[Row]] = {}
    for one in eligibility.pool_verdicts(facts, terms, on=on, season=season):
        row = (one.country, one.category, one.stream)
        age = ages.get(row)
        if one.eligible and age is not None:
            found.setdefault(last_day_of_age(facts.date_of_birth, age), []).append(row)
    return dict(sorted(found.items()))
