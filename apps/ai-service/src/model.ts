import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { MobileNetV2Model } from 'nsfwjs/models/mobilenet_v2';
import { classNames, inputSize } from './model.contract.ts';

const channels = 3;

/** The image safety model. Everything is read from installed packages on disk, nothing from a network. */
export class Model {
  readonly #network: LayersModel;

  private constructor(network: LayersModel) {
    this.#network = network;
  }

  static async load(): Promise<Model> {
    await startWasmBackend();
    const model = new Model(await loadLayersModel(tf.io.fromMemory(await readArtifacts())));
    // The first run compiles and allocates; no request should have to wait for that.
    model.classify(new Uint8Array(inputSize * inputSize * channels));
    return model;
  }

  /** Probabilities of one RGB frame, in the order of `classNames`. */
  classify(frame: Uint8Array): number[] {
    return tf.tidy(() => {
      const pixels = tf.tensor4d(frame, [1, inputSize, inputSize, channels], 'float32');
      const output = this.#network.predict(tf.div(pixels, 255));
      if (Array.isArray(output) || output.size !== classNames.length)
        throw new Error('The model has unexpected outputs.');
      return Array.from(output.dataSync());
    });
  }
}

async function startWasmBackend(): Promise<void> {
  const require = createRequire(import.meta.url);
  setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep);
  // The multi-threaded build starts its threads from blob: URLs, which Node's worker threads refuse.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend does not start.');
}

async function readArtifacts(): Promise<tf.io.ModelArtifacts> {
  const { default: description } = await MobileNetV2Model.modelJson();
  const shards = await Promise.all(MobileNetV2Model.weightBundles.map((read) => read()));
  const weights = Buffer.concat(shards.map((shard) => Buffer.from(shard.default, 'base64')));
  return {
    modelTopology: description.modelTopology,
    weightSpecs: description.weightsManifest.flatMap((group) => group.weights),
    weightData: new Uint8Array(weights).buffer,
  };
}
