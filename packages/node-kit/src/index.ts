export * from './clock.ts';
export * from './early-response.ts';
export * from './exit-on-uncaught.ts';
export * from './expect-continue.ts';
export * from './json-depth.ts';
export * from './network-address.ts';
export * from './raw-response.ts';
export * from './request-target.ts';
