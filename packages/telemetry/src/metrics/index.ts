/** Loaded only if metrics are served. */
export * from './fastify-metrics.ts';
export * from './process-metrics.ts';
export * from './request-metrics.ts';
export * from './serve-metrics.ts';
export { Counter, Gauge } from 'prom-client';
