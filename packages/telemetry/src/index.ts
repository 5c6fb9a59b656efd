export * from './route-of.ts';
export * from './settings.ts';
export * from './tracing/fastify-tracing.ts';
export * from './tracing/request-span.ts';
export * from './tracing/start-tracing.ts';
export * from './tracing/trace.ts';
