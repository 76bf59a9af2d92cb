#!/bin/sh
# Brings the schema of Temporal's two databases to the version of these tools. Safe to repeat; run it before a newer server.
set -eu
export SQL_PLUGIN="$DB" SQL_HOST="$POSTGRES_SEEDS" SQL_PORT="$DB_PORT" SQL_USER="$POSTGRES_USER" SQL_PASSWORD="$POSTGRES_PWD"
prepare() {
  temporal-sql-tool --database "$1" setup-schema --version 0.0
  temporal-sql-tool --database "$1" update-schema --schema-name "postgresql/v12/$2"
}
prepare "$DBNAME" temporal
prepare "$VISIBILITY_DBNAME" visibility
