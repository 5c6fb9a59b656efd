-- How much a user stores, under a lock that whoever takes room holds until the end of the transaction. A function, because
-- within one statement nothing else looks at the rows after it has the lock: each query of a volatile function does.
CREATE FUNCTION "take_image_room"("owner" uuid, "live_since" timestamptz)
RETURNS TABLE ("bytes" bigint, "count" bigint) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('quota/' || "owner", 0));
  RETURN QUERY
    SELECT coalesce(sum(u."bytes"), 0)::bigint, count(*) FROM "public"."uploads" u
     WHERE u."user_id" = "owner" AND u."kind" = 'IMAGE' AND u."deleted_at" IS NULL
       AND (u."status" = 'READY' OR u."created_at" > "live_since");
END
$$;
