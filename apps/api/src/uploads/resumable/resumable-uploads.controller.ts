import { Controller, Req, Res } from '@nestjs/common';
import { type ResumableUpload, resumableUploadEndpoints, type Upload, uploadEndpoints } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import type { ProtocolResponse } from '../../platform/http/endpoint/protocol-response.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import type { AnyPrincipal } from '../../platform/http/security/principal.ts';
import { type PartResponse, ResumableUploads } from './resumable-uploads.service.ts';
import type { TusRequest } from './tus-exchange.ts';
import { requireTusVersion, tusVersion } from './tus-protocol.ts';

/** tus 1.0: most of the protocol is in headers. */
@Controller()
@ApiGroup('ResumableUploads', 'Images that arrive in parts, by tus 1.0.')
export class ResumableUploadsController {
  constructor(private readonly uploads: ResumableUploads) {}

  @Handle(resumableUploadEndpoints.create)
  async create(
    @Input() { principal }: InputOf<typeof resumableUploadEndpoints.create>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProtocolResponse<Upload>> {
    greet(reply);
    requireTusVersion(request);
    return responseOf(request, await this.uploads.create(principal.user.id, tusRequestOf(request, principal)));
  }

  /** Also by HEAD, which tus clients use. */
  @Handle(resumableUploadEndpoints.get)
  async get(
    @Input() { principal: { user }, params: { id } }: InputOf<typeof resumableUploadEndpoints.get>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResumableUpload> {
    greet(reply);
    const status = await this.uploads.status(user.id, id);
    void reply.headers({
      'upload-offset': String(status.offset),
      'upload-length': String(status.length),
      'upload-expires': new Date(status.expiresAt).toUTCString(),
    });
    if (status.upload) void reply.header('content-location', urlOf(status.upload));
    return status;
  }

  @Handle(resumableUploadEndpoints.append)
  async append(
    @Input() { principal, params: { id } }: InputOf<typeof resumableUploadEndpoints.append>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProtocolResponse<Upload>> {
    greet(reply);
    requireTusVersion(request);
    return responseOf(request, await this.uploads.append(principal.user.id, id, tusRequestOf(request, principal)));
  }

  @Handle(resumableUploadEndpoints.remove)
  async remove(
    @Input() { principal: { user }, params: { id } }: InputOf<typeof resumableUploadEndpoints.remove>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    greet(reply);
    await this.uploads.remove(user.id, id);
  }
}

/** Also on failures: a client with another version learns which one the api supports. */
function greet(reply: FastifyReply): void {
  void reply.headers({ 'tus-resumable': tusVersion, 'tus-version': tusVersion });
}

function tusRequestOf({ method, headers, raw, ip }: FastifyRequest, principal: AnyPrincipal): TusRequest {
  return { method, headers, stream: raw, sender: { principal, ip } };
}

function responseOf({ raw }: FastifyRequest, { status, headers, upload }: PartResponse): ProtocolResponse<Upload> {
  return {
    status: upload && status === 204 ? 200 : status,
    headers: {
      ...headers,
      // A part that was ended early: the rest of it would only be discarded.
      ...(!raw.complete && { connection: 'close' }),
      ...(upload && { 'content-location': urlOf(upload) }),
    },
    data: upload,
  };
}

function urlOf({ id }: Upload): string {
  return uploadEndpoints.get.path.replace(':id', id);
}
