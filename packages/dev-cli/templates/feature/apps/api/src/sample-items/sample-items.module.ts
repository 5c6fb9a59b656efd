import { Module } from '@nestjs/common';
import { UsersModule } from '../users/index.ts';
import { PersonalSampleItems } from './personal-sample-items.service.ts';
import { SampleItemsController } from './sample-items.controller.ts';
import { SampleItemsService } from './sample-items.service.ts';

@Module({
  imports: [UsersModule],
  controllers: [SampleItemsController],
  providers: [SampleItemsService, PersonalSampleItems],
})
export class SampleItemsModule {}
