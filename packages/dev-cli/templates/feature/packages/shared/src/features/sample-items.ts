import { z } from 'zod';
import { Id, lineOf, proseOf, Timestamp } from '../fields/fields.ts';
import { endpoint } from '../http/endpoint.ts';
import { Page, pageFields } from '../http/page.ts';
import type { RateLimitPolicy } from '../rate-limits.ts';

// Each field has an example, which the tests of the contract send and the OpenAPI document shows.
const Title = lineOf({ max: 100, empty: 'Enter a title.' }).meta({ examples: ['Groceries'] });
const Body = proseOf({ min: 1, max: 5000, empty: 'This field is required.' }).meta({
  examples: ['Milk, bread and a lemon.'],
});

export const SampleItem = z
  .object({ id: Id, title: z.string(), text: z.string(), createdAt: Timestamp, updatedAt: Timestamp })
  .meta({ id: 'SampleItem' });
export type SampleItem = z.infer<typeof SampleItem>;

export const SampleItemPage = Page(SampleItem, 'SampleItemPage');
export type SampleItemPage = z.infer<typeof SampleItemPage>;

/** Newest first. */
export const SampleItemsQuery = z.strictObject(pageFields(30));
export type SampleItemsQuery = z.infer<typeof SampleItemsQuery>;

export const SampleItemParams = z.strictObject({ id: Id });
export type SampleItemParams = z.infer<typeof SampleItemParams>;

export const CreateSampleItemRequest = z
  .strictObject({ title: Title, text: Body })
  .meta({ id: 'CreateSampleItemRequest' });
export type CreateSampleItemRequest = z.infer<typeof CreateSampleItemRequest>;

/** Absent fields stay unchanged. */
export const UpdateSampleItemRequest = z
  .strictObject({ title: Title.optional(), text: Body.optional() })
  .meta({ id: 'UpdateSampleItemRequest' });
export type UpdateSampleItemRequest = z.infer<typeof UpdateSampleItemRequest>;

/** One limit for all changes. */
const changes: RateLimitPolicy = { name: 'sample-items', limit: 120, windowSeconds: 60, by: 'user' };
/** As soon as others can see them, an event is needed (docs/guides/feature.md). */
const announces = { nothing: 'their owner alone sees them' };
const reads: RateLimitPolicy = { name: 'sample-items-read', limit: 600, windowSeconds: 60, by: 'user' };

export const sampleItemEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/v1/sample-items',
    access: 'user',
    status: 200,
    summary: 'Your sample items, newest first',
    query: SampleItemsQuery,
    data: SampleItemPage,
    rateLimit: reads,
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/sample-items',
    access: 'user',
    status: 201,
    summary: 'Add a new sample item',
    body: CreateSampleItemRequest,
    data: SampleItem,
    rateLimit: changes,
    announces,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/sample-items/:id',
    access: 'user',
    status: 200,
    summary: 'One of your sample items',
    params: SampleItemParams,
    data: SampleItem,
    rateLimit: reads,
    errors: ['NOT_FOUND'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/sample-items/:id',
    access: 'user',
    status: 200,
    summary: 'Change one of your sample items',
    params: SampleItemParams,
    body: UpdateSampleItemRequest,
    data: SampleItem,
    rateLimit: changes,
    announces,
    errors: ['NOT_FOUND'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/sample-items/:id',
    access: 'user',
    status: 204,
    summary: 'Delete one of your sample items',
    params: SampleItemParams,
    rateLimit: changes,
    announces,
    errors: ['NOT_FOUND'],
  }),
} as const;
