from django.db import migrations


def first_rule(apps, schema_editor):
    """Offices opened before there were sales get the rule a new office starts with; an empty schema none."""
    if not apps.get_model("arrears", "LadderStep").objects.exists():
        return
    from exchange.sales.opening import FIRST

    rule = apps.get_model("sales", "SaleRule")
    if not rule.objects.exists():
        rule.objects.create(**FIRST)


class Migration(migrations.Migration):

    dependencies = [("sales", "0001_initial")]

    operations = [migrations.RunPython(first_rule, migrations.RunPython.noop)]
