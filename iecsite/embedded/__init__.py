"""
PostgreSQL and Redis for a machine that has neither: started when first needed, shared by every process of the project,
stopped by the last one out. Everything they keep lies in one folder, `.local/` (or IECSITE_LOCAL).
"""

from iecsite.embedded.everything import stop_all
from iecsite.embedded.refusals import EmbeddedServerError

__all__ = ["EmbeddedServerError", "stop_all"]
