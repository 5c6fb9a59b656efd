import { performance as measured } from 'node:perf_hooks';
import { afterEach } from 'vitest';

// jsdom's own knows neither entries nor marks. It is defined before anything that reads it is loaded.
Object.defineProperty(globalThis, 'performance', { value: measured, configurable: true, writable: true });

if (typeof document !== 'undefined') {
  const { cleanup, configure } = await import('@testing-library/react');
  // What is awaited comes at once on an idle machine; on a busy one its second by default is over too soon.
  configure({ asyncUtilTimeout: 15_000 });
  afterEach(cleanup);
}

// jsdom lays nothing out, so there is nothing to scroll.
if (typeof Element !== 'undefined') Element.prototype.scrollIntoView = () => undefined;
