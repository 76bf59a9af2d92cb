CREATE TABLE "recovery_holds" (
	"one" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recovery_holds_one" CHECK ("recovery_holds"."one" = 1)
);
