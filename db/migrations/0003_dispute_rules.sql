-- Disputes: opened once, taken by support, decided for ever. What was claimed when it was opened does not change.
CREATE TRIGGER disputes_begin_open BEFORE INSERT ON disputes FOR EACH ROW WHEN (NEW.status <> 'OPEN')
  EXECUTE FUNCTION refuse_write('a dispute begins open');
--> statement-breakpoint
CREATE TRIGGER disputes_resolved_once BEFORE UPDATE ON disputes FOR EACH ROW
  WHEN (OLD.status = 'RESOLVED' OR (OLD.status = 'UNDER_REVIEW' AND NEW.status = 'OPEN'))
  EXECUTE FUNCTION refuse_write('a decided dispute is final, and one that was taken up does not fall back');
--> statement-breakpoint
CREATE TRIGGER disputes_facts_stay BEFORE UPDATE ON disputes FOR EACH ROW
  WHEN ((NEW.id, NEW.order_id, NEW.opened_by, NEW.reason, NEW.description, NEW.created_at)
    IS DISTINCT FROM (OLD.id, OLD.order_id, OLD.opened_by, OLD.reason, OLD.description, OLD.created_at))
  EXECUTE FUNCTION refuse_write('what a dispute was opened for does not change');
--> statement-breakpoint
CREATE TRIGGER disputes_kept BEFORE DELETE OR TRUNCATE ON disputes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('disputes are kept for ever');
--> statement-breakpoint

-- API keys: a key that was revoked or replaced stays so, and what it did stays somebody's.
CREATE TRIGGER api_keys_ended_for_ever BEFORE UPDATE ON api_keys FOR EACH ROW
  WHEN ((OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    OR (OLD.replaced_by IS NOT NULL AND NEW.replaced_by IS DISTINCT FROM OLD.replaced_by)
    OR (OLD.replaced_by IS NOT NULL AND NEW.expires_at IS DISTINCT FROM OLD.expires_at)
    OR (NEW.id, NEW.environment, NEW.prefix, NEW.hash, NEW.created_at)
      IS DISTINCT FROM (OLD.id, OLD.environment, OLD.prefix, OLD.hash, OLD.created_at))
  EXECUTE FUNCTION refuse_write('a key stays the one it is; a revoked or replaced key does not come back');
--> statement-breakpoint
CREATE TRIGGER api_keys_kept BEFORE DELETE OR TRUNCATE ON api_keys
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('revoke a key instead');
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
