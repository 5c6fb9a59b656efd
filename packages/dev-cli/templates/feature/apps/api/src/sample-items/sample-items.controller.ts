import { Controller } from '@nestjs/common';
import { type SampleItem, sampleItemEndpoints, type SampleItemPage } from '@pixelboxx/shared/features/sample-items';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { SampleItemsService } from './sample-items.service.ts';

type Endpoints = typeof sampleItemEndpoints;

@Controller()
@ApiGroup('Sample items', 'Sample items of the person who is signed in.')
export class SampleItemsController {
  constructor(private readonly sampleItems: SampleItemsService) {}

  @Handle(sampleItemEndpoints.list)
  list(@Input() { principal: { user }, query }: InputOf<Endpoints['list']>): Promise<SampleItemPage> {
    return this.sampleItems.list(user.id, query);
  }

  @Handle(sampleItemEndpoints.create)
  create(@Input() { principal: { user }, body }: InputOf<Endpoints['create']>): Promise<SampleItem> {
    return this.sampleItems.create(user.id, body);
  }

  @Handle(sampleItemEndpoints.get)
  get(@Input() { principal: { user }, params: { id } }: InputOf<Endpoints['get']>): Promise<SampleItem> {
    return this.sampleItems.find(user.id, id);
  }

  @Handle(sampleItemEndpoints.update)
  update(@Input() { principal: { user }, params: { id }, body }: InputOf<Endpoints['update']>): Promise<SampleItem> {
    return this.sampleItems.update(user.id, id, body);
  }

  @Handle(sampleItemEndpoints.remove)
  remove(@Input() { principal: { user }, params: { id } }: InputOf<Endpoints['remove']>): Promise<void> {
    return this.sampleItems.remove(user.id, id);
  }
}
