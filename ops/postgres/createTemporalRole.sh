#!/bin/sh
# Run once by the Postgres image, when its data directory is made: Temporal gets a role and databases of its own, so that
# neither of the two can read what belongs to the other.
set -eu
: "${POSTGRES_PWD:?is not set; it is the password of the role temporal}"
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set=password="$POSTGRES_PWD" <<'SQL'
create role temporal login password :'password';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect on database temporal, temporal_visibility from public;
SQL
