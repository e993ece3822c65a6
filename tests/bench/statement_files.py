"""A bank's movements of any number, written in each of the formats a statement may come in."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

IBAN = "HU33999000161000001800000000"
HEADING = "Könyvelés dátuma;Értéknap;Összeg;Pénznem;Partner neve;Partner számlaszáma;Közlemény;Tranzakció azonosító"
FIRST_DAY = date(2026, 1, 5)
BALANCE = (
    '<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy="HUF">{}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    "<Dt><Dt>2026-01-05</Dt></Dt></Bal>\n"
)
ENTRY = (
    '<Ntry><NtryRef>{2}</NtryRef><Amt Ccy="HUF">{1}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
    "<BookgDt><Dt>{0}</Dt></BookgDt><ValDt><Dt>{0}</Dt></ValDt><AcctSvcrRef>{2}</AcctSvcrRef>"
    "<NtryDtls><TxDtls><Refs><AcctSvcrRef>{2}</AcctSvcrRef></Refs><RltdPties><Dbtr><Nm>{3}</Nm></Dbtr>"
    "<DbtrAcct><Id><Othr><Id>{4}</Id></Othr></Id></DbtrAcct></RltdPties>"
    "<RmtInf><Ustrd>{5}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
)


class Movement(NamedTuple):
    """One payment that came in."""

    on: date
    amount: int
    reference: str
    name: str
    account: str
    text: str


def movements(numbers: Sequence[str], lines: int) -> Iterator[Movement]:
    """Nine of ten lines name a tenancy, some pay in parts, some pay ahead. The same ones every time."""
    chance = random.Random(lines)
    for place in range(lines):
        number = chance.choice(numbers)
        text = f"lakbér {number}" if chance.random() < 0.9 else "lakbér"
        amount = chance.choice([4_000, 12_500, 20_000, 26_999, 61_000])
        on = FIRST_DAY + timedelta(days=place * 320 // lines)
        yield Movement(on, amount, f"B{lines}-{place}", f"Fizető {place}", f"999000161{place % 5000:07d}", text)


def total(numbers: Sequence[str], lines: int) -> int:
    return sum(one.amount for one in movements(numbers, lines))


def csv(numbers: Sequence[str], lines: int) -> Iterator[str]:
    yield HEADING
    for on, amount, reference, name, account, text in movements(numbers, lines):
        day = f"{on:%Y.%m.%d}"
        yield f"\n{day};{day};{amount},00;HUF;{name};{account};{text};{reference}"


def camt(numbers: Sequence[str], lines: int) -> Iterator[str]:
    yield f"<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>\n"
    yield BALANCE.format("OPBD", 0) + BALANCE.format("CLBD", total(numbers, lines))
    for on, amount, reference, name, account, text in movements(numbers, lines):
        yield ENTRY.format(on, amount, reference, name, account, text)
    yield "</Stmt></BkToCstmrStmt></Document>\n"


def mt940(numbers: Sequence[str], lines: int) -> Iterator[str]:
    yield f"{{1:F01X}}{{2:O940}}{{4:\r\n:20:X\r\n:25:{IBAN}\r\n:28C:1/1\r\n:60F:C260105HUF0,00\r\n"
    for on, amount, reference, name, account, text in movements(numbers, lines):
        yield f":61:{on:%y%m%d%m%d}C{amount},00NTRFNONREF//{reference}\r\n:86:166?20{text}?31{account}?32{name}\r\n"
    yield f":62F:C261130HUF{total(numbers, lines)},00\r\n-}}\r\n"


def postal(numbers: Sequence[str], lines: int) -> Iterator[str]:
    """Cheques carry the digits of the number."""
    yield f"F{IBAN[4:]}202612010001\r\n"
    for place, one in enumerate(movements(numbers, lines), start=1):
        payer = "".join(sign for sign in one.text if sign.isdigit())
        yield f"T{payer:>024}{one.amount:012d}{one.on:%Y%m%d}007621{place:012d}\r\n"
    yield f"Z{lines:07d}{total(numbers, lines):015d}\r\n"


FORMATS: dict[str, tuple[Callable[[Sequence[str], int], Iterator[str]], str]] = {
    "camt053": (camt, "utf-8"),
    "mt940": (mt940, "utf-8"),
    "csv": (csv, "cp1250"),
    "postal": (postal, "ascii"),
}


def write(path: Path, form: str, numbers: Sequence[str], lines: int) -> None:
    """Write so many lines in one of `FORMATS`, piece by piece."""
    pieces, encoding = FORMATS[form]
    with path.open("w", encoding=encoding, newline="") as file:
        file.writelines(pieces(numbers, lines))
