import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Email } from 'postal-mime';

export interface StoredEmail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly sentAt: Date;
  readonly html: string;
  readonly text: string;
}

const fileName = /^([0-9a-f-]{36})\.eml$/;
const shownEmails = 200;

/** Newest first; ids are UUIDs of version 7, which sort by time. */
export async function listEmails(directory: string): Promise<StoredEmail[]> {
  const names = await readdir(directory).catch(() => []);
  const ids = names.flatMap((name) => fileName.exec(name)?.[1] ?? []);
  const newest = ids.toSorted().toReversed().slice(0, shownEmails);
  const emails = await Promise.all(newest.map((id) => readEmail(directory, id)));
  return emails.filter((email) => email !== null);
}

/** Null if there is no such email. */
export async function readEmail(directory: string, id: string): Promise<StoredEmail | null> {
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
