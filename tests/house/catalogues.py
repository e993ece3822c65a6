"""The sentences of the code against the Hungarian catalogues: `make translations` brings them together.

Each app has its own catalogue. No GNU gettext is needed: sentences are read from the syntax tree of
Python files and from what Django makes of templates.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "platform/kernel", "platform/shell", "platform/project", "tenants/registry", "tenants/accounts",
    "catalogue/shared", "cases/people", "cases/housing_stock", "cases/tenancies", "cases/arrears",
    "exchange/adverts", "exchange/moves", "exchange/pool", "exchange/sales", "worker",
)  # fmt: skip
SIMPLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
IN_TEMPLATE = re.compile(
    r"""\b(n?gettext)\(\s*u?((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))(?:\s*,\s*u?((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')))?""",
    re.DOTALL,
)

Sentence = tuple[str, str]  # singular, plural or ""


def app_of(path: Path) -> str | None:
    relative = path.relative_to(ROOT).as_posix()
    found = [app for app in APPS if relative.startswith(app + "/")]
    if found:
        return found[0]
    return "platform/kernel" if relative.startswith("tenants/") else None


def sentences() -> dict[str, dict[Sentence, list[str]]]:
    """App → sentence → where it stands."""
    found: dict[str, dict[Sentence, list[str]]] = defaultdict(lambda: defaultdict(list))
    for top in ("platform", "tenants", "catalogue", "cases", "exchange", "worker"):
        for path in sorted((ROOT / top).rglob("*")):
            app = app_of(path)
            if app is None or "migrations" in path.parts or "static" in path.parts:
                continue
            if path.suffix == ".py":
                inside = _from_python(path)
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                inside = _from_template(path)
            else:
                continue
            for sentence in inside:
                found[app][sentence].append(path.relative_to(ROOT).as_posix())
    return found


def _from_python(path: Path) -> Iterator[Sentence]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if name in SIMPLE and len(texts) == 1 and len(node.args) == 1:
            yield texts[0], ""
        elif name in PLURAL and len(texts) >= 2:
            yield texts[0], texts[1]


def _from_template(path: Path) -> Iterator[Sentence]:
    from django.utils.translation.template import templatize

    for match in IN_TEMPLATE.finditer(templatize(path.read_text())):
        singular = ast.literal_eval(match[2])
        yield singular, ast.literal_eval(match[3]) if match[1] == "ngettext" and match[3] else ""


def catalogue(app: str) -> tuple[polib.POFile, Path]:
    path = ROOT / app / "locale" / "hu" / "LC_MESSAGES" / "django.po"
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100), path
    file = polib.POFile(wrapwidth=100)
    file.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "hu",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return file, path


def missing() -> list[str]:
    """Sentences without a Hungarian translation, as 'app: sentence'."""
    gaps = []
    for app, wanted in sentences().items():
        file, _path = catalogue(app)
        known = {(entry.msgid, entry.msgid_plural): entry for entry in file}
        gaps += [
            f"{app}: {sentence[0]}" for sentence in wanted if sentence not in known or not known[sentence].translated()
        ]
    return sorted(gaps)


def stale() -> list[str]:
    """Compiled catalogues that differ from their source."""
    return [
        app for app in APPS for file, path in [catalogue(app)] if path.exists() and _compiled(path) != file.to_binary()
    ]


def _compiled(path: Path) -> bytes:
    compiled = path.with_suffix(".mo")
    return compiled.read_bytes() if compiled.exists() else b""


def update() -> None:
    """Add new sentences, drop unused ones, compile."""
    for app, wanted in sentences().items():
        file, path = catalogue(app)
        kept = {(entry.msgid, entry.msgid_plural): entry for entry in file}
        file.clear()
        for sentence in sorted(wanted):
            entry = kept.get(sentence) or polib.POEntry(msgid=sentence[0], msgid_plural=sentence[1])
            if sentence[1] and not entry.msgstr_plural:
                entry.msgstr_plural = {0: "", 1: ""}
            entry.occurrences, entry.comment, entry.flags = [], "", []
            file.append(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        file.save(str(path))
        path.with_suffix(".mo").write_bytes(file.to_binary())


def main() -> int:
    if not settings.configured:
        settings.configure(USE_I18N=True, INSTALLED_APPS=[])
        django.setup()
    update()
    gaps = missing()
    print("\n".join(gaps), f"\n{len(gaps)} sentences without a Hungarian translation", sep="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
