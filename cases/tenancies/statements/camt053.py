"""ISO 20022 camt.053, versions 02 to 08 and any namespace: the bank-to-customer statement in XML."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from cases.tenancies.statements.statement import (
    Chain,
    Entries,
    Entry,
    Statement,
    damaged,
    forints,
    require_forints,
    too_large,
)
from kernel.identifiers import normalise_account

_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_INTERIM = "ITBD"
_NOT_BOOKED = ("PDNG", "INFO", "FUTR")
# Between two entries; beyond it the file is no statement but an attempt to fill the memory.
MAX_ELEMENTS_HELD = 1_000_000
_NOT_GIVEN = ("", "NOTPROVIDED", "NONREF")


def entries(source: BinaryIO) -> Entries:
    """A camt.053 document in; its entries out, then the statement.

    Pending entries are left out; a batch entry becomes one entry per transaction if their amounts add up.
    Refuses broken XML, document types and entities, several accounts, other currencies and wrong balances.
    """
    try:
        return (yield from _pages(source))
    except (ParseError, DefusedXmlException, LookupError, ValueError) as damage:
        raise damaged() from damage


def _pages(source: BinaryIO) -> Entries:
    """One page per Stmt element. Each Ntry is forgotten as soon as it is read, so memory stays flat."""
    chain = Chain()
    ancestors: list[Element] = []
    inside_document = False
    held = 0
    for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
        name = _name(element)
        if event == "start":
            ancestors.append(element)
            held += 1
            if held > MAX_ELEMENTS_HELD:
                raise too_large()
            inside_document = inside_document or name == "BkToCstmrStmt"
            continue
        ancestors.pop()
        if name == "Ntry":
            yield from _entries(element)
            _forget(element, ancestors)
            held = 0
        elif name == "Stmt":
            if not inside_document:
                raise damaged()
            chain.add(_page(element))
            _forget(element, ancestors)
    return chain.statement()


def _forget(element: Element, ancestors: list[Element]) -> None:
    element.clear()
    if ancestors:
        ancestors[-1].remove(element)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(element: Element | None, *path: str) -> list[Element]:
    found = [] if element is None else [element]
    for name in path:
        found = [child for parent in found for child in parent if _name(child) == name]
    return found


def _one(element: Element | None, *path: str) -> Element | None:
    return next(iter(_all(element, *path)), None)


def _text(element: Element | None, *path: str) -> str:
    found = _one(element, *path)
    return " ".join((found.text or "").split()) if found is not None else ""


def _day(element: Element | None, name: str) -> date | None:
    written = _text(element, name, "Dt") or _text(element, name, "DtTm")
    return date.fromisoformat(written[:10]) if written else None


def _amount(element: Element | None) -> int:
    amount = _one(element, "Amt")
    if element is None or amount is None:
        raise damaged()
    require_forints(amount.get("Ccy", ""))
    return _signed(abs(forints(amount.text or "")), element)


def _signed(amount: int, element: Element) -> int:
    direction = _text(element, "CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise damaged()
    return amount if direction == "CRDT" else -amount


def _page(statement: Element) -> Statement:
    account = _one(statement, "Acct")
    number = _text(account, "Id", "IBAN") or _text(account, "Id", "Othr", "Id")
    currency = _text(account, "Ccy")
    if currency:
        require_forints(currency)
    balances = [
        (_text(balance, "Tp", "CdOrPrtry", "Cd"), _amount(balance), _day(balance, "Dt"))
        for balance in _all(statement, "Bal")
    ]
    interim = [balance for balance in balances if balance[0] == _INTERIM]
    opening = next((balance for code in _OPENING for balance in balances if balance[0] == code), None)
    closing = next((balance for balance in reversed(balances) if balance[0] in _CLOSING), None)
    opening = opening or next(iter(interim), None)
    closing = closing or next(reversed(interim), None)
    if not number or opening is None or closing is None:
        raise damaged()
    return Statement(
        account_iban=normalise_account(number),
        currency="HUF",
        opening=opening[1],
        closing=closing[1],
        opening_on=opening[2],
        closing_on=closing[2],
        entries=(),
        format="camt053",
        sequence=_text(statement, "ElctrncSeqNb") or _text(statement, "LglSeqNb") or _text(statement, "Id"),
    )


def _entries(entry: Element) -> Iterator[Entry]:
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    if status in _NOT_BOOKED:
        return
    amount = _amount(entry)
    booked_on = _day(entry, "BookgDt") or _day(entry, "ValDt")
    if booked_on is None:
        raise damaged()
    value_on = _day(entry, "ValDt") or booked_on
    is_reversal = _text(entry, "RvslInd").lower() in ("true", "1")
    own = next((r for r in (_text(entry, "AcctSvcrRef"), _text(entry, "NtryRef")) if r not in _NOT_GIVEN), "")
    details = _all(entry, "NtryDtls", "TxDtls")
    shares = _shares(details, amount)
    for number, (detail, share) in enumerate(shares, start=1):
        reference = own or _reference(detail)
        if len(shares) > 1:
            reference = _reference(detail) or (f"{own}-{number}" if own else "")
        name, account = _counterparty(detail, incoming=(amount > 0) is not is_reversal)
        text = _remittance(detail) or (_text(entry, "AddtlNtryInf") if len(shares) == 1 else "")
        yield Entry(reference, booked_on, value_on, share, name, account, text, is_reversal, 0)


def _shares(details: list[Element], amount: int) -> list[tuple[Element | None, int]]:
    """A batch taken apart where the bank gives every transaction its amount and they add up to the entry."""
    if len(details) < 2:
        return [(details[0] if details else None, amount)]
    shares = []
    for detail in details:
        holder = next((h for h in (_one(detail, "AmtDtls", "TxAmt"), detail) if _one(h, "Amt") is not None), None)
        paid = _one(holder, "Amt")
        if paid is None or paid.get("Ccy") != "HUF":
            return [(None, amount)]
        size = abs(forints(paid.text or ""))
        direction = _text(detail, "CdtDbtInd")
        shares.append((detail, (size if amount > 0 else -size) if not direction else _signed(size, detail)))
    if sum(share for _detail, share in shares) != amount:
        raise damaged()
    return list(shares)


def _reference(detail: Element | None) -> str:
    names = ("AcctSvcrRef", "TxId", "InstrId")
    found = (_text(detail, "Refs", name) for name in names)
    return next((reference for reference in found if reference not in _NOT_GIVEN), "")


def _counterparty(detail: Element | None, *, incoming: bool) -> tuple[str, str]:
    """Name and account of the other side; in version 08 the name lies one level deeper."""
    parties = _one(detail, "RltdPties")
    for role in ("Dbtr", "Cdtr") if incoming else ("Cdtr", "Dbtr"):
        name = _text(parties, role, "Pty", "Nm") or _text(parties, role, "Nm")
        identity = _one(parties, f"{role}Acct", "Id")
        account = _text(identity, "IBAN") or _text(identity, "Othr", "Id")
        if name or account:
            return name, normalise_account(account)
    return "", ""


def _remittance(detail: Element | None) -> str:
    """All free text, then the structured creditor reference, then the payer's own end-to-end id."""
    parts = [" ".join((line.text or "").split()) for line in _all(detail, "RmtInf", "Ustrd")]
    parts += [_text(strd, "CdtrRefInf", "Ref") for strd in _all(detail, "RmtInf", "Strd")]
    end_to_end = _text(detail, "Refs", "EndToEndId")
    if end_to_end not in _NOT_GIVEN and end_to_end not in parts:
        parts.append(end_to_end)
    return " ".join(part for part in parts if part)
