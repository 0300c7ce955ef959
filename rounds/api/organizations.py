"""`GET /api/v1/organizations`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from iecsite import clock, dated
from iecsite.open_interface import REFUSALS, parameters
from rounds.api import schema
from rounds.api.pools import SEASON, season_asked
from rounds.publication.organizations import all_told
from rounds.queries import public_organizations


class OrganizationsView(APIView):
    """The recognized organizations."""

    @extend_schema(
        operation_id="organizations",
        parameters=[SEASON.described()],
        responses={(200, "application/json"): schema.ORGANIZATIONS, **REFUSALS},
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """The recognized organizations, what their letters open today, and the letters given and used for a season."""
        season = season_asked(parameters(request, (SEASON,))["season"])
        at = clock.now()
        found = public_organizations.recognized(season, at=at)
        under = int(dated.value("small_numbers", on=clock.home_date(at)))
        return Response({"season": season.year, "organizations": all_told(found, under=under)})
