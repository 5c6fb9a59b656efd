import { expect } from '@playwright/test';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';

interface EmailContent {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly writtenAtMs: number;
}

/**
 * The link to a page (one of `mailLinkPaths`) in the newest email to an address, waiting for it to arrive. `not` lists links
 * that were used already.
 */
export async function linkMailedTo(address: string, path: string, not: readonly string[] = []): Promise<string> {
  let link: string | undefined;
  const look = async () => {
    const emails = (await readEmails()).filter(({ to }) => to === address.toLowerCase());
    const links = emails.flatMap(({ text }) => [...text.matchAll(/https?:\/\/\S+#token=[\w.-]+/g)].map(String));
    link = links.filter((found) => new URL(found).pathname === path && !not.includes(found)).at(-1);
    return link;
  };
  await expect.poll(look, { message: `a letter to ${address} with a link to ${path}`, timeout: 20_000 }).toBeTruthy();
  return link ?? '';
}

/** The eight digits in the newest email with a code to an address, waiting for it to arrive. */
export async function codeMailedTo(address: string): Promise<string> {
  let code: string | undefined;
  const look = async () => {
    const emails = (await readEmails()).filter(({ to }) => to === address.toLowerCase());
    code = emails.flatMap(({ text }) => [...text.matchAll(/\b(\d{4}) (\d{4})\b/g)].map(([found]) => found)).at(-1);
    return code;
  };
  await expect.poll(look, { message: `a letter to ${address} with a code`, timeout: 20_000 }).toBeTruthy();
  return code ?? '';
}

/** Parsed emails, by path and time of the file: a run sends hundreds, and each is looked for several times a second. */
const emails = new Map<string, Promise<EmailContent>>();

/** Every email the stack has sent, the oldest first. */
async function readEmails(): Promise<EmailContent[]> {
  const folder = join(process.env['E2E_DATA_DIR'] ?? '', 'mail');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const sent = await Promise.all(names.map((name) => readEmail(join(folder, name))));
  return sent.toSorted((a, b) => a.writtenAtMs - b.writtenAtMs);
}

async function readEmail(path: string): Promise<EmailContent> {
  // If the same email is sent again, it replaces the file.
  const { mtimeMs } = await stat(path);
  const key = `${path} ${mtimeMs}`;
  const email = emails.get(key) ?? parseEmail(path, mtimeMs);
  emails.set(key, email);
  return email;
}

async function parseEmail(path: string, writtenAtMs: number): Promise<EmailContent> {
  const { to, subject, text } = await PostalMime.parse(await readFile(path));
  return { to: to?.[0]?.address ?? '', subject: subject ?? '', text: text ?? '', writtenAtMs };
}
