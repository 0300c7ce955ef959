"""Where Stripe says that something became of a charge."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from applications.gateway import choice
from iecsite import bell, clock


@csrf_exempt
@login_not_required
@require_POST
def stripe_message(request: HttpRequest) -> HttpResponse:
    """
    Wake the sweep that asks what became of payments: a message is never believed, only taken as a reason to ask.

    There is no seal against foreign forms: Stripe's signature is looked at instead. A message that is not Stripe's gets 400; one
    about anything else than a charge of ours is taken and left.
    """
    stripe = choice.stripe()
    if stripe is None:
        raise Http404
    key = stripe.heard(request.body, request.headers.get("Stripe-Signature", ""), at=clock.now())
    if key is None:
        return HttpResponse(status=400)
    if key:
        bell.ring("applications.tasks.settle_payments", queue="default")
    return HttpResponse(status=204)
