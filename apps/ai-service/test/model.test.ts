import * as tf from '@tensorflow/tfjs-core';
import { load } from 'nsfwjs/core';
import { MobileNetV2Model } from 'nsfwjs/models/mobilenet_v2';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeFrames } from '../src/image-decoder.ts';
import { classNames } from '../src/model.contract.ts';
import { Model } from '../src/model.ts';
import { drawing, plain } from './support/images.ts';

let model: Model;
beforeAll(async () => void (model = await Model.load()));

async function frameOf(bytes: Buffer): Promise<Uint8Array> {
  const [frame] = await decodeFrames(bytes, 1_000_000);
  if (!frame) throw new Error('No frame was decoded.');
  return frame;
}

describe('the model', () => {
  it('runs on WebAssembly', () => expect(tf.getBackend()).toBe('wasm'));

  it('gives the same result as the original library', async () => {
    vi.spyOn(console, 'info').mockImplementation(() => undefined);
    const original = await load('MobileNetV2', { modelDefinitions: [MobileNetV2Model] });
    for (const image of [drawing(), plain()]) {
      const frame = await frameOf(await image.png().toBuffer());
      const pixels = tf.tensor3d(frame, [224, 224, 3], 'int32');
      const expected = await original.classify(pixels);
      pixels.dispose();
      const ours = model.classify(frame);
      for (const { className, probability } of expected) {
        const index = classNames.findIndex((name) => name === className.toLowerCase());
        expect(ours[index]).toBeCloseTo(probability, 5);
      }
    }
    original.dispose();
  });

  it('leaves no tensor and no buffer behind', async () => {
    const frame = await frameOf(await drawing().png().toBuffer());
    model.classify(frame);
    const { numTensors, numBytes, numDataBuffers } = tf.memory();
    for (let call = 0; call < 40; call += 1) model.classify(frame);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes, numDataBuffers });
  });

  it('leaves none behind if a frame has the wrong size', () => {
    const { numTensors } = tf.memory();
    expect(() => model.classify(new Uint8Array(3))).toThrow();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
