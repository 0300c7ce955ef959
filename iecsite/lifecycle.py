"""A state machine as a table: which state may follow which. Pure; each app fills in its own tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class NotAllowed(Exception):
    """A state may not follow another; `code` names the machine and both states for the sentence."""

    def __init__(self, machine: str, before: str, after: str) -> None:
        self.machine, self.before, self.after = machine, before, after
        super().__init__(f"{machine}: {before} may not become {after}")


@dataclass(frozen=True)
class Machine:
    """
    One life cycle.

    :param name: the noun it belongs to, for diagrams and refusals
    :param initial: the states in which a row may begin
    :param table: for each state the states that may follow it; a state with none is final
    """

    name: str
    initial: frozenset[str]
    table: Mapping[str, frozenset[str]]

    def allows(self, before: str, after: str) -> bool:
        """Whether `after` may follow `before`."""
        return after in self.table[before]

    def check(self, before: str, after: str) -> None:
        """
        Let an allowed step pass.

        :raises NotAllowed: when `after` may not follow `before`
        """
        if not self.allows(before, after):
            raise NotAllowed(self.name, before, after)

    def steps(self) -> list[tuple[str, str]]:
        """Every allowed step as (before, after), sorted; the database's trigger is made from it."""
        return sorted((str(before), str(after)) for before, nexts in self.table.items() for after in nexts)

    def final(self) -> frozenset[str]:
        """The states that nothing follows."""
        return frozenset(str(state) for state, nexts in self.table.items() if not nexts)


def machine(name: str, initial: Iterable[str], table: Mapping[str, Iterable[str]]) -> Machine:
    """A machine from plain sets; every state named anywhere must have a line of its own."""
    frozen = {str(state): frozenset(str(after) for after in nexts) for state, nexts in table.items()}
    named = {after for nexts in frozen.values() for after in nexts} | {str(state) for state in initial}
    if missing := named - set(frozen):
        raise ValueError(f"{name}: no line for {sorted(missing)}")
    return Machine(name=name, initial=frozenset(str(state) for state in initial), table=frozen)
