from django.db import migrations


class Migration(migrations.Migration):
    """Extensions live once, in the shared schema: range exclusion and accent-free, partial search."""

    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;"
            "CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;",
            migrations.RunSQL.noop,
        )
    ]
