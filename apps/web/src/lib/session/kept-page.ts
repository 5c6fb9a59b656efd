import { flushSync } from 'react-dom';
import { isApiError } from '@/lib/api/api-failure.ts';
import type { BrowserSession } from './browser-session.ts';
import type { SessionState } from './session-state.ts';

/*
 * A member's page in the browser's back/forward cache. Our pages say `no-store`, which not every browser respects. A visitor
 * who goes back after signing out on a shared computer must see nothing of the former content.
 */

/** Called when the user leaves the page: it is cached without its content, so even its first frame shows nothing. */
export function hidePage(): void {
  document.documentElement.dataset['unseen'] = '';
}

/** Called on return: asks whose session it is, and shows that user's content, or a page without a user. Never rejects. */
export async function showAgain(
  browser: Pick<BrowserSession, 'client'>,
  userId: string,
  setSession: (session: SessionState) => void,
): Promise<void> {
  hidePage();
  const session = await whoIsThere(browser);
  // The content belongs to somebody else: loads the page again, still hidden.
  if (session.status === 'signed-in' && session.user.id !== userId) {
    window.location.reload();
    return;
  }
  // Rendered before the page becomes visible.
  flushSync(() => setSession(session));
  delete document.documentElement.dataset['unseen'];
}

async function whoIsThere({ client }: Pick<BrowserSession, 'client'>): Promise<SessionState> {
  try {
    return { status: 'signed-in', user: await client('auth.me') };
  } catch (error) {
    return isApiError(error) && error.status === 401 ? { status: 'signed-out' } : { status: 'unavailable' };
  }
}
