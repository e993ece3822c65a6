"""What a new service starts with. Texts are for the public; amounts carry the date they were last checked."""

from datetime import date
from decimal import Decimal
from typing import Any

CHECKED = date(2026, 11, 22)
DECREE_2026 = "a 2026. évi munkaszüneti napok körüli munkarendről szóló rendelet"

MOVED_DAYS: list[tuple[date, str, str]] = [
    (date(2026, 1, 2), "rest", DECREE_2026),
    (date(2026, 1, 10), "work", DECREE_2026),
    (date(2026, 8, 8), "work", DECREE_2026),
    (date(2026, 8, 21), "rest", DECREE_2026),
    (date(2026, 12, 12), "work", DECREE_2026),
    (date(2026, 12, 24), "rest", DECREE_2026),
]

MNB = "Magyar Nemzeti Bank, jegybanki alapkamat"
# The base rate on the first day of each half-year. The second half of 2026 is not here: nobody has checked it yet.
BASE_RATES: list[tuple[date, Decimal, str]] = [
    (date(2023, 1, 1), Decimal("13.00"), MNB),
    (date(2023, 7, 1), Decimal("13.00"), MNB),
    (date(2024, 1, 1), Decimal("10.75"), MNB),
    (date(2024, 7, 1), Decimal("7.00"), MNB),
    (date(2025, 1, 1), Decimal("6.50"), MNB),
    (date(2025, 7, 1), Decimal("6.50"), MNB),
    (date(2026, 1, 1), Decimal("6.50"), MNB),
]

# Amount, source, first day. Unchanged since it replaced the minimum pension as the base of social limits.
REFERENCE_BASES: list[tuple[int, str, date]] = [
    (28_500, "1993. évi III. törvény 4. § (1) bekezdés; a szociális vetítési alap", date(2024, 1, 1)),
]

# Procedure, percent, least, most, source, first day.
PROCEDURE_FEES: list[tuple[str, Decimal, int, int, str, date]] = [
    ("order_for_payment", Decimal("3.00"), 12_000, 300_000, "2009. évi L. törvény 42. § (2025)", date(2025, 1, 1)),
]

ITV = "1990. évi XCIII. törvény 19. § (1), 21. § (2), 26. § (1) y)"
# First and last day, percent, percent above the threshold, threshold, most, years before and after, source. Nobody has
# held them against the law yet; the longer period before buying is told by Portfolio of 7 January 2026.
DUTY_RULES: list[tuple[date, date | None, Decimal, Decimal, int, int, int, int, str]] = [
    (
        date(2020, 1, 1), date(2025, 12, 31), Decimal("4.00"), Decimal("2.00"), 1_000_000_000, 200_000_000, 3, 1, ITV,
    ),
    (
        date(2026, 1, 1), None, Decimal("4.00"), Decimal("2.00"), 1_000_000_000, 200_000_000, 5, 1,
        f"{ITV}; 2026. január 1-jétől öt évre visszamenőleg (sajtóhír)",
    ),
]  # fmt: skip

