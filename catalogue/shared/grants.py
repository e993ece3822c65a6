"""Database rights on the national catalogue: every office reads it, only the operator's release writes it."""

from tenants.registry.grants import SharedTable

TABLES = [
    SharedTable("catalogue_baserate", office="SELECT"),
    SharedTable("catalogue_dutyrule", office="SELECT"),
    SharedTable("catalogue_movedday", office="SELECT"),
    SharedTable("catalogue_nationalentry", office="SELECT"),
    SharedTable("catalogue_procedurefee", office="SELECT"),
    SharedTable("catalogue_referencebase", office="SELECT"),
]
