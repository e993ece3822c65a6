#!/bin/sh
# Run once by the database's own image: the logins that web and worker use. They own nothing.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$KUSZOB_APP_PASSWORD" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE kuszob_shared NOLOGIN;
CREATE ROLE kuszob_app LOGIN NOINHERIT PASSWORD :'password';
GRANT kuszob_shared TO kuszob_app;
SQL
