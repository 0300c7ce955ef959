"""`GET /api/v1/fees`: what an application costs."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from applications.models import Fee
from applications.rules import fees
from iecsite import clock
from iecsite.open_interface import REFUSALS, Parameter, parameters
from iecsite.problems import problem
from profiles.states import Category

CATEGORY = Parameter(
    "category", {"type": "string", "enum": [str(one) for one in Category]}, "The category of the application.", required=True
)
ON = Parameter("on", {"type": "string", "format": "date"}, "The Eastern day on which it is received; without it, today.")
BIOMETRICS = Parameter("biometrics", {"type": "boolean"}, "Whether biometrics have to be given; without it, yes.")

_MONEY = {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$", "description": "Canadian dollars."}
_LINE = {
    "type": "object",
    "required": ["code", "name_en", "name_fr", "amount", "effective_from", "confirmed"],
    "properties": {
        "code": {"type": "string", "enum": [one.value for one in fees.FeeCode]},
        "name_en": {"type": "string"},
        "name_fr": {"type": "string"},
        "amount": _MONEY,
        "effective_from": {"type": "string", "format": "date"},
        "confirmed": {"type": "boolean", "description": "false: the last known amount continues."},
    },
}
ANSWER = {
    "type": "object",
    "required": ["category", "on", "biometrics", "applicant", "total", "employer", "confirmed"],
    "properties": {
        "category": {"type": "string"},
        "on": {"type": "string", "format": "date"},
        "biometrics": {"type": "boolean"},
        "applicant": {"type": "array", "items": _LINE},
        "total": _MONEY,
        "employer": {"type": "array", "items": _LINE},
        "confirmed": {"type": "boolean"},
    },
}


class FeesView(APIView):
    """What an application costs on a day."""

    @extend_schema(
        operation_id="fees",
        parameters=[one.described() for one in (CATEGORY, ON, BIOMETRICS)],
        responses={(200, "application/json"): ANSWER, **REFUSALS},
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """The lines that the applicant pays and their sum, and what the employer pays before."""
        asked = parameters(request, (CATEGORY, ON, BIOMETRICS))
        on = asked["on"] or clock.today()
        biometrics = asked["biometrics"] is not False
        table = list(Fee.objects.all())
        rows = [fee.row() for fee in table]
        try:
            applicant = fees.fee_lines(rows, asked["category"], on, biometrics)
        except fees.NoFeeKnown:
            return problem(
                404,
                en=f"No fee is known for {on.isoformat()}: it lies before the table.",
                fr=f"Aucuns frais ne sont connus pour le {on.isoformat()} : ce jour précède la table.",
            )
        employer = fees.employer_lines(rows, asked["category"], on)
        names = {(fee.code, fee.effective_from): (fee.name_en, fee.name_fr) for fee in table}
        return Response(
            {
                "category": asked["category"],
                "on": on,
                "biometrics": biometrics,
                "applicant": [_told(line, names) for line in applicant],
                "total": f"{fees.total(applicant):.2f}",
                "employer": [_told(line, names) for line in employer],
                "confirmed": fees.all_confirmed([*applicant, *employer]),
            }
        )


def _told(line: fees.FeeLine, names: dict) -> dict:
    name_en, name_fr = names[(line.code.value, line.effective_from)]
    return {
        "code": line.code.value,
        "name_en": name_en,
        "name_fr": name_fr,
        "amount": f"{line.amount:.2f}",
        "effective_from": line.effective_from,
        "confirmed": line.confirmed,
    }
