import type { DataExport as DataExportState } from '@pixelboxx/shared';
import { useCallback, useEffect, useState } from 'react';
import { useApiAction, type ApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useReauthentication } from '@/lib/session/reauthentication.ts';

interface DataExport {
  /** Null until it is known. */
  state: DataExportState | null;
  look: ApiAction<[]>;
  request: ApiAction<[]>;
  download: ApiAction<[]>;
}

const lookEveryMs = 2_000;

/** The archive of the user's data: requests it, polls until it is made, and downloads it. */
export function useDataExport(): DataExport {
  const { client } = useSession();
  const { guarded } = useReauthentication();
  const [state, setState] = useState<DataExportState | null>(null);

  const read = useCallback(async () => {
    const next = await client('account.dataExport');
    setState(next);
    return next;
  }, [client]);

  const look = useApiAction(read);
  const { run } = look;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page appears
  }, []);

  const pending = state?.status === 'PENDING';
  useEffect(() => {
    if (!pending) return;
    // If a request fails, the next one makes up for it.
    const timer = setInterval(() => void read().catch(() => undefined), lookEveryMs);
    return () => clearInterval(timer);
  }, [pending, read]);

  const request = useApiAction(async () => {
    await guarded(() => client('account.requestExport'));
    await read();
  });
  const download = useApiAction(async () => {
    // The URL works only for minutes, and this page may have been open for longer.
    const { url } = await guarded(() => client('account.exportDownload'));
    window.location.assign(url);
  });
  return { state, look, request, download };
}
