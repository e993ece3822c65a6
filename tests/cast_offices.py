"""The cast's offices, opened once into the template database: `python -m tests.cast_offices`."""

import os

OFFICES = [
    ("alder", "Égerfa Lakásiroda", "town"),
    ("birch", "Nyírfa Lakásiroda", "town"),
    ("cedar", "Cédrus Lakásiroda", "town"),  # suspended
    ("operator", "Küszöb üzemeltető", "operator"),
]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    import django

    django.setup()
    from project.commands import service
    from tenants import context
    from tenants.registry import opening

    service.migrate(None)  # type: ignore[arg-type]  # the command takes no options
    for slug, name, kind in OFFICES:
        opening.open_office(slug=slug, name=name, kind=kind, domain="localhost" if kind == "operator" else "")
    for slug, _name, _kind in OFFICES:
        with context.entered(opening.find(slug)):
            _at_any_hour()
    opening.suspend(opening.find("cedar"), reason="próba")


def _at_any_hour() -> None:
    """Tests run at night as well; quiet hours have tests of their own."""
    from cases.arrears.models import ArrearsPolicy

    ArrearsPolicy.objects.update(quiet_from_hour=24, quiet_until_hour=0, sends_on_rest_days=True)


if __name__ == "__main__":
    main()
