"""At which domains people read their mail: counted once a day, and only where many do."""

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Value
from django.db.models.functions import Lower, StrIndex, Substr

from iecsite import clock
from profiles.models import Profile
from profiles.rules.mail_domains import NO_SLIP, meant

# What is counted anew each day tells nobody when one person came or went. One of all who sign up at that moment counts; the
# others go by what was counted before, or are not asked.
A_DAY, MEANWHILE = 24 * 3600, 60
KEY, TURN = "mail-domains", "mail-domains/turn"


def in_use() -> dict[str, int]:
    """Domain -> how many who sent a profile read their mail there, for those with `NO_SLIP` and more; a day old at most."""
    now = clock.now().timestamp()
    made_at, kept = cache.get(KEY) or (0.0, {})
    if now - made_at >= A_DAY and cache.add(TURN, 1, MEANWHILE):
        kept = _counted()
        cache.set(KEY, (now, kept), 7 * A_DAY)
    return kept


def suggested(address: str) -> str | None:
    """The address that somebody may have meant whose domain looks like a slip; None where nothing is to be asked."""
    name, at, domain = address.lower().rpartition("@")
    other = meant(domain, in_use()) if at else None
    return f"{name}@{other}" if other else None


def _counted() -> dict[str, int]:
    domain = Lower(Substr(F("email"), StrIndex(F("email"), Value("@")) + 1))
    # An address alone is made by anybody; a profile that was sent is a person's.
    sent = Profile.objects.filter(user=OuterRef("user_id"), sent_at__isnull=False)
    counted = EmailAddress.objects.filter(Exists(sent), verified=True).values(domain=domain).annotate(people=Count("pk"))
    return dict(counted.filter(people__gte=NO_SLIP).values_list("domain", "people"))
