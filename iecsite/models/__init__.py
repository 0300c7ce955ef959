"""What all apps share in the database: approvals, idempotency keys, beat slots, dated settings, journal heads."""

from iecsite.models.approval import Approval
from iecsite.models.beat_slot import BeatSlot
from iecsite.models.dated_setting import DatedSetting
from iecsite.models.idempotency import IdempotencyKey
from iecsite.models.incident import Incident, IncidentKind
from iecsite.models.journal_head import JournalHead

__all__ = ["Approval", "BeatSlot", "DatedSetting", "IdempotencyKey", "Incident", "IncidentKind", "JournalHead"]
