import type { Webhook, WebhookWithSecret } from '@pixelboxx/shared/features/webhooks';
import { useApiAction, type ApiAction } from '@/components/forms/use-api-action.ts';
import { useReauthentication } from '@/lib/session/reauthentication.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface Outcomes {
  /** Called with the updated webhook; null if it is gone. */
  onChanged: (webhook: Webhook | null) => void;
  onSecret: (made: WebhookWithSecret) => void;
  /** A test event is being sent. */
  onTested: () => void;
}

export interface WebhookActions {
  /** Switches it off, or on. */
  readonly toggle: ApiAction<[]>;
  readonly test: ApiAction<[]>;
  /** Creates another secret. */
  readonly rotate: ApiAction<[]>;
  readonly remove: ApiAction<[]>;
}

/** Actions on a webhook that take one click. */
export function useWebhookActions({ id, isEnabled }: Webhook, outcomes: Outcomes): WebhookActions {
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const params = { id };
  return {
    toggle: useApiAction(async () =>
      outcomes.onChanged(await guarded(() => client('webhook.update', { params, body: { isEnabled: !isEnabled } }))),
    ),
    test: useApiAction(async () => {
      await guarded(() => client('webhook.test', { params }));
      outcomes.onTested();
    }),
    rotate: useApiAction(async () =>
      outcomes.onSecret(await guarded(() => client('webhook.rotateSecret', { params }))),
    ),
    remove: useApiAction(async () => {
      await guarded(() => client('webhook.remove', { params }));
      outcomes.onChanged(null);
    }),
  };
}
