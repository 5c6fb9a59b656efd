import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readHeifHeader } from './container.ts';
import { decodeHeic } from './libheif.ts';
import { writePng } from './uncompressed-png.ts';

/**
 * A separate program: a HEIC file comes in, a PNG goes out. It gets nothing but the file, may do nothing else, and ends
 * with it (see `convertHeic`).
 */
const bytes = await buffer(process.stdin);
const maxMemoryBytes = Number(process.argv[2]);
const bitmap = await decodeHeic(bytes, maxMemoryBytes);
const profile = readHeifHeader(bytes)?.profile ?? null;
await pipeline(Readable.from(writePng(bitmap, profile)), process.stdout);
