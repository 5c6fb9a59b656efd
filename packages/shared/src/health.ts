import { z } from 'zod';
import { endpoint } from './http/endpoint.ts';

export const Liveness = z.object({ status: z.literal('ok') }).meta({ id: 'Liveness' });
export type Liveness = z.infer<typeof Liveness>;

export const Readiness = z
  .object({
    status: z.enum(['ok', 'degraded']),
    /** Dependencies that are down without stopping the service. */
    degraded: z.array(z.string()),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof Readiness>;

export const healthEndpoints = {
  live: endpoint({
    method: 'GET',
    path: '/v1/health/live',
    access: 'public',
    status: 200,
    summary: 'Whether the process runs',
    data: Liveness,
  }),
  ready: endpoint({
    method: 'GET',
    path: '/v1/health/ready',
    access: 'public',
    status: 200,
    summary: 'Whether requests can be served, and what is degraded',
    data: Readiness,
    errors: ['SERVICE_UNAVAILABLE'],
  }),
} as const;
