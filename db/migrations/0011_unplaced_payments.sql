CREATE TABLE "unplaced_payments" (
	"transaction_hash" text NOT NULL,
	"address" text NOT NULL,
	"amount_stroops" bigint NOT NULL,
	CONSTRAINT "unplaced_payments_pkey" PRIMARY KEY("transaction_hash","address","amount_stroops")
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "deadline_terms" jsonb;