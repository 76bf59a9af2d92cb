CREATE TABLE "withdrawals" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"status" text NOT NULL,
	"user_id" text NOT NULL,
	"amount_stroops" bigint NOT NULL,
	"destination" text NOT NULL,
	"memo_type" text,
	"memo_value" text,
	"command_id" text NOT NULL,
	"failure_code" text,
	"failure_reason" text,
	"transaction_hash" text,
	"ledger" integer,
	"requested_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp(3) with time zone,
	CONSTRAINT "withdrawals_status" CHECK ("withdrawals"."status" in ('PENDING', 'COMPLETED', 'FAILED')),
	CONSTRAINT "withdrawals_amount" CHECK ("withdrawals"."amount_stroops" > 0),
	CONSTRAINT "withdrawals_destination" CHECK ("withdrawals"."destination" ~ '^(G[A-Z2-7]{55}|M[A-Z2-7]{68})$'),
	CONSTRAINT "withdrawals_memo" CHECK (("withdrawals"."memo_type" is null) = ("withdrawals"."memo_value" is null) and "withdrawals"."memo_type" in ('text', 'id')),
	CONSTRAINT "withdrawals_finished" CHECK (("withdrawals"."status" = 'PENDING') = ("withdrawals"."finished_at" is null)),
	CONSTRAINT "withdrawals_proof" CHECK (("withdrawals"."status" = 'COMPLETED') = ("withdrawals"."transaction_hash" is not null) and ("withdrawals"."transaction_hash" is null) = ("withdrawals"."ledger" is null)),
	CONSTRAINT "withdrawals_failure" CHECK (("withdrawals"."status" = 'FAILED') = ("withdrawals"."failure_code" is not null) and ("withdrawals"."failure_code" is null) = ("withdrawals"."failure_reason" is null) and "withdrawals"."failure_code" in ('does_not_exist', 'no_trustline', 'not_authorized', 'trustline_full', 'rejected_by_network', 'given_up'))
);
--> statement-breakpoint
ALTER TABLE "ledger_transactions" DROP CONSTRAINT "ledger_transactions_proof";--> statement-breakpoint
ALTER TABLE "operator_actions" DROP CONSTRAINT "operator_actions_action";--> statement-breakpoint
ALTER TABLE "operator_actions" ALTER COLUMN "order_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "operator_actions" ADD COLUMN "withdrawal_id" text;--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "withdrawals_transaction" ON "withdrawals" USING btree ("transaction_hash") WHERE transaction_hash is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "withdrawals_command" ON "withdrawals" USING btree ("command_id");--> statement-breakpoint
CREATE INDEX "withdrawals_of_user" ON "withdrawals" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "withdrawals_by_status" ON "withdrawals" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "withdrawals_pending_of_user" ON "withdrawals" USING btree ("user_id") WHERE status = 'PENDING';--> statement-breakpoint
ALTER TABLE "operator_actions" ADD CONSTRAINT "operator_actions_withdrawal_id_withdrawals_id_fk" FOREIGN KEY ("withdrawal_id") REFERENCES "public"."withdrawals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ledger_transactions_withdrawal_of_user" ON "ledger_transactions" USING btree ("user_id","id") WHERE kind = 'withdrawalPaid';--> statement-breakpoint
CREATE UNIQUE INDEX "operator_actions_once_of_withdrawal" ON "operator_actions" USING btree ("withdrawal_id","action_key") WHERE withdrawal_id is not null;--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_proof" CHECK ("ledger_transactions"."kind" in ('reserve', 'cancel', 'withdrawalRequest', 'withdrawalReturn') or ("ledger_transactions"."transaction_hash" is not null and "ledger_transactions"."ledger" is not null));--> statement-breakpoint
ALTER TABLE "operator_actions" ADD CONSTRAINT "operator_actions_subject" CHECK (("operator_actions"."order_id" is null) <> ("operator_actions"."withdrawal_id" is null));--> statement-breakpoint
ALTER TABLE "operator_actions" ADD CONSTRAINT "operator_actions_action" CHECK ("operator_actions"."action" in ('abort', 'resolveManually', 'extendDeadline', 'retryNow', 'giveUp'));--> statement-breakpoint

