import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { start } from './child.ts';
import { outliving, untilOver, within } from './scope.ts';

test('what a case has started ends with it, whatever it throws', async () => {
  const ended: string[] = [];
  const failing = within(1000, async () => {
    untilOver(() => ended.push('first'));
    untilOver(() => ended.push('second'));
    untilOver(() => ended.push('taken back'))();
    outliving(() => untilOver(() => ended.push('of all cases')));
    await Promise.resolve();
    untilOver(() => {
      throw new Error('it was closed already');
    });
    throw new Error('a fault');
  });
  await expect(failing).rejects.toThrow('a fault');
  expect(ended).toEqual(['second', 'first']);
});

test('a case that does not end is left, and its server and its child are not', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  let code: Promise<number> | undefined;
  const hanging = within(50, async () => {
    untilOver(() => server.close());
    code = start(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).exited;
    return await new Promise<string>(() => {});
  });
  await expect(hanging).rejects.toThrow('not finished after 50 ms');
  expect(server.listening).toBe(false);
  expect(await code).toBe(128);
});

test('a child that ended needs no ending, and outside of cases children live on', async () => {
  expect(await within(5000, async () => start(process.execPath, ['-e', '0']).exited)).toBe(0);
  const child = start(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await within(1000, async () => {});
  expect(await Promise.race([child.exited, Promise.resolve('living')])).toBe('living');
  await child.stop();
});

test('of what a child says the last part is kept', async () => {
  const child = start(process.execPath, ['-e', `process.stdout.write('x'.repeat(5e6) + 'the end')`]);
  await child.exited;
  expect(child.output().length).toBeLessThanOrEqual(3 << 20);
  expect(child.output()).toMatch(/xthe end$/);
});
