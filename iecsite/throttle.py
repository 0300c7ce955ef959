"""The open interface answers one address so many times a minute."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from iecsite import limits


class ByAddress(BaseThrottle):
    """So many requests a minute from one address, for everything that is not answered from a kept copy."""

    def __init__(self) -> None:
        self.left = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        self.left = limits.seconds_to_wait("api", self.get_ident(request), most=settings.API_PER_MINUTE)
        return not self.left

    def wait(self) -> float:
        return self.left
