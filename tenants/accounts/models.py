"""People who sign in to one office, and the tokens of its machines. All of it in the office's schema."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """A sign-in: e-mail address and password. What it may do hangs on the staff member or the resident."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Staff")
        RESIDENT = "resident", _("Resident")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(_("e-mail address"), unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = (models.CheckConstraint(name="account_email_lower", condition=Q(email=Lower("email"))),)

    def __str__(self) -> str:
        return self.email

    @property
    def actor_id(self) -> str:
        return str(self.pk)

    @property
    def actor_kind(self) -> str:
        return self.kind

    @property
    def role_names(self) -> frozenset[str]:
        if self.kind == self.Kind.RESIDENT:
            return frozenset({"resident"})
        return frozenset(self.staff_member.roles) if hasattr(self, "staff_member") else frozenset()

    @property
    def display_name(self) -> str:
        return self.staff_member.name if self.kind == self.Kind.STAFF else self.email


class StaffMember(models.Model):
    """Somebody who works in the office, with the roles of project/roles.py."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="staff_member")
    name = models.CharField(max_length=120)
    roles = ArrayField(models.CharField(max_length=30))

    def __str__(self) -> str:
        return self.name


class ResidentAccount(models.Model):
    """A client who signs in; `person_id` names the person in the office's own records."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="resident")
    person_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.person_id)


class ApiToken(models.Model):
    """A key for one machine: only a hash is kept, it expires, and it does what its scopes name."""

    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    scopes = ArrayField(models.CharField(max_length=40))
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                name="token_revoked_pair",
                condition=Q(revoked_at__isnull=True, revoked_by="") | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def actor_id(self) -> str:
        return f"token:{self.pk}"

    @property
    def actor_kind(self) -> str:
        return "token"

    @property
    def role_names(self) -> frozenset[str]:
        return frozenset(self.scopes)

    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    # Django REST framework asks these of whoever authenticated.
    is_authenticated = True
    is_anonymous = False
