"""
Triggers that keep the ledger of places. Each statement that moves invitations or applications adds one line a pool, however
many rows it wrote, so that a draw of tens of thousands costs one count.
"""

from collections.abc import Mapping

import pgtrigger

_OLD, _NEW = "old_rows", "new_rows"
_INSERT = ("insert", pgtrigger.Insert, {"new": _NEW}, ((_NEW, 1),))
_UPDATE = ("update", pgtrigger.Update, {"old": _OLD, "new": _NEW}, ((_NEW, 1), (_OLD, -1)))
_DELETE = ("delete", pgtrigger.Delete, {"old": _OLD}, ((_OLD, -1),))


def moves_the_ledger(name: str, stages: Mapping[str, str], *, comes_from: str | None = None) -> list[pgtrigger.Trigger]:
    """
    Statement triggers that write what a table's rows moved between the stages of their pools' ledgers.

    :param stages: state of a row -> column of the ledger
    :param comes_from: the column that a new row leaves; None: it is a new invitation, and `issued` counts it
    """
    return [
        pgtrigger.Trigger(
            name=f"{name}_ledger_{word}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**seen),
            func=_function(stages, comes_from, tables),
        )
        for word, operation, seen, tables in (_INSERT, _UPDATE, _DELETE)
    ]


def approved_agrees(name: str, operation: pgtrigger.Operation, *, pool: str, when: str) -> pgtrigger.Trigger:
    """
    A check at the commit: a pool's counter of letters, which is the gate, says what its ledger says.

    :param pool: the pool's id in terms of NEW or OLD
    :param when: which rows are looked at
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Condition(when),
        declare=[("counter", "integer"), ("written", "bigint")],
        func=f"""
            SELECT pool.approved,
                   (SELECT coalesce(sum(line.approved), 0) FROM rounds_ledgerline AS line WHERE line.pool_id = pool.id)
              INTO counter, written
              FROM rounds_pool AS pool
             WHERE pool.id = {pool};
            IF counter IS DISTINCT FROM written THEN
                RAISE EXCEPTION 'ledger: pool % counts % letters, its ledger %', {pool}, counter, written
                      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_agrees';
            END IF;
            RETURN NULL;
        """,  # noqa: S608  (names of ours)
    )


def _function(stages: Mapping[str, str], comes_from: str | None, tables: tuple[tuple[str, int], ...]) -> str:
    states: dict[str, list[str]] = {}
    for state, column in stages.items():
        states.setdefault(column, []).append(f"'{state}'")
    sums = {column: f"sum(CASE WHEN state IN ({', '.join(found)}) THEN sign ELSE 0 END)" for column, found in states.items()}
    if len(tables) == 1:
        # Rows that are new (or gone) come from somewhere; those of an update were in the table before and after it.
        source = comes_from or "issued"
        sums[source] = "sum(sign)" if comes_from is None else f"{sums[source]} - sum(sign)"
    # Names of ours alone.
    rows = " UNION ALL ".join(f"SELECT pool_id, state, {sign} AS sign FROM {table}" for table, sign in tables)  # noqa: S608
    return f"""
        INSERT INTO rounds_ledgerline (pool_id, {", ".join(sums)})
        SELECT pool_id, {", ".join(sums.values())}
          FROM ({rows}) AS moved
         GROUP BY pool_id
        HAVING {" OR ".join(f"{counted} <> 0" for counted in sums.values())};
        RETURN NULL;
    """  # noqa: S608  (names of ours)
