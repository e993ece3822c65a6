"""The six towns of the demonstration. Towns are real, everything else about them here is a sample."""

from dataclasses import dataclass

PASSWORD = "Mintalakas-2026"  # noqa: S105  # printed on the demonstration's own sign-in page


@dataclass(frozen=True)
class Town:
    """One office: how many flats, what share of its tenancies owes, what share is vacant."""

    slug: str
    town: str
    postcode: str
    flats: int
    in_arrears: float
    vacant: float
    iban: str
    phone: str
    districts: tuple[str, ...]
    comfort: tuple[int, int, int, int, int]

    @property
    def office_name(self) -> str:
        return f"{self.town}i Lakásiroda" if self.slug != "mohacs" else "Mohácsi Lakásiroda"


USUAL = (35, 40, 12, 10, 3)
POOR = (12, 33, 25, 22, 8)
TOWNS = (
    Town("pecs", "Pécs", "7621", 240, 0.48, 0.09, "HU33999000161000001800000000", "+36 72 000 001",
         ("Belváros", "Uránváros", "Megyer", "Meszes", "Gyárváros", "Mecsekszabolcs", "Vasas", "Hird"), USUAL),
    Town("komlo", "Komló", "7300", 120, 0.40, 0.12, "HU50999000161000002500000000", "+36 72 000 002",
         ("Kenderföld", "Kökönyös", "Dávidföld", "Somág"), POOR),
    Town("mohacs", "Mohács", "7700", 60, 0.25, 0.05, "HU67999000161000003200000000", "+36 69 000 003",
         ("Belváros", "Újváros"), USUAL),
    Town("szigetvar", "Szigetvár", "7900", 45, 0.35, 0.08, "HU26999000162000001900000000", "+36 73 000 004",
         ("Belváros", "Becefa"), POOR),
    Town("kaposvar", "Kaposvár", "7400", 150, 0.28, 0.06, "HU18999000161000005000000006", "+36 82 000 005",
         ("Belváros", "Kisgát", "Cser", "Donner", "Toponár"), USUAL),
    Town("szekszard", "Szekszárd", "7100", 90, 0.22, 0.04, "HU73999000161000006300000000", "+36 74 000 006",
         ("Belváros", "Újváros", "Jobbparásztanya"), USUAL),
)  # fmt: skip
# Forints per m² and month by comfort grade, best first; None: not let on that basis.
RENTS = {
    "social": (480, 400, 260, 170, 100),
    "cost": (980, 820, 520, 350, None),
    "market": (1900, 1600, None, None, None),
}
GRADES = ("full", "comfort", "half", "none", "emergency")
SIZES = ((30, 2), (34, 2), (42, 3), (49, 4), (54, 4), (58, 5), (62, 5), (68, 6), (72, 6))
