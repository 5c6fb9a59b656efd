import {
  adminEndpoints,
  type AuditExportRequest,
  AuditRecord,
  proofOfWorkEndpoints,
  type Role,
} from '@pixelboxx/shared';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { lookAfterAudit } from '../../prisma/audit.ts';
import { lookAfterStaff } from '../../prisma/staff.ts';
import { readAuditRecords } from '../../src/admin/audit/audit-records.ts';
import { AccessWatch } from '../../src/platform/http/security/access-watch.ts';
import { RetentionService } from '../../src/auth/activity/retention.service.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';

const app = useApp();
const { path } = adminEndpoints.exportAudit;
const hourMs = 3_600_000;

async function userAs(role: Role): Promise<TestUser> {
  const account = await register(app);
  await app.prisma.user.update({ where: { id: account.user.id }, data: { role } });
  return account;
}

const request = (about: Partial<AuditExportRequest> = {}): AuditExportRequest => ({
  from: new Date(Date.now() - hourMs).toISOString(),
  to: new Date(Date.now() + hourMs).toISOString(),
  format: 'ndjson',
  ...about,
});

async function exported({ browser }: TestUser, about: Partial<AuditExportRequest> = {}): Promise<string> {
  const response = await browser.post(path, request(about));
  expect(response.status).toBe(200);
  return response.text();
}

/** The records of an NDJSON export, and what stands around them. */
function read(text: string): { head: unknown; records: AuditRecord[]; trailer: unknown } {
  const lines = text.trimEnd().split('\n');
  const values = lines.map((line) => JSON.parse(line) as unknown);
  return {
    head: values[0],
    records: values.slice(1, -1).map((value) => AuditRecord.parse(value)),
    trailer: values.at(-1),
  };
}

const changeRole = ({ browser }: TestUser, { user }: TestUser, role: Role) =>
  browser.call(adminEndpoints.changeRole, { params: { id: user.id }, body: { role } });

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'pixelboxx-audit-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** As an operator at the server. */
async function audit(args: string[], options = {}, url: string | undefined = app.databaseUrl): Promise<string> {
  const lines: string[] = [];
  await lookAfterAudit(args, options, { url, report: (line) => lines.push(line), deadlineMs: 20_000 });
  return lines.join('\n');
}

