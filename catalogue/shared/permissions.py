from kernel.access import Permission


class CataloguePermission(Permission):
    READ = "catalogue:read"
