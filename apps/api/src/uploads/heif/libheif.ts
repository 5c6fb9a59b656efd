import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Bitmap } from './uncompressed-png.ts';
import { boundMemory } from './bounded-wasm.ts';

/** The part of libheif's JavaScript interface that is used. */
interface LibHeif {
  readonly ready?: Promise<unknown>;
  readonly heif_error_code: { readonly heif_error_Ok: unknown };
  readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
  readonly heif_chroma: Readonly<Record<'heif_chroma_interleaved_RGB' | 'heif_chroma_interleaved_RGBA', unknown>>;
  heif_context_alloc(): unknown;
  heif_context_read_from_memory(context: unknown, bytes: Uint8Array): { code: unknown; message: string };
  heif_js_context_get_primary_image_handle(context: unknown): { code?: unknown } | null;
  heif_image_handle_has_alpha_channel(handle: unknown): number;
  heif_js_decode_image2(handle: unknown, colorspace: unknown, chroma: unknown): Promise<Decoded> | Decoded;
}

interface Decoded {
  readonly code?: unknown;
  readonly message?: string;
  readonly channels?: readonly { width: number; height: number; stride: number; data: Uint8Array }[];
}

/**
 * Decodes the main image of a HEIC file, rotated and cropped as the file says, to 8 bits per channel. `libheif-js` is
 * used as published, except for the limit on its memory: docs/adr/0019-heic-and-avif.md
 * @throws Error if the image cannot be decoded to its end, or not within `maxMemoryBytes`.
 */
export async function decodeHeic(bytes: Buffer, maxMemoryBytes: number): Promise<Bitmap> {
  const require = createRequire(import.meta.url);
  const wasm = readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm'));
  const load = require('libheif-js/libheif-wasm/libheif.js') as (options: { wasmBinary: Buffer }) => LibHeif;
  const library = load({ wasmBinary: boundMemory(wasm, maxMemoryBytes) });
  await library.ready;
  const context = library.heif_context_alloc();
  const read = library.heif_context_read_from_memory(context, bytes);
  if (read.code !== library.heif_error_code.heif_error_Ok) throw new Error(read.message);
  const handle = library.heif_js_context_get_primary_image_handle(context);
  if (!handle || handle.code !== undefined) throw new Error('no main picture');
  const channels = library.heif_image_handle_has_alpha_channel(handle) ? 4 : 3;
  const chroma = library.heif_chroma[channels === 4 ? 'heif_chroma_interleaved_RGBA' : 'heif_chroma_interleaved_RGB'];
  const decoded = await library.heif_js_decode_image2(handle, library.heif_colorspace.heif_colorspace_RGB, chroma);
  const [plane] = decoded.channels ?? [];
  if (!plane) throw new Error(decoded.message ?? 'not decoded');
  return { width: plane.width, height: plane.height, channels, data: plane.data, stride: plane.stride };
}
