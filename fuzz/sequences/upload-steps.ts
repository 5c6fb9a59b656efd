import type fc from 'fast-check';
import type { HeaderField } from '../http/message.ts';
import { dataIn, expectSame, expectStatus, type Model, type World } from './world.ts';

export type Command = fc.AsyncCommand<Model, World>;

/** A command made of two functions: when it makes sense, and what it does to model and product. */
export function command(
  name: string,
  isPossible: (model: Model) => boolean,
  run: (model: Model, world: World) => Promise<void>,
): Command {
  return { check: (model) => !model.isDeleted && isPossible(model), run, toString: () => name };
}

const boundary = 'sequence';
const formType: HeaderField = ['content-type', `multipart/form-data; boundary=${boundary}`];

function formOf(image: Buffer): Buffer {
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), image, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

const always = (): boolean => true;
const at = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % items.length];

export const uploadImage = (): Command =>
  command('upload', always, async (model, world) => {
    const step = { method: 'POST', target: '/v1/uploads/image', bytes: formOf(world.image), headers: [formType] };
    const response = await world.take(step);
    expectStatus(response, 'an upload', 201);
    model.uploads.push({ id: String(dataIn(response)['id']), isThere: true });
  });

export const readUpload = (index: number): Command =>
  command(
    `read upload ${index}`,
    ({ uploads }) => uploads.length > 0,
    async ({ uploads }, world) => {
      const upload = at(uploads, index);
      if (!upload) return;
      const status = upload.isThere ? 200 : 404;
      const target = `/v1/uploads/${upload.id}`;
      const response = await world.take({ method: 'GET', target });
      expectStatus(response, upload.isThere ? 'reading an upload' : 'reading a deleted upload', status);
      if (!upload.isThere) return;
      const variants = dataIn(response)['variants'] as { url: string | null }[];
      const address = variants[0]?.url;
      if (address?.startsWith('/files/'))
        expectStatus(await world.take({ method: 'GET', target: address }), 'the file of an upload', 200);
    },
  );

export const deleteUpload = (index: number): Command =>
  command(
    `delete upload ${index}`,
    ({ uploads }) => uploads.length > 0,
    async ({ uploads }, world) => {
      const upload = at(uploads, index);
      if (!upload) return;
      const response = await world.take({ method: 'DELETE', target: `/v1/uploads/${upload.id}` });
      expectStatus(response, upload.isThere ? 'deleting an upload' : 'deleting it again', upload.isThere ? 204 : 404);
      upload.isThere = false;
    },
  );

export const listUploads = (): Command =>
  command('list uploads', always, async ({ uploads }, world) => {
    const response = await world.take({ method: 'GET', target: '/v1/uploads?limit=100&kind=IMAGE' });
    expectStatus(response, 'the list of uploads', 200);
    const listed = (dataIn(response)['items'] as { id: string }[]).map(({ id }) => id).toSorted();
    const there = uploads.filter(({ isThere }) => isThere).map(({ id }) => id);
    expectSame('the list of uploads', listed, there.toSorted());
  });

const tus: HeaderField = ['tus-resumable', '1.0.0'];

export const beginResumable = (): Command =>
  command(
    'begin in parts',
    ({ resumables }) => resumables.length < 5,
    async (model, world) => {
      const headers: HeaderField[] = [tus, ['upload-length', String(world.image.length)]];
      const response = await world.take({ method: 'POST', target: '/v1/uploads/resumable', headers });
      expectStatus(response, 'beginning an upload in parts', 201);
      const location = response.headers.find(([name]) => name === 'location')?.[1] ?? '';
      model.resumables.push({ id: location.slice(location.lastIndexOf('/') + 1), offset: 0, isThere: true });
    },
  );

/** Sends the next bytes; `isMisplaced` sends them for another offset than the upload's current one. */
export const sendPart = (index: number, share: number, isMisplaced: boolean): Command =>
  command(
    `send part of ${index} (${share}${isMisplaced ? ', misplaced' : ''})`,
    ({ resumables }) => resumables.length > 0,
    async (model, world) => {
      const upload = at(model.resumables, index);
      if (!upload) return;
      const { image } = world;
      const end = Math.min(image.length, upload.offset + Math.ceil(image.length * share));
      const place = isMisplaced ? upload.offset + 1 : upload.offset;
      const headers: HeaderField[] = [
        tus,
        ['upload-offset', String(place)],
        ['content-type', 'application/offset+octet-stream'],
      ];
      const target = `/v1/uploads/resumable/${upload.id}`;
      const response = await world.take({
        method: 'PATCH',
        target,
        headers,
        bytes: image.subarray(upload.offset, end),
      });
      if (!upload.isThere) {
        expectStatus(response, 'a part of what was given up', 404);
        return;
      }
      if (isMisplaced) {
        expectStatus(response, 'a misplaced part', 409);
        return;
      }
      const isWhole = end === image.length;
      expectStatus(response, isWhole ? 'the last part' : 'a part', ...(isWhole ? [200] : [204]));
      if (isWhole && upload.offset < image.length)
        model.uploads.push({ id: String(dataIn(response)['id']), isThere: true });
      upload.offset = end;
    },
  );

export const askResumable = (index: number): Command =>
  command(
    `ask about ${index}`,
    ({ resumables }) => resumables.length > 0,
    async ({ resumables }, world) => {
      const upload = at(resumables, index);
      if (!upload) return;
      const response = await world.take({ method: 'GET', target: `/v1/uploads/resumable/${upload.id}` });
      expectStatus(response, 'asking about an upload in parts', upload.isThere ? 200 : 404);
      if (upload.isThere) expectSame('its offset', dataIn(response)['offset'], upload.offset);
    },
  );

export const giveUpResumable = (index: number): Command =>
  command(
    `give up ${index}`,
    ({ resumables }) => resumables.length > 0,
    async ({ resumables }, world) => {
      const upload = at(resumables, index);
      if (!upload) return;
      const response = await world.take({ method: 'DELETE', target: `/v1/uploads/resumable/${upload.id}` });
      expectStatus(response, 'giving up an upload in parts', upload.isThere ? 204 : 404);
      upload.isThere = false;
    },
  );
