"""A receipt, computed when somebody asks for it, beside the twenty milliseconds that it may take."""

from iecsite.benchmarks.benchmark import Benchmark, Taken
from iecsite.benchmarks.stopwatch import Stopwatch
from rounds.management.benchmarks import crowd
from rounds.models import Ticket
from rounds.queries import receipts

ASKED, EACH = 200, 0.020


def measure(scale: float) -> Taken:
    """Receipts of people spread over the whole list."""
    people = crowd.gather(scale)
    round_ = crowd.closed_round()
    tickets = Ticket.objects.filter(round=round_).order_by("pk").values_list("profile_id", flat=True)
    asking = list(tickets[:: max(1, tickets.count() // ASKED)])
    watch = Stopwatch()
    with watch.running():
        made = sum(len(receipts.of_person(round_, profile_id)) for profile_id in asking)
    each = 1000 * watch.seconds / made
    return Taken(watch.seconds, made * EACH, f"{made:,} receipts in a list of {people:,} people, {each:.1f} ms each")


RECEIPT = Benchmark(name="receipt", floor="20 milliseconds for each receipt", limit=1.0, measure=measure)
