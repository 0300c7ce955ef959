"""Pages in English and French, with translated slugs."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from profiles.rules.check import Step
from profiles.rules.sections import Section
from profiles.views import (
    access_requests,
    account_find,
    check,
    letters,
    my_file,
    other_addresses,
    profile,
    questions,
    recovery,
    renewal,
    sections,
    security,
    settings,
    sign_in_locks,
)

SLUGS = {
    Section.NAMES: _("profile/names/"),
    Section.BIRTH: _("profile/birth/"),
    Section.CITIZENSHIPS: _("profile/citizenships/"),
    Section.PASSPORT: _("profile/passport/"),
    Section.RESIDENCE: _("profile/residence/"),
    Section.CONTACT: _("profile/contact/"),
    Section.PARTICIPATIONS: _("profile/past-participations/"),
    Section.ORGANIZATION: _("profile/recognized-organization/"),
    Section.STUDY: _("profile/study/"),
    Section.PLACEMENT: _("profile/placement/"),
    Section.JOB: _("profile/job-offer/"),
    Section.DECLARATIONS: _("profile/declarations/"),
}

CHECK_SLUGS = {
    Step.CITIZENSHIPS: _("check/citizenships/"),
    Step.BIRTH: _("check/birth/"),
    Step.RESIDENCE: _("check/residence/"),
    Step.PASSPORT: _("check/passport/"),
    Step.BEFORE: _("check/earlier-stays/"),
    Step.ORGANIZATION: _("check/organization/"),
    Step.STUDY: _("check/study/"),
    Step.JOB: _("check/job-offer/"),
    Step.FAMILY: _("check/family/"),
}

urlpatterns: list[URLPattern] = [
    path(_("check/"), check.start, name="check"),
    *(path(slug, check.question, {"step": step.value}, name="check_question") for step, slug in CHECK_SLUGS.items()),
    path(_("profile/"), profile.profile, name="profile"),
    *(path(slug, sections.section, {"section": section.value}, name="profile_section") for section, slug in SLUGS.items()),
    path(_("profile/check/"), profile.check, name="profile_check"),
    path(_("profile/renew/"), renewal.renew, name="profile_renew"),
    path(_("profile/sent/"), profile.sent, name="profile_sent"),
    path(_("profile/changes/<int:number>/take-back/"), profile.take_back_change, name="change_take_back"),
    path(_("letters/"), letters.letter_list, name="letters"),
    path(_("letters/<int:number>/"), letters.letter, name="letter"),
    path(_("letters/<int:number>/enclosure/"), letters.enclosure, name="letter_enclosure"),
    path(_("questions/"), questions.questions, name="questions"),
    path(_("account/find/"), account_find.find, name="find_account"),
    path(_("account/find/sent/"), account_find.sent, name="find_account_sent"),
    path(_("account/recover/"), recovery.ways, name="recover_account"),
    path(_("account/recover/identity/"), recovery.by_identity, name="recover_by_identity"),
    path(_("account/recover/asked/"), recovery.asked, name="recover_asked"),
    path(_("account/recover/stop/<str:token>/"), recovery.cancel, name="recovery_cancel"),
    path(_("account/recover/link/<str:token>/"), recovery.use, name="recovery_use"),
    path(_("settings/"), settings.settings, name="settings"),
    path(_("settings/test-letter/"), settings.test_letter, name="test_letter"),
    path(_("settings/formats/"), settings.needs, name="needs"),
    path(_("settings/second-address/"), other_addresses.second_address, name="second_address"),
    path(_("settings/second-address/remove/"), other_addresses.remove, {"role": "second"}, name="second_address_remove"),
    path(_("settings/contact/"), other_addresses.trusted_contact, name="trusted_contact"),
    path(_("settings/contact/remove/"), other_addresses.remove, {"role": "contact"}, name="trusted_contact_remove"),
    path(_("letters-by-mail/<str:token>/"), other_addresses.answer, name="other_address_answer"),
    path(_("letters-by-mail/<str:token>/end/"), other_addresses.end, name="other_address_end"),
    path(_("account/address-back/<str:token>/"), security.undo_email, name="email_undo"),
    path(_("account/second-factor/"), security.second_factor_offer, name="second_factor_offer"),
    path(_("account/unlock/<str:token>/"), sign_in_locks.unlock, name="sign_in_unlock"),
    path(_("account/sessions/<int:number>/end/"), security.end_session, name="session_end"),
    path(_("account/browsers/mine/"), security.browsers_are_mine, name="browsers_mine"),
    path(_("my-file/"), my_file.my_file, name="my_file"),
    path(_("my-file/copy/"), my_file.my_file_copy, name="my_file_copy"),
    path(_("my-file/ask/"), access_requests.ask, name="ask_for_records"),
    path(_("my-file/request/<int:number>/withdraw/"), access_requests.withdraw, name="withdraw_request"),
    path(_("my-file/close/"), my_file.close_account, name="close_account"),
    path(_("my-file/keep/"), my_file.keep_account, name="keep_account"),
]
