import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Email } from 'postal-mime';

export interface StoredLetter {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly sentAt: Date;
  readonly html: string;
  readonly text: string;
}

const fileName = /^([0-9a-f-]{36})\.eml$/;
const shownLetters = 200;

/** The newest first; ids are UUIDs of version 7, so their order is that of time. */
export async function listLetters(directory: string): Promise<StoredLetter[]> {
  const names = await readdir(directory).catch(() => []);
  const ids = names.flatMap((name) => fileName.exec(name)?.[1] ?? []);
  const newest = ids.toSorted().toReversed().slice(0, shownLetters);
  const letters = await Promise.all(newest.map((id) => readLetter(directory, id)));
  return letters.filter((letter) => letter !== null);
}

/** Null when there is no such letter. */
export async function readLetter(directory: string, id: string): Promise<StoredLetter | null> {
  if (!fileName.test(`${id}.eml`)) return null;
  const bytes = await readFile(join(directory, `${id}.eml`)).catch(() => null);
  if (!bytes) return null;
  const { default: PostalMime } = await import('postal-mime');
  const mail: Email = await PostalMime.parse(bytes);
  return {
    id,
    to: mail.to?.map(({ address }) => address ?? '').join(', ') ?? '',
    subject: mail.subject ?? '',
    sentAt: new Date(mail.date ?? 0),
    html: mail.html ?? '',
    text: mail.text ?? '',
  };
}
