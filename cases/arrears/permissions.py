from kernel.access import Permission


class ArrearsPermission(Permission):
    REMINDERS_READ = "reminders:read"
    REMINDERS_PLAN = "reminders:write"
    REMINDERS_RELEASE = "reminders:release"
    PAUSE = "reminders:pause"
    CASES_READ = "arrears:read"
    CASES_WRITE = "arrears:write"
    APPROVE = "arrears:approve"
    SETTINGS = "arrears:settings"
    OWN = "arrears:own"
