import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Output, type Stream } from '../src/terminal/output.ts';
import { formatBytes, formatSeconds, Progress } from '../src/terminal/progress.ts';
import { safeJson, safeText } from '../src/terminal/safe-text.ts';

// eslint-disable-next-line no-control-regex -- these are what a terminal obeys
const obeyed = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

const hostile = fc.oneof(
  anyText(),
  fc
    .array(
      fc.constantFrom('\u001b]0;owned\u0007', '\u001b[2J', '\r', '\n', '\u009b1A', '\u202e', 'photo', '👨‍👩‍👧', '\ud800'),
    )
    .map((parts) => parts.join('')),
);

class Written implements Stream {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 40;
  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }
  write(text: string): void {
    this.text += text;
  }
}

describe('untrusted text such as file names', () => {
  it('never reaches a terminal as control sequences', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safeText(text)).not.toMatch(obeyed);
        expect(safeText(text).isWellFormed()).toBe(true);
      }),
      { seed: 150 },
    );
  });

  it('is escaped in JSON output without changing its value', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = safeJson({ path: text });
        expect(json).not.toMatch(obeyed);
        expect(JSON.parse(json)).toEqual({ path: text });
      }),
      { seed: 150 },
    );
  });

  it('is shown unchanged if harmless, in any script', () => {
    for (const text of ['Grüße aus Köln.jpg', '東京/写真 (1).heic', '👨‍👩‍👧.png', 'می‌خواهم'])
      expect(safeText(text)).toBe(text);
    expect(safeText('a\u001b[31m\nb')).toBe('a\\u{1b}[31m\\u{a}b');
  });

  it('is escaped by every function that prints', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, json) => {
        const [stdout, stderr] = [new Written(), new Written()];
        const output = new Output({ stdout, stderr, json });
        output.result({ path: text }, text);
        output.note(text);
        output.failure('CODE', text);
        output.progress(text);
        for (const line of (stdout.text + stderr.text).split('\n')) expect(line).not.toMatch(obeyed);
      }),
      { seed: 150 },
    );
  });
});

describe('progress', () => {
  it('is one line that is overwritten, only on a terminal', () => {
    const [stdout, stderr, watched] = [new Written(), new Written(), new Written(true)];
    new Output({ stdout, stderr, json: false }).progress('1/2 files');
    expect(stderr.text).toBe('');
    const output = new Output({ stdout, stderr: watched, json: false });
    output.progress('1/2 files');
    output.result({}, 'sent a.jpg');
    output.endProgress();
    expect(watched.text.split('\r\u001b[2K')).toEqual(['', '1/2 files', '1/2 files', '']);
    expect(stdout.text).toBe('sent a.jpg\n');
  });

  it('computes the speed only from this run', () => {
    const progress = new Progress({ files: 3, bytes: 4_000_000 }, 0);
    progress.passed(2_000_000);
    progress.sent(1_000_000);
    progress.fileDone();
    expect(progress.line(10_000)).toBe('1/3 files · 3.0 MB of 4.0 MB · 100 kB/s · 10 s left');
  });

  it('never shows an unknown size or time', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (bytes, seconds) => {
        expect(formatBytes(bytes)).toMatch(/^\d{1,3}(\.\d)? (B|[kMGT]B)$/);
        expect(formatSeconds(seconds)).toMatch(/^\d+(\.\d)? (s|min|h)$/);
      }),
      { seed: 1 },
    );
  });
});
