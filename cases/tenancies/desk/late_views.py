"""Late interest and limitation, at the desk."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.tenancies import acknowledgements, lapses, lateness, raising, settlement
from cases.tenancies.desk.asking import ask
from cases.tenancies.desk.charges import shown
from cases.tenancies.desk.money_forms import AcknowledgementForm, ConfirmedForm, PastDayForm
from cases.tenancies.permissions import TenanciesPermission
from kernel import access, audit
from kernel.money import format_forint
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def interest(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Late interest of a tenancy, line by line: days, rate, amount; and the button that charges what was paid late."""
    access.require(
        request.user,
        TenanciesPermission.PAYMENTS_WRITE if request.method == "POST" else TenanciesPermission.PAYMENTS_READ,
    )
    tenancy, today = shown(pk), timezone.localdate()
    audit.read(request.user, tenancy, what="interest")
    late, rule = lateness.explain(tenancy, on=today), raising.rule_on(today)
    form = ConfirmedForm(request.POST or None)

    def work() -> str:
        return said(lateness.post(up_to=today, by=request.user, tenancy=tenancy))

    return ask(
        request,
        form,
        work,
        back=reverse("interest", args=[pk]),
        template="tenancies/desk/interest.html",
        tenancy=tenancy,
        late=late,
        rule=rule,
        today=today,
        total=sum(item.so_far for item in late),
        to_post=sum(item.to_post for item in late if item.to_post >= rule.interest_minimum),
        may_post=rule.charges_interest and access.allowed(request.user, TenanciesPermission.PAYMENTS_WRITE),
    )


@desk
def interest_post(request: DeskRequest) -> HttpResponse:
    """Charge the interest of every tenancy up to a day."""
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    form = PastDayForm(request.POST or None, initial={"on": timezone.localdate()})

    def work() -> str:
        return said(lateness.post(up_to=form.cleaned_data["on"], by=request.user))

    return ask(
        request,
        form,
        work,
        back=reverse("money"),
        title=_("Charge late interest"),
        button=_("Charge it"),
        intro=_("Every amount that was paid late until that day is charged its interest, once."),
    )


def said(posted: lateness.Posted) -> str:
    """What a posting did, in a sentence or two."""
    if not posted.count and not posted.waiting:
        return _("There is no interest to charge.")
    done = ngettext(
        "Interest on %(count)s item is charged: %(amount)s.",
        "Interest on %(count)s items is charged: %(amount)s.",
        posted.count,
    ) % {"count": posted.count, "amount": format_forint(posted.amount)}
    if not posted.waiting:
        return done
    waits = ngettext(
        "%(count)s item waits for a base rate that is not known yet.",
        "%(count)s items wait for a base rate that is not known yet.",
        posted.waiting,
    ) % {"count": posted.waiting}
    return f"{done} {waits}"


@desk
def limitations(request: DeskRequest) -> HttpResponse:
    """Open items that lapse within half a year, and those that have lapsed."""
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    today = timezone.localdate()
    rows = lapses.soon(on=today)
    coming = [row for row in rows if row[1] >= today]
    gone = sheet([row for row in rows if row[1] < today], request)
    return page(request, "tenancies/desk/limitations.html", coming=coming, sheet=gone)


@desk
def acknowledge(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    tenancy, today = shown(pk), timezone.localdate()
    due = [charge for charge in settlement.open_charges([pk]) if charge.due_on <= today]
    lapsed = lapses.barred(due, on=today)
    alive = [charge for charge in due if charge.pk not in lapsed]
    form = AcknowledgementForm(request.POST or None, charges=alive, initial={"on": today})

    def work() -> str:
        values = dict(form.cleaned_data)
        chosen = [UUID(pk) for pk in values.pop("charges")]
        acknowledgements.acknowledge(tenancy=tenancy, charge_ids=chosen, by=request.user, **values)
        return _("It is taken down: the five years start again on that day.")

    return ask(
        request,
        form,
        work,
        back=reverse("tenancy", args=[pk]),
        tenancy=tenancy,
        button=_("Take it down"),
        title=_("The debt was acknowledged or claimed in court"),
        intro=_("A debt lapses five years after its due day unless one of these happens (Civil Code 6:25. §)."),
    )
