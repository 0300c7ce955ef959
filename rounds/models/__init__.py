"""Who is drawn, and when."""

from rounds.models.calendar import CalendarWeek, ProposedPool
from rounds.models.candidacy import Candidacy
from rounds.models.invitation import Invitation
from rounds.models.journal import RoundEntry
from rounds.models.ledger import LedgerAlarm, LedgerLine
from rounds.models.nomination import Nomination
from rounds.models.publication import Alert, AlertLetter, Forecast, KeptFile, PublishedFile
from rounds.models.quota_proposal import QuotaProposal
from rounds.models.randomness import RandomValue, ReceiptWish, RemedialEntry, SealedTicketKey, StaffChain, TicketKey
from rounds.models.round import Draw, DrawEntry, LeftOut, Round, RoundPool, Selection, Ticket
from rounds.models.season import Pool, QuotaChange, Season
from rounds.models.time_stamp import TimeStamp
from rounds.models.what_if import WhatIf

__all__ = [
    "Alert",
    "AlertLetter",
    "CalendarWeek",
    "Candidacy",
    "Draw",
    "DrawEntry",
    "Forecast",
    "Invitation",
    "KeptFile",
    "LedgerAlarm",
    "LedgerLine",
    "LeftOut",
    "Nomination",
    "Pool",
    "ProposedPool",
    "PublishedFile",
    "QuotaChange",
    "QuotaProposal",
    "RandomValue",
    "ReceiptWish",
    "RemedialEntry",
    "Round",
    "RoundEntry",
    "RoundPool",
    "SealedTicketKey",
    "Season",
    "Selection",
    "StaffChain",
    "Ticket",
    "TicketKey",
    "TimeStamp",
    "WhatIf",
]
