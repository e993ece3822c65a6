"""The ladder a new office starts with. Every office changes it to its own decree."""

from datetime import date

from cases.arrears.models import LadderStep

FROM = date(2000, 1, 1)
COURTESY = (
    "Ha időközben befizette, köszönjük, és kérjük, tekintse ezt a levelet tárgytalannak.\n\n"
    "Ha most nem tudja egyben kifizetni, keressen meg bennünket: részletfizetésről és támogatásról is "
    "beszélhetünk. A tanácsadás ingyenes."
)

STEPS = [
    LadderStep(
        number=1,
        name="Fizetési emlékeztető",
        days_overdue=8,
        days_after_previous=0,
        minimum_amount=3_000,
        pay_within_days=15,
        channel=LadderStep.Channel.EMAIL,
        needs_release=False,
        subject="Fizetési emlékeztető",
        text="Tisztelt {name}!\n\nNyilvántartásunk szerint tartozása van a következő lakás után: {address}\n\n"
        "Tartozás: {amount}. A legrégebbi díj esedékessége: {oldest_due}\n\nBefizetési határidő: {pay_by} "
        "Az átutalás közleményébe ezt írja: {number}.\n\n" + COURTESY,
        legal_basis="1993. évi LXXVIII. törvény (lakástörvény) 12. § (1); Ptk. 6:46. §",
        valid_from=FROM,
    ),
    LadderStep(
        number=2,
        name="Második emlékeztető",
        days_overdue=15,
        days_after_previous=8,
        minimum_amount=5_000,
        pay_within_days=15,
        channel=LadderStep.Channel.EMAIL,
        needs_release=True,
        subject="Második fizetési emlékeztető",
        text="Tisztelt {name}!\n\nKorábbi levelünk óta sem fizette be a tartozását. A lakás címe: {address}\n\n"
        "Tartozás: {amount}, {months} hónap díja. Befizetési határidő: {pay_by} Az átutalás közleményébe ezt írja: "
        "{number}.\n\nHa nem tudja befizetni, ugyaneddig hívjon fel bennünket.\n\n" + COURTESY,
        legal_basis="1993. évi LXXVIII. törvény (lakástörvény) 12. § (1); Ptk. 6:46. §, 6:48. §",
        valid_from=FROM,
    ),
    LadderStep(
        number=3,
        name="Utolsó emlékeztető a felszólítás előtt",
        days_overdue=30,
        days_after_previous=10,
        minimum_amount=10_000,
        pay_within_days=15,
        channel=LadderStep.Channel.LETTER,
        needs_release=True,
        subject="Utolsó emlékeztető a fizetési felszólítás előtt",
        text="Tisztelt {name}!\n\nTartozása van a következő lakás után: {address}\n\nTartozás: {amount}, {months} "
        "hónap díja. Befizetési határidő: {pay_by}\n\nEz a levél még nem fizetési felszólítás. Ha addig nem fizet, és "
        "nem is keres meg bennünket, a következő levelünk felszólítás lesz, amely után a bérleti szerződést fel lehet "
        "mondani. Ezt most még együtt elkerülhetjük. Az átutalás közleményébe ezt írja: {number}.\n\n" + COURTESY,
        legal_basis="1993. évi LXXVIII. törvény (lakástörvény) 24. § (1) a), 25. §",
        valid_from=FROM,
    ),
]


def install() -> None:
    """Give the office just opened its first ladder."""
    for step in STEPS:
        step.pk = None
        step._state.adding = True
        step.save(force_insert=True)
