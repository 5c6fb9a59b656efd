import { performance as measured } from 'node:perf_hooks';
import compile from 'icu-minify/compile';
import type { CompiledMessage } from 'icu-minify/format';
import { afterEach } from 'vitest';
import { catalogues } from '@/generated/catalogues.ts';
import { speak } from '@/lib/texts/browser-wording.ts';

// What is tested by its labels says them in English; what is about languages brings its own.
const english: [string, Record<string, CompiledMessage>][] = Object.entries(catalogues.en).map(([name, messages]) => [
  name,
  Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, compile(message)])),
]);
speak({ language: 'en', messages: Object.fromEntries(english) });

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
