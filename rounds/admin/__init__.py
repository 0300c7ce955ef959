"""The staff pages of seasons, pools, candidacies, rounds and invitations."""

from rounds.admin import chains, draws, programme, values, waiting

__all__ = ["chains", "draws", "programme", "values", "waiting"]
