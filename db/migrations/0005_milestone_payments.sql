ALTER TABLE "chain_transfers" DROP CONSTRAINT "chain_transfers_verdict";--> statement-breakpoint
ALTER TABLE "disputes" DROP CONSTRAINT "disputes_resolved";--> statement-breakpoint
ALTER TABLE "wallets" DROP CONSTRAINT "wallets_status";--> statement-breakpoint
ALTER TABLE "wallets" DROP CONSTRAINT "wallets_owner";--> statement-breakpoint
DROP INDEX "top_ups_due";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fee_policy" text DEFAULT 'platform_absorbs' NOT NULL;--> statement-breakpoint
ALTER TABLE "top_ups" ADD COLUMN "cause" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "chain_transfers_unexplained" ON "chain_transfers" USING btree ("event_id") WHERE verdict = 'unexplained';--> statement-breakpoint
CREATE INDEX "top_ups_due_to_user" ON "top_ups" USING btree ("user_id") WHERE status = 'DUE';--> statement-breakpoint
CREATE INDEX "top_ups_due" ON "top_ups" USING btree ("batched_at","created_at","order_id","user_id","cause") WHERE status = 'DUE';--> statement-breakpoint
ALTER TABLE "top_ups" DROP CONSTRAINT "top_ups_pkey";
--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_pkey" PRIMARY KEY("order_id","user_id","cause");--> statement-breakpoint
ALTER TABLE "chain_transfers" ADD CONSTRAINT "chain_transfers_verdict" CHECK ("chain_transfers"."verdict" in ('deposit', 'stray_deposit', 'treasury_funding', 'escrow_dust', 'own_escrow', 'top_up', 'outgoing', 'unexplained', 'ignored'));--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_decided" CHECK (case when "disputes"."decision" is null
        then "disputes"."status" <> 'RESOLVED' and "disputes"."release_stroops" is null and "disputes"."refund_stroops" is null
        else coalesce("disputes"."release_stroops", -1) >= 0 and coalesce("disputes"."refund_stroops", -1) >= 0 end);--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_resolved" CHECK (("disputes"."status" = 'RESOLVED') = ("disputes"."resolved_at" is not null));--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_fee_policy" CHECK ("orders"."fee_policy" in ('platform_absorbs', 'recipient_pays'));--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_status" CHECK ("wallets"."status" in ('SPARE', 'HELD', 'PENDING', 'READY'));--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_owner" CHECK (("wallets"."status" in ('SPARE', 'HELD')) = ("wallets"."user_id" is null));