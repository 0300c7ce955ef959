"""Pages in English and French, with translated slugs."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from rounds.views import candidate, chances, invitation, public

urlpatterns: list[URLPattern] = [
    path(_("rounds/"), public.rounds, name="rounds"),
    path(_("rounds/<str:code>/"), public.round_page, name="round_page"),
    path(_("chances/"), chances.chances, name="chances"),
    path(_("chances/<int:season>/<str:code>/"), chances.pool_page, name="pool_page"),
    path(_("pools/"), candidate.pools, name="pools"),
    path(_("pools/enter/"), candidate.pool_enter, name="pool_enter"),
    path(_("pools/withdraw/"), candidate.profile_withdraw, name="profile_withdraw"),
    path(_("pools/<int:season>/<str:code>/leave/"), candidate.pool_leave, name="pool_leave"),
    path(_("invitation/<int:invitation_id>/"), invitation.invitation, name="invitation"),
    path(_("invitation/<int:invitation_id>/no/"), invitation.invitation_decline, name="invitation_decline"),
]
