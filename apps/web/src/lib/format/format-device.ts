import { spokenWording } from '@/lib/texts/browser-wording.ts';
import { textsOf, type Wording } from '@/lib/texts/texts.ts';

// The first that matches counts: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
const browsers: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
];

const systems: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
];

export interface DeviceDescription {
  /** “Firefox on Linux”, or as much of it as is known. */
  name: string;
  handheld: boolean;
}

/** Describes a device by its User-Agent, so that its owner recognizes it. A hint only: anyone can send any User-Agent. */
export function formatDevice(userAgent: string | null, wording: Wording = spokenWording()): DeviceDescription {
  const t = textsOf(wording, 'common');
  const text = userAgent ?? '';
  const browser = browsers.find(([pattern]) => pattern.test(text))?.[1];
  const system = systems.find(([pattern]) => pattern.test(text))?.[1];
  const name = browser && system ? t('browserOn', { browser, system }) : (browser ?? system ?? t('unknownDevice'));
  return { name, handheld: system === 'iPhone' || system === 'iPad' || system === 'Android' };
}
