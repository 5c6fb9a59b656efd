import { uploadEndpoints, type Upload } from '@pixelboxx/shared';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ObjectStorage } from '../../../src/platform/storage/object-storage.ts';
import type { RunningApp } from '../app.ts';
import type { Browser } from '../clients/browser.ts';
import { includingDeleted } from '../../../src/platform/database/soft-delete.ts';

export const avatarPath = uploadEndpoints.avatar.path;

export function formOf(bytes: Uint8Array, { field = 'file', name = 'face.png', type = 'image/png' } = {}): FormData {
  const form = new FormData();
  form.set(field, new Blob([Uint8Array.from(bytes)], { type }), name);
  return form;
}

export function postAvatar(browser: Browser, bytes: Uint8Array, options = {}): Promise<Response> {
  return browser.fetch(avatarPath, { method: 'POST', body: formOf(bytes, options) });
}

export async function uploadAvatar(browser: Browser, bytes: Uint8Array): Promise<Upload> {
  return browser.call(uploadEndpoints.avatar, { file: new Blob([Uint8Array.from(bytes)]) });
}

export async function uploadImage(
  browser: Browser,
  bytes: Uint8Array,
  visibility: 'public' | 'private' = 'private',
): Promise<Upload> {
  return browser.call(uploadEndpoints.image, { file: new Blob([Uint8Array.from(bytes)]), body: { visibility } });
}

export async function errorOf(response: Response): Promise<{ status: number; code: string; fields: unknown }> {
  const { error } = (await response.json()) as { error: { code: string; details: { fields?: unknown } } };
  return { status: response.status, code: error.code, fields: error.details.fields };
}

/** Keys of all stored objects. */
export async function storedKeys(app: Pick<RunningApp, 'app'>): Promise<string[]> {
  return (await app.app.get(ObjectStorage).list('')).objects.map(({ key }) => key);
}

/** Everything an upload could leave anywhere: rows, live or deleted, objects, partial uploads. */
export async function everythingStored(app: RunningApp): Promise<unknown> {
  return {
    rows: await app.prisma.upload.findMany({ where: { ...includingDeleted }, orderBy: { id: 'asc' } }),
    keys: await storedKeys(app),
    incoming: filesIn(join(app.dataDir, 'incoming')),
    partial: filesIn(join(app.dataDir, 'objects', 'partial')),
  };
}

export function filesIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}
