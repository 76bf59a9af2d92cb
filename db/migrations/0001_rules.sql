-- What a constraint cannot say. The triggers fire for every role and in every replication mode (ENABLE ALWAYS):
-- an application with too many rights is held to them as well.

CREATE FUNCTION refuse_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
    USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END $$;
--> statement-breakpoint

-- Ledger: entries and transactions are written once.
CREATE TRIGGER ledger_entries_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('entries are written once; post a reversing transaction');
--> statement-breakpoint
CREATE TRIGGER ledger_transactions_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('ledger transactions are written once; post a reversing one');
--> statement-breakpoint
CREATE TRIGGER ledger_accounts_kept BEFORE DELETE OR TRUNCATE ON ledger_accounts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('accounts are kept for ever');
--> statement-breakpoint

-- Ledger: an account is opened at zero, under the name, side and floor of its kind. A name or kind of another shape would
-- hide an account from the rules below.
CREATE FUNCTION ledger_open_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  side text := CASE WHEN NEW.kind IN ('wallet', 'escrow', 'treasury', 'protocolFees') THEN 'debit' ELSE 'credit' END;
  opening bigint := CASE WHEN NEW.kind IN ('userAvailable', 'orderReserved', 'orderEscrow', 'wallet', 'escrow') THEN 0 END;
  pattern text := CASE NEW.kind
    WHEN 'userAvailable' THEN '^user:usr_[0-9A-Za-z]+:available$'
    WHEN 'orderReserved' THEN '^order:ord_[0-9A-Za-z]+:reserved$'
    WHEN 'orderEscrow' THEN '^order:ord_[0-9A-Za-z]+:escrow$'
    WHEN 'wallet' THEN '^wallet:usr_[0-9A-Za-z]+$'
    WHEN 'escrow' THEN '^escrow:C[0-9A-Z]+$'
    WHEN 'treasury' THEN '^treasury$'
    WHEN 'externalDeposits' THEN '^external:deposits$'
    WHEN 'protocolFees' THEN '^protocol_fees$'
    WHEN 'platformFees' THEN '^platform_fees$'
    WHEN 'suspense' THEN '^suspense$'
  END;
BEGIN
  IF NEW.name ~ pattern AND NEW.normal_side = side AND NEW.balance IS NOT DISTINCT FROM opening THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'Account % (%, %, balance %) is not one of the chart of accounts at zero', NEW.name, NEW.kind, NEW.normal_side, NEW.balance
    USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_accounts_open BEFORE INSERT ON ledger_accounts
  FOR EACH ROW EXECUTE FUNCTION ledger_open_account();
--> statement-breakpoint

-- Ledger: balances follow entries and nothing else. A statement from outside is at depth 0; the entries' trigger is at 1.
CREATE TRIGGER ledger_accounts_balance_follows BEFORE UPDATE ON ledger_accounts FOR EACH ROW
  WHEN (pg_trigger_depth() = 0 OR NEW.name <> OLD.name OR NEW.kind <> OLD.kind OR NEW.normal_side <> OLD.normal_side)
  EXECUTE FUNCTION refuse_write('balances follow entries and nothing else');
--> statement-breakpoint
-- The CHECK of the same name refuses it too, but does not name the account in a field of its own.
CREATE FUNCTION ledger_refuse_overdraft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Account % may not fall to %', NEW.name, NEW.balance
    USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'ledger_accounts_floor', DETAIL = NEW.name;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_accounts_overdraft BEFORE UPDATE ON ledger_accounts FOR EACH ROW WHEN (NEW.balance < 0)
  EXECUTE FUNCTION ledger_refuse_overdraft();
--> statement-breakpoint
-- Room in each page for the next version of a row, so that a balance moves without touching the index.
ALTER TABLE ledger_accounts SET (fillfactor = 70);
--> statement-breakpoint

-- Ledger: every statement that writes entries keeps each transaction at zero and moves the running balances.
-- The look-ups are lateral and by array, so that a plan made while the tables are small never becomes a scan of large ones.
CREATE FUNCTION ledger_apply_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  fault record;
  touched text[] := ARRAY(SELECT DISTINCT account FROM fresh);
