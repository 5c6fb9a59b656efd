-- What users hear of themselves while they look on. By triggers, as whoever changes a row must not be able to forget it, and
-- as signing in is not to need another statement.
CREATE FUNCTION "follow_user_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "public"."feed_entries" ("feed", "user_id", "type", "data")
  VALUES ('user:' || NEW."id", NEW."id", 'user.changed', '{}');
  RETURN NULL;
END
$$;

-- What the user sees of themselves (`CurrentUser`).
CREATE TRIGGER "users_followed" AFTER UPDATE ON "users" FOR EACH ROW
  WHEN ((OLD."username", OLD."email", OLD."display_name", OLD."avatar_url", OLD."is_verified", OLD."role")
        IS DISTINCT FROM
        (NEW."username", NEW."email", NEW."display_name", NEW."avatar_url", NEW."is_verified", NEW."role"))
  EXECUTE FUNCTION "follow_user_change"();

CREATE FUNCTION "follow_security_event"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "public"."feed_entries" ("feed", "user_id", "type", "data")
  VALUES ('user:' || NEW."user_id", NEW."user_id", 'security.noticed', jsonb_build_object('event', NEW."type"));
  RETURN NULL;
END
$$;

CREATE TRIGGER "security_events_followed" AFTER INSERT ON "security_events" FOR EACH ROW
  EXECUTE FUNCTION "follow_security_event"();
