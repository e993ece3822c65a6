from django.db import migrations

from catalogue.shared import seeds


def plant(apps, schema_editor):
    MovedDay = apps.get_model("catalogue", "MovedDay")
    NationalEntry = apps.get_model("catalogue", "NationalEntry")
    MovedDay.objects.bulk_create(
        [MovedDay(day=day, kind=kind, source=source) for day, kind, source in seeds.MOVED_DAYS]
    )
    NationalEntry.objects.bulk_create(
        [NationalEntry(**entry, last_checked_on=seeds.CHECKED) for entry in seeds.ENTRIES]
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