BEGIN
  SELECT fresh.transaction_id, sum(fresh.amount) AS off_by,
         bool_or(t.written_by IS DISTINCT FROM pg_current_xact_id()) AS not_ours,
         min(fresh.account) FILTER (WHERE a.kind IS NULL) AS unknown_account,
         min(fresh.account) FILTER (WHERE a.kind IN ('wallet', 'escrow', 'treasury') AND t.transaction_hash IS NULL) AS unproven_account
    INTO fault
    FROM fresh
    LEFT JOIN LATERAL (SELECT written_by, transaction_hash FROM ledger_transactions WHERE id = fresh.transaction_id OFFSET 0) t ON true
    LEFT JOIN LATERAL (SELECT kind FROM ledger_accounts WHERE name = fresh.account OFFSET 0) a ON true
   GROUP BY fresh.transaction_id
  HAVING sum(fresh.amount) <> 0
      OR bool_or(t.written_by IS DISTINCT FROM pg_current_xact_id())
      OR bool_or(a.kind IS NULL)
      OR bool_or(a.kind IN ('wallet', 'escrow', 'treasury') AND t.transaction_hash IS NULL)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Entries of ledger transaction % are refused: %', fault.transaction_id,
      CASE WHEN fault.not_ours THEN 'the transaction was not written by this SQL transaction'
           WHEN fault.unknown_account IS NOT NULL THEN format('there is no account %s', fault.unknown_account)
           WHEN fault.off_by <> 0 THEN format('they are off balance by %s stroops', fault.off_by)
           ELSE format('%s is held on chain and the transaction has no proof', fault.unproven_account) END
      USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;
  -- In the order of names, so that two postings over the same accounts wait for each other and never deadlock.
  PERFORM FROM ledger_accounts WHERE name = ANY (touched) AND balance IS NOT NULL ORDER BY name FOR NO KEY UPDATE;
  UPDATE ledger_accounts
     SET balance = balance + CASE normal_side WHEN 'debit' THEN moves.amount ELSE -moves.amount END
    FROM (SELECT account, sum(amount)::bigint AS amount FROM fresh GROUP BY account) moves
   WHERE name = ANY (touched) AND name = moves.account AND balance IS NOT NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_entries_apply AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply_entries();
--> statement-breakpoint

-- Ledger: a transaction comes with its entries in one statement, and says itself which SQL transaction wrote it.
CREATE FUNCTION ledger_check_transactions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  faulty text;
BEGIN
  SELECT posting_key INTO faulty FROM fresh
   WHERE written_by <> pg_current_xact_id()
      OR (SELECT e.line FROM ledger_entries e WHERE e.transaction_id = fresh.id LIMIT 1) IS NULL
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Ledger transaction % is refused: it comes without entries, or names another SQL transaction', faulty
      USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_transactions_complete AFTER INSERT ON ledger_transactions REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_transactions();
--> statement-breakpoint

-- Orders: the version moves by exactly one, the terms never.
CREATE TRIGGER orders_version_begins BEFORE INSERT ON orders FOR EACH ROW WHEN (NEW.version <> 1)
  EXECUTE FUNCTION refuse_write('an order begins with version 1');
--> statement-breakpoint
CREATE TRIGGER orders_version_moves BEFORE UPDATE ON orders FOR EACH ROW WHEN (NEW.version <> OLD.version + 1)
  EXECUTE FUNCTION refuse_write('the version of an order moves by exactly 1');
--> statement-breakpoint
CREATE TRIGGER orders_terms_stay BEFORE UPDATE ON orders FOR EACH ROW
  WHEN ((NEW.id, NEW.buyer_id, NEW.seller_id, NEW.amount_stroops, NEW.currency, NEW.platform_fee_bps, NEW.client_order_ref, NEW.created_at)
    IS DISTINCT FROM (OLD.id, OLD.buyer_id, OLD.seller_id, OLD.amount_stroops, OLD.currency, OLD.platform_fee_bps, OLD.client_order_ref, OLD.created_at))
  EXECUTE FUNCTION refuse_write('the terms of an order are fixed');
--> statement-breakpoint
CREATE TRIGGER orders_kept BEFORE DELETE OR TRUNCATE ON orders
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('orders are kept for ever');
--> statement-breakpoint
CREATE TRIGGER order_changes_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON order_changes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('changes are written once');
--> statement-breakpoint
CREATE TRIGGER escrows_contract_stays BEFORE UPDATE ON escrows FOR EACH ROW
  WHEN ((NEW.id, NEW.order_id) IS DISTINCT FROM (OLD.id, OLD.order_id)
    OR (OLD.contract_id IS NOT NULL AND NEW.contract_id IS DISTINCT FROM OLD.contract_id))
  EXECUTE FUNCTION refuse_write('an order has one contract for ever');
