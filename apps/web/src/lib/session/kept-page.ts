import { flushSync } from 'react-dom';
import { isApiError } from '@/lib/api/api-failure.ts';
import type { BrowserSession } from './browser-session.ts';
import type { SessionState } from './session-state.ts';

/*
 * A member's page that the browser keeps for the way back. Ours say `no-store`, which not every browser takes for an
 * answer: whoever goes back after signing out, on a machine that others use, must see nothing of what was there.
 */

/** When the page is left: it is kept without what it shows, so that not even its first frame shows anything. */
export function hidePage(): void {
  document.documentElement.dataset['unseen'] = '';
}

/** Back on it: asks whose session there is, and shows what is theirs, or what the page shows to nobody. Never rejects. */
export async function showAgain(
  browser: Pick<BrowserSession, 'client'>,
  userId: string,
  setSession: (session: SessionState) => void,
): Promise<void> {
  hidePage();
  const session = await whoIsThere(browser);
  // What it shows is somebody else's: begins anew, unseen.
  if (session.status === 'signed-in' && session.user.id !== userId) {
    window.location.reload();
    return;
  }
  // Rendered before it is seen.
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
