import { SetMetadata } from '@nestjs/common';
import type { EndpointSpec } from '@pixelboxx/shared';

const API_GROUP = 'pixelboxx:api-group';
const OUTSIDE_CONTRACT = 'pixelboxx:outside-contract';

/** A section of the OpenAPI document (a tag). */
export interface ApiGroupInfo {
  readonly name: string;
  readonly description: string;
}

/** Names the section in which the OpenAPI document shows a controller's endpoints. */
export const ApiGroup = (name: string, description: string): ClassDecorator =>
  SetMetadata<string, ApiGroupInfo>(API_GROUP, { name, description });

export function apiGroupOf(controller: object): ApiGroupInfo | undefined {
  return Reflect.getMetadata(API_GROUP, controller) as ApiGroupInfo | undefined;
}

/** Describes a route that is not part of the contract and responds without the envelope. */
export const OutsideContract = (spec: EndpointSpec): MethodDecorator => SetMetadata(OUTSIDE_CONTRACT, spec);

export function outsideContractSpecOf(handler: object): EndpointSpec | undefined {
  return Reflect.getMetadata(OUTSIDE_CONTRACT, handler) as EndpointSpec | undefined;
}
