"""Our own wording of the four papers, which an office may rewrite, and an invented household to show a text with.

Housing Act 1993:LXXVIII 29. §: the landlord's written consent, when it may, must and must not refuse; a tenancy right
goes only for a tenancy or ownership, never for money. Address change: three working days (1992:LXVI 26. §).
"""

import re
from collections.abc import Mapping

from exchange.moves.landlord_rules import LAW
from exchange.moves.models import PaperText

Kind = PaperText.Kind

CONTRACT = """
Ez a szerződés tervezete. Akkor lép hatályba, ha minden fél aláírta, és minden érintett bérbeadó írásban hozzájárult.
Ha tulajdoni lakás is van a cserében, a szerződést ügyvéd ellenjegyzi: {lawyer}.

1. A csere. {household} átadja ezt a lakást: {leaves}. Helyette ezt a lakást kapja: {gets}. Az átadott lakást átveszi:
{newcomer}. A csere minden lakása és költözése a fenti táblázatban áll.

2. A jogcím. A bérleti jogot a bérlő a bérbeadó írásbeli hozzájárulásával cserélheti el (lakástörvény 29. §).
Önkormányzati lakás bérleti joga csak másik lakás bérleti jogára vagy tulajdonjogára cserélhető. A felek kijelentik,
hogy a bérleti jogért egymásnak pénzt nem adnak és nem ígértek.

3. A bérbeadó döntése erről a lakásról: {landlord_decision}. Ha bármelyik bérbeadó megtagadja a hozzájárulást, a
szerződés nem lép hatályba, és mindenki a lakásában marad.

4. A lakbér. {household} várható havi költsége az új lakásban: {monthly_cost}. Ebben a lakbér, a közös költség és a
rezsi együtt van. Az új lakbért a bérbeadó állapítja meg, a beköltöző háztartás jövedelme szerint.

5. A költözés napja: {moves_on}. A felek ezen a napon együtt leolvassák a mérőórákat, átadják a kulcsokat, és
minderről jegyzőkönyvet írnak. A lakás költségeit az átadás napjáig az viseli, aki kiköltözik, utána az, aki
beköltözik.

6. Tartozások. Mindenki a saját lakbér- és közüzemi tartozásáért felel; a lakással a másik tartozása nem száll át. A
saját tartozás rendezéséről a háztartás a saját bérbeadójával külön írásban állapodik meg. Tartozást átvállalni csak
külön írásban, a hitelező hozzájárulásával lehet.

7. Bérlőtársak és más jogosultak. A szerződést minden bérlőtárs aláírja. Aki nem költözik az új lakásba, a bérleti
jogáról írásban lemond. Akinek a lakásra bérlőkijelölési, haszonélvezeti vagy más joga van, annak a hozzájárulása is
kell.

8. Kilépés. Amíg nem írta alá mindenki, bármelyik háztartás kiléphet, és nem kell megindokolnia. Ha már mindenki
aláírta, a szerződéstől egyoldalúan csak akkor lehet elállni, ha a törvény megengedi.

9. Lakcím és közművek. A felek a beköltözés után három munkanapon belül bejelentik az új lakcímüket, és a jegyzőkönyv
alapján átíratják a közműveket.

10. Amiről ez a szerződés nem szól, arra a lakástörvény és a Polgári Törvénykönyv csereszerződésre vonatkozó szabályai
érvényesek.
"""

APPLICATION = """
Tisztelt Bérbeadó!

{household} kéri, hogy a bérbeadó a lakástörvény 29. §-a alapján írásban járuljon hozzá a bérleti jog cseréjéhez. Az
átadott lakás: {leaves}. A kapott lakás: {gets}.

A csere oka: {ground}. Ha a csere oka egészségi ok, a munkahely megváltozása vagy a háztartás lényeges változása, a
bérbeadó a hozzájárulást csak akkor tagadhatja meg, ha a kért iratokat a megadott határidőig nem kapja meg, vagy ha a
cserepartner jogcíme kétséges.

A háztartásban élők száma: {people}. Az új lakás várható havi költsége: {monthly_cost}.

Minden bérlőtárs kéri a hozzájárulást, vagy írásban lemond a bérleti jogáról. Nyilatkozatuk a fenti táblázatban áll.
Tudjuk, hogy a cserére csak akkor kerülhet sor, ha a csere minden bérbeadója írásban hozzájárult.

Kijelentjük, hogy a bérleti jogért pénzt nem adunk és nem kérünk, és hogy az adataink megfelelnek a valóságnak.

A kérelem állása: {landlord_decision}. Kérjük, hogy a bérbeadó a döntéséről írásban értesítsen minket. Kelt: {today}.
"""

HANDOVER = """
{household} átadja, {newcomer} átveszi ezt a lakást: {leaves}. Az átadás napja: {handed_on}. Az átadott kulcsok száma:
{keys}. Jelen volt: {present}.

A felek a lakást együtt bejárták, a mérőórákat együtt olvasták le. Ami a lakás állapotáról és hibáiról a fenti
táblázatban áll, azt mindketten elfogadják. Az átvevő a felsorolt hibákért nem felel.

A lakás költségeit az átadás napjáig az átadó, a következő naptól az átvevő fizeti. A felek ezzel a jegyzőkönyvvel
íratják át a közműveket; addig a régi fogyasztó nevére szóló számlát is e szerint osztják meg.

A lakásban maradt bútorokról és berendezésekről a felek a hátoldalon listát írnak, és azt külön aláírják.

A jegyzőkönyvből minden fél és a bérbeadó egy-egy aláírt példányt kap.
"""

