-- What support did stays done, and by whom.
CREATE TRIGGER operator_actions_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON operator_actions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_write('what support did is written once');
--> statement-breakpoint
ALTER TABLE operator_actions ENABLE ALWAYS TRIGGER operator_actions_written_once;
