"""The staff pages of seasons, pools, candidacies, rounds and invitations."""

from rounds.admin import draws, programme, waiting

__all__ = ["draws", "programme", "waiting"]
