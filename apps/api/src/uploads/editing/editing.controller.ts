import { Controller } from '@nestjs/common';
import { type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { UploadChanges } from './upload-changes.service.ts';

@Controller()
@ApiGroup('Uploads', 'Images of the person who is signed in.')
export class EditingController {
  constructor(private readonly changes: UploadChanges) {}

  @Handle(uploadEndpoints.update)
  update(
    @Input() { principal: { user }, params: { id }, body, ifMatch }: InputOf<typeof uploadEndpoints.update>,
  ): Promise<Upload> {
    return this.changes.apply(user.id, id, body, ifMatch);
  }
}
