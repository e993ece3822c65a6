"""The statement of account, the balance confirmation and the year-end statement in plain Hungarian, as PDF."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone, translation
from django.utils.formats import date_format

from cases.tenancies import payment_code
from cases.tenancies.account_statement import AccountStatement
from cases.tenancies.models import Tenancy
from kernel.money import format_forint
from shell import letters
from shell.letters import Letter, Letterhead, Table
from tenants.registry.models import Office

LETTER_LANGUAGE = "hu"
CODE_IS_VALID = timedelta(days=60)


class Occasion(StrEnum):
    """Why the letter is written: asked for, a confirmation of the balance, the end of a year."""

    ACCOUNT = "account"
    CONFIRMATION = "confirmation"
    YEAR = "year"


SUBJECTS = {
    Occasion.ACCOUNT: "Számlakivonat a lakás díjairól",
    Occasion.CONFIRMATION: "Egyenlegközlő",
    Occasion.YEAR: "Éves kimutatás",
}
LEGAL_BASIS = {
    Occasion.ACCOUNT: "1993. évi LXXVIII. törvény 34–35. §; 2013. évi V. törvény 6:46. §",
    Occasion.CONFIRMATION: "2000. évi C. törvény 69. §; 2013. évi V. törvény 6:22–25. §",
    Occasion.YEAR: "1993. évi LXXVIII. törvény 34–35. §; 2000. évi C. törvény 69. §",
}


def pdf(statement: AccountStatement, occasion: Occasion, *, office: Office, iban: str) -> bytes:
    """The letter as a tagged PDF, in Hungarian whoever asks for it."""
    with translation.override(LETTER_LANGUAGE):
        return letters.render(word(statement, occasion, office=office, iban=iban))


def word(statement: AccountStatement, occasion: Occasion, *, office: Office, iban: str) -> Letter:
    """The letter in words. `statement.tenancy` needs its parties with their persons."""
    tenancy = statement.tenancy
    names = _names(tenancy, statement.on)
    contact = " · ".join(part for part in (office.phone, office.email) if part)
    return Letter(
        office=Letterhead(office.name, office.postal_address, contact),
        number=f"{tenancy.number}/{statement.on:%Y%m%d}",
        date=_day(statement.on),
        recipient_name=names,
        recipient_address=_postal_address(tenancy, statement.on),
        subject=SUBJECTS[occasion],
        paragraphs=[f"Tisztelt {names}!", *_paragraphs(statement, occasion)],
        closing="Üdvözlettel:",
        legal_basis=LEGAL_BASIS[occasion],
        qr=_code(statement, office=office, iban=iban),
        payment=_payment_lines(statement, iban),
        labels={
            "number": "Szám",
            "date": "Kelt",
            "qr": "A bank alkalmazása ebből a kódból kitölti az átutalást.",
            "law": "Jogalap",
        },
        tables=_tables(statement, occasion),
    )


def _paragraphs(statement: AccountStatement, occasion: Occasion) -> list[str]:
    account, flat = statement.account, statement.tenancy.dwelling.address
    period = f"{_day(statement.since)} és {_day(statement.until)} között"
    texts = {
        Occasion.ACCOUNT: f"Ez a kivonat megmutatja, mi történt a lakás ({flat}) számláján {period}, és mennyit kell "
        "most fizetnie.",
        Occasion.CONFIRMATION: f"Közöljük, hogy nyilvántartásunk szerint a lakás ({flat}) számlájának egyenlege "
        f"{_day(statement.until)} napján: {_balance(statement.closing)}. Kérjük, egyeztesse ezt a saját "
        "befizetéseivel. Ha eltérést talál, 15 napon belül keressen meg minket. Ez a levél nem fizetési felszólítás.",
        Occasion.YEAR: f"Ez a kimutatás összefoglalja, mennyi díjat írtunk elő a lakásra ({flat}), és mennyi befizetés "
        f"érkezett {period}. Kérjük, őrizze meg.",
    }
    return [texts[occasion], *_what_to_do(statement, occasion, account.overdue)]


def _what_to_do(statement: AccountStatement, occasion: Occasion, overdue: int) -> list[str]:
    account, found = statement.account, []
    if occasion != Occasion.CONFIRMATION:
        if overdue:
            found.append(
                f"Lejárt tartozása {format_forint(overdue)}. Ha nem tudja egyszerre kifizetni, beszéljen velünk: "
                "részletfizetést is kérhet. Ez nem kerül semmibe."
            )
        elif account.to_pay and account.pay_by:
            found.append(f"A következő fizetés {format_forint(account.to_pay)}, határideje {_day(account.pay_by)}")
        elif account.balance < 0:
            found.append(f"Önnek {format_forint(-account.balance)} túlfizetése van. Ezt a következő díjba beszámítjuk.")
        else:
            found.append("Most nincs fizetnivalója.")
    if statement.interest_so_far:
        known = "" if statement.interest_is_complete else ", a még nem ismert alapkamatú napok nélkül"
        found.append(
            f"A lejárt díjak után {_day(statement.on)} napjáig számított, még fel nem számított késedelmi kamat"
            f"{known}: {format_forint(statement.interest_so_far)}."
        )
    if account.lapsed:
        found.append(
            f"A tételek között {format_forint(account.lapsed)} elévült. Ezt bíróságon már nem követelhetjük; csak "
            "akkor számoljuk el rá a befizetését, ha Ön ezt kéri."
        )
    return found


def _tables(statement: AccountStatement, occasion: Occasion) -> list[Table]:
    found = [_sums(statement)]
    if statement.open_items:
        found.append(
            Table(
                f"Nyitott tételek {_day(statement.on)} napján",
                ["Díj", "Időszak", "Határidő", "Hátralék"],
                [
                    [
                        _capital(item.charge.title) + (" (elévült)" if item.is_lapsed else ""),
                        _month(item.charge.period),
                        _short(item.charge.due_on),
                        format_forint(item.amount),
                    ]
                    for item in statement.open_items
                ],
                [5, 3, 3, 3],
            )
        )
    if statement.lines and occasion != Occasion.CONFIRMATION:
        found.append(
            Table(
                "Mozgások",
                ["Nap", "Megnevezés", "Előírás", "Befizetés, jóváírás", "Egyenleg"],
                [
                    [
                        _short(line.on),
                        f"{_capital(line.text)} {line.detail}".strip(),
                        format_forint(line.charged) if line.charged else "",
                        format_forint(line.paid) if line.paid else "",
                        format_forint(line.balance),
                    ]
                    for line in statement.lines
                ],
                [3, 6, 3, 3, 3],
                numbers=3,
            )
        )
    return found


def _sums(statement: AccountStatement) -> Table:
    rows = [
        [f"Nyitó egyenleg ({_short(statement.since)})", _balance(statement.opening)],
        ["Előírt díjak", format_forint(statement.charged)],
        ["Befizetések és jóváírások", format_forint(statement.paid)],
        [f"Záró egyenleg ({_short(statement.until)})", _balance(statement.closing)],
    ]
    return Table("Összesítés", ["", "Összeg"], rows, [3, 2])


def _balance(amount: int) -> str:
    if amount > 0:
        return f"{format_forint(amount)} tartozás"
    return f"{format_forint(-amount)} túlfizetés" if amount < 0 else f"{format_forint(0)}"


def _code(statement: AccountStatement, *, office: Office, iban: str) -> str:
    if not office.bic or not iban or statement.account.to_pay <= 0:
        return ""
    end = datetime.combine(statement.on + CODE_IS_VALID, time(23, 59, 59), tzinfo=timezone.get_default_timezone())
    return payment_code.transfer(
        bic=office.bic,
        beneficiary=office.name,
        iban=iban,
        amount=statement.account.to_pay,
        reference=statement.tenancy.number,
        valid_until=end,
    )


def _payment_lines(statement: AccountStatement, iban: str) -> list[tuple[str, str]]:
    pay_by = statement.account.pay_by
    grouped = " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
    return [
        ("Fizetendő", format_forint(statement.account.to_pay)),
        ("Számlaszám", grouped),
        ("Közlemény", statement.tenancy.number),
        ("Határidő", _short(pay_by) if pay_by else "lejárt"),
    ]


def _names(tenancy: Tenancy, on: date) -> str:
    return " és ".join(party.person.name for party in tenancy.parties.all() if party.until is None or party.until >= on)


def _postal_address(tenancy: Tenancy, on: date) -> str:
    first = next((party for party in tenancy.parties.all() if party.until is None or party.until >= on), None)
    return (first.person.postal_address if first else "") or tenancy.dwelling.address


def _day(on: date) -> str:
    return date_format(on, "Y. F j.")


def _short(on: date) -> str:
    return f"{on:%Y. %m. %d.}"


def _month(on: date) -> str:
    return date_format(on, "Y. F")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
