/** A new capture of chosen packets: with the secrets that open them inside, or redacted. */

import { CaptureWriter } from '../capture/writer.ts';
import type { Flow } from '../flow/flow.ts';
import type { Packet } from '../list/packet.ts';
import { redacted } from './redactor.ts';

export interface ExportOptions {
  /** No secrets, and zeros for what applications said; the inspection must have `redacts`. */
  readonly redact?: boolean;
  /** Only the secrets of connections that are written. */
  readonly ownSecretsOnly?: boolean;
}

/** Gives the bytes of a pcapng file piece by piece. */
export class CaptureExport {
  readonly #writer = new CaptureWriter();
  readonly #options: ExportOptions;
  /** Lines of the key log by the random of the connection. */
  readonly #held = new Map<string, string[]>();
  #ready = '';

  constructor(options: ExportOptions = {}) {
    this.#options = options;
  }

  /** What the file begins with. */
  header(): Uint8Array {
    return this.#writer.header();
  }

  /** Secrets for packets that come later. */
  keyLog(text: string): void {
    if (this.#options.redact) return;
    if (!this.#options.ownSecretsOnly) {
      this.#ready += text.endsWith('\n') || text === '' ? text : `${text}\n`;
      return;
    }
    for (const line of text.split(/\r?\n/)) {
      const random = line.split(' ')[1]?.toLowerCase();
      if (random === undefined) continue;
      const lines = this.#held.get(random);
      if (lines === undefined) this.#held.set(random, [line]);
      else if (!lines.includes(line)) lines.push(line);
    }
  }

  /** A packet, behind the secrets that it needs. */
  packet(packet: Packet): Uint8Array[] {
    if (this.#options.redact) return [this.#writer.packet(redacted(packet))];
    const flow = packet.tcp?.flow ?? packet.udp?.flow;
    if (flow !== undefined) this.#release(flow);
    const secrets = this.#writer.keyLog(this.#ready);
    this.#ready = '';
    const written = this.#writer.packet(packet.captured);
    return secrets.length === 0 ? [written] : [secrets, written];
  }

  #release({ dissector }: Flow): void {
    if (this.#held.size === 0 || dissector === undefined) return;
    const known = dissector.clientRandoms;
    // Where no hello was seen, nobody can tell which secrets are needed.
    const randoms = known.length === 0 ? [...this.#held.keys()] : known;
    for (const random of randoms) {
      for (const line of this.#held.get(random) ?? []) this.#ready += `${line}\n`;
      this.#held.delete(random);
    }
  }
}
