import { standBeforeDatabase } from '@pixelboxx/config/testing';
import pg from 'pg';

/** A node of an executed plan (`EXPLAIN (ANALYZE, FORMAT JSON)`). Row counts are means per loop. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

export interface ExecutedPlan {
  readonly statement: string;
  readonly root: PlanNode;
}

const notice = 'N'.charCodeAt(0);
const headerBytes = 5;

/**
 * Records every plan that is executed for clients of `url`, including those inside triggers and foreign keys: the server's
 * own auto_explain reports them on the connection that executes them, and this proxy listens in between.
 */
export class PlanRecorder {
  readonly plans: ExecutedPlan[] = [];
  private proxy = { url: '', stop: (): void => undefined };

  /**
   * From now on, every connection to that database reports its plans; `settings` are additional, such as those of the
   * planner.
   * @throws unless the user is a superuser.
   */
  static async start(databaseUrl: string, settings: Readonly<Record<string, string>> = {}): Promise<PlanRecorder> {
    await change(databaseUrl, { ...tellOfPlans, ...settings });
    const recorder = new PlanRecorder();
    recorder.proxy = await standBeforeDatabase(databaseUrl, (_client, upstream) => {
      upstream.on(
        'data',
        readNotices((message) => recorder.note(message)),
      );
    });
    return recorder;
  }

  get url(): string {
    return this.proxy.url;
  }

  stop(): void {
    this.proxy.stop();
  }

  private note(message: string): void {
    const planAt = message.indexOf('plan:\n');
    if (planAt < 0) return;
    const plan = JSON.parse(message.slice(planAt + 'plan:\n'.length)) as { 'Query Text': string; Plan: PlanNode };
    this.plans.push({ statement: plan['Query Text'].replaceAll(/\s+/g, ' ').trim(), root: plan.Plan });
  }
}

const tellOfPlans = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'notice',
};

async function change(databaseUrl: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const name = pg.escapeIdentifier(new URL(databaseUrl).pathname.slice(1));
    await client.query(`LOAD 'auto_explain'`);
    for (const [setting, value] of Object.entries(settings))
      await client.query(`ALTER DATABASE ${name} SET ${setting} TO ${pg.escapeLiteral(value)}`);
  } finally {
    await client.end();
  }
}

/** Parses what a server sends on one connection (PostgreSQL's documentation, "Message Formats"). */
function readNotices(onMessage: (text: string) => void): (bytes: Buffer) => void {
  const waiting: Buffer[] = [];
  let length = 0;
  return (bytes) => {
    waiting.push(bytes);
    length += bytes.length;
    for (;;) {
      if (length < headerBytes) return;
      if (waiting.length > 1) waiting.splice(0, waiting.length, Buffer.concat(waiting));
      const [all = Buffer.alloc(0)] = waiting;
      const total = 1 + all.readInt32BE(1);
      if (length < total) return;
      if (all[0] === notice) onMessage(messageOf(all.subarray(headerBytes, total)));
      waiting[0] = all.subarray(total);
      length -= total;
    }
  };
}

/** The human-readable one of the fields, which begin with a letter and end with a zero byte. */
function messageOf(fields: Buffer): string {
  return (
    fields
      .toString('utf8')
      .split('\0')
      .find((field) => field.startsWith('M'))
      ?.slice(1) ?? ''
  );
}
