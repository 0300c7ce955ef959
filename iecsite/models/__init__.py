"""What all apps share in the database: approvals, keys of forms, beat slots, dated settings, files to remove, journal heads."""

from iecsite.models.approval import Approval
from iecsite.models.beat_slot import BeatSlot
from iecsite.models.dated_setting import DatedSetting
from iecsite.models.file_to_remove import FileToRemove
from iecsite.models.idempotency import IdempotencyKey
from iecsite.models.incident import Incident, IncidentKind
from iecsite.models.journal_head import JournalHead

__all__ = ["Approval", "BeatSlot", "DatedSetting", "FileToRemove", "IdempotencyKey", "Incident", "IncidentKind", "JournalHead"]
