"""Who a person is, what they may do, and what was written to them."""

from profiles.models.access_request import AccessRequest
from profiles.models.account import User
from profiles.models.account_search import AccountSearch
from profiles.models.agreement import Agreement, AgreementDraft, AgreementStatus
from profiles.models.browser import KnownBrowser
from profiles.models.change import AnswerChange
from profiles.models.country import Country
from profiles.models.duplicate import Duplicate
from profiles.models.journal import ProfileEntry
from profiles.models.letter import Letter
from profiles.models.organization import Memorandum, Organization
from profiles.models.other_address import OtherAddress, OtherAddressLetter
from profiles.models.privacy import FileView, Hold
from profiles.models.profile import Citizenship, Participation, Passport, Profile
from profiles.models.question import Question
from profiles.models.recovery import Recovery, RecoveryAsk, RecoveryLetter
from profiles.models.sent_answers import SentAnswers

__all__ = [
    "AccessRequest",
    "AccountSearch",
    "Agreement",
    "AgreementDraft",
    "AgreementStatus",
    "AnswerChange",
    "Citizenship",
    "Country",
    "Duplicate",
    "FileView",
    "Hold",
    "KnownBrowser",
    "Letter",
    "Memorandum",
    "Organization",
    "OtherAddress",
    "OtherAddressLetter",
    "Participation",
    "Passport",
    "Profile",
    "ProfileEntry",
    "Question",
    "Recovery",
    "RecoveryAsk",
    "RecoveryLetter",
    "SentAnswers",
    "User",
]