RIGHTS = """
Kedves {household}! Ön lakáscserében vesz részt. Ez a lap elmondja, mit tehet, és mire kell figyelnie. A szolgáltatás
ingyenes.

MIRE MONDHAT NEMET? Nemet mondhat a felajánlott lakásra, bármikor az aláírásig. Nem kell megmondania, miért. Ha nemet
mond, a mostani lakása és bérlete megmarad. Új lakást keresünk Önnek.

MEDDIG LÉPHET KI? Amíg nem írt alá mindenki a cserében. Ha már mindenki aláírt, nem léphet ki. A mostani lépés utolsó
napja: {last_day}. Ha addig nem történik meg, amire várunk, a csere elmaradhat.

NÉZZE MEG A LAKÁST! Megnézheti a lakást, mielőtt aláír. Kérdezze meg, mennyi a rezsi, hogyan lehet fűteni, és mi
romlott el.

MENNYIBE KERÜL? Az új lakás várható havi költsége: {monthly_cost}. Ebben benne van a lakbér, a közös költség és a
rezsi. Az új lakbért a bérbeadó számolja ki az Ön jövedelméből. Ha az összeg változik, újra megkérdezzük Önt.

KI ÍR ALÁ? Minden bérlőtárs aláír. Aki nem költözik Önnel, írásban lemond a bérleti jogáról.

MIT TEHET A BÉRBEADÓ? A csere csak a bérbeadó írásos engedélyével érvényes (lakástörvény 29. §). A bérbeadó nem
mondhat nemet, ha a csere oka betegség, új munkahely vagy a háztartás változása. Kivétel: ha a kért papírok nem
érkeznek meg időben, vagy nem biztos, hogy a másik háztartásnak joga van a lakásához. A bérbeadónak nemet kell
mondania, ha nem egyezik bele az, akinek joga van bérlőt választani a lakásba, vagy aki a bérlőt tartási szerződés
szerint eltartja. A bérbeadónak {decision_days} napja van a döntésre. Ha nemet mond, leírja, miért, és Ön bírósághoz
fordulhat.

PÉNZT NEM SZABAD KÉRNI. Az önkormányzati lakás bérletéért nem szabad pénzt adni vagy kérni. Ha valaki pénzt kér Öntől,
szóljon nekünk.

HA TARTOZÁSA VAN: a saját tartozása az Öné marad. Beszélje meg velünk még a csere előtt, hogyan fizeti. A másik
háztartás tartozását Önnek nem kell kifizetnie.

A KÖLTÖZÉS NAPJÁN olvassák le együtt a mérőórákat, és írják alá a jegyzőkönyvet. Egy példány az Öné.

A KÖLTÖZÉS UTÁN három munkanapon belül jelentse be az új lakcímét. Írassa át a saját nevére az áramot, a gázt, a vizet
és a távhőt. Vigye magával a jegyzőkönyvet.

KÉRDEZZEN! {office}: {contact}.
"""


def _paragraphs(text: str) -> str:
    """The lines of each paragraph as one, so that it flows to the width of the page."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text.strip())


TEXTS: Mapping[str, tuple[str, str]] = {
    Kind.CONTRACT: ("Lakáscsere-szerződés – tervezet", _paragraphs(CONTRACT)),
    Kind.APPLICATION: ("Kérelem a bérbeadó hozzájárulásához", _paragraphs(APPLICATION)),
    Kind.HANDOVER: ("Átadás-átvételi jegyzőkönyv", _paragraphs(HANDOVER)),
    Kind.RIGHTS: ("Jogai és kötelességei a lakáscserében", _paragraphs(RIGHTS)),
}
BASIS: Mapping[str, str] = {
    Kind.CONTRACT: f"{LAW}; a Polgári Törvénykönyv (2013. évi V. törvény) csereszerződésre vonatkozó szabályai",
    Kind.APPLICATION: LAW,
    Kind.HANDOVER: LAW,
    Kind.RIGHTS: f"{LAW}; 1992. évi LXVI. törvény 26. § (lakcím bejelentése)",
}
SAMPLE: Mapping[str, str] = {
    "household": "Minta Anna, Minta Béla",
    "newcomer": "Próba Cecília",
    "leaves": "7621 Pécs, Minta utca 12. II. em. 5., 3 szoba, 74 m², összkomfortos",
    "gets": "7622 Pécs, Próba utca 3. fsz. 1., 1,5 szoba, 42 m², komfortos",
    "monthly_cost": "48 000 Ft",
    "moves_on": "2027. január 15.",
    "landlord_decision": "a bérbeadó hozzájárult (polgármester, 2026. december 10.)",
    "lawyer": "dr. Minta Márta",
    "people": "3",
    "ground": "egészségi ok",
    "handed_on": "2027. január 15.",
    "keys": "4",
    "present": "Minta Anna, Próba Cecília, az iroda ügyintézője",
    "last_day": "2026. december 30.",
    "decision_days": "30",
    "number": "CS-000001-74",
    "office": "Minta Lakásiroda",
    "contact": "+36 72 000 001",
    "today": "2026. december 1.",
}
