"""The ladder that a new office starts with: reminders by themselves, everything with legal effect by a person."""

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
        approver=LadderStep.Approver.NOBODY,
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
        subject="Utolsó emlékeztető a fizetési felszólítás előtt",
        text="Tisztelt {name}!\n\nTartozása van a következő lakás után: {address}\n\nTartozás: {amount}, {months} "
        "hónap díja. Befizetési határidő: {pay_by}\n\nEz a levél még nem fizetési felszólítás. Ha addig nem fizet, és "
        "nem is keres meg bennünket, a következő levelünk felszólítás lesz, amely után a bérleti szerződést fel lehet "
        "mondani. Ezt most még együtt elkerülhetjük. Az átutalás közleményébe ezt írja: {number}.\n\n" + COURTESY,
        legal_basis="1993. évi LXXVIII. törvény (lakástörvény) 24. § (1) a), 25. §",
        valid_from=FROM,
    ),
    LadderStep(
        number=4,
        name="Meghívó beszélgetésre",
        action=LadderStep.Action.TALK,
        days_overdue=35,
        minimum_amount=20_000,
        channel=LadderStep.Channel.LETTER,
        subject="Beszéljük meg, hogyan tarthatja meg a lakását",
        text="Tisztelt {name}!\n\nSzeretnénk személyesen megbeszélni, hogyan rendezheti a tartozását.",
        legal_basis="1993. évi III. törvény 64. §; helyi lakásrendelet",
        valid_from=FROM,
    ),
    LadderStep(
        number=5,
        name="Fizetési felszólítás",
        action=LadderStep.Action.DEMAND,
        days_overdue=45,
        minimum_amount=20_000,
        minimum_months=2,
        channel=LadderStep.Channel.LETTER,
        approver=LadderStep.Approver.SECOND_PERSON,
        subject="Fizetési felszólítás",
        text="A felszólítás szövege a levélszövegek között van.",
        legal_basis="1993. évi LXXVIII. törvény 25. §",
        valid_from=FROM,
    ),
    LadderStep(
        number=6,
        name="Felmondás",
        action=LadderStep.Action.NOTICE,
        days_overdue=90,
        minimum_amount=50_000,
        minimum_months=3,
        channel=LadderStep.Channel.LETTER,
        approver=LadderStep.Approver.HEAD,
        subject="A bérleti jogviszony felmondása",
        text="A felmondás szövege a levélszövegek között van.",
        legal_basis="1993. évi LXXVIII. törvény 24. § (1) a), 25. §",
        valid_from=FROM,
    ),
    LadderStep(
        number=7,
        name="Fizetési meghagyás",
        action=LadderStep.Action.ORDER,
        days_overdue=120,
        minimum_amount=50_000,
        minimum_months=3,
        channel=LadderStep.Channel.LETTER,
        approver=LadderStep.Approver.HEAD,
        subject="Fizetési meghagyás",
        text="A közjegyzőnek készített adatlap.",
        legal_basis="2009. évi L. törvény 3. §",
        valid_from=FROM,
    ),
    LadderStep(
        number=8,
        name="Lakáskiürítési per",
        action=LadderStep.Action.LAWSUIT,
        days_overdue=180,
        minimum_amount=100_000,
        minimum_months=6,
        channel=LadderStep.Channel.LETTER,
        approver=LadderStep.Approver.HEAD,
        subject="Lakáskiürítés iránti per",
        text="A keresetet az iroda jogi képviselője készíti.",
        legal_basis="1993. évi LXXVIII. törvény 20. §; 2016. évi CXXX. törvény",
        valid_from=FROM,
    ),
]
