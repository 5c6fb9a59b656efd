import type { Language } from '@pixelboxx/shared';
import type { RequestContext } from '../platform/http/security/principal.ts';
import type { System } from './catalogue/catalogue.ts';
import { catalogues } from './catalogue/index.ts';
import { fill } from './fill.ts';

const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const;

const systems: ReadonlyArray<readonly [mark: string, system: System]> = [
  ['Windows', 'windows'],
  ['Android', 'android'],
  ['iPhone', 'iphone'],
  ['iPad', 'ipad'],
  ['Macintosh', 'mac'],
  ['Linux', 'linux'],
];

/**
 * `Firefox on Linux, from the address 203.0.113.7`. Uses only our own words: a stranger chooses the name of their
 * browser, and must not be able to put text into another user's mail.
 */
export function formatRequestContext(
  { userAgent, ipAddress }: Pick<RequestContext, 'userAgent' | 'ipAddress'>,
  language: Language,
): string {
  const words = catalogues[language].origin;
  const browser = browsers.find(([mark]) => userAgent?.includes(mark))?.[1] ?? words.unknownApp;
  const system = systems.find(([mark]) => userAgent?.includes(mark))?.[1];
  const device = system ? fill(words.device, { browser, system: words.systems[system] }, language) : browser;
  return ipAddress ? fill(words.withAddress, { address: ipAddress }, language, { device }) : device;
}
