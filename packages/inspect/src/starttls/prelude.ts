/** What two sides say to each other before TLS starts, watched for the agreement to start it. */

import { concat } from '../concat.ts';
import type { Direction } from '../model.ts';
import { binaryProtocols } from './binary-protocols.ts';
import type { Recogniser, Said } from './recogniser.ts';
import { textProtocols } from './text-protocols.ts';

/** Remembers only what each side said last. */
export class Prelude {
  readonly #said: [Said, Said] = [nothing, nothing];
  #speaker: Direction | undefined;
  #agreed: string | undefined;

  /** The protocol in which both agreed to start TLS; `undefined` until they do. */
  get agreed(): string | undefined {
    return this.#agreed;
  }

  /** What the side said since the other spoke last. */
  last(direction: Direction): Said {
    return this.#said[direction];
  }

  /** Hears what one side says. */
  hear(direction: Direction, bytes: Uint8Array): void {
    const before = this.#speaker === direction ? this.#said[direction].bytes : nothing.bytes;
    this.#said[direction] = remembered(before, bytes);
    this.#speaker = direction;
    const [client, server] = this.#said;
    if (direction === 1) this.#agreed = all.find((one) => one.asks(client) && one.agrees(server, client))?.name;
  }
}

/** The last bytes of both: enough for a request with its lines, or for the one word that matters. */
function remembered(before: Uint8Array, after: Uint8Array): Said {
  const whole = concat(before, after);
  const bytes = whole.slice(Math.max(0, whole.length - mostRemembered));
  return { bytes, text: latin1.decode(bytes) };
}

const nothing: Said = { bytes: new Uint8Array(), text: '' };
const all: readonly Recogniser[] = [...textProtocols, ...binaryProtocols];
const mostRemembered = 4096;
/** Every byte is one character. */
const latin1 = { decode: (bytes: Uint8Array): string => String.fromCharCode(...bytes) };
