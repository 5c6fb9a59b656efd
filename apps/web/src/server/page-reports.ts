import { isNestedDeeper } from '@pixelboxx/node-kit';
import type { PageTraces } from '@pixelboxx/telemetry';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PageReport } from '../lib/page-trace/page-report.ts';
import { sendFailure } from './failure-response.ts';

const maxBytes = 16_384;

/** A report is an object with a list of objects. Anybody can send one: deeper JSON is not even parsed. */
const maxDepth = 8;

/**
 * Adds a page's report to its trace. A browser sends it while leaving the page and reads no response: foreign reports, and
 * those that come too often, are ignored with the same 204.
 */
export async function receivePageReport(
  request: IncomingMessage,
  response: ServerResponse,
  traces: PageTraces,
): Promise<void> {
  if (request.method !== 'POST') {
    sendFailure(request, response, 'METHOD_NOT_ALLOWED', {
      details: { allowed: ['POST'] },
      headers: { allow: 'POST' },
    });
    return;
  }
  const body = await readBody(request);
  if (body === null) {
    sendFailure(request, response, 'PAYLOAD_TOO_LARGE');
    return;
  }
  const report = PageReport.safeParse(parsed(body));
  if (!report.success) {
    sendFailure(request, response, 'BAD_REQUEST');
    return;
  }
  traces.record(report.data.token, report.data.spans);
  response.writeHead(204, { 'cache-control': 'no-store' }).end();
}

/** Null if the body is longer than a report can be. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): unknown {
  if (isNestedDeeper(body, maxDepth)) return null;
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
