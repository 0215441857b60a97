/** Whether a peer that seems to have moved hears what is sent to where it seems to be. RFC 9853 §5.1 */

import { equalBytes } from '../../base/bytes.ts';
import { decode, encode } from '../../wire/codec.ts';
import { PathCheck, pathCheckTypes } from '../../wire/messages/path-check.ts';

export class PathChecks {
  #cookie: Uint8Array | undefined;
  #until = 0;
  #valid = false;

  /** What to send where the peer seems to be; `undefined` while it has time to answer the last one. */
  challenge(cookie: Uint8Array, now: number): Uint8Array | undefined {
    if (this.#cookie !== undefined && now < this.#until) return undefined;
    this.#cookie = cookie;
    this.#until = now + patience;
    return encode(PathCheck, { msgType: pathCheckTypes.path_challenge, cookie });
  }

  /**
   * What the peer says of paths; what we answer, to where it came from. What is of no use is no fault: more types may be
   * defined one day. (We never migrate of our own accord, so that no path of ours is one to drop.)
   */
  hear(content: Uint8Array, now: number): Uint8Array | undefined {
    if (content.length !== length) return undefined;
    const { msgType, cookie } = decode(PathCheck, content);
    if (msgType === pathCheckTypes.path_challenge) {
      return encode(PathCheck, { msgType: pathCheckTypes.path_response, cookie });
    }
    const ours = now < this.#until ? this.#cookie : undefined;
    if (msgType === pathCheckTypes.path_response && ours !== undefined && equalBytes(cookie, ours)) {
      this.#cookie = undefined;
      this.#valid = true;
    }
    return undefined;
  }

  /** Whether the challenge was answered since this was asked last. */
  takeValid(): boolean {
    const valid = this.#valid;
    this.#valid = false;
    return valid;
  }
}

/** In milliseconds, where nobody knows how long answers take. RFC 9853 §5.5 */
const patience = 1000;
/** Of every type that is known, in bytes. */
const length = 9;
