"""`manage.py eligibility_table`: every condition, its rules and where they are judged, printed into docs/eligibility.md."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applications.rules.predicates import PREDICATES, Predicate, Rule, Stage
from iecsite.dated import KNOWN, SETTLED
from profiles.rules.sources import SOURCES

STAGES = {
    Stage.PROFILE: "profile",
    Stage.ROUND: "freeze of a round",
    Stage.SUBMISSION: "submission",
    Stage.OFFICER: "officer",
    Stage.ENTRY: "entry",
}


def page() -> str:
    """The whole page."""
    parts = [
        "# Who may take part: every condition\n",
        "Printed by `manage.py eligibility_table` from `applications/rules/predicates.py`. A rule is a pure function; its "
        "docstring says what it looks at and which source says so. Each problem that a rule finds is told in English and French "
        "(`profiles/rules/sentences.py`) with what can be done about it (`profiles/rules/remedies.py`).\n",
        "| Id | Condition | Judged at | Rules | Refused as | Held by | Sources |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(_line(one) for one in PREDICATES),
        "\n## Where sources conflict\n",
        "Each is a dated setting: staff choose from a day on, and the choice stands beside the conflict.\n",
        "| Setting | Unless decided otherwise | The conflict |",
        "| --- | --- | --- |",
        *(f"| `{name}` | {known.default} | {known.note_en} |" for name, known in KNOWN.items()),
        "\nSome need no choice:\n",
        "| The conflict | What settles it |",
        "| --- | --- |",
        *(f"| {conflict} | {settled} |" for conflict, settled in SETTLED),
        "\n## Sources\n",
        "| Tag | Title | As of | Read |",
        "| --- | --- | --- | --- |",
        *(f"| {tag} | [{one.title}]({one.address}) | {one.as_of} | {one.read_on} |" for tag, one in sorted(SOURCES.items())),
    ]
    return "\n".join(parts) + "\n"


def _line(one: Predicate) -> str:
    stages = ", ".join(STAGES[stage] for stage in one.stages)
    rules = ", ".join(f"`{name_of(rule)}`" for rule in one.rules)
    refusals = ", ".join(f"`{code}`" for code in one.refusals)
    cells = [one.identifier, one.says, stages, rules, refusals, one.held_by, ", ".join(one.sources)]
    return "| " + " | ".join(cells) + " |"


def name_of(rule: Rule) -> str:
    """Where a rule stands: its app, module and name, as in `profiles.person_predicates.too_old`."""
    return f"{rule.__module__.replace('.rules', '')}.{rule.__qualname__}"


class Command(BaseCommand):
    help = "Write docs/eligibility.md; with --check, fail when it is not what the table says."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the page is out of date")

    def handle(self, *args, check: bool, **options) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "eligibility.md"
        if not check:
            path.write_text(page(), encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != page():
            raise CommandError("docs/eligibility.md is not what the table says. Run: make fix")