--> statement-breakpoint

-- Commands: an outcome is final.
CREATE TRIGGER commands_outcome_final BEFORE UPDATE ON commands FOR EACH ROW
  WHEN (OLD.status <> 'PENDING' OR (NEW.command_id, NEW.order_id) IS DISTINCT FROM (OLD.command_id, OLD.order_id))
  EXECUTE FUNCTION refuse_write('the outcome of a command is final');
--> statement-breakpoint
CREATE TRIGGER commands_kept BEFORE DELETE ON commands FOR EACH ROW WHEN (OLD.status <> 'PENDING')
  EXECUTE FUNCTION refuse_write('the outcome of a command is final');
--> statement-breakpoint
CREATE TRIGGER commands_not_emptied BEFORE TRUNCATE ON commands
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('the outcome of a command is final');
--> statement-breakpoint

-- Chain: a stored envelope never changes, a settled attempt stays settled, a judged transfer stays judged.
CREATE TRIGGER chain_attempts_settled_once BEFORE UPDATE ON chain_attempts FOR EACH ROW
  WHEN (OLD.status <> 'PREPARED'
    OR (NEW.step_key, NEW.attempt, NEW.kind, NEW.order_id, NEW.envelope_xdr, NEW.hash, NEW.inner_hash, NEW.source_address, NEW.sequence, NEW.max_time_seconds, NEW.contract_id)
    IS DISTINCT FROM (OLD.step_key, OLD.attempt, OLD.kind, OLD.order_id, OLD.envelope_xdr, OLD.hash, OLD.inner_hash, OLD.source_address, OLD.sequence, OLD.max_time_seconds, OLD.contract_id))
  EXECUTE FUNCTION refuse_write('a stored envelope and a settled attempt never change');
--> statement-breakpoint
CREATE TRIGGER chain_attempts_kept BEFORE DELETE OR TRUNCATE ON chain_attempts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('attempts are the proof of what was signed');
--> statement-breakpoint
CREATE TRIGGER chain_transfers_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON chain_transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('a judged transfer stays judged');
--> statement-breakpoint
CREATE TRIGGER top_ups_paid_once BEFORE UPDATE ON top_ups FOR EACH ROW
  WHEN (OLD.status = 'PAID' OR (OLD.batch_key IS NOT NULL AND NEW.batch_key IS DISTINCT FROM OLD.batch_key)
    OR (NEW.order_id, NEW.user_id, NEW.amount_stroops) IS DISTINCT FROM (OLD.order_id, OLD.user_id, OLD.amount_stroops))
  EXECUTE FUNCTION refuse_write('a top-up keeps its batch and amount, and is paid once');
--> statement-breakpoint
CREATE TRIGGER top_ups_kept BEFORE DELETE OR TRUNCATE ON top_ups
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('top-ups are kept for ever');
--> statement-breakpoint

-- Wallets: a key is never lost, and an address never changes hands.
CREATE TRIGGER wallets_owner_stays BEFORE UPDATE ON wallets FOR EACH ROW
  WHEN (NEW.address <> OLD.address OR (OLD.user_id IS NOT NULL AND NEW.user_id IS DISTINCT FROM OLD.user_id)
    OR (OLD.status = 'READY' AND NEW.status <> 'READY')
    OR (OLD.batch_key IS NOT NULL AND NEW.batch_key IS DISTINCT FROM OLD.batch_key))
  EXECUTE FUNCTION refuse_write('a wallet keeps its owner and its batch');
--> statement-breakpoint
CREATE TRIGGER wallets_kept BEFORE DELETE OR TRUNCATE ON wallets
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('a lost key is lost money');
--> statement-breakpoint

-- Events: only the sequence is added later, once.
CREATE TRIGGER events_written_once BEFORE UPDATE OF event_id, event_type, aggregate_id, aggregate_type, order_id, payload, metadata, occurred_at ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('an event is written once');
--> statement-breakpoint
CREATE TRIGGER events_numbered_once BEFORE UPDATE ON events FOR EACH ROW WHEN (OLD.sequence IS NOT NULL)
  EXECUTE FUNCTION refuse_write('an event is numbered once');
--> statement-breakpoint

DO $$
DECLARE
  found record;
BEGIN
  FOR found IN SELECT tgrelid::regclass AS relation, tgname FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', found.relation, found.tgname);
  END LOOP;
END $$;
