from kernel.access import Permission


class RegistryPermission(Permission):
    OFFICES_READ = "offices:read"
