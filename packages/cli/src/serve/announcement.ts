/** What `handfast serve` says when it is ready. */

import { showTarget } from '../target.ts';
import type { Screen } from '../terminal/screen.ts';
import type { ServePlan } from './plan.ts';

/** Where a client reaches the server. */
export interface Place {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** What `connect` needs to reach it. */
  readonly flags?: readonly string[];
}

/** For people: the address, what to trust, and what to try. */
export function showAnnouncement({ paint, line }: Screen, place: Place, plan: ServePlan): void {
  const { root, rootPath, client, hidden } = plan;
  const row = (label: string, text: string) => line(`  ${paint('bold', label.padEnd(8))} ${text}`);
  line();
  row('Ready', `${paint('cyan', place.url)}  ${root === undefined ? 'echoing what comes' : `serving ${root}`}`);
  if (rootPath !== undefined) row('Trust', `${rootPath}  the root, gone when this server stops`);
  if (client !== undefined) {
    row('Client', `${client.cert}  a certificate for clients, its key in client.key beside it`);
  }
  if (hidden !== undefined) {
    row('Hidden', `${hidden.file}  the key that reads hidden ClientHellos; what clients need of it:`);
    row('', hidden.configList);
  }
  const flags = [
    ...(place.flags ?? []),
    ...(rootPath === undefined ? [] : ['--ca', rootPath]),
    ...(client === undefined ? [] : ['--cert', client.cert, '--key', client.key]),
    ...(hidden === undefined ? [] : ['--ech', hidden.file]),
    ...(root === undefined ? [] : ['--get', '/']),
  ];
  row('Try', ['handfast connect', showTarget(place), ...flags].join(' '));
  line(`\n  ${paint('dim', 'Ctrl-C stops. Handshakes:')}`);
}

/** For machines: the first line on stdout. */
export function announcementLine({ url, port }: Place, { rootPath, client, hidden }: ServePlan): string {
  const files = client === undefined ? {} : { clientCert: client.cert, clientKey: client.key };
  const ech = hidden && { ech: hidden.configList };
  return `${JSON.stringify({ url, port, ca: rootPath ?? null, ...files, ...ech })}\n`;
}
