"""Eight real rules for debt support as ready templates: an office installs one and edits it to its own decree.

Figures as last seen in public sources; where a decree's text was not seen the field is left open and the note says
so. A template is never a rule by itself: it counts only when an office puts it in force with its own citation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

UTILITIES = ("electricity", "gas", "district_heating", "water", "waste")
ALL_KINDS = (*UTILITIES, "common_charges", "rent", "housing_loan")
ASSETS = {"single_asset_multiple": 30, "all_assets_multiple": 80}


@dataclass(frozen=True)
class Variant:
    """A template: where it is from, what it sets, what to look at before it is put in force."""

    name: str
    decree: str
    note: str
    values: Mapping[str, Any]


VARIANTS: dict[str, Variant] = {
    "szt55": Variant(
        "A volt Szt. 55. § szerinti adósságcsökkentési támogatás",
        "1993. évi III. törvény 55. § (2015. március 1. előtti szöveg)",
        "A jövedelemhatárt a helyi rendelet szabta meg, legalább 150, illetve egyedül élőnél 200 százalékban. "
        "Lakáshitelnél a felső határ kétszeres.",
        {
            "kinds": ALL_KINDS, "min_debt": 50_000, "is_min_exceeded": True, "min_age_any": 6, "disconnected_ok": True,
            "formula": "share", "max_share": 75, "cap": 300_000, "loan_cap": 600_000, "own_share_min": 25,
            "max_instalments": 12, "extension": 6, "income_limit": 150, "income_limit_alone": 200,
            "obligations": ("counselling",), **ASSETS,
        },
    ),
    "fot": Variant(
        "Fót (2023): közüzemi hátralék",
        "Fót Város Önkormányzatának rendelete a hátralékkezelési támogatásról (2023)",
        "Az önrészt a rendelet a legrászorultabbaknál elengedi: a jövedelemhatárt írja be a saját rendelete szerint.",
        {
            "kinds": UTILITIES, "min_debt": 50_000, "is_min_exceeded": True, "min_age_any": 3, "disconnected_ok": True,
            "formula": "share", "max_share": 75, "own_share_min": 25, "income_limit": 250, "income_limit_alone": 300,
            "obligations": ("prepaid_meter",),
        },
    ),
    "budapest2": Variant(
        "Budapest II. kerület: legfeljebb 300 000 Ft tartozás",
        "Budapest II. kerület rendelete az adósságkezelési támogatásról",
        "A lakásnagyság 1–2 főre 75 m², minden további főre 10 m². A fogyasztási egység arányait ellenőrizze.",
        {
            "kinds": ALL_KINDS, "max_debt": 300_000, "formula": "share", "max_share": 75, "own_share_min": 25,
            "max_instalments": 12, "income_limit": 250, "income_limit_alone": 280, "is_per_unit": True,
            "flat_sizes": (75, 75), "flat_size_more": 10, "obligations": ("agreement",),
        },
    ),
    "budapest5": Variant(
        "Budapest V. kerület: különbözeti támogatás",
        "Budapest V. kerület rendelete az adósságkezelési támogatásról",
        "A támogatás az, amit a háztartás a futamidő alatt maga nem tud kifizetni. Az elismert lakásnagyságot a saját "
        "rendelete szerint töltse ki.",
        {
            "kinds": ALL_KINDS, "min_debt": 50_000, "is_min_exceeded": True, "disconnected_ok": True,
            "formula": "difference", "max_instalments": 12, "income_limit": 200, "income_limit_alone": 250,
        },
    ),
    "nyiregyhaza": Variant(
        "Nyíregyháza (2018): nem jár, ha eljárás folyik",
        "Nyíregyháza Megyei Jogú Város Önkormányzatának rendelete (2018)",
        "Kizárt, akinél per, fizetési meghagyás vagy végrehajtás folyik. A támogatás összegét a határozat szabja meg.",
        {
            "kinds": ALL_KINDS, "min_debt_per_kind": 30_000, "min_age_any": 6, "min_age_each": 2, "formula": "open",
            "income_limit": 230, "income_limit_alone": 250, "excluded_stages": ("order", "enforcement"),
        },
    ),
    "szentes": Variant(
        "Szentes: a legutóbbi 18 hónap tartozásai",
        "Szentes Város Önkormányzatának rendelete az adósságkezelési szolgáltatásról",
        "A 75 százalék a határokból következik (266 000 Ft 75 százaléka közel 200 000 Ft): ellenőrizze. A hitelezőket "
        "az ügyfélnek fel kell mentenie a titoktartás alól.",
        {
            "kinds": ALL_KINDS, "min_debt": 50_000, "max_debt": 266_000, "loan_min_debt": 200_000,
            "loan_max_debt": 533_000, "max_age": 18, "formula": "share", "max_share": 75, "cap": 200_000,
            "loan_cap": 400_000, "income_limit": 150, "income_limit_alone": 200, "flat_sizes": (35, 45, 55, 65),
            "flat_size_more": 5,
        },
    ),
    "soroksar": Variant(
        "Soroksár: legfeljebb 75 százalék, 300 000 Ft-ig",
        "Budapest XXIII. kerület Soroksár rendelete az adósságkezelési támogatásról",
        "A tartozás alsó határát a forrás nem közli.",
        {
            "kinds": ALL_KINDS, "formula": "share", "max_share": 75, "cap": 300_000, "income_limit": 300,
            "income_limit_alone": 350,
        },
    ),
    "bekes": Variant(
        "Békés: havi találkozás és környezettanulmány",
        "Békés Város Önkormányzatának rendelete az adósságkezelési szolgáltatásról",
        "Az ügyintézési határidő 21 nap. A támogatás összegét a forrás nem közli: a határozat szabja meg.",
        {
            "kinds": ALL_KINDS, "min_debt": 50_000, "is_min_exceeded": True, "min_age_any": 6, "formula": "open",
            "income_limit": 100, "income_limit_alone": 150, "decision_days": 21,
            "obligations": ("home_visit", "monthly_meeting"),
        },
    ),
}  # fmt: skip
