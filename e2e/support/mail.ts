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
 * The link to a page (one of `mailLinkPaths`) in the newest email to an address, waiting for it to arrive. `not` names
 * links that were used already.
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

/** The eight digits in the newest e-mail with a code to an address, waiting for it to arrive. */
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

/** Every letter the stack has sent, the oldest first. */
async function readEmails(): Promise<EmailContent[]> {
  const folder = join(process.env['E2E_DATA_DIR'] ?? '', 'mail');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const emails = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const { to, subject, text } = await PostalMime.parse(await readFile(path));
      const { mtimeMs } = await stat(path);
      return { to: to?.[0]?.address ?? '', subject: subject ?? '', text: text ?? '', writtenAtMs: mtimeMs };
    }),
  );
  return emails.toSorted((a, b) => a.writtenAtMs - b.writtenAtMs);
}
