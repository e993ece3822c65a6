"""Addresses of the reminders' desk."""

from django.urls import include, path

from cases.arrears.desk import letter_files, pause_views, views

urlpatterns = [
    path("arrears/", include("cases.arrears.desk.household_urls")),
    path("reminders/", views.reminder_runs, name="reminder_runs"),
    path("reminders/plan/", views.plan_run, name="plan_run"),
    path("reminders/<uuid:pk>/", views.reminder_run, name="reminder_run"),
    path("reminders/<uuid:pk>/release/", views.reminder_release, name="reminder_release"),
    path("reminders/one/<uuid:pk>/", views.reminder, name="reminder"),
    path("reminders/one/<uuid:pk>/letter/", letter_files.reminder_letter, name="reminder_letter"),
    path("reminders/one/<uuid:pk>/settle/", views.reminder_settle, name="reminder_settle"),
    path("reminders/unsettled/", views.reminder_unsettled, name="reminder_unsettled"),
    path("reminders/ladder/", views.ladder_steps, name="ladder"),
    path("reminders/pauses/", pause_views.current_pauses, name="pauses"),
    path("reminders/pauses/<int:pk>/lift/", pause_views.lift_pause, name="lift_pause"),
    path("reminders/of/<uuid:pk>/", pause_views.arrears_of, name="arrears_of"),
]
