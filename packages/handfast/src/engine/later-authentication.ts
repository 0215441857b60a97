/** A client's certificate after the handshake: the server's wish, or the client's answer, on one connection. RFC 8446 §4.6.2 */

import { MisuseError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { Established13 } from '../handshake/established.ts';
import { encodeMessage } from '../wire/handshake.ts';
import type { CertificateRequest13 } from '../wire/messages/certificate-request13.ts';
import { messages13 } from '../wire/messages13.ts';
import type { Channel } from './channel.ts';
import type { EngineIo } from './engine-io.ts';
import { peerInfo } from './info.ts';
import type { LivePort } from './live.ts';

export class LaterAuthentication {
  readonly #io: EngineIo;
  readonly #channel: Channel;
  readonly #established: Established13;
  readonly #port: LivePort;
  #underway = false;

  constructor(io: EngineIo, channel: Channel, established: Established13, port: LivePort) {
    this.#io = io;
    this.#channel = channel;
    this.#established = established;
    this.#port = port;
  }

  /** Whether requests may come. */
  get answers(): boolean {
    return this.#established.answerLater !== undefined;
  }

  /** Whether our answer is being made: its messages follow each other, with nothing in between. */
  get answering(): boolean {
    return this.#underway && this.answers;
  }

  /** Whether the peer is in the middle of its answer: no other message may come now. */
  get insideAnswer(): boolean {
    return this.#underway && !this.#port.waitingFor().includes('Certificate');
  }

  /** `traffic` gives the client's application secret of the moment. */
  answer(request: CertificateRequest13, bytes: Uint8Array, traffic: () => Secret, done: () => void): void {
    const { answerLater } = this.#established;
    if (answerLater === undefined) return;
    this.#underway = true;
    this.#port.begin(answerLater(request, bytes, traffic), () => {
      this.#underway = false;
      done();
    });
  }

  /** A step that asks. Throws `MisuseError` when the client would not answer. */
  request(required: boolean, traffic: () => Secret): () => void {
    const { requestLater } = this.#established;
    if (requestLater === undefined) {
      throw new MisuseError(
        'only a client that allows it can be asked for a certificate now, by a server that has trust',
      );
    }
    if (this.#underway) throw new MisuseError('the client has been asked for a certificate already');
    return () => {
      this.#underway = true;
      const context = this.#io.crypto.random(16);
      const body = requestLater.request(context);
      const bytes = encodeMessage(messages13.CertificateRequest, body);
      this.#channel.sendMessage(bytes);
      this.#io.observeMessage('sent', messages13, 'CertificateRequest', body, bytes);
      this.#port.begin(requestLater.expectAnswer({ context, bytes, required }, traffic), (peer) => {
        this.#underway = false;
        this.#port.tell({ type: 'authenticated', peer: peer && peerInfo(peer) });
      });
    };
  }
}
