"""Addresses of the household's side of a case: budget, debts, support, rights, cooperation."""

from django.urls import path

from cases.arrears.desk import budget_views, creditor_letter_views, debt_views, support_rule_views, support_views

urlpatterns = [
    path("<uuid:pk>/budget/", budget_views.household_budget, name="household_budget"),
    path("<uuid:pk>/budget/new/", budget_views.budget_new, name="budget_new"),
    path("<uuid:pk>/budget/compare/", budget_views.budget_compare, name="budget_compare"),
    path("budget/<int:pk>/", budget_views.budget_sheet, name="budget_sheet"),
    path("budget/<int:pk>/paper/", budget_views.budget_paper, name="budget_paper"),
    path("budget/setting/", budget_views.budget_setting, name="budget_setting"),
    path("<uuid:pk>/debts/", debt_views.debt_file, name="debt_file"),
    path("<uuid:pk>/debts/new/", debt_views.debt_new, name="debt_new"),
    path("<uuid:pk>/debts/consent/", debt_views.secrecy_release, name="secrecy_release"),
    path("<uuid:pk>/debts/plan/", debt_views.debt_plan, name="debt_plan"),
    path("<uuid:pk>/debts/plan/paper/", debt_views.debt_plan_paper, name="debt_plan_paper"),
    path("consents/<int:pk>/withdraw/", debt_views.consent_withdraw, name="consent_withdraw"),
    path("debts/<uuid:pk>/", debt_views.debt_edit, name="debt_edit"),
    path("debts/<uuid:pk>/close/", debt_views.debt_close, name="debt_close"),
    path("debts/<uuid:pk>/referral/", debt_views.debt_referral, name="debt_referral"),
    path("debts/<uuid:pk>/letter/", creditor_letter_views.creditor_letter_new, name="creditor_letter_new"),
    path("debts/letters/<uuid:pk>/", creditor_letter_views.creditor_letter, name="creditor_letter"),
    path("debts/texts/", creditor_letter_views.creditor_texts, name="creditor_texts"),
    path("debts/texts/<int:pk>/", creditor_letter_views.creditor_text, name="creditor_text"),
    path("<uuid:pk>/support/", support_views.support, name="support"),
    path("<uuid:pk>/support/new/", support_views.support_check_new, name="support_check_new"),
    path("<uuid:pk>/support/note/", support_views.support_note, name="support_note"),
    path("support/<int:pk>/", support_views.support_check, name="support_check"),
    path("support/<int:pk>/paper/", support_views.support_check_paper, name="support_check_paper"),
    path("support/rules/", support_rule_views.support_rule_list, name="support_rule_list"),
    path("support/rules/from/<slug:variant>/", support_rule_views.support_rule_new, name="support_rule_new"),
    path("support/rules/<int:pk>/next/", support_rule_views.support_rule_next, name="support_rule_next"),
]
