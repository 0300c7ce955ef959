"""Who waits in a pool: anybody can be drawn, or taken out, at the cost of one step."""

from __future__ import annotations

from random import Random


class Waiting:
    """A bag of people's numbers."""

    __slots__ = ("_people", "_place")

    def __init__(self) -> None:
        self._people: list[int] = []
        self._place: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._people)

    def __contains__(self, person: int) -> bool:
        return person in self._place

    def add(self, person: int) -> None:
        """Put somebody in who is not there."""
        self._place[person] = len(self._people)
        self._people.append(person)

    def take(self, person: int) -> bool:
        """Take somebody out; False when they are not there."""
        place = self._place.pop(person, None)
        if place is None:
            return False
        last = self._people.pop()
        if last != person:
            self._people[place] = last
            self._place[last] = place
        return True

    def draw(self, number: int, dice: Random) -> list[int]:
        """Take out so many at random, each as likely as every other; all, when there are fewer."""
        drawn = []
        for _ in range(min(number, len(self._people))):
            person = self._people[int(dice.random() * len(self._people))]
            self.take(person)
            drawn.append(person)
        return drawn
