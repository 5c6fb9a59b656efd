import type { CORSRule, LifecycleRule } from '@aws-sdk/client-s3';
import type { S3Config } from '../../config/config.ts';
import { AppError } from '../../errors/app-error.ts';
import { corsRulesFor, hasCors, hasLifecycle, lifecycleRules, publicReadPolicy, withOurs } from './bucket-rules.ts';
import type { Finding } from './bucket-finding.ts';
import { checkPublicAccess } from './public-access-check.ts';
import { S3Calls } from './s3-calls.ts';
import { usualDeadlines } from './s3-client.ts';

/** Names of errors with which stores report a missing document. */
const absent = ['NoSuchCORSConfiguration', 'NoSuchLifecycleConfiguration'];
const unsupported = ['NotImplemented', 'MethodNotAllowed', 'UnsupportedOperation', 'XNotImplemented'];

/** The bucket's rules as code: which scripts may read, what expires, and who may read at all. */
export class BucketSetup {
  readonly #config: S3Config;
  readonly #calls: S3Calls;
  readonly #cors: CORSRule[];

  constructor(config: S3Config, origins: readonly string[]) {
    this.#config = config;
    this.#calls = new S3Calls(config, usualDeadlines);
    this.#cors = corsRulesFor(origins);
  }

  /** Puts three objects of a few bytes to check who can read them, and removes them again; changes nothing else. */
  async check(): Promise<Finding[]> {
    return [
      await inspect('cors', 'scripts of the web may read pictures', async () =>
        hasCors(await this.#readCors(), this.#cors),
      ),
      await inspect('lifecycle', 'what is left in quarantine expires', async () =>
        hasLifecycle(await this.#readLifecycle(), lifecycleRules),
      ),
      ...(await checkPublicAccess(this.#calls, this.#config)),
    ];
  }

  /** Idempotent. Rules of others stay. With `publicRead` the bucket's whole policy is replaced. */
  async apply({ publicRead }: { publicRead: boolean }): Promise<Finding[]> {
    const findings = [
      await inspect('cors', 'scripts of the web may read pictures', () => this.#applyCors()),
      await inspect('lifecycle', 'what is left in quarantine expires', () => this.#applyLifecycle()),
    ];
    if (!publicRead) return findings;
    return [
      ...findings,
      await inspect('policy', 'anyone may read public/ and nothing else', () => this.#applyPolicy()),
    ];
  }

  async #applyCors(): Promise<true> {
    const rules = withOurs(await this.#readCors(), this.#cors);
    await this.#calls.call(({ s3, client }, abortSignal) =>
      client.send(new s3.PutBucketCorsCommand({ ...this.#bucket, CORSConfiguration: { CORSRules: rules } }), {
        abortSignal,
      }),
    );
    return true;
  }

  async #applyLifecycle(): Promise<true> {
    const rules = withOurs(await this.#readLifecycle(), lifecycleRules);
    await this.#calls.call(({ s3, client }, abortSignal) => {
      const document = { LifecycleConfiguration: { Rules: rules } };
      return client.send(new s3.PutBucketLifecycleConfigurationCommand({ ...this.#bucket, ...document }), {
        abortSignal,
      });
    });
    return true;
  }

  async #applyPolicy(): Promise<true> {
    const policy = JSON.stringify(publicReadPolicy(this.#config.bucket));
    await this.#calls.call(({ s3, client }, abortSignal) =>
      client.send(new s3.PutBucketPolicyCommand({ ...this.#bucket, Policy: policy }), { abortSignal }),
    );
    return true;
  }

  #readCors(): Promise<CORSRule[]> {
    return orNone(async () => {
      const response = await this.#calls.call(({ s3, client }, abortSignal) =>
        client.send(new s3.GetBucketCorsCommand(this.#bucket), { abortSignal }),
      );
      return response.CORSRules;
    });
  }

  #readLifecycle(): Promise<LifecycleRule[]> {
    return orNone(async () => {
      const response = await this.#calls.call(({ s3, client }, abortSignal) =>
        client.send(new s3.GetBucketLifecycleConfigurationCommand(this.#bucket), { abortSignal }),
      );
      return response.Rules;
    });
  }

  get #bucket(): { Bucket: string } {
    return { Bucket: this.#config.bucket };
  }
}

async function orNone<Rule>(read: () => Promise<Rule[] | undefined>): Promise<Rule[]> {
  try {
    return (await read()) ?? [];
  } catch (error) {
    if (absent.includes(nameOf(error))) return [];
    throw error;
  }
}

async function inspect(about: string, text: string, isRight: () => Promise<boolean>): Promise<Finding> {
  try {
    return { about, text, state: (await isRight()) ? 'right' : 'wrong' };
  } catch (error) {
    const name = nameOf(error);
    if (unsupported.includes(name))
      return { about, state: 'unsupported', text: `${text}: set it where you manage the bucket, see docs/storage.md` };
    return { about, state: 'wrong', text: `${text}: the store answered ${name}` };
  }
}

/** The store's name for its refusal. */
function nameOf(error: unknown): string {
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof Error ? cause.name : String(cause);
}
