import type * as S3 from '@aws-sdk/client-s3';
import type { S3Config } from '../../config/config.ts';

export interface S3Sdk {
  readonly s3: typeof S3;
  readonly client: S3.S3Client;
}

export interface S3Deadlines {
  readonly connectMilliseconds: number;
  /** One call, retries included. */
  readonly callMilliseconds: number;
  readonly probeMilliseconds: number;
}

export const usualDeadlines: S3Deadlines = {
  connectMilliseconds: 2_000,
  callMilliseconds: 10_000,
  probeMilliseconds: 2_000,
};

/** The SDK would write to the console; errors are thrown, and the code responsible logs them. */
const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Nothing to do.
}

/** Loads the SDK and creates a client. Sends nothing yet. */
export async function connect(config: S3Config, deadlines: S3Deadlines): Promise<S3Sdk> {
  const s3 = await import('@aws-sdk/client-s3');
  const client = new s3.S3Client({
    region: config.region,
    ...(config.endpoint === null ? {} : { endpoint: config.endpoint, forcePathStyle: true }),
    credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
    // R2 and others refuse the SDK's newer default checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    logger: silent,
    // Without these the SDK waits forever, and fifty hung sockets block every later call.
    requestHandler: {
      connectionTimeout: deadlines.connectMilliseconds,
      requestTimeout: deadlines.callMilliseconds,
      throwOnRequestTimeout: true,
      socketTimeout: deadlines.callMilliseconds,
    },
  });
  return { s3, client };
}
