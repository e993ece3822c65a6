"""What a new office starts with for households in debt. Every office changes it to its own decree."""

from datetime import date

from cases.arrears.models import BudgetSetting, CreditorText, WarningRule

FROM = date(2000, 1, 1)
START = "kiinduló érték; a helyi rendelet szerint módosítandó"
CREDITOR_TEXTS = [
    CreditorText(
        kind=CreditorText.Kind.INSTALMENTS,
        subject="Részletfizetés kérése",
        text="Tisztelt {creditor}!\n\nÜgyfelünk, {client} (cím: {address}, ügyfélszám: {customer_number}) adósságának "
        "rendezésében irodánk segít. Nyilvántartásunk szerint Önök felé fennálló tartozása: {amount}.\n\nÜgyfelünk "
        "háztartási költségvetését átnéztük: havi {instalment} részletet tud biztosan megfizetni. Kérjük, hogy a "
        "tartozásra {count} havi részletben engedélyezzenek részletfizetést, a részletfizetés idejére tekintsenek el a "
        "további késedelmi kamattól, és függesszék fel a kikapcsolást, illetve a behajtást.\n\nKérjük, hogy "
        "válaszukat {answer_by} napjáig írják meg irodánknak. Ügyfelünk {consent_on} napján írásban "
        "hozzájárult ahhoz, hogy a tartozásáról egyeztessünk; a hozzájárulást kérésre bemutatjuk.",
        legal_basis="Ptk. 6:1. § (3), 6:191. §; GDPR 6. cikk (1) a)",
        valid_from=FROM,
    ),
    CreditorText(
        kind=CreditorText.Kind.QUESTION,
        subject="Tájékoztatás kérése tartozásról",
        text="Tisztelt {creditor}!\n\nÜgyfelünk, {client} (cím: {address}, ügyfélszám: {customer_number}) adósságának "
        "rendezésében irodánk segít. Kérjük, írják meg irodánknak {answer_by} napjáig:\n\n– mekkora a tartozás "
        "összesen, ebből mennyi a tőke, a kamat és a költség;\n– mikortól áll fenn, és milyen időszakra vonatkozik;\n"
        "– folyik-e fizetési meghagyásos eljárás, per vagy végrehajtás, van-e kitűzött kikapcsolási nap;\n– milyen "
        "feltételekkel engedélyeznek részletfizetést vagy haladékot.\n\nÜgyfelünk {consent_on} napján írásban "
        "hozzájárult ahhoz, hogy a tartozásáról tájékoztatást kérjünk; a hozzájárulást kérésre bemutatjuk.",
        legal_basis="GDPR 6. cikk (1) a)",
        valid_from=FROM,
    ),
]


def install() -> None:
    """Give the office just opened its first settings."""
    BudgetSetting.objects.create(legal_basis=START, valid_from=FROM)
    WarningRule.objects.create(legal_basis=START, valid_from=FROM)
    for text in CREDITOR_TEXTS:
        text.pk = None
        text._state.adding = True
        text.save(force_insert=True)
