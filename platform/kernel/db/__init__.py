"""The fail-closed database backend: schema and database role are set together, or the work dies."""
