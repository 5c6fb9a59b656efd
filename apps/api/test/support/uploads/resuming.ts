import { resumableUploadsPath, tusContentType, Upload } from '@pixelboxx/shared';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DetailedError, Upload as TusClient, type UploadOptions } from 'tus-js-client';
import { z } from 'zod';
import type { RunningApp } from '../app.ts';
import type { Browser } from '../clients/browser.ts';

const UploadEnvelope = z.strictObject({ success: z.literal(true), data: Upload });

/** Sends a file with tus-js-client, the client that browsers use. Rejects with its error once it has given up. */
export function resume(browser: Browser, bytes: Buffer, options: Partial<UploadOptions> = {}): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const client = new TusClient(bytes, {
      ...optionsFor(browser),
      onSuccess: ({ lastResponse }) => {
        const body = lastResponse.getBody();
        if (body !== '') return resolve(UploadEnvelope.parse(JSON.parse(body)).data);
        // The response to the last part was lost, and asking for the state of the upload returned the address instead.
        browser
          .fetch(lastResponse.getHeader('content-location') ?? '')
          .then(uploadIn)
          .then(resolve, reject);
      },
      onError: reject,
      ...options,
    });
    client.start();
  });
}

export function optionsFor(browser: Browser): UploadOptions {
  return {
    endpoint: new URL(resumableUploadsPath, browser.baseUrl).href,
    headers: { cookie: browser.cookieHeader(), ...browser.headers },
    metadata: { visibility: 'public', filename: 'holiday.jpg', filetype: 'image/jpeg' },
    retryDelays: [0, 50, 100, 200, 400],
  };
}

/** Code and status of the failure that made a tus client give up. */
export function failureIn(error: unknown): { status: number; code: string } {
  const response = (error as DetailedError).originalResponse;
  if (!response) throw error;
  const { error: body } = JSON.parse(response.getBody()) as { error: { code: string } };
  return { status: response.getStatus(), code: body.code };
}

const tus = { 'tus-resumable': '1.0.0' };

/** Begins an upload by hand. */
export function begin(
  browser: Browser,
  length: number,
  headers: Record<string, string> = {},
  path: string = resumableUploadsPath,
): Promise<Response> {
  return browser.fetch(path, {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(length), ...headers },
  });
}

/** Begins an upload by hand. @returns its address */
export async function begun(browser: Browser, length: number, headers: Record<string, string> = {}): Promise<string> {
  const response = await begin(browser, length, headers);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return response.headers.get('location') ?? '';
}

export function send(
  browser: Browser,
  url: string,
  offset: number,
  bytes: Uint8Array,
  headers: Record<string, string> = {},
): Promise<Response> {
  return browser.fetch(url, {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': String(offset), 'content-type': tusContentType, ...headers },
    body: Uint8Array.from(bytes),
  });
}

export function ask(browser: Browser, url: string): Promise<Response> {
  return browser.fetch(url, { method: 'HEAD', headers: tus });
}

export async function offsetOf(browser: Browser, url: string): Promise<number> {
  const response = await ask(browser, url);
  if (response.status !== 200) throw new Error(String(response.status));
  return Number(response.headers.get('upload-offset'));
}

export function giveUp(browser: Browser, url: string): Promise<Response> {
  return browser.fetch(url, { method: 'DELETE', headers: tus });
}

export async function uploadIn(response: Response): Promise<Upload> {
  return UploadEnvelope.parse(await response.json()).data;
}

export function idIn(url: string): string {
  return url.split('/').at(-1) ?? '';
}

/** File names of the partial uploads on this machine's disk. */
export function quarantined(app: Pick<RunningApp, 'dataDir'>): string[] {
  try {
    return readdirSync(join(app.dataDir, 'quarantine'));
  } catch {
    return [];
  }
}