-- What is set aside for a withdrawal has an account of its own.
CREATE OR REPLACE FUNCTION ledger_open_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  side text := CASE WHEN NEW.kind IN ('wallet', 'escrow', 'treasury', 'protocolFees') THEN 'debit' ELSE 'credit' END;
  opening bigint := CASE WHEN NEW.kind IN ('userAvailable', 'orderReserved', 'orderEscrow', 'withdrawalPending', 'wallet', 'escrow') THEN 0 END;
  pattern text := CASE NEW.kind
    WHEN 'userAvailable' THEN '^user:usr_[0-9A-Za-z]+:available$'
    WHEN 'orderReserved' THEN '^order:ord_[0-9A-Za-z]+:reserved$'
    WHEN 'orderEscrow' THEN '^order:ord_[0-9A-Za-z]+:escrow(:[0-9]{1,2})?$'
    WHEN 'withdrawalPending' THEN '^withdrawal:wdr_[0-9A-Za-z]+:pending$'
    WHEN 'wallet' THEN '^wallet:(usr_[0-9A-Za-z]+|G[A-Z2-7]{55})$'
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

-- A withdrawal begins set aside and ends once; who takes out how much to where is fixed.
CREATE TRIGGER withdrawals_begin_pending BEFORE INSERT ON withdrawals FOR EACH ROW
  WHEN (NEW.version <> 1 OR NEW.status <> 'PENDING')
  EXECUTE FUNCTION refuse_write('a withdrawal begins pending, with version 1');
--> statement-breakpoint
CREATE TRIGGER withdrawals_end_once BEFORE UPDATE ON withdrawals FOR EACH ROW
  WHEN (OLD.status <> 'PENDING' OR NEW.version <> OLD.version + 1)
  EXECUTE FUNCTION refuse_write('a withdrawal is paid or given back once, and its version moves by exactly 1');
--> statement-breakpoint
CREATE TRIGGER withdrawals_terms_stay BEFORE UPDATE ON withdrawals FOR EACH ROW
  WHEN ((NEW.id, NEW.user_id, NEW.amount_stroops, NEW.destination, NEW.memo_type, NEW.memo_value, NEW.command_id, NEW.requested_at)
    IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.amount_stroops, OLD.destination, OLD.memo_type, OLD.memo_value, OLD.command_id, OLD.requested_at))
  EXECUTE FUNCTION refuse_write('the terms of a withdrawal are fixed');
--> statement-breakpoint
CREATE TRIGGER withdrawals_kept BEFORE DELETE OR TRUNCATE ON withdrawals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('withdrawals are kept for ever');
--> statement-breakpoint

-- Nothing is paid and given back. The two rules below wait for each other on the withdrawal's row: an envelope that is
-- stored first is seen by who gives back, and who gives back first is seen by the envelope. A row's trigger runs when the
-- row is locked, and each statement in it sees what was committed until then.
CREATE FUNCTION withdrawal_refuse_return() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM chain_attempts WHERE step_key = NEW.id || ':pay' AND status IN ('PREPARED', 'APPLIED')) THEN
    RAISE EXCEPTION 'Withdrawal % is not given back: its payment was applied, or may still be', NEW.id
      USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER withdrawals_unpaid_when_returned BEFORE UPDATE ON withdrawals FOR EACH ROW WHEN (NEW.status = 'FAILED')
  EXECUTE FUNCTION withdrawal_refuse_return();
--> statement-breakpoint
CREATE FUNCTION withdrawal_refuse_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM withdrawals WHERE id || ':pay' = NEW.step_key AND id = split_part(NEW.step_key, ':', 1) AND status = 'PENDING' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'Payment % is not stored: no withdrawal of this name is pending', NEW.step_key
      USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER chain_attempts_pay_pending_withdrawals BEFORE INSERT ON chain_attempts FOR EACH ROW
  WHEN (NEW.kind = 'withdraw' AND NEW.status = 'PREPARED')
  EXECUTE FUNCTION withdrawal_refuse_payment();
--> statement-breakpoint

DO $$
DECLARE
  found record;
BEGIN
  FOR found IN SELECT tgrelid::regclass AS relation, tgname FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgenabled <> 'A' AND relnamespace = current_schema()::regnamespace LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', found.relation, found.tgname);
  END LOOP;
END $$;
