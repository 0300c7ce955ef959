"""The receipt of a profile that was sent, as a PDF made from what was kept at that moment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from applications.typeset.content import Head, ProfileReceipt
from applications.typeset.letters import profile_receipt_letter
from applications.views.mine import language
from iecsite import dates
from profiles.models import SentAnswers
from profiles.queries import answers_in_words, sent_answers
from profiles.rules.section_names import title_of
from profiles.rules.sections import Section
from rounds.models import Candidacy


@require_safe
def profile_receipt(request: HttpRequest, number: int) -> HttpResponse:
    """The receipt in the language of the page; somebody else's does not exist."""
    sent = get_object_or_404(sent_answers.of_account(request.user.pk), pk=number)
    response = HttpResponse(receipt_pdf(sent, of_page=language()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{sent.reference}-{language()}.pdf"'
    return response


def receipt_pdf(sent: SentAnswers, *, of_page: str) -> bytes:
    """
    The same rows give the same bytes: answers and zone as they were kept, the signature, and each pool entered since.

    :param sent: with its profile
    :param of_page: `en` or `fr`, the active language
    """
    stays = list(Candidacy.objects.filter(profile=sent.profile_id).select_related("pool__country").order_by("entered_at", "id"))
    told = sent_answers.told(sent)
    names = told[Section.NAMES]
    rows = answers_in_words.rows(told, of_page)
    home = next((value for _label, value in rows[Section.CONTACT] if isinstance(value, list)), [])
    content = ProfileReceipt(
        head=Head(
            language=of_page,
            reference=sent.reference,
            made_at=max([sent.sent_at, *(one.entered_at for one in stays)]),
            name=" ".join(part for part in (names["given_names"], names["family_name"]) if part),
            address=home,
        ),
        received_at=_when(sent, sent.sent_at, of_page),
        answers=[(title_of(section, of_page), [(label, _line(value)) for label, value in rows[section]]) for section in rows],
        declarations=[one["text"] for one in sent.profile.signed_declarations],
        signed_name=sent.profile.signed_name,
        pools=[(one.pool.title(of_page), _when(sent, one.entered_at, of_page)) for one in stays],
    )
    return profile_receipt_letter(content)


def _when(sent: SentAnswers, moment: object, of_page: str) -> str:
    """A moment on the person's clocks, then Eastern where that differs."""
    return str(dates.deadline(moment, sent.time_zone, of_page))


def _line(value: object) -> str:
    """A value in one line; a dash where nothing was told."""
    if isinstance(value, list):
        return "; ".join(str(one) for one in value) or "–"
    return str(value) or "–"
