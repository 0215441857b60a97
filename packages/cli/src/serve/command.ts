/** `handfast serve`: files over HTTPS, or an echo, with a certificate made on the spot. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { untilStopped } from '../interruption.ts';
import type { Surroundings } from '../surroundings.ts';
import { showTarget } from '../target.ts';
import { screenOn } from '../terminal/screen.ts';
import { announcementLine, type Place, showAnnouncement } from './announcement.ts';
import { isWildcard } from './development-certificate.ts';
import type { ServeFlags } from './flags.ts';
import { type Listener, startListener } from './listener.ts';
import { type ServePlan, servePlan } from './plan.ts';

/** Serves until a signal comes, or until one client is gone with `--once`. Returns the exit code. */
export async function serveCommand(folder: string, flags: ServeFlags, around: Surroundings): Promise<number> {
  const plan = await servePlan(folder, flags, around.env);
  try {
    return await serve(plan, flags, around);
  } finally {
    plan.cleanUp();
  }
}

async function serve(
  plan: ServePlan,
  flags: ServeFlags,
  { stdout, stderr, env, signal }: Surroundings,
): Promise<number> {
  const screen = screenOn(stderr, env, flags.color, flags.quiet);
  const tell = (event: object) => flags.json === true && stdout.write(`${JSON.stringify(event)}\n`);
  const listener = startListener(plan, flags, screen, tell);
  try {
    const place = await listen(listener, flags);
    if (flags.json) stdout.write(announcementLine(place, plan));
    showAnnouncement(screen, place, plan);
    return await Promise.race([listener.done, untilStopped(signal)]);
  } finally {
    listener.stop();
  }
}

async function listen({ server }: Listener, { host, port = 0 }: ServeFlags): Promise<Place> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(error, host, port);
  }
  const address = server.address() as AddressInfo;
  const isLocal = isWildcard(host) || host === '127.0.0.1' || host === '::1';
  const place = { host: isLocal ? 'localhost' : host, port: address.port };
  return { ...place, url: `https://${showTarget(place)}/` };
}

/** The error of an address that cannot be bound, in words. */
export function cannotListen(error: unknown, host: string, port: number): CommandError {
  const code = systemCode(error);
  const fix = code === 'EADDRINUSE' ? 'choose another --port, or leave it out' : 'choose another --host or --port';
  const cause = `${showTarget({ host, port })} cannot be listened on (${code})`;
  return new CommandError({ exitCode: exitCodes.usage, code, cause, fix }, { cause: error });
}
