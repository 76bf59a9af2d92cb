CREATE TABLE "webhook_attempts" (
	"delivery_id" text NOT NULL,
	"number" integer NOT NULL,
	"started_at" timestamp(3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"http_status" smallint,
	"error" text,
	"response_body" text,
	"outcome" text NOT NULL,
	CONSTRAINT "webhook_attempts_pkey" PRIMARY KEY("delivery_id","number"),
	CONSTRAINT "webhook_attempts_outcome" CHECK ("webhook_attempts"."outcome" in ('SUCCEEDED', 'FAILED')),
	CONSTRAINT "webhook_attempts_error" CHECK ("webhook_attempts"."error" in ('http_status', 'redirect', 'gone', 'timeout', 'dns', 'address_refused', 'url_refused', 'connection_refused', 'connection_lost', 'tls', 'bad_answer', 'secret_missing')),
	CONSTRAINT "webhook_attempts_reason" CHECK (("webhook_attempts"."outcome" = 'FAILED') = ("webhook_attempts"."error" is not null))
);
--> statement-breakpoint
CREATE TABLE "webhook_cursor" (
	"one" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "webhook_cursor_one" CHECK ("webhook_cursor"."one" = 1)
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"endpoint_id" text NOT NULL,
	"event_id" text NOT NULL,
	"event_type" text NOT NULL,
	"own_event" jsonb,
	"status" text DEFAULT 'PENDING' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"schedule_step" smallint DEFAULT 0 NOT NULL,
	"replays" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp(3) with time zone DEFAULT now(),
	"leased_until" timestamp(3) with time zone,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp(3) with time zone,
	CONSTRAINT "webhook_deliveries_status_known" CHECK ("webhook_deliveries"."status" in ('PENDING', 'DELIVERED', 'FAILED', 'CANCELED')),
	CONSTRAINT "webhook_deliveries_finished_known" CHECK (("webhook_deliveries"."status" = 'PENDING') = ("webhook_deliveries"."finished_at" is null)
        and ("webhook_deliveries"."status" = 'PENDING') = ("webhook_deliveries"."next_attempt_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"patterns" text[] NOT NULL,
	"description" text,
	"dialect" text NOT NULL,
	"status" text DEFAULT 'ENABLED' NOT NULL,
	"disabled_reason" text,
	"disabled_at" timestamp(3) with time zone,
	"key_id" text NOT NULL,
	"secret_version" integer DEFAULT 1 NOT NULL,
	"previous_key_id" text,
	"previous_version" integer,
	"previous_until" timestamp(3) with time zone,
	"starts_after" bigint NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"enabled_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"last_success_at" timestamp(3) with time zone,
	"is_failing" boolean DEFAULT false NOT NULL,
	"failed_in_a_row" integer DEFAULT 0 NOT NULL,
	"removed_at" timestamp(3) with time zone,
	CONSTRAINT "webhook_endpoints_status" CHECK ("webhook_endpoints"."status" in ('ENABLED', 'DISABLED')),
	CONSTRAINT "webhook_endpoints_reason" CHECK ("webhook_endpoints"."disabled_reason" in ('requested', 'gone', 'failing')),
	CONSTRAINT "webhook_endpoints_disabled" CHECK (("webhook_endpoints"."status" = 'DISABLED') = ("webhook_endpoints"."disabled_reason" is not null)
        and ("webhook_endpoints"."status" = 'DISABLED') = ("webhook_endpoints"."disabled_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery_id_webhook_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_id_webhook_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_event" ON "webhook_deliveries" USING btree ("endpoint_id","event_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("endpoint_id","next_attempt_at") WHERE status = 'PENDING';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_leased" ON "webhook_deliveries" USING btree ("endpoint_id","leased_until") WHERE leased_until is not null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_status" ON "webhook_deliveries" USING btree ("endpoint_id","status","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_type" ON "webhook_deliveries" USING btree ("endpoint_id","event_type","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_listed" ON "webhook_deliveries" USING btree ("endpoint_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_finished" ON "webhook_deliveries" USING btree ("finished_at") WHERE finished_at is not null;--> statement-breakpoint
CREATE INDEX "webhook_endpoints_listed" ON "webhook_endpoints" USING btree ("id") WHERE removed_at is null;--> statement-breakpoint
INSERT INTO "webhook_cursor" ("sequence") SELECT coalesce(max("sequence"), 0) FROM "events" WHERE "sequence" IS NOT NULL;
