"""Our customers, in the shared schema: which offices there are and where they are found."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

SCHEMA_NAME = r"^t_[a-z][a-z0-9_]{1,40}$"
SLUG = r"^[a-z][a-z0-9-]{1,40}$"
TEMPLATE_SCHEMA = "t_template"


class Office(TenantMixin):  # type: ignore[misc]  # django-tenants carries no types
    """One municipality's housing office: one schema, one database role of the same name."""

    class Kind(models.TextChoices):
        TOWN = "town", _("Town")
        OPERATOR = "operator", _("Operator of the service")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")

    auto_create_schema = False
    auto_drop_schema = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    slug = models.CharField(max_length=42, unique=True, validators=[RegexValidator(SLUG)])
    schema_name = models.CharField(max_length=44, unique=True, validators=[RegexValidator(SCHEMA_NAME)])
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TOWN)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    # What stands on its letters.
    postal_address = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    bic = models.CharField(max_length=11, blank=True)
    is_demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField(db_default=Now())
    suspended_at = models.DateTimeField(null=True)
    suspended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("slug",)
        constraints = (
            models.CheckConstraint(name="office_schema_name", condition=Q(schema_name__regex=SCHEMA_NAME)),
            models.CheckConstraint(name="office_slug", condition=Q(slug__regex=SLUG)),
            models.CheckConstraint(
                name="office_suspended_pair",
                condition=Q(status="suspended", suspended_at__isnull=False)
                | Q(status="active", suspended_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Domain(DomainMixin):  # type: ignore[misc]  # django-tenants carries no types
    """A host name under which an office is found."""

    tenant = models.ForeignKey(Office, models.CASCADE, related_name="domains")

    class Meta:
        ordering = ("domain",)


class BankAccount(models.Model):
    """Which office a bank account belongs to. An account has one owner in the whole service."""

    iban = models.CharField(max_length=28, primary_key=True)
    office_schema = models.CharField(max_length=44)
    registered_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("iban",)
        constraints = (
            models.CheckConstraint(name="bank_account_iban", condition=Q(iban__regex=r"^[A-Z]{2}[0-9A-Z]{13,26}$")),
        )

    def __str__(self) -> str:
        return self.iban


class SchemaSnapshot(models.Model):
    """The template schema's structure as SQL, replayed when an office is opened."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    statements = models.TextField()
    taken_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.fingerprint
