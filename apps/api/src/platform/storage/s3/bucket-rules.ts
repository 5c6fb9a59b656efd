import type { CORSRule, LifecycleRule } from '@aws-sdk/client-s3';
import { partialUploadsPrefix } from './s3-partial-uploads.ts';

/** Our rules are recognized by their names; other rules in the same bucket are left unchanged. */
const ours = 'pixelboxx-';

/** Scripts of the web may read images, to draw or save them. All writes go through the api. */
export function corsRulesFor(origins: readonly string[]): CORSRule[] {
  return [
    {
      ID: `${ours}web`,
      AllowedMethods: ['GET', 'HEAD'],
      AllowedOrigins: [...origins],
      MaxAgeSeconds: 3600,
    },
  ];
}

/** What the sweeper would also remove, in case it does not run: unfinished parts, a day after their end. */
export const lifecycleRules: readonly LifecycleRule[] = [
  {
    ID: `${ours}quarantine`,
    Status: 'Enabled',
    Filter: { Prefix: partialUploadsPrefix },
    Expiration: { Days: 2 },
  },
  {
    ID: `${ours}multipart`,
    Status: 'Enabled',
    Filter: { Prefix: '' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  },
];

/** For browsers that read from the bucket directly: anyone may get public objects, and nothing else, and list nothing. */
export function publicReadPolicy(bucket: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PixelboxxPublicRead',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/public/*`,
      },
    ],
  };
}

/** The existing rules, with ours replaced. */
export function withOurs<Rule extends { ID?: string | undefined }>(
  there: readonly Rule[],
  wanted: readonly Rule[],
): Rule[] {
  return [...there.filter(({ ID }) => !ID?.startsWith(ours)), ...wanted];
}

/** Whether our rules exist as wanted. Stores write the same rule in different ways: only its meaning is compared. */
export function hasCors(there: readonly CORSRule[], wanted: readonly CORSRule[]): boolean {
  return sameRules(there, wanted, ({ AllowedMethods, AllowedOrigins, AllowedHeaders }) => [
    sorted(AllowedMethods),
    sorted(AllowedOrigins),
    sorted(AllowedHeaders),
  ]);
}

export function hasLifecycle(there: readonly LifecycleRule[], wanted: readonly LifecycleRule[]): boolean {
  return sameRules(there, wanted, ({ Status, Filter, Expiration, AbortIncompleteMultipartUpload }) => [
    Status,
    Filter?.Prefix ?? '',
    Expiration?.Days,
    AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  ]);
}

function sameRules<Rule extends { ID?: string | undefined }>(
  there: readonly Rule[],
  wanted: readonly Rule[],
  meaningOf: (rule: Rule) => unknown[],
): boolean {
  const describe = (rules: readonly Rule[]) =>
    JSON.stringify(
      rules.map((rule) => [rule.ID, ...meaningOf(rule)]).sort(([a], [b]) => String(a).localeCompare(String(b))),
    );
  return describe(there.filter(({ ID }) => ID?.startsWith(ours))) === describe(wanted);
}

function sorted(values: readonly string[] | undefined): string[] {
  return [...(values ?? [])].sort();
}
