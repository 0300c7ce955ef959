"""Constraints and triggers that several tables share, so that the database keeps the same promises everywhere."""

import pgtrigger
from django.db.models import CheckConstraint, Q

from iecsite.lifecycle import Machine


def both_or_neither(first: str, second: str, *, name: str) -> CheckConstraint:
    """Two columns that are filled together or not at all, such as `decided_at` and `decided_by`."""
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    neither = Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    return CheckConstraint(condition=both | neither, name=name)


def in_both_languages(field: str, *, name: str) -> CheckConstraint:
    """Words that everybody reads: `field` stands in English and in French, or in neither."""
    english, french = Q(**{f"{field}_en": ""}), Q(**{f"{field}_fr": ""})
    return CheckConstraint(condition=(english & french) | (~english & ~french), name=name)


def only_allowed_steps(machine: Machine, *, field: str = "state") -> pgtrigger.Trigger:
    """A trigger that refuses every change of `field` that the machine's table does not hold."""
    return pgtrigger.FSM(name=f"{machine.name}_steps", field=field, transitions=machine.steps())


def begins_in(machine: Machine, *, field: str = "state") -> pgtrigger.Trigger:
    """A trigger that refuses a row born in any state but an initial one."""
    initial = ", ".join(f"'{state}'" for state in sorted(machine.initial))
    return pgtrigger.Trigger(
        name=f"{machine.name}_begins",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF NEW.{field} NOT IN ({initial}) THEN
                RAISE EXCEPTION '{machine.name}: a row may not begin as %', NEW.{field};
            END IF;
            RETURN NEW;
        """,
    )


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse every UPDATE and DELETE of a table whose rows are a record of what happened."""
    return [
        pgtrigger.Protect(name=f"{name}_never_changed", operation=pgtrigger.Update),
        pgtrigger.Protect(name=f"{name}_never_deleted", operation=pgtrigger.Delete),
    ]
