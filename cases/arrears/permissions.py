from kernel.access import Permission


class ArrearsPermission(Permission):
    REMINDERS_READ = "reminders:read"
    REMINDERS_PLAN = "reminders:write"
    REMINDERS_RELEASE = "reminders:release"
    PAUSE = "reminders:pause"
