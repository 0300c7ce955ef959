"""Scheduled work of the kernel."""

from datetime import datetime

from iecsite import incidents
from iecsite.beat import every


@every(60)
def notice_standstill(*, at: datetime) -> None:
    """Tell the public when scheduled work stood still, once it goes on."""
    incidents.notice_standstill(at=at)
