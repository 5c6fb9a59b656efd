import { type DynamicModule, Global, Inject, Module } from '@nestjs/common';
import { CONFIG, type Config } from './config.ts';

/** `constructor(@InjectConfig() private readonly config: Config)` */
export const InjectConfig = () => Inject(CONFIG);

@Global()
@Module({})
export class ConfigModule {
  static of(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] };
  }
}
