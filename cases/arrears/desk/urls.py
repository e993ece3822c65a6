"""Addresses of the arrears' desk."""

from django.urls import include, path

from cases.arrears.desk import (
    calculator,
    case_views,
    demand_views,
    legal_views,
    letter_files,
    letter_views,
    message_views,
    pause_views,
    plan_views,
    print_views,
    rules_views,
    text_views,
)
from cases.arrears.desk import views as run_views

reminders = [
    path("", run_views.reminder_runs, name="reminder_runs"),
    path("plan/", run_views.plan_run, name="plan_run"),
    path("<uuid:pk>/", run_views.reminder_run, name="reminder_run"),
    path("<uuid:pk>/release/", run_views.reminder_release, name="reminder_release"),
    path("one/<uuid:pk>/", run_views.reminder, name="reminder"),
    path("one/<uuid:pk>/letter/", letter_files.reminder_letter, name="reminder_letter"),
    path("one/<uuid:pk>/settle/", run_views.reminder_settle, name="reminder_settle"),
    path("one/<uuid:pk>/came-back/", run_views.reminder_returned, name="reminder_returned"),
    path("forecast/", run_views.run_forecast, name="run_forecast"),
    path("print/", print_views.print_batches, name="print_batches"),
    path("print/make/", print_views.print_make, name="print_make"),
    path("print/<uuid:pk>/", print_views.print_batch, name="print_batch"),
    path("print/<uuid:pk>/manifest/", print_views.print_manifest, name="print_manifest"),
    path("unsettled/", run_views.reminder_unsettled, name="reminder_unsettled"),
    path("ladder/", run_views.ladder_steps, name="ladder"),
    path("pauses/", pause_views.current_pauses, name="pauses"),
    path("pauses/<int:pk>/lift/", pause_views.lift_pause, name="lift_pause"),
    path("of/<uuid:pk>/", pause_views.arrears_of, name="arrears_of"),
]
cases = [
    path("", case_views.arrears, name="arrears"),
    path("open/<uuid:pk>/", case_views.case_open, name="case_open"),
    path("<uuid:pk>/", case_views.arrears_case, name="arrears_case"),
    path("<uuid:pk>/edit/", case_views.case_edit, name="case_edit"),
    path("<uuid:pk>/move/", case_views.case_move, name="case_move"),
    path("<uuid:pk>/close/", case_views.case_close, name="case_close"),
    path("<uuid:pk>/talk/", case_views.contact_new, name="contact_new"),
    path("<uuid:pk>/invite/", letter_views.invitation_new, name="invitation_new"),
    path("letters/<int:pk>/", letter_views.case_letter, name="case_letter"),
    path("letters/<int:pk>/settle/", letter_views.case_letter_settle, name="case_letter_settle"),
    path("<uuid:pk>/plan/", plan_views.plan_new, name="plan_new"),
    path("<uuid:pk>/legal/", legal_views.legal_new, name="legal_new"),
    path("<uuid:pk>/demand/", demand_views.demand_new, name="demand_new"),
]
plans = [
    path("<uuid:pk>/", plan_views.plan, name="plan"),
    path("<uuid:pk>/change/", plan_views.plan_change, name="plan_change"),
    path("<uuid:pk>/offer/", plan_views.plan_propose, name="plan_propose"),
    path("<uuid:pk>/approve/", plan_views.plan_approve, name="plan_approve"),
    path("<uuid:pk>/sign/", plan_views.plan_sign, name="plan_sign"),
    path("<uuid:pk>/end/", plan_views.plan_end, name="plan_end"),
    path("<uuid:pk>/paper/", plan_views.plan_paper, name="plan_paper"),
]
demands = [
    path("<uuid:pk>/", demand_views.demand, name="demand"),
    path("<uuid:pk>/issue/", demand_views.demand_issue, name="demand_issue"),
    path("<uuid:pk>/withdraw/", demand_views.demand_withdraw, name="demand_withdraw"),
    path("<uuid:pk>/notice/", demand_views.notice_new, name="notice_new"),
    path("service/<int:pk>/", demand_views.service, name="service"),
    path("service/<int:pk>/letter/", demand_views.service_letter, name="service_letter"),
    path("notices/<uuid:pk>/give/", demand_views.notice_give, name="notice_give"),
    path("notices/<uuid:pk>/withdraw/", demand_views.notice_withdraw, name="notice_withdraw"),
]
legal = [
    path("<uuid:pk>/", legal_views.legal_step, name="legal_step"),
    path("<uuid:pk>/approve/", legal_views.legal_approve, name="legal_approve"),
    path("<uuid:pk>/note/", legal_views.legal_act, name="legal_act"),
    path("<uuid:pk>/sheet/", legal_views.legal_sheet, name="legal_sheet"),
]
urlpatterns = [
    path("reminders/", include(reminders)),
    path("arrears/rules/", rules_views.arrears_rules, name="arrears_rules"),
    path("arrears/rules/closed/", rules_views.closed_day_new, name="closed_day_new"),
    path("arrears/rules/closed/<slug:day>/end/", rules_views.closed_day_end, name="closed_day_end"),
    path("arrears/texts/", text_views.letter_texts, name="letter_texts"),
    path("arrears/texts/<slug:code>/", text_views.letter_text, name="letter_text"),
    path("arrears/texts/<slug:code>/<slug:language>/", text_views.letter_translation, name="letter_translation"),
    path(
        "arrears/texts/<slug:code>/<slug:language>/end/",
        text_views.letter_translation_end,
        name="letter_translation_end",
    ),
    path("arrears/ladder/<int:number>/", rules_views.ladder_step, name="ladder_step"),
    path("arrears/messages/", message_views.resident_messages, name="resident_messages"),
    path("arrears/messages/<uuid:pk>/answer/", message_views.message_answer, name="message_answer"),
    path("arrears/messages/<uuid:pk>/paper/", message_views.message_paper, name="message_paper"),
    path("arrears/calculator/", calculator.calculator, name="calculator"),
    path("arrears/plans/", include(plans)),
    path("arrears/demands/", include(demands)),
    path("arrears/legal/", include(legal)),
    path("arrears/", include("cases.arrears.desk.household_urls")),
    path("arrears/", include(cases)),
]
