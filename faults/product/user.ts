import { authEndpoints, Upload, uploadEndpoints } from '@pixelboxx/shared';
import { z } from 'zod';
import { imageForm } from './image.ts';
import { type Reply, Visitor } from './visitor.ts';

export const password = 'violet kettle 7 sings';

/** An account and the browser of its owner. */
export class User {
  readonly visitor: Visitor;
  readonly username: string;
  readonly email: string;

  constructor(origin: string, username: string) {
    this.visitor = new Visitor(origin);
    this.username = username;
    this.email = `${username}@example.com`;
  }

  /** The same account in another browser. */
  elsewhere(origin: string): User {
    return new User(origin, this.username);
  }

  register(): Promise<Reply> {
    const { username, email } = this;
    return this.visitor.ask('POST', authEndpoints.register.path, { username, email, password });
  }

  login(): Promise<Reply> {
    return this.visitor.ask('POST', authEndpoints.login.path, { identifier: this.username, password });
  }

  me(): Promise<Reply> {
    return this.visitor.ask('GET', authEndpoints.me.path);
  }

  refresh(): Promise<Reply> {
    return this.visitor.ask('POST', authEndpoints.refresh.path);
  }

  upload(): Promise<Reply> {
    return this.visitor.ask('POST', uploadEndpoints.image.path, imageForm());
  }

  delete(id: string): Promise<Reply> {
    return this.visitor.ask('DELETE', uploadEndpoints.remove.path.replace(':id', id));
  }

  look(id: string): Promise<Reply> {
    return this.visitor.ask('GET', uploadEndpoints.get.path.replace(':id', id));
  }
}

/** The upload in a reply. @throws ZodError if there is none */
export function uploadOf({ json }: Reply): Upload {
  return z.object({ data: Upload }).parse(json).data;
}
