"""Letters with a payment code: one by one as the service writes them, against one document a batch that is split.

Times are of the processor, all threads together, so "a second" is a second of one core; the best of three rounds, taken
in turn, and no letter is like another. Splitting loses the tags (what a screen reader goes by), which pypdf does not
carry over to a page taken out; `batch_unsplit` is the most that any way of splitting could reach.
"""

import json
import time
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter

from shell import letters as writing

LETTERS = 100
FRESH = 10
ROUNDS = 3
TEXT = (
    "Tisztelt {name}!\n\nNyilvántartásunk szerint tartozása van a következő lakás után: 7621 Pécs, Minta utca 12.\n\n"
    "Tartozás: {amount} Ft. A legrégebbi díj esedékessége: 2026. augusztus 17.\n\nBefizetési határidő: 2026. december "
    "8. Az átutalás közleményébe ezt írja: {number}.\n\nHa időközben befizette, köszönjük, és kérjük, tekintse ezt a "
    "levelet tárgytalannak.\n\nHa most nem tudja egyben kifizetni, keressen meg bennünket: részletfizetésről és "
    "támogatásról is beszélhetünk. A tanácsadás ingyenes."
)
CODE = (
    "HCT\n001\n1\nMINTHUHBXXX\nMérő Lakásiroda\nHU33999000161000001800000000\nHUF{amount}\n20261208235959+1\n\n"
    "{number}\n\n\n{number}\n{number}\n\n\n\n"
)


def letter(place: int) -> writing.Letter:
    said = {"name": f"Próba Őrs {place}", "amount": str(20_000 + place), "number": f"KL-{place:06d}-45"}
    return writing.Letter(
        office=writing.Letterhead("Mérő Lakásiroda", "7621 Pécs, Minta tér 1.", "+36 72 000 001"),
        number=f"{said['number']}/202608-1", date="2026. november 23.", recipient_name=said["name"],
        recipient_address="7621 Pécs, Minta utca 12.", subject="Fizetési emlékeztető",
        paragraphs=TEXT.format(**said).split("\n\n"), closing="Üdvözlettel:",
        legal_basis="1993. évi LXXVIII. törvény (lakástörvény) 12. § (1)", qr=CODE.format(**said),
        payment=[("Összeg", f"{said['amount']} Ft"), ("Közlemény", said["number"])],
        labels={"number": "Szám", "date": "Kelt", "qr": "A bank alkalmazása kitölti az utalást.", "law": "Jogalap"},
    )  # fmt: skip


@cache
def batch_template() -> bytes:
    """The service's own template, made into one document for many letters."""
    template = (writing.HERE / "letter.typ").read_text(encoding="utf-8")
    body = "\n".join(line for line in template.splitlines() if not line.startswith(("#let letter", "#set document")))
    each = "#for each in json(bytes(sys.inputs.letters)) { one(each) }"
    return f'#set document(title: "x", date: none)\n#let one(letter) = [{body}]\n{each}\n'.encode()


@cache
def batch_compiler() -> typst.Compiler:
    return typst.Compiler(root=str(writing.HERE), font_paths=[str(writing.HERE / "fonts")], ignore_system_fonts=True)


def together(letters: Sequence[writing.Letter]) -> bytes:
    values = json.dumps([writing.values_of(one) for one in letters], ensure_ascii=False)
    whole = batch_compiler().compile(batch_template(), format="pdf", sys_inputs={"letters": values})
    if not isinstance(whole, bytes):
        raise TypeError("a batch is one PDF")
    return whole


def split(whole: bytes) -> list[bytes]:
    parts = []
    for page in PdfReader(BytesIO(whole)).pages:
        writer, part = PdfWriter(), BytesIO()
        writer.add_page(page)
        writer.write(part)
        parts.append(part.getvalue())
    return parts


def by_a_fresh_compiler(one: writing.Letter) -> None:
    """What a letter costs where nothing is kept between two of them."""
    writing._compiler.cache_clear()
    writing.render(one)


def is_tagged(pdf: bytes) -> bool:
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    return "/StructTreeRoot" in root and bool(root.get("/MarkInfo", {}).get("/Marked"))


def measure() -> dict[str, Any]:
    writing.render(letter(0))
    alone, fresh, unsplit, whole_way = [], [], [], []
    pdfs: list[bytes] = []
    parts: list[bytes] = []
    for round_number in range(ROUNDS):
        first = 1 + round_number * 10 * LETTERS
        ours = [letter(first + place) for place in range(LETTERS)]
        theirs = [letter(first + 2 * LETTERS + place) for place in range(LETTERS)]
        others = [letter(first + 4 * LETTERS + place) for place in range(FRESH)]
        started = time.process_time()
        pdfs = [writing.render(one) for one in ours]
        alone.append((time.process_time() - started) / LETTERS)
        started = time.process_time()
        whole = together(theirs)
        unsplit.append((time.process_time() - started) / LETTERS)
        parts = split(whole)
        whole_way.append((time.process_time() - started) / LETTERS)
        started = time.process_time()
        for one in others:
            by_a_fresh_compiler(one)
        fresh.append((time.process_time() - started) / FRESH)
    if len(parts) != LETTERS:
        raise ValueError("a letter of the bench is one page")
    return {
        "id": "P7", "letters": LETTERS, "one_by_one": round(1 / min(alone)), "fresh_compiler": round(1 / min(fresh)),
        "batch_split": round(1 / min(whole_way)), "batch_unsplit": round(1 / min(unsplit)),
        "ratio_fresh": round(min(fresh) / min(alone), 1), "ratio_batch_split": round(min(whole_way) / min(alone), 2),
        "one_by_one_tagged": all(map(is_tagged, pdfs)), "batch_split_tagged": all(map(is_tagged, parts)),
        "kb_each": round(len(pdfs[-1]) / 1024, 1), "kb_each_split": round(len(parts[-1]) / 1024, 1),
    }  # fmt: skip


def main() -> None:
    print(json.dumps(measure()), flush=True)


if __name__ == "__main__":
    main()
