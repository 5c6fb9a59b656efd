import { expect, it } from 'vitest';
import { garbageCollectJob, garbageCollectPayload } from './garbage-collect.job.ts';

const contentHash = 'a0'.repeat(32);

it.each(['PUBLIC', 'PRIVATE'] as const)(
  'the job about %s objects is stored in a format that other releases can read',
  (storageVisibility) => {
    const stored: unknown = JSON.parse(`{ "servedAs": "${storageVisibility}", "contentHash": "${contentHash}" }`);
    expect(garbageCollectJob.schema.parse(garbageCollectPayload({ storageVisibility, contentHash }))).toEqual(stored);
  },
);
