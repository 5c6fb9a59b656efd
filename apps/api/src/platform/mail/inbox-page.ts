import { escapeHtml } from './layout/html.ts';
import type { StoredEmail } from './inbox.ts';

const style = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;--line:light-dark(#d6e1de,#263535);--soft:light-dark(#3f5656,#aebfbc);--brand:light-dark(#005f4a,#65deb5)}
body{margin:0 auto;max-width:60rem;padding:2rem 1rem;background:light-dark(#f4f9f7,#0a1515);color:light-dark(#0a2322,#ebf2f0)}
a{color:var(--brand)} h1{font-size:1.4rem} p,dt,time{color:var(--soft)}
ul{list-style:none;padding:0} li{border-top:1px solid var(--line)}
li a{display:grid;grid-template-columns:1fr auto;gap:.2rem 1rem;padding:.8rem .2rem;text-decoration:none}
li a:hover b{text-decoration:underline} li span{color:var(--soft);overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem} dd{margin:0;overflow-wrap:anywhere}
iframe{width:100%;height:42rem;border:1px solid var(--line);border-radius:12px;background:#fff}
pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:1rem;border:1px solid var(--line);border-radius:12px}`;

const page = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>${body}</body></html>`;

const time = (date: Date) =>
  `<time datetime="${date.toISOString()}">${date.toISOString().replace('T', ' ').slice(0, 19)}</time>`;

export function renderInbox(emails: readonly StoredEmail[]): string {
  const items = emails.map(
    ({ id, to, subject, sentAt }) =>
      `<li><a href="/dev/inbox/${id}"><b>${escapeHtml(subject)}</b>${time(sentAt)}<span>${escapeHtml(to)}</span></a></li>`,
  );
  const list =
    items.length > 0 ? `<ul>${items.join('')}</ul>` : '<p>Nothing yet. E-mails appear here as they are sent.</p>';
  return page('Inbox', `<main><h1>Inbox</h1><p>Every e-mail this development server has sent.</p>${list}</main>`);
}

export function renderEmail({ to, subject, sentAt, html, text }: StoredEmail): string {
  // Without `allow-scripts` nothing in the email runs; links can open their own tab, as in a mail program.
  const frame = `<iframe title="The e-mail" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escapeHtml(html.replace('<head>', '<head><base target="_blank">'))}"></iframe>`;
  return page(
    subject,
    `<main><p><a href="/dev/inbox">Inbox</a></p><h1>${escapeHtml(subject)}</h1>
<dl><dt>To</dt><dd>${escapeHtml(to)}</dd><dt>Sent</dt><dd>${time(sentAt)}</dd></dl>
${frame}<h2>As text</h2><pre>${escapeHtml(text)}</pre></main>`,
  );
}
