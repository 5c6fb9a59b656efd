/** The limit of startup: Nest on Fastify with one route. Decorators are applied by hand, so that Node can run this file directly. */
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

class HelloController {
  hello(): { hello: string } {
    return { hello: 'world' };
  }
}
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a Nest module is a class that carries metadata only
class HelloModule {}

const method = Object.getOwnPropertyDescriptor(HelloController.prototype, 'hello');
if (method) Get('hello')(HelloController.prototype, 'hello', method);
Controller()(HelloController);
Module({ controllers: [HelloController] })(HelloModule);

// eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class and is given a literal
const app = await NestFactory.create<NestFastifyApplication>(HelloModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
