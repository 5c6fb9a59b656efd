-- What a relay asks of the outbox, each in one round trip. Both take relays one after the other: a statement of a function sees
-- what was committed before it began, so also what whoever held the lock before has written. The lock is the one that relays of
-- releases before took by a statement of its own.

-- The oldest waiting events, reserved for the caller for so long. Of an aggregate only what nobody else is at work on, and what
-- does not stand behind an earlier event that waits.
CREATE FUNCTION "claim_outbox_events"("lease" interval, "most" integer) RETURNS SETOF "outbox_events" LANGUAGE plpgsql AS $$
DECLARE
  "moment" timestamptz;
BEGIN
  -- A cheap look before the lock.
  IF NOT EXISTS (SELECT FROM "public"."outbox_events" WHERE "published_at" IS NULL AND "available_at" <= now()) THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(7496035114);
  "moment" := clock_timestamp();
  RETURN QUERY
    UPDATE "public"."outbox_events" AS claimed
       SET "available_at" = "moment" + "lease", "attempts" = claimed."attempts" + 1
     WHERE claimed."id" IN (
       SELECT event."id" FROM "public"."outbox_events" AS event
        WHERE event."published_at" IS NULL AND event."available_at" <= "moment" AND NOT EXISTS (
          SELECT FROM "public"."outbox_events" AS earlier
           WHERE earlier."aggregate_id" = event."aggregate_id" AND earlier."position" < event."position"
             AND earlier."published_at" IS NULL AND earlier."available_at" > "moment")
        ORDER BY event."position" LIMIT "most")
    RETURNING claimed.*;
END
$$;

-- Notes what the bus took over. Returns whether there is more to claim: of an event that stood behind these nobody else tells.
CREATE FUNCTION "finish_outbox_events"("published" uuid[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7496035114);
  UPDATE "public"."outbox_events" SET "published_at" = clock_timestamp() WHERE "id" = ANY ("published");
  RETURN EXISTS (
    SELECT FROM "public"."outbox_events" WHERE "published_at" IS NULL AND "available_at" <= clock_timestamp());
END
$$;
