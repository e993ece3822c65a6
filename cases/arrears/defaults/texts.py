"""The letter texts that a new office starts with: plain Hungarian, each with its legal basis."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One kind of letter."""

    code: str
    subject: str
    text: str
    legal_basis: str


TEXTS = (
    Text(
        "rent_due",
        "Közeleg a fizetési határidő",
        "Tisztelt {name}!\n\nA lakása ({address}) következő díja {amount}. Befizetési határidő: {due}\n\n"
        "Az átutalás közleményébe ezt írja: {number}.\n\nHa már befizette, köszönjük, és nincs teendője. Ha most nem "
        "tudja befizetni, szóljon előre: segítünk. {contact}\n\nEzt az üzenetet azért kapta, mert kérte. Bármikor "
        "lemondhatja az oldalán vagy nálunk.",
        "1993. évi LXXVIII. törvény (lakástörvény) 12. § (1)",
    ),
    Text(
        "demand",
        "Fizetési felszólítás",
        "Tisztelt {name}!\n\nÖn a következő lakás bérlője: {address}\n\nA lakás díjaiból {amount} tartozása van. "
        "A tartozás hónaponként:\n{items}\n\n"
        "Felszólítjuk, hogy a teljes tartozást a levél átvételétől számított 8 napon belül fizesse meg. A 8 nap az "
        "átvétel utáni napon kezdődik.\n\n"
        "Figyelmeztetjük: ha a tartozást 8 napon belül nem fizeti meg, a bérbeadó a következő 8 napon belül "
        "írásban felmondhatja a bérleti szerződést. Felmondás esetén a lakást el kell hagynia.\n\n"
        "Ezt még elkerülheti. Ha nem tudja egyben kifizetni, a 8 napon belül keressen meg bennünket: "
        "részletfizetésről, támogatásról és kisebb, olcsóbb lakásra cserélésről is beszélhetünk. "
        "A tanácsadás ingyenes. {contact}",
        "1993. évi LXXVIII. törvény (lakástörvény) 24. § (1) a), 25. § (1)–(2)",
    ),
    Text(
        "notice",
        "A bérleti jogviszony felmondása",
        "Tisztelt {name}!\n\nÖn a következő lakás bérlője: {address}\n\n"
        "A bérbeadó {demand_day} napján írásban felszólította a tartozás megfizetésére (szám: {demand_number}). "
        "A felszólítást minden bérlő átvette, az utolsó átvétel napja: {served}. A fizetési határidő "
        "{pay_by} volt. A tartozást eddig a napig nem fizették meg; a mai tartozás {amount}.\n\n"
        "A bérbeadó ezért a bérleti szerződést felmondja. A bérleti jogviszony utolsó napja: {effective}\n\n"
        "Indokolás: {reason}\n\n"
        "A lakást eddig a napig kell kiürítve átadnia. Ha a lakásban marad, használati díjat kell "
        "fizetnie.\n\nHa nem ért egyet a felmondással, bírósághoz fordulhat. Kérjük, mindenképpen keressen meg "
        "bennünket: segítünk másik lakhatást, szállást vagy támogatást keresni. {contact}",
        "1993. évi LXXVIII. törvény (lakástörvény) 20. §, 24. § (1) a), 25. §, 26. §",
    ),
    Text(
        "plan",
        "Részletfizetési megállapodás",
        "Tisztelt {name}!\n\nMegállapodtunk, hogy a következő lakás tartozását részletekben fizeti meg: {address}\n\n"
        "A tartozás {frozen} napján: {amount}. A megállapodás aláírásával Ön ezt a tartozást elismeri.\n\n"
        "{interest}\n\n{current}\n\n"
        "Ha egy részlet {grace} nappal a határideje után is hiányzik, levélben figyelmeztetjük, és {cure} "
        "napot kap a pótlására. Ha nem pótolja, a megállapodás megszűnik, és a teljes hátralévő tartozást egyben "
        "kell kifizetnie.\n\nHa megváltozik a helyzete, szóljon, mielőtt elmarad egy befizetéssel: a megállapodást "
        "közösen módosíthatjuk. {contact}",
        "Ptk. (2013. évi V. törvény) 6:22–6:25. §, 6:46. §, 6:48. §; helyi lakásrendelet",
    ),
    Text(
        "plan_due",
        "Közeleg a következő részlet",
        "Tisztelt {name}!\n\nA részletfizetési megállapodása ({plan}) szerint a következő részlet {amount}. "
        "Befizetési határidő: {due}\n\nHa már befizette, köszönjük, és nincs teendője. Ha most nem tudja befizetni, "
        "hívjon fel bennünket: közösen megoldjuk. {contact}",
        "Ptk. 6:62. §; részletfizetési megállapodás",
    ),
    Text(
        "plan_late",
        "Még nem érkezett meg a részlet",
        "Tisztelt {name}!\n\nA részletfizetési megállapodása ({plan}) szerinti {amount} még nem érkezett meg "
        "hozzánk. A határidő ez volt: {due}\n\nHa csekken fizette be, lehet, hogy úton van, és nincs teendője. Ha "
        "elfelejtette, kérjük, most fizesse be. Ha baj van, hívjon fel bennünket: a megállapodás "
        "módosítható. {contact}",
        "Ptk. 6:62. §; részletfizetési megállapodás",
    ),
    Text(
        "plan_warning",
        "Elmaradt részlet – még pótolható",
        "Tisztelt {name}!\n\nA részletfizetési megállapodásából ({plan}) {amount} hiányzik.\n\n"
        "Kérjük, hogy legkésőbb {cure_by} napjáig fizesse be. Ha addig befizeti, a megállapodás "
        "változatlanul folytatódik.\n\nHa nem fizeti be, a megállapodás megszűnik, és a teljes hátralévő "
        "tartozást egyben kell kifizetnie.\n\nHa baj van, hívjon fel bennünket még a határidő előtt: a "
        "megállapodást közösen módosíthatjuk. {contact}",
        "Ptk. 6:46. §, 6:153. §; részletfizetési megállapodás",
    ),
    Text(
        "plan_broken",
        "A részletfizetési megállapodás megszűnt",
        "Tisztelt {name}!\n\nA részletfizetési megállapodás ({plan}) elmaradt befizetését {cure_by} napjáig nem "
        "pótolta. A megállapodás ezért megszűnt.\n\nA teljes hátralévő tartozás most egyben "
        "esedékes: {amount}\n\nHa most sem tudja kifizetni, jöjjön be hozzánk: megnézzük, milyen támogatás vagy "
        "olcsóbb lakás segíthet. {contact}",
        "Ptk. 6:46. §, 6:213. §; részletfizetési megállapodás",
    ),
    Text(
        "plan_done",
        "Kifizette a tartozását",
        "Tisztelt {name}!\n\nA részletfizetési megállapodásban ({plan}) vállalt összeget teljesen befizette. Ebből a "
        "megállapodásból nincs több tartozása. Gratulálunk, és köszönjük!\n\nA következő hónapokban is figyelünk "
        "arra, hogy ne kerüljön újra nehéz helyzetbe: ha baj van, keressen meg bennünket. {contact}",
        "Ptk. 6:34. §; részletfizetési megállapodás",
    ),
    Text(
        "invitation",
        "Beszéljük meg, hogyan tarthatja meg a lakását",
        "Tisztelt {name}!\n\nA következő lakás után {amount} tartozása van: {address}\n\n"
        "Szeretnénk segíteni. Kérjük, jöjjön be hozzánk, vagy hívjon fel bennünket {pay_by} napjáig. Hozza magával, "
        "ami kéznél van: számlákat, a jövedelem igazolását, más tartozások leveleit. Ha valami hiányzik, "
        "az sem baj.\n\nA beszélgetés ingyenes, és amit elmond, azt bizalmasan kezeljük. {contact}",
        "1993. évi III. törvény 64. §; helyi lakásrendelet",
    ),
)
