CREATE TABLE "disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"status" text NOT NULL,
	"opened_by" text NOT NULL,
	"reason" text NOT NULL,
	"description" text,
	"decision" text,
	"release_stroops" bigint,
	"refund_stroops" bigint,
	"note" text,
	"assigned_to" text,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp(3) with time zone,
	CONSTRAINT "disputes_order_id" UNIQUE("order_id"),
	CONSTRAINT "disputes_status" CHECK ("disputes"."status" in ('OPEN', 'UNDER_REVIEW', 'RESOLVED')),
	CONSTRAINT "disputes_opened_by" CHECK ("disputes"."opened_by" in ('BUYER', 'SELLER')),
	CONSTRAINT "disputes_reason" CHECK ("disputes"."reason" in ('NOT_DELIVERED', 'QUALITY_ISSUE', 'OTHER')),
	CONSTRAINT "disputes_decision" CHECK ("disputes"."decision" in ('FULL_RELEASE', 'FULL_REFUND', 'SPLIT')),
	CONSTRAINT "disputes_resolved" CHECK (case when "disputes"."status" = 'RESOLVED'
        then "disputes"."decision" is not null and "disputes"."resolved_at" is not null
          and coalesce("disputes"."release_stroops", -1) >= 0 and coalesce("disputes"."refund_stroops", -1) >= 0
        else "disputes"."decision" is null and "disputes"."resolved_at" is null
          and "disputes"."release_stroops" is null and "disputes"."refund_stroops" is null end),
	CONSTRAINT "disputes_under_review" CHECK ("disputes"."status" <> 'UNDER_REVIEW' or "disputes"."assigned_to" is not null)
);
--> statement-breakpoint
ALTER TABLE "chain_transfers" DROP CONSTRAINT "chain_transfers_verdict";--> statement-breakpoint
ALTER TABLE "escrows" DROP CONSTRAINT "escrows_status";--> statement-breakpoint
DROP INDEX "top_ups_due";--> statement-breakpoint
ALTER TABLE "top_ups" DROP CONSTRAINT "top_ups_pkey";--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_pkey" PRIMARY KEY("order_id","user_id");--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "last_used_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "replaced_by" text;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "disputes_newest" ON "disputes" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "disputes_by_status" ON "disputes" USING btree ("status","created_at","id");--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_replaced_by_api_keys_id_fk" FOREIGN KEY ("replaced_by") REFERENCES "public"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_of_type" ON "events" USING btree ("event_type","sequence") WHERE sequence is not null;--> statement-breakpoint
CREATE INDEX "events_of_aggregate" ON "events" USING btree ("aggregate_id","sequence") WHERE sequence is not null;--> statement-breakpoint
CREATE INDEX "ledger_transactions_funding_of_user" ON "ledger_transactions" USING btree ("user_id","id") WHERE kind = 'fund';--> statement-breakpoint
CREATE INDEX "top_ups_due" ON "top_ups" USING btree ("batched_at","created_at","order_id","user_id") WHERE status = 'DUE';--> statement-breakpoint
ALTER TABLE "chain_transfers" ADD CONSTRAINT "chain_transfers_verdict" CHECK ("chain_transfers"."verdict" in ('deposit', 'treasury_funding', 'escrow_dust', 'own_escrow', 'top_up', 'outgoing', 'ignored'));--> statement-breakpoint
ALTER TABLE "escrows" ADD CONSTRAINT "escrows_status" CHECK ("escrows"."status" in ('CREATING', 'CREATED', 'FUNDING', 'FUNDED', 'RELEASING', 'DISPUTED', 'RESOLVING', 'RELEASED', 'REFUNDED', 'SPLIT'));