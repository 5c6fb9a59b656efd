/**
 * What years of use leave in the tables, by statement: `$1` is the number of users, `$2` the moment of "now". Of data that
 * retention and sweeps remove, there is about as much as an hour creates. The first user has many rows of everything.
 */

/** The first user's additional rows. */
const rowsOfTheFirst = 900;

const users = '$1::bigint';
const now = '$2::timestamptz';
const seconds = (count: string): string => `make_interval(secs => ${count})`;
const sha = (text: string): string => `encode(sha256((${text})::bytea), 'hex')`;

/** Spread over the last `days`, in the order of `i`, which counts `of` rows. */
const within = (days: number, of: string): string =>
  `${now} - ${seconds(`${days * 86_400} * (1 - i::float8 / (${of}))`)}`;
/** When user `n` joined, and the id they have: ids are in the order of time. */
const joined = (n: string): string => `${now} - ${seconds(`86400 * 700 * (1 - (${n})::float8 / ${users}) + 86400`)}`;
const userId = (n: string): string => `pg_temp.id_at(${joined(n)}, ${n})`;
const rows = (count: string): string => `generate_series(1::bigint, (${count})::bigint) AS i`;
/** Rows that many users own, followed by those of the first user. */
const ownedRows = (count: string): string => rows(`(${count}) + ${rowsOfTheFirst}`);
const owner = (count: string): string => userId(`CASE WHEN i > (${count}) THEN 1 ELSE 1 + (i * 7919) % ${users} END`);
const id = (at: string): string => `pg_temp.id_at(${at}, i)`;

const n = (factor: number): string => `ceil(${users} * ${factor})`;

export const helper = `CREATE FUNCTION pg_temp.id_at(at timestamptz, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
          || substr(md5(n::text), 4, 15))::uuid $$`;

const sessionsAt = within(75, `${n(5)} + ${rowsOfTheFirst}`);
const eventsAt = within(180, `${n(2)} + ${rowsOfTheFirst}`);
const uploadsAt = within(600, `${n(1)} + ${rowsOfTheFirst}`);

