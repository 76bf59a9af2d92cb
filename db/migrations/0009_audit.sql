CREATE TABLE "audit_findings" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"expected" text NOT NULL,
	"actual" text NOT NULL,
	"first_ledger" integer NOT NULL,
	"first_seen_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"last_ledger" integer NOT NULL,
	"last_seen_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"alarmed_at" timestamp(3) with time zone,
	"resolved_at" timestamp(3) with time zone,
	"resolved_ledger" integer,
	CONSTRAINT "audit_findings_kind" CHECK ("audit_findings"."kind" in ('ledger_chain', 'order_balances', 'order_history', 'order_events', 'order_workflow', 'ledger_sum', 'posting_sum', 'balance_drift', 'event_sequence', 'top_up_overdue', 'unexplained_transfer', 'unbooked_transfer', 'watcher_behind')),
	CONSTRAINT "audit_findings_ledgers" CHECK ("audit_findings"."first_ledger" <= "audit_findings"."last_ledger"),
	CONSTRAINT "audit_findings_resolved" CHECK (("audit_findings"."resolved_at" is null) = ("audit_findings"."resolved_ledger" is null))
);
--> statement-breakpoint
CREATE TABLE "audit_sweeps" (
	"name" text PRIMARY KEY NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"checked" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"started_ledger" integer NOT NULL,
	"completed_checked" integer,
	"completed_started_at" timestamp(3) with time zone,
	"completed_started_ledger" integer,
	"completed_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_totals" (
	"kind" text PRIMARY KEY NOT NULL,
	"stroops" bigint NOT NULL,
	"counted_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_unbooked" (
	"event_id" text PRIMARY KEY NOT NULL,
	"transaction_hash" text NOT NULL,
	"ledger" integer NOT NULL,
	"from_address" text NOT NULL,
	"to_address" text NOT NULL,
	"amount_stroops" bigint NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "audit_findings_open" ON "audit_findings" USING btree ("kind","subject") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "audit_findings_oldest" ON "audit_findings" USING btree ("first_seen_at","id") WHERE resolved_at is null;