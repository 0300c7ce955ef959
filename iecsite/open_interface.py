"""What every view of the open interface shares: parameters that are described and read in one place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["status", "title", "en", "fr"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "en": {"type": "string"},
        "fr": {"type": "string"},
        "key": {"type": "string", "description": "The parameter or the place in the facts that is wrong."},
        "detail": {"type": "string"},
    },
}
# Status and media type -> form: how refusals look, whatever the address.
REFUSALS = {(status, "application/problem+json"): PROBLEM for status in (400, 404, 406, 429, 503)}
LARGEST = 2**31 - 1


class BadParameter(Exception):
    """A parameter that cannot be read, with a sentence in each language."""

    def __init__(self, key: str, en: str, fr: str) -> None:
        super().__init__(en)
        self.key, self.en, self.fr = key, en, fr


@dataclass(frozen=True)
class Parameter:
    """
    One parameter of an address's query: how it is described, and how it is read.

    `schema` is its form in OpenAPI: `integer` with bounds, or `string` with `enum`, `pattern` or `format: date`. A parameter
    `many` may stand several times.
    """

    name: str
    schema: dict[str, Any]
    description: str
    required: bool = False
    many: bool = False
    most: int = 1

    def described(self) -> OpenApiParameter:
        """Its line in the description of the interface."""
        form = self.schema
        if self.many:
            least = {"minItems": 1} if self.required else {}
            form = {"type": "array", "items": self.schema, "maxItems": self.most, "uniqueItems": True, **least}
        return OpenApiParameter(
            self.name, form, OpenApiParameter.QUERY, required=self.required, many=False, description=self.description,
            explode=True if self.many else None, style="form" if self.many else None,
        )  # fmt: skip

    def read(self, request: Request) -> Any:
        """
        Its value, None when it is not given, or a list for one of `many`.

        :raises BadParameter: when it is not as described
        """
        given = request.query_params.getlist(self.name)
        if not given and self.required:
            raise BadParameter(self.name, f"Give the parameter {self.name}.", f"Indiquez le paramètre {self.name}.")
        if len(given) > self.most or len(set(given)) != len(given):
            raise BadParameter(
                self.name,
                f"Give the parameter {self.name} at most {self.most} times, each value once.",
                f"Indiquez le paramètre {self.name} au plus {self.most} fois, chaque valeur une seule fois.",
            )
        values = [self._value(one) for one in given]
        return values if self.many else next(iter(values), None)

    def _value(self, text: str) -> Any:
        kind = self.schema["type"]
        if kind == "integer" and re.fullmatch(r"[0-9]{1,9}", text):
            number = int(text)
            if self.schema.get("minimum", 0) <= number <= self.schema.get("maximum", LARGEST):
                return number
        elif kind == "boolean" and text in ("true", "false"):
            return text == "true"
        elif self.schema.get("format") == "date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
        elif (text in self.schema.get("enum", ())) or ("pattern" in self.schema and re.fullmatch(self.schema["pattern"], text)):
            return text
        wanted_en, wanted_fr = self._wanted()
        raise BadParameter(self.name, f"{self.name} must be {wanted_en}.", f"{self.name} doit être {wanted_fr}.")

    def _wanted(self) -> tuple[str, str]:
        if "enum" in self.schema:
            words = ", ".join(self.schema["enum"])
            return f"one of {words}", f"parmi {words}"
        if self.schema["type"] == "integer":
            least, most = self.schema.get("minimum", 0), self.schema.get("maximum", LARGEST)
            return f"a whole number from {least} to {most}", f"un nombre entier de {least} à {most}"
        if self.schema["type"] == "boolean":
            return "true or false", "true ou false"
        if self.schema.get("format") == "date":
            return "a day such as 2026-02-13", "un jour, par exemple 2026-02-13"
        example = self.schema.get("example", "")
        return f"written as {example}", f"écrit comme {example}"


def parameters(request: Request, known: Sequence[Parameter]) -> dict[str, Any]:
    """
    Name -> value of every known parameter.

    :raises BadParameter: for one that is not as described, or that nobody knows: a slip must not give everything
    """
    unknown = sorted(set(request.query_params) - {one.name for one in known})
    if unknown:
        names = ", ".join(one.name for one in known)
        name = unknown[0][:40]
        en = f"There is no parameter {name}. This address takes: {names}." if names else "This address takes no parameters."
        fr = f"Le paramètre {name} n'existe pas. Cette adresse accepte : {names}."
        raise BadParameter(name, en, fr if names else "Cette adresse n'accepte aucun paramètre.")
    return {one.name: one.read(request) for one in known}


def bodies_are_needed(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Say in the description that what is posted may not be left out (a hook of drf-spectacular)."""
    for address in result["paths"].values():
        for operation in address.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return result
