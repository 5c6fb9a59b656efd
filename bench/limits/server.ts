/**
 * The limits: raw Fastify that does only what is indispensable, without framework, envelope, records, logs or checks.
 * Any cost of a request beyond this is ours to justify.
 */
import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { createVerifier } from 'fast-jwt';
import fastify from 'fastify';
import pg from 'pg';
import { registerImages } from './images.ts';

const env = process.env;
const pool = new pg.Pool({ connectionString: env['DATABASE_URL'], max: 10 });
const argon2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const verifyToken = createVerifier({ key: env['JWT_PUBLIC_KEY'] ?? '', algorithms: ['EdDSA'], cache: true });
// Named statements are prepared once per connection; the embedded server shares one session, so they have no name there.
const named = env['NAMED_STATEMENTS'] === 'true';
const query = (name: string, text: string, values: unknown[]) =>
  pool.query({ ...(named ? { name } : {}), text, values });

const server = fastify();

server.get('/hello', () => ({ hello: 'world' }));

server.get('/me', async (request) => {
  const { sub } = verifyToken(request.headers.authorization?.slice(7) ?? '') as { sub: string };
  const { rows } = await query(
    'me',
    'SELECT id, username, email, display_name, avatar_url, role FROM users WHERE id = $1',
    [sub],
  );
  return rows[0];
});

server.post('/refresh', async (request, reply) => {
  const next = randomBytes(32).toString('base64url');
  const { rows } = await query(
    'refresh',
    'UPDATE sessions SET generation = generation + 1, rotated_at = now() WHERE id = $1 RETURNING user_id',
    [request.headers['x-session']],
  );
  void reply.header('set-cookie', `refresh=${next}; Path=/; HttpOnly`);
  return rows[0];
});

server.post<{ Body: { password: string } }>('/login', async (request) => {
  return { ok: await verify(env['PASSWORD_HASH'] ?? '', request.body.password) };
});

server.post<{ Body: { username: string; password: string } }>('/register', async (request) => {
  const passwordHash = await hash(request.body.password, argon2);
  await query('register', 'INSERT INTO bench_users (username, password_hash) VALUES ($1, $2)', [
    request.body.username,
    passwordHash,
  ]);
  return { ok: true };
});

registerImages(server);

await server.listen({ port: Number(env['PORT']), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
