"""A listing names a registered place: the database refuses anything that was typed."""

from django.db import migrations

ADD = """
ALTER TABLE pool_listing ADD CONSTRAINT listing_place
FOREIGN KEY (town, district) REFERENCES pool_place (town, district)
"""
DROP = "ALTER TABLE pool_listing DROP CONSTRAINT listing_place"


class Migration(migrations.Migration):
    dependencies = [("pool", "0001_initial")]

    operations = [migrations.RunSQL(ADD, DROP)]
