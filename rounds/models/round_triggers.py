"""
Triggers that hold what a round has fixed: rows of its list and of its selection come only in the step that writes them, and what
was noted of it is never noted anew.
"""

import pgtrigger

# The round's state while its step writes these rows, and the moment that is noted when the step is over.
PLANNING, FREEZING, DRAWING = ("planned", "approved_at"), ("approved", "frozen_at"), ("seeded", "drawn_at")

_MOMENTS = ("published", "seeded", "drawn", "checked", "issued", "closed")
_SAID_AT_THE_FREEZE = (
    "season_id", "code", "test_source", "frozen_at", "draw_at", "remedies_id", "planned_by_id", "planned_at", "approved_by_id",
    "approved_at", "note", "fault_note_en", "fault_note_fr",
)  # fmt: skip


def written_in(name: str, step: tuple[str, str]) -> list[pgtrigger.Trigger]:
    """
    Triggers that refuse rows of a round written outside one of its steps, and the table's being emptied.

    A statement is looked at once, however many rows it wrote.

    :param step: PLANNING, FREEZING or DRAWING
    """
    state, moment = step
    return [
        pgtrigger.Trigger(
            name=f"{name}_in_its_step",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="added"),
            func=f"""
                IF EXISTS (SELECT 1 FROM (SELECT DISTINCT round_id FROM added) AS written
                             JOIN rounds_round AS round ON round.id = written.round_id
                            WHERE round.state <> '{state}' OR round.{moment} IS NOT NULL)
                THEN
                    RAISE EXCEPTION '{name}: rows are written only by the step of their round';
                END IF;
                RETURN NULL;
            """,  # noqa: S608  (constants)
        ),
        never_emptied(name),
    ]


def never_emptied(name: str) -> pgtrigger.Trigger:
    """A trigger that refuses TRUNCATE, which triggers on rows do not see."""
    return pgtrigger.Trigger(
        name=f"{name}_never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=f"RAISE EXCEPTION '{name}: the table is never emptied';",
    )


def round_stands() -> list[pgtrigger.Trigger]:
    """
    Triggers of a round's row: what its manifest says and who planned and approved it stand from the freeze; a moment is noted
    with the step into its state and never again; reasons and findings stand once they count. No round is deleted, since a void
    one keeps its number.
    """
    said = ", ".join(f"{{row}}.{column}" for column in _SAID_AT_THE_FREEZE)
    moments = " OR ".join(
        f"(NEW.{one}_at IS DISTINCT FROM OLD.{one}_at"
        f" AND (OLD.{one}_at IS NOT NULL OR NEW.state <> '{one}' OR OLD.state = '{one}'))"
        for one in _MOMENTS
    )
    return [
        pgtrigger.Trigger(
            name="round_frozen_stands",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__frozen_at__isnull=False),
            func=f"""
                IF ({said.format(row="OLD")})
                    IS DISTINCT FROM
                    ({said.format(row="NEW")})
                THEN
                    RAISE EXCEPTION 'round: what its manifest says is never changed';
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="round_noted_once",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF {moments}
                    OR (OLD.voided_at IS NOT NULL AND (OLD.voided_at, OLD.void_reason_en, OLD.void_reason_fr)
                        IS DISTINCT FROM (NEW.voided_at, NEW.void_reason_en, NEW.void_reason_fr))
                    OR (OLD.alarm_settled_at IS NOT NULL AND (OLD.alarm_settled_at, OLD.alarm_note_en, OLD.alarm_note_fr)
                        IS DISTINCT FROM (NEW.alarm_settled_at, NEW.alarm_note_en, NEW.alarm_note_fr))
                THEN
                    RAISE EXCEPTION 'round: what was noted of it is never changed, and a moment only with its step';
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Protect(name="round_never_deleted", operation=pgtrigger.Delete),
        never_emptied("round"),
    ]
