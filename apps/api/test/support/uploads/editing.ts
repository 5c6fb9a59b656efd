import { type UpdateUploadRequest, type Upload, uploadEndpoints } from '@pixelboxx/shared';
import type { Browser } from '../clients/browser.ts';

/** Changes an upload, like the typed client. */
export function change(
  browser: Browser,
  { id }: Pick<Upload, 'id'>,
  body: UpdateUploadRequest,
  ifMatch?: number,
): Promise<Upload> {
  return browser.call(uploadEndpoints.update, { params: { id }, body, ifMatch });
}

/** The same with any body and any headers, even those that the contract would reject. */
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