describe('the audit trail', () => {
  it('contains staff actions and account events in order of time, each once, with a digest chained over all records', async () => {
    const [admin, member] = [await userAs('ADMIN'), await register(app)];
    await changeRole(admin, member, 'MOD');
    const response = await admin.browser.post(path, request());
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="pixelboxx-audit-[\d-]+-to-[\d-]+\.ndjson"$/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    const { head, records, trailer } = read(text);
    expect(head).toMatchObject({ kind: 'head', version: 1 });
    const change = records.filter(({ type, accountId }) => type === 'ROLE_CHANGED' && accountId === member.user.id);
    expect(change).toMatchObject([{ kind: 'act', actorId: admin.user.id, ipAddress: null }]);
    const created = records.filter(({ type, accountId }) => type === 'ACCOUNT_CREATED' && accountId === member.user.id);
    expect(created).toMatchObject([{ kind: 'event', actorId: null, ipAddress: '127.0.0.1' }]);
    expect(records.map(({ at }) => at)).toEqual(records.map(({ at }) => at).toSorted());
    const before = text.slice(0, text.trimEnd().lastIndexOf('\n') + 1);
    const sha256 = createHash('sha256').update(before).digest('hex');
    expect(trailer).toEqual({ kind: 'trailer', records: records.length, sha256 });
  });

  it('contains actions of administrators that concern no account', async () => {
    const admin = await userAs('ADMIN');
    await admin.browser.call(proofOfWorkEndpoints.choose, { body: { mode: 'AUTO' } });
    const own = read(await exported(admin)).records.filter(({ actorId }) => actorId === admin.user.id);
    expect(own).toMatchObject([{ kind: 'act', type: 'PROOF_MODE_CHOSEN', accountId: null, ipAddress: null }]);
  });

  it('contains its own exports and their results', async () => {
    const admin = await userAs('ADMIN');
    const { trailer, records } = read(await exported(admin));
    expect(records.some(({ type, actorId }) => type === 'AUDIT_EXPORTED' && actorId === admin.user.id)).toBe(false);
    const own = read(await exported(admin)).records.filter(({ actorId }) => actorId === admin.user.id);
    expect(own.map(({ type }) => type)).toEqual(['AUDIT_EXPORTED', 'AUDIT_EXPORT_COMPLETED']);
    const { kind: _, ...digest } = trailer as { kind: string };
    expect(own[1]?.detail).toMatchObject({ format: 'ndjson', ...digest });
  });

  it('keeps staff actions after the accounts are deleted, with ids only, and only for the promised time', async () => {
    const [admin, member] = [await userAs('ADMIN'), await register(app)];
    await changeRole(admin, member, 'MOD');
    await app.prisma.user.deleteMany({ where: { id: { in: [admin.user.id, member.user.id] } } });
    const about = ({ accountId }: AuditRecord) => accountId === member.user.id;
    const { records } = read(await exported(await userAs('ADMIN')));
    expect(records.filter(about)).toMatchObject([
      { kind: 'act', type: 'ROLE_CHANGED', actorId: admin.user.id, ipAddress: null, userAgent: null, sessionId: null },
    ]);
    expect(JSON.stringify(records)).not.toContain(member.credentials.username);
    const old = new Date(Date.now() - 1096 * 24 * hourMs);
    await app.prisma.auditEntry.updateMany({ where: { accountId: member.user.id }, data: { createdAt: old } });
    await app.app.get(RetentionService).remove();
    expect(await app.prisma.auditEntry.count({ where: { accountId: member.user.id } })).toBe(0);
  });

  it('contains the events of the range, including its start but not its end', async () => {
    const admin = await userAs('ADMIN');
    const moments = ['2024-01-01T00:00:00.000Z', '2024-01-01T11:59:59.999Z', '2024-01-01T12:00:00.000Z'];
    const data = moments.map((createdAt) => ({ type: 'TEST', createdAt }));
    await app.prisma.auditEntry.createMany({ data });
    const text = await exported(admin, { from: moments[0]!, to: moments[2]! });
    expect(read(text).records.map(({ at }) => at)).toEqual(moments.slice(0, 2));
    expect(read(await exported(admin, { from: moments[2]!, to: '2024-01-02T00:00:00.000Z' })).records).toHaveLength(1);
  });

  it('is paginated without omissions or repetitions, even if many records have the same time', async () => {
    const at = new Date('2023-05-05T05:05:05.005Z');
    const { user } = await register(app);
    await app.prisma.auditEntry.createMany({
      data: Array.from({ length: 9 }, () => ({ type: 'TEST', createdAt: at })),
    });
    await app.prisma.securityEvent.createMany({
      data: Array.from({ length: 8 }, () => ({ type: 'TEST', userId: user.id, createdAt: at })),
    });
    const range = { from: at, to: new Date(at.getTime() + 1) };
    for (const pageSize of [1, 4, 17, 100]) {
      const ids: string[] = [];
      for await (const page of readAuditRecords(app.prisma.pool, range, pageSize)) {
        expect(page.length).toBeLessThanOrEqual(pageSize);
        ids.push(...page.map(({ id }) => id));
      }
      expect(ids).toHaveLength(17);
      expect(ids).toEqual([...new Set(ids)].toSorted());
    }
  });

  it('is exported as a table in which no cell is a formula', async () => {
    const admin = await userAs('ADMIN');
    const userAgent = '=HYPERLINK("http://evil.example","click")';
    admin.browser.headers['user-agent'] = userAgent;
    await app.prisma.securityEvent.create({
      data: { type: '+1', userId: admin.user.id, userAgent, requestId: '@SUM(A1)', ipAddress: '-2' },
    });
    const response = await admin.browser.post(path, request({ format: 'csv' }));
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await response.text();
    expect(text.split('\r\n')[0]).toBe(Object.keys(AuditRecord.shape).join(','));
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""click"")"`);
    for (const cell of [`"'+1"`, `"'@SUM(A1)"`, `"'-2"`]) expect(text).toContain(cell);
    expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
    expect(text).toMatch(/\r\ntrailer,\d+,[0-9a-f]{64}\r\n$/);
  });

  describe('in a long export', () => {
    const range = { from: '2022-02-02T00:00:00.000Z', to: '2022-02-03T00:00:00.000Z' };
    const completed = ({ user }: TestUser) =>
      app.prisma.auditEntry.count({ where: { actorId: user.id, type: 'AUDIT_EXPORT_COMPLETED' } });

    beforeAll(async () => {
      await app.prisma.pool.query(
        `INSERT INTO audit_entries (id, type, created_at)
         SELECT gen_random_uuid(), 'BULK', $1::timestamptz + n * interval '1 millisecond' FROM generate_series(1, 60000) n`,
        [range.from],
      );
      // As autovacuum would: Postgres takes the table for small without, and sorts all of it for each page.
      await app.prisma.pool.query('ANALYZE audit_entries');
    });
    // The other tests export whatever there is.
    afterAll(() => app.prisma.pool.query(`DELETE FROM audit_entries WHERE type = 'BULK'`));

    /** Somebody who has begun to read, and reads no further: the rest waits in the database. */
    async function begin({ browser }: TestUser): Promise<ReadableStreamDefaultReader<Uint8Array>> {
      const response = await browser.post(path, request(range));
      const reader = response.body?.getReader();
      if (!reader) throw new Error('there is no body');
      await reader.read();
      return reader;
    }

    async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
      let bytes = 0;
      for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
      return bytes;
    }

    it('is sent completely, and then recorded as complete', async () => {
      const admin = await userAs('ADMIN');
      expect(await readOn(await begin(admin))).toBeGreaterThan(10_000_000);
      expect(await completed(admin)).toBe(1);
    });

    it('is cut off when the session ends, and never recorded as complete', async () => {
      const admin = await userAs('ADMIN');
      const reader = await begin(admin);
      const lost: string[] = [];
      const sessionId = sessionIdOf(app, admin.browser);
      const principal = { kind: 'session', sessionId, user: admin.user, hasMfa: false } as const;
      app.app.get(AccessWatch, { strict: false }).watch(principal, 'admin', ({ code }) => lost.push(code));
      await app.prisma.session.updateMany({ where: { userId: admin.user.id }, data: { revokedAt: new Date() } });
      await expect.poll(() => lost).toEqual(['UNAUTHENTICATED']);
      await expect(readOn(reader)).rejects.toThrow();
      expect(await completed(admin)).toBe(0);
    });
  });

  it('is available only to administrators after reauthentication', async () => {
    const [moderator, admin] = [await userAs('MOD'), await userAs('ADMIN')];
    const codeOf = async ({ browser }: TestUser, body: unknown = request()) => {
      const response = await browser.post(path, body);
      return [response.status, ((await response.json()) as { error: { code: string } }).error.code];
    };
    expect(await codeOf(moderator)).toEqual([403, 'FORBIDDEN']);
    const { from, to } = request();
    expect(await codeOf(admin, request({ from: to, to: from }))).toEqual([400, 'VALIDATION_ERROR']);
    const reauthenticatedAt = new Date(Date.now() - 11 * 60_000);
    await app.prisma.session.update({ where: { id: sessionIdOf(app, admin.browser) }, data: { reauthenticatedAt } });
    expect(await codeOf(admin)).toEqual([403, 'STEP_UP_REQUIRED']);
    expect(await app.prisma.auditEntry.count({ where: { actorId: admin.user.id } })).toBe(0);
  });
});

