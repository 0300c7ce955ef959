"""Pages in English and French, with translated slugs."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from applications.views import (
    answer,
    application,
    check_result,
    decision,
    documents,
    home,
    letter_check,
    payment,
    profile_receipts,
    season_page,
    service_status,
)

urlpatterns: list[URLPattern] = [
    path("", home.start, name="start"),
    path(_("check/result/"), check_result.check_result, name="check_result"),
    path(_("home/"), home.home, name="home"),
    path(_("profile/receipts/<int:number>/"), profile_receipts.profile_receipt, name="profile_receipt"),
    path(_("seasons/<int:season>/"), season_page.season_page, name="season_page"),
    path(_("letter-check/"), letter_check.letter_checked, name="letter_check"),
    path(_("status/"), service_status.service_status, name="service_status"),
    path(_("invitation/<int:invitation_id>/yes/"), answer.invitation_accept, name="invitation_accept"),
    path(_("application/<str:reference>/"), application.application, name="application"),
    path(_("application/<str:reference>/details/"), application.application_details, name="application_details"),
    path(_("application/<str:reference>/documents/"), documents.application_documents, name="application_documents"),
    path(
        _("application/<str:reference>/documents/<int:document_id>/file/"),
        documents.application_document,
        name="application_document",
    ),
    path(
        _("application/<str:reference>/documents/<int:document_id>/remove/"),
        documents.application_document_remove,
        name="application_document_remove",
    ),
    path(
        _("application/<str:reference>/documents/<slug:requirement>/"),
        documents.application_document_add,
        name="application_document_add",
    ),
    path(_("application/<str:reference>/check/"), application.application_check, name="application_check"),
    path(_("application/<str:reference>/fees/"), payment.application_fees, name="application_fees"),
    path(_("application/<str:reference>/payment/"), payment.application_pay, name="application_pay"),
    path(_("application/<str:reference>/sent/"), payment.application_sent, name="application_sent"),
    path(_("application/<str:reference>/receipt/"), payment.receipt, name="receipt"),
    path(_("application/<str:reference>/withdraw/"), application.application_withdraw, name="application_withdraw"),
    path(_("application/<str:reference>/decision/"), decision.decision, name="decision"),
    path(_("application/<str:reference>/decision/letter/"), decision.decision_letter, name="decision_letter"),
    path(_("card/<str:key>/"), payment.card_page, name="card_page"),
]
