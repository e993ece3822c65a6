"""Addresses of the household's side of a case: budget, debts, support, rights, cooperation."""

from django.urls import path

from cases.arrears.desk import budget_views

urlpatterns = [
    path("<uuid:pk>/budget/", budget_views.household_budget, name="household_budget"),
    path("<uuid:pk>/budget/new/", budget_views.budget_new, name="budget_new"),
    path("<uuid:pk>/budget/compare/", budget_views.budget_compare, name="budget_compare"),
    path("budget/<int:pk>/", budget_views.budget_sheet, name="budget_sheet"),
    path("budget/<int:pk>/paper/", budget_views.budget_paper, name="budget_paper"),
    path("budget/setting/", budget_views.budget_setting, name="budget_setting"),
]
