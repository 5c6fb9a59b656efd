import { crc32 } from 'node:zlib';

/** What a server that takes only images it can decode to the end must do with a file. */
export type Expectation = 'accept' | 'refuse' | 'either';

export interface CorpusFile {
  /** `<family>/<base>/<what was done to it>` */
  readonly name: string;
  readonly bytes: Buffer;
  readonly expected: Expectation;
}

/** Stands in everything that must not come through: metadata, comments, appended files, scripts. */
export const canary = 'PBX-CANARY-7f3a';

export const payloads = {
  script: `<html><script>alert('${canary}')</script></html>`,
  php: `<?php system('${canary}'); ?>`,
  pdf: `%PDF-1.7\n1 0 obj<</${canary}>>endobj\n%%EOF`,
};

/** A ZIP of one file, stored as it is, that says the canary (APPNOTE 4.3). */
export function zipOf(name: string): Buffer {
  const data = Buffer.from(canary);
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt32LE(crc32(data), 10);
  facts.writeUInt32LE(data.length, 14);
  facts.writeUInt32LE(data.length, 18);
  facts.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name), data]);
  const made = Buffer.from([20, 0]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), made, facts, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
