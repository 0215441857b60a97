/** The TCP connection below: a name resolved, an address reached, each within its time. */

import { connect, type Socket } from 'node:net';
import { networkError, timeoutError } from '../explain/network.ts';
import { showTarget } from '../target.ts';
import type { Plan } from './plan.ts';

/** A connected socket. Throws `CommandError` when there is none in time, and what `signal` is aborted with. */
export function openTcp(
  { target, family, timeout }: Pick<Plan, 'target' | 'family' | 'timeout'>,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, port } = target;
    const socket = connect({ host, port, family, noDelay: true, autoSelectFamily: family === 0 });
    const settle = (finish: () => void): void => {
      clearTimeout(clock);
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
      finish();
    };
    const fail = (error: unknown) =>
      settle(() => {
        socket.on('error', () => {});
        socket.destroy();
        reject(error);
      });
    const late = (what: string) => () =>
      fail(timeoutError(what, timeout / 1000, 'check host and port, and firewalls between here and there'));
    const abort = () => fail(signal.reason);
    let clock = setTimeout(late(`the address of ${host}`), timeout);
    socket.on('lookup', () => {
      clearTimeout(clock);
      clock = setTimeout(late(`a TCP connection to ${showTarget(target)}`), timeout);
    });
    socket.on('error', (error) => fail(networkError(error, target)));
    socket.on('connect', () => settle(() => resolve(socket)));
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}
