"""`manage.py state_diagram`: every life cycle, printed from its table into docs/states.md."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applications import states as application_states
from applications.rules import lifecycle as application_cycles
from iecsite.lifecycle import Machine
from profiles import states as profile_states
from profiles.rules import lifecycle as profile_cycles
from rounds import states as round_states
from rounds.rules import lifecycle as round_cycles

MACHINES = {
    "Profile": (profile_cycles.PROFILE, profile_states.ProfileState),
    "Candidacy": (round_cycles.CANDIDACY, round_states.CandidacyState),
    "Round": (round_cycles.ROUND, round_states.RoundState),
    "Invitation": (round_cycles.INVITATION, round_states.InvitationState),
    "Application": (application_cycles.APPLICATION, application_states.ApplicationState),
    "Document": (application_cycles.DOCUMENT, application_states.DocumentState),
    "Payment": (application_cycles.PAYMENT, application_states.PaymentState),
    "Refund": (application_cycles.REFUND, application_states.RefundState),
    "Change of answers": (profile_cycles.CHANGE, profile_states.ChangeState),
    "Recovery of an account": (profile_cycles.RECOVERY, profile_states.RecoveryState),
    "Letter": (profile_cycles.LETTER, profile_states.LetterState),
}


def page() -> str:
    """The whole page."""
    parts = [
        "# Life cycles\n",
        "Printed by `manage.py state_diagram` from the tables in `*/rules/lifecycle.py`. "
        "The database refuses every other step.\n",
    ]
    parts += [_section(title, machine, states) for title, (machine, states) in MACHINES.items()]
    return "\n".join(parts)


def _section(title: str, machine: Machine, states) -> str:
    lines = [f"## {title}\n", "```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {state}" for state in sorted(machine.initial)]
    lines += [f"    {before} --> {after}" for before, after in machine.steps()]
    lines += [f"    {state} --> [*]" for state in sorted(machine.final())]
    lines += ["```\n", "| State | Shown as | May become |", "| --- | --- | --- |"]
    for state in states:
        nexts = ", ".join(f"`{after}`" for after in sorted(machine.table[state])) or "final"
        lines.append(f"| `{state.value}` | {state.label} | {nexts} |")
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Write docs/states.md; with --check, fail when it is not what the tables say."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the page is out of date")

    def handle(self, *args, check: bool, **options) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "states.md"
        if not check:
            path.write_text(page(), encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != page():
            raise CommandError("docs/states.md is not what the tables say. Run: make fix")
