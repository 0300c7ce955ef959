"""The letters as PDF: the decision first, then what it means, then what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from applications.typeset import printer
from applications.typeset.content import Amount, Head, Introduction, ProfileReceipt, Receipt, Refusal
from applications.typeset.words import say
from iecsite import dates, money
from iecsite.clock import home_date

# Needed on arrival (eligibility instructions, read 2026-11-23).
_FUNDS = Decimal("2500.00")
_DIGEST_SHOWN = 16

Block = dict[str, Any]


def introduction_letter(content: Introduction) -> bytes:
    """A port-of-entry letter of introduction as PDF/UA-1."""
    return printer.pdf(introduction(content), at=content.head.made_at)


def refusal_letter(content: Refusal) -> bytes:
    """A refusal, or the return of an incomplete application, as PDF/UA-1."""
    return printer.pdf(refusal(content), at=content.head.made_at)


def receipt_letter(content: Receipt) -> bytes:
    """The receipt of an application as PDF/UA-1."""
    return printer.pdf(receipt(content), at=content.head.made_at)


def profile_receipt_letter(content: ProfileReceipt) -> bytes:
    """The receipt of a profile that was sent as PDF/UA-1."""
    return printer.pdf(profile_receipt(content), at=content.head.made_at)


def introduction(content: Introduction) -> Block:
    """What the layout prints for a letter of introduction."""
    language, head = content.head.language, content.head
    months = "months.one" if content.permit_months == 1 else "months.many"
    facts = [
        (say("fact.enter_by", language), dates.weekday(content.enter_by, language)),
        (say("fact.stay", language), say(months, language, count=content.permit_months)),
        (say("reference", language), head.reference),
        (say("fact.name", language), head.name),
        (say("fact.born", language), dates.day(content.date_of_birth, language)),
        (say("fact.passport", language), content.passport_number),
        (say("fact.category", language), say(f"category.{content.category}", language)),
        (say("fact.country", language), content.country),
    ]
    if content.employer:
        facts.append((say("fact.employer", language), content.employer))
    funds = money.show(_FUNDS, language, with_code=True)
    needed = ("letter", "passport", "insurance", "funds", "ticket", "copies")
    return _letter(
        head,
        "introduction",
        [
            _good(say("introduction.decision", language)),
            _paragraph(say("introduction.not_a_permit", language)),
            _facts(facts),
            _paragraph(content.permit_limit or say("introduction.shorter", language)),
            _heading(say("introduction.bring", language)),
            _list([say(f"introduction.bring.{one}", language, amount=funds) for one in needed]),
            _paragraph(say("introduction.without", language)),
            _heading(say("introduction.mistake", language)),
            _paragraph(say("introduction.mistake.text", language)),
        ],
    )


def refusal(content: Refusal) -> Block:
    """What the layout prints for a refusal or a return."""
    language, head = content.head.language, content.head
    kind = "return" if content.returned else "refusal"
    reasons = [say("refusal.basis", language, sentence=one.sentence, basis=one.basis) for one in content.reasons]
    blocks = [
        _plain(say(f"{kind}.decision", language)),
        _heading(say("refusal.why", language)),
        _paragraph(say("refusal.why.one" if len(reasons) == 1 else "refusal.why.many", language)),
        _list(reasons),
        _small(say("refusal.law", language)),
    ]
    if content.explanation:
        blocks += [_paragraph(say("refusal.explanation", language)), _paragraph(content.explanation)]
    if content.refunds:
        blocks += [
            _heading(say("refunds", language)),
            _amounts(language, ("refunds.fee", "refunds.back"), content.refunds),
        ]
        if any(line.amount for line in content.refunds):
            blocks.append(_paragraph(say("refunds.how", language)))
    steps = ["ask"] if content.returned else ["ask", "court"]
    steps.append("barred" if content.barred_years else "again")
    blocks += [
        _heading(say("refusal.next", language)),
        _list([say(f"refusal.next.{step}", language, years=content.barred_years) for step in steps]),
        _facts(
            [
                (say("reference", language), head.reference),
                (say("fact.category", language), say(f"category.{content.category}", language)),
                (say("fact.country", language), content.country),
            ]
        ),
    ]
    return _letter(head, kind, blocks)


def receipt(content: Receipt) -> Block:
    """What the layout prints for a receipt."""
    language, head = content.head.language, content.head
    facts = [
        (say("reference", language), head.reference),
        (say("fact.received", language), content.received_at),
        (say("fact.category", language), say(f"category.{content.category}", language)),
        (say("fact.country", language), content.country),
    ]
    if content.card:
        facts.append((say("fact.card", language), content.card))
    total = [say("receipt.total", language), money.show(content.total, language, with_code=True)]
    blocks = [
        _good(say("receipt.decision", language)),
        _facts(facts),
        _heading(say("receipt.paid", language)),
        _amounts(language, ("receipt.fee", "receipt.amount"), content.fees, total),
    ]
    if content.files:
        blocks += [
            _heading(say("receipt.files", language)),
            _list([say("receipt.file", language, text=one.text, digest=one.sha256[:_DIGEST_SHOWN]) for one in content.files]),
            _small(say("receipt.checksums", language)),
        ]
    blocks += [_heading(say("receipt.next", language)), _paragraph(say("receipt.next.text", language))]
    return _letter(head, "receipt", blocks)


def profile_receipt(content: ProfileReceipt) -> Block:
    """What the layout prints for the receipt of a profile."""
    language, head = content.head.language, content.head
    blocks = [
        _good(say("profile_receipt.decision", language)),
        _facts(
            [
                (say("reference", language), head.reference),
                (say("profile_receipt.received", language), content.received_at),
                (say("fact.name", language), head.name),
            ]
        ),
        _heading(say("profile_receipt.pools", language)),
        _facts(list(content.pools)) if content.pools else _paragraph(say("profile_receipt.no_pool", language)),
        _heading(say("profile_receipt.answers", language)),
    ]
    for title, rows in content.answers:
        blocks += [_heading(title), _facts(list(rows))]
    if content.declarations:
        blocks += [
            _heading(say("profile_receipt.declarations", language)),
            _list(content.declarations),
            _facts([(say("profile_receipt.signed", language), content.signed_name)]),
        ]
    blocks.append(_small(say("profile_receipt.stands", language)))
    return _letter(head, "profile_receipt", blocks)


def _letter(head: Head, kind: str, blocks: list[Block]) -> Block:
    language = head.language
    footer = [say("footer.reference", language, reference=head.reference)]
    if head.check_code:
        footer.append(say("footer.check", language, code=head.check_code))
        blocks = [*blocks, _small(say("check", language, at=head.check_at, code=head.check_code))]
    return {
        "title": say(f"{kind}.title", language),
        "description": say(f"{kind}.description", language, reference=head.reference),
        "lang": language,
        "large": head.large_print,
        "mark": say("mark", language),
        "sender": say("sender", language),
        "notice": say("notice", language) if head.demonstration else "",
        "date": dates.day(home_date(head.made_at), language),
        "recipient": [head.name, *(line for line in head.address if line)],
        "footer": footer,
        "page": say("page", language),
        "blocks": blocks,
    }


def _block(kind: str) -> Callable[[str], Block]:
    return lambda text: {"kind": kind, "text": text}


_good, _plain, _heading, _paragraph, _small = map(_block, ("good", "plain", "heading", "paragraph", "small"))


def _list(items: Sequence[str]) -> Block:
    return {"kind": "list", "items": items}


def _facts(rows: Sequence[tuple[str, str]]) -> Block:
    return {"kind": "facts", "rows": rows}


def _amounts(language: str, head: Sequence[str], lines: Sequence[Amount], total: Sequence[str] = ()) -> Block:
    rows = [[f"{line.text}. {line.remark}" if line.remark else line.text, money.show(line.amount, language)] for line in lines]
    return {"kind": "amounts", "head": [say(key, language) for key in head], "rows": rows, "total": total}
