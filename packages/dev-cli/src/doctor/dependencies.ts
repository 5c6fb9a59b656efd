import { findRunningPostgres } from '@pixelboxx/embedded-postgres/process';
import type { Environment, Settings } from '../environment/settings.ts';
import { embeddedDataDir } from '../stack/database.ts';
import { probeGreeting, probeHttp, type Greeting } from './probe.ts';
import { bad, good, type Finding } from './finding.ts';
import { examineScreening } from './screening.ts';

/** SSLRequest of the Postgres protocol: 8 bytes; the response is S or N. */
const sslRequest = '\x00\x00\x00\x08\x04\xd2\x16\x2f';

interface Dependency {
  name: string;
  variable: string;
  /** What is used if the variable is absent; null if nothing is. */
  embedded: string | null;
  greeting?: (protocol: string) => Greeting;
}

const dependencies: Dependency[] = [
  {
    name: 'Redis',
    variable: 'REDIS_URL',
    embedded: 'inside the api process',
    // -NOAUTH and -DENIED also come from Redis.
    greeting: (protocol) => ({
      send: 'PING\r\n',
      expect: /^[+-]/,
      defaultPort: 6379,
      isTls: protocol === 'rediss:',
    }),
  },
  {
    name: 'Events (NATS)',
    variable: 'NATS_URL',
    embedded: 'inside the api process',
    greeting: () => ({ expect: /^INFO /, defaultPort: 4222, isTls: false }),
  },
  {
    name: 'Mail (SMTP)',
    variable: 'SMTP_URL',
    embedded: 'files under DATA_DIR/mail',
    greeting: (protocol) => ({
      expect: /^220/,
      defaultPort: protocol === 'smtps:' ? 465 : 587,
      isTls: protocol === 'smtps:',
    }),
  },
  { name: 'Object storage (S3)', variable: 'S3_ENDPOINT', embedded: 'files under DATA_DIR/objects' },
  {
    name: 'Virus scanner (ClamAV)',
    variable: 'CLAMAV_URL',
    embedded: null,
    greeting: () => ({ send: 'zPING\0', expect: /^PONG/, defaultPort: 3310, isTls: false }),
  },
];

/** Whether each dependency is available, embedded or real and responding. Never prints a credential. */
export async function examineDependencies(settings: Settings): Promise<Finding[]> {
  const others = dependencies.map((dependency) => examine(settings.env, dependency));
  return Promise.all([examinePostgres(settings), ...others, examineScreening(settings.env)]);
}

async function examine(env: Environment, { name, variable, embedded, greeting }: Dependency): Promise<Finding> {
  const value = env[variable];
  if (value === undefined) return good(embedded === null ? `${name}: none` : `${name}: embedded, ${embedded}`);
  if (!URL.canParse(value)) return bad(`${name}: ${variable} is not a URL`, `Correct ${variable}, or remove it.`);
  const url = new URL(value);
  const problem = greeting ? await probeGreeting(url, greeting(url.protocol)) : await probeHttp(url);
  if (problem === undefined) return good(`${name}: ${url.host} (${variable}) answers`);
  const instead = embedded === null ? 'to go without' : 'for the embedded one';
  return bad(`${name}: ${problem}`, `Start it, correct ${variable}, or remove it ${instead}.`);
}

async function examinePostgres(settings: Settings): Promise<Finding> {
  const value = settings.env['DATABASE_URL'];
  if (value === undefined) {
    const isRunning = (await findRunningPostgres(embeddedDataDir(settings))) !== undefined;
    return good(`Postgres: embedded in ${embeddedDataDir(settings)}${isRunning ? ', running' : ', not running now'}`);
  }
  if (!URL.canParse(value)) return bad('Postgres: DATABASE_URL is not a URL', 'Correct DATABASE_URL, or remove it.');
  const url = new URL(value);
  const problem = await probeGreeting(url, { send: sslRequest, expect: /^[SN]/, defaultPort: 5432, isTls: false });
  if (problem === undefined) return good(`Postgres: ${url.host} (DATABASE_URL) answers`);
  return bad(`Postgres: ${problem}`, 'Start it, correct DATABASE_URL, or remove it for the embedded one.');
}
