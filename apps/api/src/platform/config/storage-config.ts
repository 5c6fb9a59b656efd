import type { Environment } from './environment.ts';

export interface S3Config {
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly publicUrl: string | null;
}

/** Where objects are stored; null for the disk. Adds faults to `faults`. */
export function readStorage(faults: string[], values: Environment): S3Config | null {
  const required = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
  const wanted = values.S3_ENDPOINT !== undefined || required.some((name) => values[name] !== undefined);
  if (!wanted) return null;
  const missing = required.filter((name) => values[name] === undefined);
  faults.push(...missing.map((name) => `${name} is required when object storage is configured`));
  return {
    endpoint: values.S3_ENDPOINT ?? null,
    region: values.S3_REGION,
    bucket: values.S3_BUCKET ?? '',
    accessKeyId: values.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: values.S3_SECRET_ACCESS_KEY ?? '',
    publicUrl: values.S3_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
  };
}
