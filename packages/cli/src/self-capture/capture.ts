/** `--pcap`: a capture of our own connections, with the secrets inside. */

import { closeSync, openSync, writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { type CapturedPacket, CaptureWriter, type SyntheticEnd } from '@handfast/inspect';
import { keyLogLine, type Observer } from 'handfast';
import type { DatagramTransport } from 'handfast/node';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { systemCode } from '../explain/network.ts';
import { tap } from './tap.ts';
import { tapDatagrams } from './tap-datagrams.ts';

/** A file that grows while connections go on. */
export interface SelfCapture {
  /** Records what goes over a connected socket; before anything does. */
  tap(tcp: Socket, role: 'client' | 'server'): void;
  /** The same transport, whose datagrams are recorded as UDP to and from here. */
  tapDatagrams(transport: DatagramTransport, local: SyntheticEnd): DatagramTransport;
  /** The same observer, whose secrets go into the capture too. */
  observing(observer: Observer): Observer;
  close(): void;
}

/** Begins the file, readable for its owner only. Throws `CommandError` when it cannot be written. */
export function selfCapture(path: string): SelfCapture {
  const writer = new CaptureWriter();
  const file = opened(path, writer.header());
  let secrets = '';
  let packets: Uint8Array[] = [];
  // What one event brings is written together, its secrets first: readers need them before what they open.
  const flush = () => {
    const parts = [writer.keyLog(secrets), ...packets];
    packets = [];
    secrets = '';
    writeSync(file, Buffer.concat(parts));
  };
  /** What tells the end of each connection that is not closed yet. */
  const open = new Set<() => void>();
  let isClosed = false;
  let isWaiting = false;
  const flushSoon = () => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(() => {
      isWaiting = false;
      if (!isClosed) flush();
    });
  };
  const add = (found: readonly CapturedPacket[]) => {
    for (const packet of found) packets.push(writer.packet(packet));
    flushSoon();
  };
  return {
    tap(tcp, role) {
      const letGo = tap(tcp, role, add);
      open.add(letGo);
      tcp.on('close', () => open.delete(letGo));
    },
    tapDatagrams: (transport, local) => tapDatagrams(transport, local, add),
    observing: (observer) => ({
      ...observer,
      secret(label, clientRandom, secret) {
        observer.secret?.(label, clientRandom, secret);
        secrets += `${keyLogLine(label, clientRandom, secret)}\n`;
        flushSoon();
      },
    }),
    close() {
      if (isClosed) return;
      for (const letGo of open) letGo();
      flush();
      isClosed = true;
      closeSync(file);
    },
  };
}

function opened(path: string, header: Uint8Array): number {
  try {
    const file = openSync(path, 'w', 0o600);
    writeSync(file, header);
    return file;
  } catch (error) {
    const cause = `the capture ${path} cannot be written (${systemCode(error)})`;
    throw new CommandError(
      { exitCode: exitCodes.input, code: 'bad_output', cause, fix: 'choose another' },
      { cause: error },
    );
  }
}
