"""The reviewed file of fees."""

from pathlib import Path

from applications.rules.fees import FeeCode, Payer
from iecsite.csvfile import Row, day, free, maybe, money, one_of, read_rows, several, text, up_to, yes_or_no
from profiles.rules.facts import CATEGORIES

FEES = Path(__file__).resolve().parent.parent / "programme" / "fees.csv"

FEE = {
    "fee_code": one_of(*(code.value for code in FeeCode)),
    "amount_cad": money,
    "amount_confirmed": yes_or_no,
    "categories": several(one_of(*CATEGORIES)),
    "payer": one_of(*(payer.value for payer in Payer)),
    "effective_from": day,
    "start_confirmed": yes_or_no,
    "known_until": maybe(day),
    "season": maybe(up_to(2200)),
    "description_en": text,
    "description_fr": text,
    "note_en": free,
    "note_fr": free,
    "source_url": text,
}


def read_fees(path: Path = FEES) -> tuple[Row, ...]:
    """
    Every line of the fees.

    :raises BadRow: at the first line that is not as promised
    """
    return read_rows(path, FEE, unique=("fee_code", "effective_from"))
