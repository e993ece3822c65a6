from django.db import migrations


def first_rules(apps, schema_editor):
    """Offices opened before there were rules get the ones a new office starts with; an empty schema gets none."""
    ladder = apps.get_model("arrears", "LadderStep")
    policy = apps.get_model("arrears", "ArrearsPolicy")
    text = apps.get_model("arrears", "LetterText")
    if not ladder.objects.exists():
        return
    from cases.arrears.defaults import DECREE_TO_WRITE, OPENING, steps, texts

    policy.objects.create(valid_from=steps.FROM, decree=DECREE_TO_WRITE, changed_by=OPENING)
    text.objects.bulk_create(
        text(
            code=one.code, subject=one.subject, text=one.text, legal_basis=one.legal_basis, valid_from=steps.FROM,
            written_by=OPENING,
        )
        for one in texts.TEXTS
    )


class Migration(migrations.Migration):

    dependencies = [("arrears", "0003_plans_demands_policy")]

    operations = [migrations.RunPython(first_rules, migrations.RunPython.noop)]
