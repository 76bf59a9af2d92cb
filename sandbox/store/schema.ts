/**
 * One file holds the whole chain. Ledgers without transactions leave no row of their own: the head row alone says how
 * far the chain is, so an idle network costs one small write per ledger.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  passphrase TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  close_time INTEGER NOT NULL,
  hash TEXT NOT NULL,
  header BLOB NOT NULL,
  genesis_close_time INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS entry (
  key TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tx (
  ledger INTEGER NOT NULL,
  application_order INTEGER NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  inner_hash TEXT,
  close_time INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  fee_bump INTEGER NOT NULL,
  envelope TEXT NOT NULL,
  result TEXT NOT NULL,
  meta TEXT NOT NULL,
  PRIMARY KEY (ledger, application_order)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tx_inner_hash ON tx (inner_hash) WHERE inner_hash IS NOT NULL;
CREATE TABLE IF NOT EXISTS event (
  id TEXT PRIMARY KEY,
  contract_id TEXT NOT NULL,
  type TEXT NOT NULL,
  ledger INTEGER NOT NULL,
  close_time INTEGER NOT NULL,
  tx_hash TEXT NOT NULL,
  tx_index INTEGER NOT NULL,
  op_index INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  topics TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS event_contract ON event (contract_id, id);
`