describe('the audit command on the server', () => {
  it.each(['ndjson', 'csv'])(
    'exports the trail as %s and verifies it later, against this installation',
    async (format) => {
      const { user } = await register(app);
      const quietly = { report: () => undefined, deadlineMs: 20_000 };
      await lookAfterStaff(app.databaseUrl, ['promote', user.username], quietly);
      const file = join(folder(), `trail.${format}`);
      expect(await audit(['export', file], { format })).toMatch(/^Exported \d+ records, SHA-256 [0-9a-f]{64}\.$/);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'utf8')).toContain('server command');
      expect(await audit(['verify', file])).toMatch(
        /^Whole and unchanged: .*\nMade here at .*, by a command at the server\.$/,
      );
      await expect(audit(['export', file])).rejects.toThrow('EEXIST');
    },
  );

  it('refuses a file that was changed anywhere, truncated or extended', async () => {
    const file = join(folder(), 'trail.ndjson');
    await audit(['export', file]);
    const whole = readFileSync(file, 'utf8');
    const lines = whole.trimEnd().split('\n');
    const damaged = [
      whole.replace('"type":"', '"type":"X'),
      `${lines.slice(0, -1).join('\n')}\n`,
      whole.slice(0, -2),
      `${whole}\n`,
      [lines[0], ...lines.slice(2), ''].join('\n'),
      '',
    ];
    for (const [index, text] of damaged.entries()) {
      const copy = `${file}.${index}`;
      writeFileSync(copy, text);
      await expect(audit(['verify', copy], {}, undefined)).rejects.toThrow('is no whole export');
    }
  });

  it('does not recognize a forged file with a digest of its own', async () => {
    const content = `{"kind":"head","version":1}\n${JSON.stringify({ forged: randomUUID() })}\n`;
    const sha256 = createHash('sha256').update(content).digest('hex');
    const file = join(folder(), 'forged.ndjson');
    writeFileSync(file, `${content}${JSON.stringify({ kind: 'trailer', records: 1, sha256 })}\n`);
    await expect(audit(['verify', file])).rejects.toThrow('This installation knows no such export');
  });

  it('refuses unknown commands, formats and times', async () => {
    const file = join(folder(), 'x');
    for (const [args, options, message] of [
      [['export'], {}, 'Usage:'],
      [['erase', file], {}, 'Usage:'],
      [['export', file], { format: 'xlsx' }, 'Usage:'],
      [['export', file], { from: 'yesterday' }, 'yesterday is no time'],
    ] as const)
      await expect(audit([...args], options)).rejects.toThrow(message);
  });
});
