from django.db import migrations


def first_settings(apps, schema_editor):
    """Offices opened before there were budgets get the settings a new office starts with; an empty schema none."""
    if not apps.get_model("arrears", "LadderStep").objects.exists():
        return
    from cases.arrears.household_defaults import CREDITOR_TEXTS, FROM, START

    for name in ("BudgetSetting", "WarningRule"):
        model = apps.get_model("arrears", name)
        if not model.objects.exists():
            model.objects.create(legal_basis=START, valid_from=FROM)
    texts = apps.get_model("arrears", "CreditorText")
    if not texts.objects.exists():
        texts.objects.bulk_create(
            texts(kind=one.kind, subject=one.subject, text=one.text, legal_basis=one.legal_basis, valid_from=FROM)
            for one in CREDITOR_TEXTS
        )


class Migration(migrations.Migration):

    dependencies = [("arrears", "0011_prevention")]

    operations = [migrations.RunPython(first_settings, migrations.RunPython.noop)]
