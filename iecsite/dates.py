"""
Days, times and deadlines in words, in English and French.

Display only: nothing here reads the clock or decides whether something is late. A time is never shown without
the place whose clocks it means, and months are words: numeric dates are read in two ways.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

EASTERN = "America/Toronto"
LOCALES = {"en": "en_CA", "fr": "fr_CA"}
AT = {"en": "at", "fr": "à"}
LAST_MINUTE = time(23, 59)

_MINUTE, _HOUR = 60, 3600
# The h is silent in these, so French says "d'Helsinki"; other cities in h keep "de".
_SILENT_H = ("Helsinki", "Hermosillo", "Honolulu", "Hobart")


@dataclass(frozen=True)
class Deadline:
    """One deadline ready to be shown: each text is whole, none needs joining to be understood."""

    iso: str
    day: str
    clock: str
    zone: str
    # Day, time and the place of the zone.
    full: str
    # The same instant in Eastern time; empty where the clocks agree.
    eastern: str

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.full, self.eastern)))


def day(on: date, language: str) -> str:
    """`March 3, 2027`; `3 mars 2027`, `1er mars 2027`."""
    return _first_of_month(format_date(on, "long", locale=LOCALES[language]), on, language)


def weekday(on: date, language: str) -> str:
    """`Wednesday, March 3, 2027`; `mercredi 3 mars 2027`."""
    return _first_of_month(format_date(on, "full", locale=LOCALES[language]), on, language)


def month(on: date, language: str) -> str:
    """`March 2027`; `mars 2027`."""
    return format_date(on, "MMMM y", locale=LOCALES[language])


def clock_time(at: datetime | time, language: str) -> str:
    """`11:59 pm`; `23 h 59`. Seconds are dropped, so that a deadline is never shown later than it is."""
    if language == "fr":
        return f"{at.hour}\xa0h\xa0{at.minute:02}"
    return f"{at.hour % 12 or 12}:{at.minute:02}\xa0{'pm' if at.hour >= 12 else 'am'}"


def zone_name(zone: str, language: str) -> str:
    """`Paris time`, `heure de Paris`; Eastern and UTC by their own names."""
    if zone == EASTERN:
        return "heure de l'Est" if language == "fr" else "Eastern time"
    if zone in {"UTC", "Etc/UTC"}:
        return "UTC"
    city = get_timezone_location(zone, locale=LOCALES[language], return_city=True)
    if language != "fr":
        return f"{city} time"
    if city.startswith("Le "):
        return f"heure du {city[3:]}"
    elided = city[0] in "AÀÂEÉÈÊIÎOÔUÙÛY" or city.startswith(_SILENT_H)
    return f"heure d'{city}" if elided else f"heure de {city}"


def moment(at: datetime, zone: str, language: str) -> str:
    """
    An instant on the clocks of a zone: `Wednesday, March 3, 2027 at 11:59 pm (Paris time)`.

    :param at: aware
    """
    return deadline(at, zone, language).full


def deadline(at: datetime, zone: str, language: str) -> Deadline:
    """
    A deadline on the clocks of a person's zone, and in Eastern time where that differs.

    :param at: the last minute that is still in time, aware
    """
    local, eastern = at.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(EASTERN))
    day_text, clock, place = (
        weekday(local, language),
        clock_time(local, language),
        zone_name(zone, language),
    )
    return Deadline(
        iso=local.isoformat(timespec="minutes"),
        day=day_text,
        clock=clock,
        zone=place,
        full=f"{day_text} {AT[language]} {clock} ({place})",
        eastern="" if local.utcoffset() == eastern.utcoffset() else _in_eastern(eastern, local.date(), language),
    )


def day_end(on: date, zone: str) -> datetime:
    """23:59 of a calendar day on the clocks of a zone: what "until that day" is shown as."""
    return datetime.combine(on, LAST_MINUTE, tzinfo=ZoneInfo(zone))


def until(at: datetime, now: datetime, zone: str, language: str) -> str:
    """
    How far off an instant is: `in 3 days`, `tomorrow`, `in 5 hours`, `2 days ago`.

    Days are counted on the calendar of the zone, as a person counts them; on the day itself, hours and minutes.
    """
    days = (at.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()).days
    seconds = int((at - now).total_seconds())
    say = _say_french if language == "fr" else _say_english
    if abs(days) >= 2:
        return say(days, "days")
    if days and abs(seconds) >= 12 * _HOUR:
        return {
            ("en", 1): "tomorrow",
            ("en", -1): "yesterday",
            ("fr", 1): "demain",
            ("fr", -1): "hier",
        }[language, days]
    if abs(seconds) >= _HOUR:
        return say(_toward_zero(seconds, _HOUR), "hours")
    if abs(seconds) >= _MINUTE:
        return say(_toward_zero(seconds, _MINUTE), "minutes")
    return "maintenant" if language == "fr" else "now"


def _first_of_month(text: str, on: date, language: str) -> str:
    return text.replace("1 ", "1er ", 1) if language == "fr" and on.day == 1 else text


def _in_eastern(eastern: datetime, shown: date, language: str) -> str:
    clock = clock_time(eastern, language)
    if eastern.date() != shown:
        clock = f"{weekday(eastern, language)} {AT[language]} {clock}"
    return f"{clock}, heure de l'Est" if language == "fr" else f"{clock} Eastern"


def _toward_zero(seconds: int, unit: int) -> int:
    return seconds // unit if seconds > 0 else -(-seconds // unit)


def _say_english(number: int, unit: str) -> str:
    words = f"{abs(number)} {unit if abs(number) != 1 else unit.removesuffix('s')}"
    return f"in {words}" if number > 0 else f"{words} ago"


def _say_french(number: int, unit: str) -> str:
    noun = {"days": "jour", "hours": "heure", "minutes": "minute"}[unit]
    words = f"{abs(number)}\xa0{noun}{'s' if abs(number) > 1 else ''}"
    return f"dans {words}" if number > 0 else f"il y a {words}"