ENTRIES: list[dict[str, Any]] = [
    {
        "slug": "rendszeres-gyermekvedelmi-kedvezmeny",
        "level": "keep",
        "name": "Rendszeres gyermekvédelmi kedvezmény",
        "summary": "Gyermeket nevelő, alacsony jövedelmű családnak jár: ingyenes vagy olcsóbb étkeztetés, "
        "évente kétszer pénzbeli támogatás, és védendő fogyasztói jogok.",
        "eligibility": "Az egy főre jutó havi jövedelem legfeljebb 64 125 Ft; egyedülálló szülőnél, tartósan beteg "
        "vagy fogyatékos gyermeknél legfeljebb 69 825 Ft. A vagyonra is van határ.",
        "how_to_claim": "A lakóhely szerinti jegyzőhöz kell beadni a kérelmet a jövedelemigazolásokkal. Egy évre szól.",
        "legal_basis": "1997. évi XXXI. törvény 19. §",
        "valid_from": date(2024, 1, 1),
    },
    {
        "slug": "csaladi-potlek",
        "level": "keep",
        "name": "Családi pótlék",
        "summary": "Havi támogatás minden gyermek után: egy gyermeknél 12 200 Ft, kettőnél 13 300 Ft, háromtól "
        "16 000 Ft gyermekenként; egyedülálló szülőnél 13 700, 14 800 és 17 000 Ft.",
        "eligibility": "Jövedelmi feltétel nincs.",
        "how_to_claim": "A kormányhivatalnál vagy elektronikusan kell kérni.",
        "legal_basis": "1998. évi LXXXIV. törvény 6–11. §",
        "valid_from": date(2008, 1, 1),
    },
    {
        "slug": "idoskoruak-jaradeka",
        "level": "keep",
        "name": "Időskorúak járadéka",
        "summary": "Havi ellátás annak, aki elérte a nyugdíjkorhatárt, és nyugdíja nincs vagy nagyon kicsi.",
        "eligibility": "A jövedelemhatár évente változik: kérdezze meg a kormányhivatalban.",
        "how_to_claim": "A járási hivatalban kell kérni.",
        "legal_basis": "1993. évi III. törvény 32/B. §",
        "valid_from": date(2015, 3, 1),
    },
    {
        "slug": "aktiv-koruak-ellatasa",
        "level": "keep",
        "name": "Aktív korúak ellátása",
        "summary": "Foglalkoztatást helyettesítő támogatás annak, aki dolgozna, de nincs munkája: havonta "
        "a szociális vetítési alap 80 százaléka, 22 800 Ft.",
        "eligibility": "A család jövedelme és vagyona alacsony, és a kérelmező együttműködik az állásközvetítővel.",
        "how_to_claim": "A járási hivatalban kell kérni.",
        "legal_basis": "1993. évi III. törvény 33–35. §",
        "valid_from": date(2015, 3, 1),
    },
    {
        "slug": "vedendo-fogyaszto",
        "level": "keep",
        "name": "Védendő fogyasztói státusz",
        "summary": "Nem pénz, hanem jog: áram-, gáz- és víztartozásnál részletfizetés vagy haladék, előrefizetős mérő, "
        "fogyatékossággal élőknél a kikapcsolás tilalma.",
        "eligibility": "Annak jár, aki például gyermekvédelmi kedvezményt, ápolási díjat, időskorúak járadékát vagy "
        "rendszeres lakhatási települési támogatást kap.",
        "how_to_claim": "A szolgáltató nyomtatványát az ellátást megállapító hivatal igazolja. Évente újítani kell.",
        "legal_basis": "2007. évi LXXXVI. törvény 64. §; 2008. évi XL. törvény 61. §",
        "valid_from": date(2008, 1, 1),
    },
    {
        "slug": "termeszetes-szemelyek-adossagrendezese",
        "level": "keep",
        "name": "Természetes személyek adósságrendezési eljárása (magáncsőd)",
        "summary": "Bírósági eljárás annak, akinek több adóssága van, mint amennyit fizetni tud, de van jövedelme.",
        "eligibility": "Az összes tartozás 2 és 80 millió forint között van; további feltételekről a Családi "
        "Csődvédelmi Szolgálat ad tájékoztatást.",
        "how_to_claim": "A Családi Csődvédelmi Szolgálatnál kell elindítani.",
        "legal_basis": "2015. évi CV. törvény",
        "valid_from": date(2015, 9, 1),
    },
    {
        "slug": "otthon-start",
        "level": "obtain",
        "name": "Otthon Start hitel",
        "summary": "Az első saját lakáshoz felvehető, legfeljebb 3 százalékos kamatú, "
        "legfeljebb 50 millió forintos hitel.",
        "eligibility": "Legalább 10 százalék önerő kell; a lakás legfeljebb 100, a ház legfeljebb 150 millió forintba "
        "kerülhet.",
        "how_to_claim": "A bankoknál kell igényelni.",
        "legal_basis": "227/2025. (VII. 31.) Korm. rendelet",
        "valid_from": date(2025, 9, 1),
    },
    {
        "slug": "falusi-csok",
        "level": "obtain",
        "name": "CSOK Plusz és falusi CSOK",
        "summary": "Gyermeket nevelő vagy vállaló családok kamattámogatott hitele, kistelepülésen legfeljebb 15 millió "
        "forint vissza nem térítendő támogatással.",
        "eligibility": "A gyermekek számától és a település nagyságától függ.",
        "how_to_claim": "A bankoknál kell igényelni.",
        "legal_basis": "518/2023. (XI. 30.) Korm. rendelet; 302/2023. (VII. 11.) Korm. rendelet",
        "valid_from": date(2024, 1, 1),
    },
    {
        "slug": "otthonteremtesi-tamogatas",
        "level": "obtain",
        "name": "Otthonteremtési támogatás",
        "summary": "A gyermekvédelmi gondoskodásból kikerülő fiatal felnőttek segítsége lakás vásárlásához, "
        "felújításához vagy bérléséhez.",
        "eligibility": "Annak jár, aki nagykorúsága előtt legalább három évig nevelésben élt, és 30 évnél fiatalabb.",
        "how_to_claim": "A lakóhely szerinti gyámhivatalban kell kérni.",
        "legal_basis": "1997. évi XXXI. törvény 25–27. §",
        "valid_from": date(1997, 11, 1),
    },
]
