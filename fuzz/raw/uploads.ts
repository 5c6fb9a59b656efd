import fc from 'fast-check';
import type { ServiceName } from '../run/services.ts';
import { about, inOnePiece, position, type Scripts } from './pieces.ts';
import { bytesOfRequest, fieldPart, filePart, formPieces, formRequest, tusCreation, tusPart } from './requests.ts';
import type { Ending } from './script.ts';

type Damage = 'ends before' | 'lacks' | 'doubles';

const refusedPart = filePart(Buffer.alloc(200, 0x61), 'x');

/** Forms that lack one of their pieces, have one twice, or end after any: as a complete request, or cut there. */
export function brokenForms(image: Buffer): Scripts {
  const parts = fc.constantFrom(
    [filePart(image)],
    [fieldPart('visibility', 'public'), filePart(image)],
    [filePart(image), fieldPart('visibility', 'public')],
    [filePart(image), filePart(image)],
    [refusedPart],
    [filePart(Buffer.alloc(0))],
    [fieldPart('x', 'y')],
    [{ head: 'x', bytes: image }],
    [{ head: 'content-disposition: form-data', bytes: image }],
    [],
  );
  const target = fc.constantFrom('/v1/uploads/avatar', '/v1/uploads/image');
  const damage = fc.constantFrom<Damage>('ends before', 'lacks', 'doubles');
  const broken = fc.oneof(
    { weight: 9, arbitrary: fc.tuple(parts, position, damage) },
    // This has crashed a process: a part that is refused, and has no end.
    { weight: 1, arbitrary: fc.constant([[refusedPart], 0.6, 'ends before'] as const) },
  );
  return fc
    .tuple(
      fc.constantFrom<ServiceName>('api', 'api', 'web'),
      target,
      broken,
      fc.constantFrom<Ending>('wait', 'wait', 'close', 'reset', 'halfClose'),
    )
    .map(([service, path, [form, at, how], ending]) => {
      const pieces = formPieces(form);
      const index = Math.floor(at * pieces.length);
      const kept =
        how === 'ends before'
          ? pieces.slice(0, index)
          : how === 'lacks'
            ? pieces.toSpliced(index, 1)
            : pieces.toSpliced(index, 0, pieces[index] ?? Buffer.alloc(0));
      const request = formRequest(service, path, Buffer.concat(kept));
      return {
        ...about(request),
        kind: 'broken form',
        pieces: inOnePiece(bytesOfRequest(request)),
        ending,
        owesResponse: ending === 'wait',
      };
    });
}

/** Parts of resumable uploads that end before, within and after their bytes, at the correct offset or not. */
export function brokenParts(image: Buffer): Scripts {
  const offset = fc.constantFrom(0, 0, 0, 1, 500, 1_000_000);
  return fc
    .tuple(
      fc.constantFrom<ServiceName>('api', 'api', 'web'),
      fc.boolean(),
      offset,
      position,
      fc.constantFrom<Ending>('close', 'reset', 'halfClose', 'leave', 'wait'),
    )
    .map(([service, creates, from, at, ending]) => {
      const request = creates ? tusCreation(service, image) : tusPart(service, image, from);
      const bytes = bytesOfRequest(request);
      const headLength = bytes.length - image.length;
      const sent = ending === 'wait' ? bytes : bytes.subarray(0, headLength + Math.floor(image.length * at));
      return {
        ...about(request),
        kind: 'broken part',
        pieces: inOnePiece(sent),
        ending,
        owesResponse: ending === 'wait',
      };
    });
}
