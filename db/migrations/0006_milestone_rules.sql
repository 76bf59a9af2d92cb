-- Each milestone of an order is locked in an account of its own, numbered from zero. A wallet without an owner that holds
-- money has an account under its address.
CREATE OR REPLACE FUNCTION ledger_open_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  side text := CASE WHEN NEW.kind IN ('wallet', 'escrow', 'treasury', 'protocolFees') THEN 'debit' ELSE 'credit' END;
  opening bigint := CASE WHEN NEW.kind IN ('userAvailable', 'orderReserved', 'orderEscrow', 'wallet', 'escrow') THEN 0 END;
  pattern text := CASE NEW.kind
    WHEN 'userAvailable' THEN '^user:usr_[0-9A-Za-z]+:available$'
    WHEN 'orderReserved' THEN '^order:ord_[0-9A-Za-z]+:reserved$'
    WHEN 'orderEscrow' THEN '^order:ord_[0-9A-Za-z]+:escrow(:[0-9]{1,2})?$'
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

-- Who bears the fee is one of the terms.
DROP TRIGGER orders_terms_stay ON orders;
--> statement-breakpoint
CREATE TRIGGER orders_terms_stay BEFORE UPDATE ON orders FOR EACH ROW
  WHEN ((NEW.id, NEW.buyer_id, NEW.seller_id, NEW.amount_stroops, NEW.currency, NEW.platform_fee_bps, NEW.fee_policy, NEW.client_order_ref, NEW.created_at)
    IS DISTINCT FROM (OLD.id, OLD.buyer_id, OLD.seller_id, OLD.amount_stroops, OLD.currency, OLD.platform_fee_bps, OLD.fee_policy, OLD.client_order_ref, OLD.created_at))
  EXECUTE FUNCTION refuse_write('the terms of an order are fixed');
--> statement-breakpoint
ALTER TABLE orders ENABLE ALWAYS TRIGGER orders_terms_stay;
--> statement-breakpoint

-- A decision that was accepted is what gets paid.
CREATE TRIGGER disputes_decision_stays BEFORE UPDATE ON disputes FOR EACH ROW
  WHEN (OLD.status <> 'RESOLVED' AND OLD.decision IS NOT NULL AND (NEW.decision, NEW.release_stroops, NEW.refund_stroops)
    IS DISTINCT FROM (OLD.decision, OLD.release_stroops, OLD.refund_stroops))
  EXECUTE FUNCTION refuse_write('an accepted decision does not change');
--> statement-breakpoint
ALTER TABLE disputes ENABLE ALWAYS TRIGGER disputes_decision_stays;
--> statement-breakpoint

CREATE TRIGGER wallets_held_stay BEFORE UPDATE ON wallets FOR EACH ROW WHEN (OLD.status = 'HELD' AND NEW.status <> 'HELD')
  EXECUTE FUNCTION refuse_write('a wallet that holds a stranger''s money is given to nobody');
--> statement-breakpoint
ALTER TABLE wallets ENABLE ALWAYS TRIGGER wallets_held_stay;
--> statement-breakpoint

-- Orders with milestones from before milestones could be paid: none of theirs has moved.
ALTER TABLE orders DISABLE TRIGGER orders_version_moves;
--> statement-breakpoint
UPDATE orders SET milestones = (
  SELECT jsonb_agg(m || '{"status": "PENDING", "releasedStroops": null, "transactionHash": null}'::jsonb ORDER BY place)
  FROM jsonb_array_elements(milestones) WITH ORDINALITY AS t(m, place)
) WHERE jsonb_array_length(milestones) > 0;
--> statement-breakpoint
ALTER TABLE orders ENABLE ALWAYS TRIGGER orders_version_moves;