/** `$3` is the hash of all passwords. Without triggers and foreign keys, the order matters only to what reads other tables. */
export const grownRows: Readonly<Record<string, string>> = {
  users: `INSERT INTO users (id, username, username_key, email, password_hash, is_verified, role, suspended_at, deleted_at,
                             created_at, updated_at)
    SELECT ${userId('i')}, 'grown_' || i, 'grown_' || i, 'grown_' || i || '@example.com', $3, i % 10 > 0,
           (CASE WHEN i % 5000 = 2 THEN 'ADMIN' WHEN i % 5000 = 3 THEN 'MOD' ELSE 'USER' END)::"Role",
           CASE WHEN i % 500 = 7 THEN ${now} END,
           CASE WHEN i % 4000 = 9 THEN ${now} - interval '40 days' WHEN i % 400 = 9 THEN ${now} - interval '2 days' END,
           ${joined('i')}, ${joined('i')} FROM ${rows(n(1))}`,
  sessions: `INSERT INTO sessions (id, user_id, token, refresh_token, generation, auth_generation, rotated_at, expires_at,
                                   absolute_expires_at, revoked_at, revoked_reason, user_agent, ip_address, created_at)
    SELECT ${id(sessionsAt)}, ${owner(n(5))}, ${sha(`'t' || i`)}, ${sha(`'r' || i`)}, 40, 0, ${sessionsAt},
           ${sessionsAt} + interval '45 days' - CASE WHEN i % 4000 = 0 THEN interval '300 days' ELSE interval '0' END,
           ${sessionsAt} + interval '90 days', CASE WHEN i % 6 = 0 THEN ${sessionsAt} + interval '1 hour' END,
           CASE WHEN i % 6 = 0 THEN 'LOGOUT' END, 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140 number ' || i % 7,
           '198.51.100.' || i % 250, ${sessionsAt} FROM ${ownedRows(n(5))}`,
  security_events: `INSERT INTO security_events (id, user_id, type, ip_address, user_agent, created_at)
    SELECT ${id(eventsAt)}, ${owner(n(2))}, 'LOGIN', '198.51.100.' || i % 250, 'Mozilla/5.0 (X11; Linux x86_64)',
           ${eventsAt} - CASE WHEN i % 9000 = 0 THEN interval '800 days' ELSE interval '0' END FROM ${ownedRows(n(2))}`,
  feed_entries: `INSERT INTO feed_entries (feed, transaction_id, user_id, type, data, created_at)
    SELECT 'user:' || ${owner(n(5))}, i % 1000, ${owner(n(5))}, 'user.changed', '{}',
           ${within(7, `${n(5)} + ${rowsOfTheFirst}`)} - CASE WHEN i % 9000 = 0 THEN interval '8 days' ELSE interval '0' END
      FROM ${ownedRows(n(5))}`,
  outbox_events: `INSERT INTO outbox_events (id, subject, aggregate_id, data, occurred_at, attempts, available_at, published_at)
    SELECT ${id(within(1, n(3)))}, 'user.updated', ${userId(`1 + (i * 7919) % ${users}`)},
           jsonb_build_object('userId', ${userId(`1 + (i * 7919) % ${users}`)}), ${within(1, n(3))}, 1, ${within(1, n(3))},
           ${within(1, n(3))} - CASE WHEN i % 9000 = 0 THEN interval '2 hours' ELSE interval '0' END FROM ${rows(n(3))}`,
  uploads: `INSERT INTO uploads (id, user_id, kind, visibility, served_as, status, content_hash, width, height, bytes, thumbhash,
                                 dominant_color, variants, screening, deleted_at, created_at, updated_at)
    SELECT ${id(uploadsAt)}, ${owner(n(1))}, 'IMAGE',
           (CASE WHEN i % 3 = 0 THEN 'PRIVATE' ELSE 'PUBLIC' END)::"UploadVisibility",
           (CASE WHEN i % 3 = 0 THEN 'PRIVATE' ELSE 'PUBLIC' END)::"UploadVisibility",
           (CASE WHEN i % 5000 = 1 THEN 'PENDING' ELSE 'READY' END)::"UploadStatus", ${sha(`'u' || i`)}, 4000, 3000,
           40000, '3OcRJYB4d3h/iIeHeEh3eIhw+j2w', '#8a7f61',
           '[{"name":"w160","width":160,"height":120,"bytes":4100},{"name":"w480","width":480,"height":360,"bytes":31000},{"name":"w1280","width":1280,"height":960,"bytes":180000},{"name":"w2048","width":2048,"height":1536,"bytes":420000}]'::jsonb,
           (CASE WHEN i % 2000 = 5 THEN 'PENDING' WHEN i % 200 = 6 THEN 'FLAGGED' WHEN i % 50 = 7 THEN 'SKIPPED'
                 ELSE 'APPROVED' END)::"UploadScreening",
           CASE WHEN i % 2000 = 3 THEN ${now} END, ${uploadsAt}, ${uploadsAt} FROM ${ownedRows(n(1))}`,
  albums: `INSERT INTO albums (id, user_id, title, visibility, created_at, updated_at)
    SELECT ${id(within(600, n(0.2)))}, ${owner(n(0.2))}, 'Album ' || i,
           (CASE WHEN i % 2 = 0 THEN 'PRIVATE' ELSE 'PUBLIC' END)::"UploadVisibility", ${now}, ${now}
      FROM ${rows(`${n(0.2)} + 100`)}`,
  album_images: `INSERT INTO album_images (album_id, upload_id, position)
    SELECT a.id, u.id, row_number() OVER (PARTITION BY a.id ORDER BY u.id)
      FROM albums a JOIN LATERAL (SELECT id FROM uploads WHERE user_id = a.user_id ORDER BY id LIMIT 50) u ON true`,
  upload_references: `INSERT INTO upload_references (reference, upload_id)
    SELECT 'page:' || user_id, id FROM uploads WHERE kind = 'IMAGE' AND substr(content_hash, 1, 1) = 'a'`,
  email_verifications: `INSERT INTO email_verifications (id, user_id, email, token, expires_at, created_at)
    SELECT ${id(within(30, n(0.3)))}, ${owner(n(0.3))}, 'grown_' || i || '@example.com', ${sha(`'v' || i`)},
           ${within(30, n(0.3))} + interval '1 day' - CASE WHEN i % 3000 = 0 THEN interval '90 days' ELSE interval '0' END,
           ${within(30, n(0.3))} FROM ${rows(n(0.3))}`,
  password_resets: `INSERT INTO password_resets (id, user_id, token, expires_at)
    SELECT ${id(within(30, n(0.05)))}, ${owner(n(0.05))}, ${sha(`'p' || i`)}, ${within(30, n(0.05))} + interval '1 hour'
      FROM ${rows(n(0.05))}`,
  account_links: `INSERT INTO account_links (id, user_id, kind, token, expires_at)
    SELECT ${id(within(30, n(0.2)))}, ${owner(n(0.2))}, 'DISOWN', ${sha(`'l' || i`)}, ${within(30, n(0.2))} + interval '7 days'
      FROM ${rows(n(0.2))}`,
  audit_entries: `INSERT INTO audit_entries (id, type, actor_id, account_id, created_at)
    SELECT ${id(within(700, n(0.2)))}, 'USER_SUSPENDED', ${userId('2')}, ${owner(n(0.2))}, ${within(700, n(0.2))}
      FROM ${rows(n(0.2))}`,
  login_budgets: `INSERT INTO login_budgets (key, account_key, clear_at, removable_from)
    SELECT ${sha(`'k' || i`)}, ${sha(`'a' || i % (${n(0.1)})`)}, ${now} + ${seconds('i % 900')},
           date_trunc('hour', ${now} + ${seconds('i % 900')}) + interval '1 hour' FROM ${rows(n(2))}`,
  idempotency_keys: `INSERT INTO idempotency_keys (user_id, scope, fingerprint, lease_id, lease_until, sealed_answer, expires_at)
    SELECT ${owner(n(0.3))}, ${sha(`'s' || i`)}, ${sha(`'f' || i`)}, ${id(now)}, ${now}, sha256(i::text::bytea),
           ${within(1, n(0.3))} + interval '1 day' FROM ${rows(n(0.3))}`,
  pixel_pages: `INSERT INTO pixel_pages (id, user_id, updated_at) SELECT ${userId('i')}, ${userId('i')}, ${now} FROM ${rows(n(1))}`,
  totp_factors: `INSERT INTO totp_factors (user_id, sealed_secret, enabled_at, created_at)
    SELECT ${userId('i * 10')}, sha256(i::text::bytea), CASE WHEN i % 1000 > 0 THEN ${now} END, ${now} - interval '3 days'
      FROM ${rows(`${n(0.1)} - 1`)}`,
  backup_codes: `INSERT INTO backup_codes (id, user_id, code_hash)
    SELECT ${id(now)}, ${userId('10 * (1 + i / 10)')}, ${sha(`'c' || i`)} FROM ${rows(n(0.9))}`,
  passkeys: `INSERT INTO passkeys (id, user_id, credential_id, public_key, name, synced)
    SELECT ${id(within(300, n(0.1)))}, ${owner(n(0.1))}, ${sha(`'y' || i`)}, sha256(i::text::bytea), 'Phone', true
      FROM ${rows(n(0.1))}`,
  personal_tokens: `INSERT INTO personal_tokens (id, user_id, name, token, scopes, auth_generation, expires_at, created_at)
    SELECT ${id(within(300, n(0.1)))}, ${owner(n(0.1))}, 'Laptop', ${sha(`'k' || i`)}, '{uploads:read,uploads:write}', 0,
           ${now} + ${seconds('(i % 400 - 30) * 86400')}, ${within(300, n(0.1))} FROM ${rows(n(0.1))}`,
  identities: `INSERT INTO identities (id, user_id, provider, issuer, subject, linked_at)
    SELECT ${id(within(300, n(0.3)))}, ${owner(n(0.3))}, 'acme', 'https://id.example.com', 'subject ' || i, ${within(300, n(0.3))}
      FROM ${rows(n(0.3))}`,
  pending_authorizations: `INSERT INTO pending_authorizations (token, provider, purpose, expires_at)
    SELECT ${sha(`'z' || i`)}, 'acme', 'SIGN_IN', ${now} + ${seconds('i % 900 - 10')} FROM ${rows(n(0.02))}`,
  sign_in_codes: `INSERT INTO sign_in_codes (id, user_id, browser, mailbox, code_hash, token, auth_generation, expires_at)
    SELECT ${id(now)}, ${owner(n(0.02))}, ${sha(`'br' || i`)}, ${sha(`'ma' || i`)}, ${sha(`'co' || i`)}, ${sha(`'to' || i`)}, 0,
           ${now} + ${seconds('i % 900 - 10')} FROM ${rows(n(0.02))}`,
  // Switched off: tests send nothing.
  webhooks: `INSERT INTO webhooks (id, name, url, subjects, sealed_secret, is_enabled, created_at)
    SELECT ${id(now)}, 'Receiver ' || i, 'https://hooks.example.com/', '{}', sha256(i::text::bytea), false, ${now}
      FROM ${rows(`least(${users}, 3)`)}`,
  webhook_deliveries: `INSERT INTO webhook_deliveries (id, webhook_id, event_id, subject, data, user_id, occurred_at, state, attempts,
                                                       next_attempt_at, created_at)
    SELECT ${id(within(30, n(2)))}, (SELECT id FROM webhooks ORDER BY id OFFSET i % 3 LIMIT 1), ${id(now)}, 'user.updated', '{}',
           ${owner(n(2))}, ${now}, 'DELIVERED', 1, NULL,
           ${within(30, n(2))} - CASE WHEN i % 9000 = 0 THEN interval '1 day' ELSE interval '0' END FROM ${rows(n(2))}`,
  sign_in_challenges: `INSERT INTO sign_in_challenges (id, user_id, token, auth_generation, device, expires_at)
    SELECT ${id(now)}, ${owner(n(0.02))}, ${sha(`'g' || i`)}, 0, ${sha(`'d'`)}, ${now} + ${seconds('i % 900 - 10')}
      FROM ${rows(n(0.02))}`,
  device_authorizations: `INSERT INTO device_authorizations (id, device_code, user_code, client_name, scopes, interval_seconds,
                                                             expires_at)
    SELECT ${id(now)}, ${sha(`'v' || i`)}, ${sha(`'w' || i`)}, 'Laptop', '{uploads:read}', 5,
           ${now} + ${seconds('i % 900 - 10')} FROM ${rows(n(0.02))}`,
  passkey_challenges: `INSERT INTO passkey_challenges (challenge, purpose, expires_at)
    SELECT ${sha(`'h' || i`)}, 'AUTHENTICATION', ${now} + ${seconds('i % 900 - 10')} FROM ${rows(n(0.02))}`,
  resumable_uploads: `INSERT INTO resumable_uploads (id, user_id, visibility, length, upload_id, expires_at)
    SELECT ${id(now)}, ${owner(n(0.1))}, 'PRIVATE', 1000000, ${id(now)}, ${now} + ${seconds('i % 86400 - 60')}
      FROM ${rows(n(0.1))}`,
  data_exports: `INSERT INTO data_exports (id, user_id, status, bytes, expires_at, requested_at)
    SELECT ${id(now)}, ${userId('i * 16')}, 'READY', 1, ${now} + ${seconds('i % 86400 - 60')}, ${now} - interval '1 hour'
      FROM ${rows(n(0.06))}`,
  dead_events: `INSERT INTO dead_events (id, event_id, subject, subscriber, aggregate_id, data, user_id, occurred_at, failed_at,
                                         attempts, last_error)
    SELECT ${id(within(90, '500'))}, ${id(now)}, 'user.updated', 'mailer', i, '{}', ${owner(n(0.1))}, ${now},
           ${within(90, '500')}, 5, 'timeout' FROM ${rows('500')}`,
};

/** Completed jobs, which the queue keeps for days; the queue creates its tables, so these follow its first start. */
export const grownJobs = `INSERT INTO pgboss.job (name, data, state, created_on, started_on, completed_on, start_after)
  SELECT 'mail.send', '{}', 'completed', at, at, at, at
    FROM (SELECT now() - make_interval(secs => i % 86400) AS at FROM generate_series(1, $1::bigint) AS i) AS done`;
