"""Where somebody stands on the way from their first answer to the decision."""

from enum import StrEnum

from applications.states import ENDED, ApplicationState
from profiles.states import ProfileState


class Step(StrEnum):
    """The steps of the way, in their order."""

    PROFILE = "profile"
    POOLS = "pools"
    INVITATION = "invitation"
    APPLICATION = "application"
    DECISION = "decision"


class Stands(StrEnum):
    """How a step stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


def journey(profile: str, application: str) -> list[tuple[Step, Stands]]:
    """
    Each step and how it stands.

    :param profile: the state of the profile that has not ended, or nothing
    :param application: the state of the last application, or nothing
    :return: empty when a way has come to its end and no other was begun
    """
    if not profile and application in ENDED:
        return []
    now = list(Step).index(_step(profile, application))
    return [
        (step, Stands.DONE if number < now else Stands.NOW if number == now else Stands.LATER) for number, step in enumerate(Step)
    ]


def _step(profile: str, application: str) -> Step:
    if profile == ProfileState.ACTIVE:
        return Step.POOLS
    if profile == ProfileState.INVITED:
        return Step.INVITATION
    if profile == ProfileState.APPLICANT:
        return Step.APPLICATION if application == ApplicationState.IN_PROGRESS else Step.DECISION
    return Step.PROFILE
