"""The office's clients: persons, and the households they live in."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class LetterLanguage(models.TextChoices):
    """Languages in which a letter can be explained beside its Hungarian text."""

    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
    CROATIAN = "hr", _("Croatian")
    ROMANIAN = "ro", _("Romanian")
    SERBIAN = "sr-latn", _("Serbian")
    SLOVAK = "sk", _("Slovak")
    UKRAINIAN = "uk", _("Ukrainian")


class Person(models.Model):
    """One person, named as on the identity card: family name first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=160)
    sort_key = models.CharField(max_length=200)
    search_key = models.CharField(max_length=200)
    birth_name = models.CharField(max_length=160, blank=True)
    mother_name = models.CharField(max_length=160, blank=True)
    birth_place = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True)
    # An office often knows that somebody died before it knows when.
    is_deceased = models.BooleanField(default=False)
    died_on = models.DateField(null=True)
    email = models.EmailField(blank=True)
    # Set when a mail came back, cleared when the address is corrected.
    email_bounced_on = models.DateField(null=True)
    phone = models.CharField(max_length=40, blank=True)
    # Text messages go only to who agreed to them, from this day on.
    sms_consent_on = models.DateField(null=True)
    # Asked for a friendly word before the rent falls due.
    wants_due_notice = models.BooleanField(default=False)
    postal_address = models.CharField(max_length=200, blank=True)
    # Letters are in Hungarian; one that the office has in this language too says it there again.
    letter_language = models.CharField(max_length=7, choices=LetterLanguage, blank=True)
    # Set when the post came back, cleared when the address is corrected.
    undeliverable_since = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("sort_key", "pk")
        indexes = (
            models.Index(fields=["sort_key", "id"], name="person_order"),
            models.Index(fields=["search_key"], name="person_search", opclasses=["varchar_pattern_ops"]),
        )
        constraints = (
            models.CheckConstraint(name="person_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="person_died_means_deceased", condition=Q(died_on__isnull=True) | Q(is_deceased=True)
            ),
        )

    def __str__(self) -> str:
        return self.name


class Household(models.Model):
    """People who live together, whoever signed the contract."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.pk)


class HouseholdMember(models.Model):
    """One person's time in a household."""

    class Relation(models.TextChoices):
        HEAD = "head", _("Head of the household")
        PARTNER = "partner", _("Spouse or partner")
        CHILD = "child", _("Child")
        PARENT = "parent", _("Parent")
        OTHER = "other", _("Other member")

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=10, choices=Relation)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="member_of_one_household_now"
            ),
            models.CheckConstraint(
                name="member_until_after_since", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} ({self.get_relation_display()})"
