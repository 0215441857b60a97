/** Secrets of one TLS 1.3 handshake, from the shared secret to the traffic keys. RFC 8446 §7.1 */

import type { Secret } from '../../base/secret.ts';
import type { NegotiableSuite } from '../../registry/cipher-suites.ts';
import type { Hkdf } from '../../schedule/hkdf.ts';
import * as schedule from '../../schedule/tls13.ts';
import type { ApplicationSecrets, LastingSecrets } from '../established.ts';
import type { HandshakeIo } from '../io.ts';

/** Which side we are. */
export type Role = 'client' | 'server';

/** Secrets that live from ServerHello to Finished: wipe with `using`. */
export class HandshakeKeys implements Disposable {
  readonly #io: HandshakeIo;
  readonly #hkdf: Hkdf;
  readonly #clientRandom: Uint8Array;
  readonly #handshake: Secret;
  readonly #traffic: Readonly<Record<Role, Secret>>;
  #master: Secret | undefined;
  #application: ApplicationSecrets | undefined;

  /** Call when the transcript ends with ServerHello. Takes over `sharedSecret` and wipes it; `psk` stays the flow's. */
  constructor(
    io: HandshakeIo,
    suite: NegotiableSuite,
    clientRandom: Uint8Array,
    sharedSecret: Uint8Array | undefined,
    psk?: Secret,
  ) {
    this.#io = io;
    this.#hkdf = io.hkdf(suite.hash);
    this.#clientRandom = clientRandom;
    using early = schedule.earlySecret(this.#hkdf, psk?.expose());
    this.#handshake = schedule.handshakeSecret(this.#hkdf, early, sharedSecret);
    sharedSecret?.fill(0);
    const hellos = io.transcript.digest();
    this.#traffic = {
      client: schedule.clientHandshakeTrafficSecret(this.#hkdf, this.#handshake, hellos),
      server: schedule.serverHandshakeTrafficSecret(this.#hkdf, this.#handshake, hellos),
    };
    io.logSecret('CLIENT_HANDSHAKE_TRAFFIC_SECRET', clientRandom, this.#traffic.client);
    io.logSecret('SERVER_HANDSHAKE_TRAFFIC_SECRET', clientRandom, this.#traffic.server);
  }

  /** The handshake traffic secret of one side. */
  traffic(side: Role): Secret {
    return this.#traffic[side];
  }

  /** What one side's Finished must hold, over the transcript so far. */
  verifyData(side: Role): Uint8Array {
    return schedule.verifyData(this.#hkdf, this.#traffic[side], this.#io.transcript.digest());
  }

  /** Call when the transcript ends with the server's Finished. */
  applicationSecrets(role: Role): ApplicationSecrets {
    const master = schedule.masterSecret(this.#hkdf, this.#handshake);
    this.#master = master;
    const throughFinished = this.#io.transcript.digest();
    const client = schedule.clientApplicationTrafficSecret(this.#hkdf, master, throughFinished);
    const server = schedule.serverApplicationTrafficSecret(this.#hkdf, master, throughFinished);
    const exporterMaster = schedule.exporterMasterSecret(this.#hkdf, master, throughFinished);
    this.#io.logSecret('CLIENT_TRAFFIC_SECRET_0', this.#clientRandom, client);
    this.#io.logSecret('SERVER_TRAFFIC_SECRET_0', this.#clientRandom, server);
    this.#io.logSecret('EXPORTER_SECRET', this.#clientRandom, exporterMaster);
    const [read, write] = role === 'client' ? [server, client] : [client, server];
    this.#application = { read, write, exporterMaster };
    return this.#application;
  }

  /**
   * Call when the transcript ends with the client's Finished. Leaves the application secrets to whoever holds them: a
   * handshake that fails before wipes them with the others.
   */
  handOver(): LastingSecrets {
    const throughClient = this.#io.transcript.digest();
    const application = this.#application as ApplicationSecrets;
    const resumptionMaster = schedule.resumptionMasterSecret(this.#hkdf, this.#master as Secret, throughClient);
    this.#application = undefined;
    return { resumptionMaster, ...application };
  }

  [Symbol.dispose](): void {
    const { client, server } = this.#traffic;
    const { read, write, exporterMaster } = this.#application ?? {};
    const all = [this.#handshake, this.#master, client, server, read, write, exporterMaster];
    for (const secret of all) secret?.[Symbol.dispose]();
  }
}
