import type { Socket } from 'node:net';
import { Fault } from '../check/fault.ts';
import { isOverloaded, checkByContract, checkPage } from '../check/by-contract.ts';
import { checkFailure, checkFixedHeaders } from '../check/response.ts';
import { fillInBytes } from '../generate/placeholders.ts';
import type { HttpResponse } from '../http/message.ts';
import { isForwarded } from '../run/forwarding.ts';
import type { Stage } from '../run/stage.ts';
import type { Tier } from '../run/tier.ts';
import { scripts } from './kinds.ts';
import { play } from './play.ts';
import { endings, type Script, totalBytes } from './script.ts';

const shownBytes = 1_500;
/** Connections that are left open last for up to a minute: there are never more than this. */
const maxLeft = 200;

/** Connections that do what no client should. `left` holds those that must be ended after the tier. */
export function rawTier(stage: Stage, left: Set<Socket>): Tier<Script> {
  const image = stage.images[0]?.bytes ?? Buffer.alloc(0);
  return {
    name: 'raw',
    cases: scripts(image),
    concurrency: 48,
    operationOf: ({ kind, service }) => `${service}, ${kind}`,
    async execute(script) {
      trim(left);
      const known = stage.users.knownTo('user');
      const pieces = script.pieces.map(({ bytes, pauseMs }) => ({ bytes: fillInBytes(bytes, known), pauseMs }));
      const responses = await play({ ...script, pieces }, portOf(stage, script), left);
      responses.forEach((response, index) => check(stage, script, response, index));
      const first = responses[0];
      if (first) stage.users.observe('user', script.target ?? '', first);
      return 1;
    },
    describe: (script) => describe(script),
    whatEnded: () => stage.services.whatEnded([stage.api, stage.web, stage.ai]),
  };
}

function trim(left: Set<Socket>): void {
  for (const socket of left) {
    if (left.size <= maxLeft) return;
    socket.destroy();
    left.delete(socket);
  }
}

function portOf(stage: Stage, { service }: Script): number {
  return service === 'api' ? stage.api.port : service === 'web' ? stage.web.port : stage.ai.port;
}

function check(stage: Stage, script: Script, response: HttpResponse, index: number): void {
  const { service, target, methods } = script;
  const method = methods[index] ?? 'GET';
  const { status } = response;
  if (status >= 500 && !isOverloaded(response))
    throw new Fault(`${status} to ${script.kind}`, response.body.toString('utf8').slice(0, 300));
  if (status === 101) throw new Fault('switches protocols');
  if (target !== null && index === 0) {
    const request = { method, target, headers: [], body: null };
    const exchange = { principal: 'user', request, response } as const;
    if (service === 'web' && !isForwarded(target)) return checkPage(exchange);
    return checkByContract(service === 'ai-service' ? stage.aiContract : stage.apiContract, exchange);
  }
  if (service === 'web') return;
  checkFixedHeaders(response);
  if (status >= 400) checkFailure(response, method);
}

function describe(script: Script): string {
  const pieces = script.pieces.filter(({ bytes }) => bytes.length > 0);
  const text = Buffer.concat(pieces.map(({ bytes }) => bytes)).toString('latin1');
  const { service, ending, methods } = script;
  return JSON.stringify({
    service,
    ending: endings[ending],
    methods,
    bytes: totalBytes(script),
    pieces: pieces.length,
    pauseMs: pieces[0]?.pauseMs ?? 0,
    text: text.length > shownBytes ? `${text.slice(0, shownBytes)}…` : text,
  });
}
