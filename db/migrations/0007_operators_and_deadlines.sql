CREATE TABLE "operator_actions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "operator_actions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"order_id" text NOT NULL,
	"action_key" text NOT NULL,
	"command_id" text,
	"action" text NOT NULL,
	"performed_by" text NOT NULL,
	"reason" text NOT NULL,
	"details" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "operator_actions_action" CHECK ("operator_actions"."action" in ('abort', 'resolveManually', 'extendDeadline', 'retryNow'))
);
--> statement-breakpoint
ALTER TABLE "escrows" DROP CONSTRAINT "escrows_status";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "deadlines" jsonb;--> statement-breakpoint
ALTER TABLE "operator_actions" ADD CONSTRAINT "operator_actions_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "operator_actions_once" ON "operator_actions" USING btree ("order_id","action_key");--> statement-breakpoint
CREATE INDEX "operator_actions_newest" ON "operator_actions" USING btree ("created_at","id");--> statement-breakpoint
ALTER TABLE "escrows" ADD CONSTRAINT "escrows_status" CHECK ("escrows"."status" in ('CREATING', 'CREATED', 'FUNDING', 'FUNDED', 'RELEASING', 'DISPUTED', 'RESOLVING', 'RELEASED', 'REFUNDED', 'SPLIT', 'ABANDONED'));