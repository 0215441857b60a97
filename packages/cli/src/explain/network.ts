/** Errors of names and TCP, in words. */

import { CommandError, type Explanation } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { showTarget, type Target } from '../target.ts';

/** The error of a connection that did not come to be. */
export function networkError(error: unknown, target: Target): CommandError {
  const code = systemCode(error);
  const [cause, fix] = sentences[code]?.(target) ?? [
    `no connection to ${showTarget(target)} (${code})`,
    'check the network between here and there',
  ];
  return new CommandError(unreachable(code, cause, fix), { cause: error });
}

/** Nothing came in time. `waitedFor` says what. */
export function timeoutError(waitedFor: string, seconds: number, fix: string): CommandError {
  return new CommandError(unreachable('timeout', `${waitedFor} did not come within ${seconds} s`, fix));
}

/** The code of a system error; several attempts at one name have failed with the first. */
export function systemCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return systemCode(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
}

const unreachable = (code: string, cause: string, fix: string): Explanation => ({
  exitCode: exitCodes.unreachable,
  code,
  cause,
  fix,
});

const network = 'check the network, a VPN or a firewall between here and there';

const sentences: Readonly<Record<string, (target: Target) => readonly [cause: string, fix: string]>> = {
  ENOTFOUND: ({ host }) => [`there is no address for the name ${host}`, 'check the spelling, and whether DNS works'],
  EAI_AGAIN: ({ host }) => [`DNS gives no answer for the name ${host}`, 'check the network and its resolver'],
  ECONNREFUSED: (target) => [`nobody listens on ${showTarget(target)}`, 'start the server, or check host and port'],
  ECONNRESET: (target) => [`${showTarget(target)} cut the connection off at once`, network],
  ETIMEDOUT: (target) => [`${showTarget(target)} does not answer`, network],
  EHOSTUNREACH: (target) => [`no route leads to ${showTarget(target)}`, network],
  ENETUNREACH: (target) => [`no route leads to the network of ${showTarget(target)}`, network],
  EADDRNOTAVAIL: (target) => [`${showTarget(target)} cannot be reached from this machine's addresses`, network],
};
