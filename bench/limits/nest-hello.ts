/** The limit of starting: Nest on Fastify with one route. Decorators are applied by hand, so that Node runs this as it is. */
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

class HelloController {
  hello(): { hello: string } {
    return { hello: 'world' };
  }
}
class HelloModule {}

const method = Object.getOwnPropertyDescriptor(HelloController.prototype, 'hello');
if (method) Get('hello')(HelloController.prototype, 'hello', method);
Controller()(HelloController);
Module({ controllers: [HelloController] })(HelloModule);

const app = await NestFactory.create<NestFastifyApplication>(HelloModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
