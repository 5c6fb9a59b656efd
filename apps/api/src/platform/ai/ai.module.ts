import { Global, Module } from '@nestjs/common';
import { AiService } from './ai-service.ts';

@Global()
@Module({ providers: [AiService], exports: [AiService] })
export class AiModule {}
