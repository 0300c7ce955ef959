"""Pages in English and French, with translated slugs."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from rounds.urls import names  # noqa: F401 (makes known how pools and rounds are written)
from rounds.views import (
    alerts,
    calculator,
    calendar,
    candidate,
    chances,
    data_page,
    invitation,
    my_pool,
    organizations,
    own_rounds,
    public,
    round_page,
)

urlpatterns: list[URLPattern] = [
    path(_("calendar/"), calendar.calendar, name="calendar"),
    path(_("rounds/"), public.rounds, name="rounds"),
    path(_("rounds/<round:code>/"), round_page.round_page, name="round_page"),
    path(_("my-rounds/"), own_rounds.my_rounds, name="my_rounds"),
    path(_("my-rounds/letters/"), own_rounds.receipt_letters_wish, name="receipt_letters"),
    path(_("my-rounds/<str:code>/"), own_rounds.my_round, name="my_round"),
    path(_("my-rounds/<str:code>/receipt/<str:pool>.json"), own_rounds.receipt_file, name="receipt_file"),
    path(_("organizations/"), organizations.organizations, name="organizations"),
    path(_("organizations/<str:code>/"), organizations.organization, name="organization"),
    path(_("chances/"), chances.chances, name="chances"),
    path(_("chances/calculator/"), calculator.calculator, name="calculator"),
    path(_("data/"), data_page.data, name="data"),
    path(_("alerts/"), alerts.alerts, name="alerts"),
    path(_("alerts/asked/"), alerts.asked, name="alerts_asked"),
    path(_("alerts/confirm/<str:token>/"), alerts.confirm, name="alert_confirm"),
    path(_("alerts/end/<str:token>/"), alerts.end, name="alert_end"),
    path(_("chances/<int:season>/<pool:code>/"), chances.pool_page, name="pool_page"),
    path(_("pools/"), candidate.pools, name="pools"),
    path(_("pools/enter/"), candidate.pool_enter, name="pool_enter"),
    path(_("pools/withdraw/"), candidate.profile_withdraw, name="profile_withdraw"),
    path(_("pools/withdraw/take-back/"), candidate.withdrawal_take_back, name="withdrawal_take_back"),
    path(_("pools/<int:season>/<pool:code>/"), my_pool.my_pool, name="my_pool"),
    path(_("pools/<int:season>/<str:code>/leave/"), candidate.pool_leave, name="pool_leave"),
    path(_("invitation/<int:invitation_id>/"), invitation.invitation, name="invitation"),
    path(_("invitation/<int:invitation_id>/no/"), invitation.invitation_decline, name="invitation_decline"),
]
