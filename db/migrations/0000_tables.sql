CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"environment" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp(3) with time zone,
	"revoked_at" timestamp(3) with time zone,
	CONSTRAINT "api_keys_hash" UNIQUE("hash"),
	CONSTRAINT "api_keys_environment" CHECK ("api_keys"."environment" in ('live', 'test')),
	CONSTRAINT "api_keys_scopes" CHECK ("api_keys"."scopes" <@ array['read', 'write', 'support'])
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"api_key_id" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"command_id" text NOT NULL,
	"resource_id" text NOT NULL,
	"claims" integer DEFAULT 1 NOT NULL,
	"claimed_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"answered_at" timestamp(3) with time zone,
	"status" integer,
	"body" text,
	"headers" jsonb,
	CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY("api_key_id","key"),
	CONSTRAINT "idempotency_keys_answer" CHECK (("idempotency_keys"."answered_at" is null) = ("idempotency_keys"."status" is null))
);
--> statement-breakpoint
CREATE TABLE "chain_attempts" (
	"step_key" text NOT NULL,
	"attempt" integer NOT NULL,
	"kind" text NOT NULL,
	"order_id" text,
	"envelope_xdr" text NOT NULL,
	"hash" text NOT NULL,
	"inner_hash" text NOT NULL,
	"source_address" text NOT NULL,
	"sequence" text NOT NULL,
	"max_time_seconds" bigint NOT NULL,
	"contract_id" text,
	"status" text NOT NULL,
	"ledger" integer,
	"result_xdr" text,
	"failure" text,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp(3) with time zone,
	CONSTRAINT "chain_attempts_pkey" PRIMARY KEY("step_key","attempt"),
	CONSTRAINT "chain_attempts_hash" UNIQUE("hash"),
	CONSTRAINT "chain_attempts_status" CHECK ("chain_attempts"."status" in ('PREPARED', 'APPLIED', 'FAILED', 'EXPIRED')),
	CONSTRAINT "chain_attempts_number" CHECK ("chain_attempts"."attempt" >= 1),
	CONSTRAINT "chain_attempts_applied" CHECK ("chain_attempts"."status" <> 'APPLIED' or "chain_attempts"."ledger" is not null)
);
--> statement-breakpoint
CREATE TABLE "chain_cursors" (
	"watcher" text PRIMARY KEY NOT NULL,
	"cursor" text NOT NULL,
	"ledger" integer NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chain_transfers" (
	"event_id" text PRIMARY KEY NOT NULL,
	"transaction_hash" text NOT NULL,
	"ledger" integer NOT NULL,
	"from_address" text NOT NULL,
	"to_address" text NOT NULL,
	"amount_stroops" bigint NOT NULL,
	"to_muxed_id" text,
	"verdict" text NOT NULL,
	"user_id" text,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chain_transfers_verdict" CHECK ("chain_transfers"."verdict" in ('deposit', 'treasury_funding', 'own_escrow', 'top_up', 'outgoing', 'ignored')),
	CONSTRAINT "chain_transfers_deposit" CHECK ("chain_transfers"."verdict" <> 'deposit' or "chain_transfers"."user_id" is not null),
	CONSTRAINT "chain_transfers_amount" CHECK ("chain_transfers"."amount_stroops" >= 0)
);
--> statement-breakpoint
CREATE TABLE "events" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sequence" bigint,
	"event_id" text NOT NULL,
	"event_type" text NOT NULL,
	"aggregate_id" text NOT NULL,
	"aggregate_type" text NOT NULL,
	"order_id" text,
	"payload" jsonb NOT NULL,
	"metadata" jsonb NOT NULL,
	"occurred_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "events_payload" CHECK (jsonb_typeof("events"."payload") = 'object' and jsonb_typeof("events"."metadata") = 'object')
);
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"name" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"normal_side" text NOT NULL,
	"balance" bigint,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_accounts_floor" CHECK ("ledger_accounts"."balance" >= 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"transaction_id" bigint NOT NULL,
	"line" smallint NOT NULL,
	"account" text NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "ledger_entries_pkey" PRIMARY KEY("transaction_id","line"),
	CONSTRAINT "ledger_entries_amount" CHECK ("ledger_entries"."amount" <> 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_transactions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_transactions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"posting_key" text NOT NULL,
	"kind" text NOT NULL,
	"order_id" text,
	"user_id" text,
	"transaction_hash" text,
	"ledger" integer,
	"event_index" integer,
	"written_by" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ledger_transactions_posting_key" UNIQUE("posting_key"),
	CONSTRAINT "ledger_transactions_proof" CHECK ("ledger_transactions"."kind" in ('reserve', 'cancel') or ("ledger_transactions"."transaction_hash" is not null and "ledger_transactions"."ledger" is not null))
);
--> statement-breakpoint
CREATE TABLE "commands" (
	"command_id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"rejection" jsonb,
	"snapshot" jsonb,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp(3) with time zone,
	CONSTRAINT "commands_status" CHECK ("commands"."status" in ('PENDING', 'SUCCEEDED', 'REJECTED')),
	CONSTRAINT "commands_rejection" CHECK (("commands"."status" = 'REJECTED') = ("commands"."rejection" is not null))
);
--> statement-breakpoint
CREATE TABLE "escrows" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"contract_id" text,
	"status" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"funded_at" timestamp(3) with time zone,
	CONSTRAINT "escrows_order_id" UNIQUE("order_id"),
	CONSTRAINT "escrows_contract_id" UNIQUE("contract_id"),
	CONSTRAINT "escrows_status" CHECK ("escrows"."status" in ('CREATING', 'CREATED', 'FUNDING', 'FUNDED', 'RELEASING', 'RELEASED'))
);
--> statement-breakpoint
CREATE TABLE "order_changes" (
	"key" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"version" integer,
	"statuses" text[],
	"command_id" text,
	"rejection" jsonb,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "order_changes_result" CHECK (("order_changes"."version" is null) <> ("order_changes"."rejection" is null)),
	CONSTRAINT "order_changes_statuses" CHECK (("order_changes"."version" is null) = ("order_changes"."statuses" is null))
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"status" text NOT NULL,
	"final_status" text,
	"buyer_id" text NOT NULL,
	"seller_id" text NOT NULL,
	"amount_stroops" bigint NOT NULL,
	"currency" text NOT NULL,
	"platform_fee_bps" integer NOT NULL,
	"title" text,
	"description" text,
	"client_order_ref" text,
	"metadata" jsonb,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"reserved_at" timestamp(3) with time zone,
	"funded_at" timestamp(3) with time zone,
	"closed_at" timestamp(3) with time zone,
	CONSTRAINT "orders_status" CHECK ("orders"."status" in ('ORDER_CREATED', 'FUNDS_RESERVED', 'ESCROW_CREATING', 'ESCROW_FUNDING', 'ESCROW_FUNDED', 'IN_PROGRESS', 'RELEASE_REQUESTED', 'RELEASED', 'REFUND_REQUESTED', 'REFUNDED', 'DISPUTED', 'CLOSED')),
	CONSTRAINT "orders_final_status" CHECK ("orders"."final_status" in ('RELEASED', 'REFUNDED', 'SPLIT', 'CANCELED')),
	CONSTRAINT "orders_closed" CHECK (("orders"."status" = 'CLOSED') = ("orders"."final_status" is not null)),
	CONSTRAINT "orders_amount" CHECK ("orders"."amount_stroops" > 0)
);
--> statement-breakpoint
CREATE TABLE "platform_accounts" (
	"role" text PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "top_ups" (
	"order_id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"amount_stroops" bigint NOT NULL,
	"status" text DEFAULT 'DUE' NOT NULL,
	"batch_key" text,
	"batched_at" timestamp(3) with time zone,
	"transaction_hash" text,
	"ledger" integer,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"paid_at" timestamp(3) with time zone,
	CONSTRAINT "top_ups_amount" CHECK ("top_ups"."amount_stroops" > 0),
	CONSTRAINT "top_ups_status" CHECK ("top_ups"."status" in ('DUE', 'PAID')),
	CONSTRAINT "top_ups_paid" CHECK ("top_ups"."status" <> 'PAID' or ("top_ups"."batch_key" is not null and "top_ups"."transaction_hash" is not null and "top_ups"."ledger" is not null))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"external_user_id" text NOT NULL,
	"email" text,
	"type" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_external_user_id" UNIQUE("external_user_id"),
	CONSTRAINT "users_type" CHECK ("users"."type" in ('BUYER', 'SELLER', 'BOTH'))
);
--> statement-breakpoint
CREATE TABLE "wallets" (
	"address" text PRIMARY KEY NOT NULL,
	"user_id" text,
	"status" text DEFAULT 'SPARE' NOT NULL,
	"key_id" text NOT NULL,
	"ciphertext" text NOT NULL,
	"batch_key" text,
	"transaction_hash" text,
	"ledger" integer,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"claimed_at" timestamp(3) with time zone,
	"ready_at" timestamp(3) with time zone,
	CONSTRAINT "wallets_user_id" UNIQUE("user_id"),
	CONSTRAINT "wallets_status" CHECK ("wallets"."status" in ('SPARE', 'PENDING', 'READY')),
	CONSTRAINT "wallets_owner" CHECK (("wallets"."status" = 'SPARE') = ("wallets"."user_id" is null)),
	CONSTRAINT "wallets_ready_proof" CHECK ("wallets"."status" <> 'READY' or ("wallets"."transaction_hash" is not null and "wallets"."ledger" is not null))
);
--> statement-breakpoint
ALTER TABLE "chain_transfers" ADD CONSTRAINT "chain_transfers_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escrows" ADD CONSTRAINT "escrows_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_buyer_id_users_id_fk" FOREIGN KEY ("buyer_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_seller_id_users_id_fk" FOREIGN KEY ("seller_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_expiry" ON "idempotency_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "chain_attempts_one_live" ON "chain_attempts" USING btree ("step_key") WHERE status in ('PREPARED', 'APPLIED');--> statement-breakpoint
CREATE INDEX "chain_attempts_of_order" ON "chain_attempts" USING btree ("order_id") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "chain_transfers_of_user" ON "chain_transfers" USING btree ("user_id","event_id") WHERE user_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "events_event_id" ON "events" USING btree ("event_id");--> statement-breakpoint
CREATE UNIQUE INDEX "events_sequence" ON "events" USING btree ("sequence") WHERE sequence is not null;--> statement-breakpoint
CREATE INDEX "events_without_sequence" ON "events" USING btree ("position") WHERE sequence is null;--> statement-breakpoint
CREATE INDEX "events_of_order" ON "events" USING btree ("order_id","sequence") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "ledger_entries_of_account" ON "ledger_entries" USING btree ("account","transaction_id");--> statement-breakpoint
CREATE INDEX "ledger_transactions_of_order" ON "ledger_transactions" USING btree ("order_id") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "ledger_transactions_of_user" ON "ledger_transactions" USING btree ("user_id","id") WHERE user_id is not null;--> statement-breakpoint
CREATE INDEX "commands_of_order" ON "commands" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "order_changes_version" ON "order_changes" USING btree ("order_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_client_order_ref" ON "orders" USING btree ("client_order_ref") WHERE client_order_ref is not null;--> statement-breakpoint
CREATE INDEX "orders_of_buyer" ON "orders" USING btree ("buyer_id","id");--> statement-breakpoint
CREATE INDEX "orders_of_seller" ON "orders" USING btree ("seller_id","id");--> statement-breakpoint
CREATE INDEX "orders_by_status" ON "orders" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "orders_open_of_buyer" ON "orders" USING btree ("buyer_id") WHERE status <> 'CLOSED';--> statement-breakpoint
CREATE INDEX "top_ups_due" ON "top_ups" USING btree ("batched_at","created_at","order_id") WHERE status = 'DUE';--> statement-breakpoint
CREATE INDEX "top_ups_of_batch" ON "top_ups" USING btree ("batch_key") WHERE batch_key is not null;--> statement-breakpoint
CREATE INDEX "wallets_spare" ON "wallets" USING btree ("created_at","address") WHERE status = 'SPARE';--> statement-breakpoint
CREATE INDEX "wallets_pending" ON "wallets" USING btree ("claimed_at","address") WHERE status = 'PENDING';