import { type UpdateUploadRequest, type Upload, uploadEndpoints } from '@pixelboxx/shared';
import type { Browser } from '../clients/browser.ts';

/** Changes an upload, as the typed client does. */
export function change(
  browser: Browser,
  { id }: Pick<Upload, 'id'>,
  body: UpdateUploadRequest,
  ifMatch?: number,
): Promise<Upload> {
  return browser.call(uploadEndpoints.update, { params: { id }, body, ifMatch });
}

/** The same with any body and any headers, also what the contract would not let through. */
export function patch(
  browser: Browser,
  { id }: Pick<Upload, 'id'>,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return browser.fetch(`/v1/uploads/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
