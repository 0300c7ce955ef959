"""
Check: before anybody is told, a second implementation, in SQL, must come to the same bytes, the public verifier must verify the
round, the list must be complete, and the selection must look like chance.
"""

from datetime import datetime
from typing import Any

from rounds.models import Draw, RandomValue, Round
from rounds.operations import alarms
from rounds.operations.steps import Impossible
from rounds.publication import files, verdict
from rounds.queries import frozen_list, quality
from rounds.rules import stops
from rounds.rules.canonical import digest
from rounds.rules.completeness import entries_of
from rounds.rules.quality import chi_square, kolmogorov_smirnov
from rounds.rules.quality_report import Report, Stated, quality_file


def check(round_: Round, *, at: datetime) -> dict[str, Any]:
    """
    Compare list, seed and selection with what the database computes by itself, and let the public verifier judge the whole round.

    :raises Impossible: when one digest differs, the verifier refuses the round or a test of quality fails; such a round stands
        still and is never drawn again
    :raises verdict.NoVerdict: when the verifier came to no end, which a second try may mend
    """
    draw = Draw.objects.select_for_update(of=("self",), no_key=True).get(round=round_)
    second = frozen_list.drawn_again(round_)
    stored = digest(frozen_list.selection_bytes(round_.pk))
    found = {"entries": second.entries_sha256, "seed": second.seed, "selection": second.selection_sha256, "stored": stored}
    expected = {
        "entries": draw.entries_sha256,
        "seed": draw.seed,
        "selection": draw.selection_sha256,
        "stored": draw.selection_sha256,
    }
    if found != expected:
        different = {name: value for name, value in found.items() if value != expected[name]}
        raise Impossible(stops.ANOTHER_RESULT, **different)
    try:
        files.check_unpublished(round_)
    except verdict.NotVerified as failure:
        raise Impossible(stops.REFUSED_BEFORE, verifier=str(failure)[:300]) from failure
    report = _report(round_, draw, second.selection_sha256, at=at)
    draw.second_digest, draw.quality = second.selection_sha256, quality_file(report).decode("ascii")
    draw.save(update_fields=["second_digest", "quality"])
    return {"second_digest": draw.second_digest}


def _report(round_: Round, draw: Draw, second: str, *, at: datetime) -> Report:
    """
    Complete by country, and no more to do with the order of registration than chance has.

    An alarm of chance that two people looked into and explained goes into the report with their words.

    :raises Impossible: otherwise; the details say which test failed and how clearly
    """
    counted, reported = quality.entries_by_pool(round_.pk), entries_of(draw.completeness.encode("ascii"))
    if counted != reported:
        missing = sorted(pool for pool in {*counted, *reported} if counted.get(pool) != reported.get(pool))
        raise Impossible(stops.INCOMPLETE, pools=", ".join(missing)[:200])
    found = quality.spread(round_.pk)
    order, shares = kolmogorov_smirnov(found.positions), chi_square(found.pools)
    alarm = not (order.passed and shares.passed)
    if alarm and not alarms.is_settled(round_, at=at):
        raise Impossible(
            stops.ORDER_SHOWS,
            kolmogorov_smirnov=f"{order.p_value:.3g}",
            chi_square=f"{shares.p_value:.3g}",
        )
    return Report(
        round_.code,
        sum(counted.values()),
        order,
        shares,
        first=draw.selection_sha256,
        second=second,
        alarm=(round_.alarm_note("en"), round_.alarm_note("fr")) if alarm else None,
        fallback=_stated(round_, draw),
    )


def _stated(round_: Round, draw: Draw) -> tuple[Stated, ...]:
    """What officers stated of the lotteries in the seed; empty where the announced beacon is in it."""
    used = {line.rpartition(" ")[0] for line in draw.seed_input.splitlines()}
    typed = RandomValue.objects.filter(round=round_, line__in=used, line__startswith="beacon draws ").order_by("line")
    return tuple(Stated(one.line, one.evidence, one.looked_at) for one in typed)
