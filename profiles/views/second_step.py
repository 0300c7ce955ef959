"""The second step of a sign-in: allauth's page, which says and offers what this person has."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator


class SecondStep(AuthenticateView):
    """Whoever has a security key and no app is not asked for an app's digits, and the other way round."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        theirs = Authenticator.objects.filter(user=self.stage.login.user)
        return super().get_context_data(**named) | {"kinds": set(theirs.values_list("type", flat=True))}
