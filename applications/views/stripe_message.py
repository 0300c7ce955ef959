"""Where Stripe says that something became of a charge."""

from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from applications.gateway import choice
from applications.models import Payment
from applications.operations import payments
from applications.operations.payments import CannotAsk
from iecsite import clock


@csrf_exempt
@login_not_required
@require_POST
def stripe_message(request: HttpRequest) -> HttpResponse:
    """
    Ask what became of the payment that a message is about: it is never believed, only taken as a reason to ask.

    There is no seal against foreign forms: Stripe's signature is looked at instead. A message that is not Stripe's gets 400; one
    about anything else than a charge of ours is taken and left. Where nothing can be learnt now, the sweep asks again.
    """
    stripe = choice.stripe()
    if stripe is None:
        raise Http404
    at = clock.now()
    key = stripe.heard(request.body, request.headers.get("Stripe-Signature", ""), at=at)
    if key is None:
        return HttpResponse(status=400)
    payment = Payment.objects.filter(gateway_key=key).first() if key else None
    if payment is not None:
        with suppress(CannotAsk):
            payments.settle_payment(payment_id=payment.pk, by=None, at=at)
    return HttpResponse(status=204)
