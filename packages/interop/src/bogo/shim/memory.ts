/** What lives longer than one connection of a test: sessions, the keys of tickets, marks against replay, the clock. */

import { nodeProvider } from 'handfast/providers/node';
import { MemoryReplayGuard, MemoryStore, type SessionStore, TicketKeyRing } from 'handfast/session';

export class Memory {
  /** What this connection has already looked for. */
  readonly #taken = new Set<string>();
  /** A client's sessions. */
  readonly sessions = this.#store();
  /** A server's sessions of versions before TLS 1.3. */
  readonly cache = this.#store();
  readonly sealer = new TicketKeyRing({ crypto: nodeProvider });
  readonly guard = new MemoryReplayGuard();
  /** Milliseconds since 1970, by the test's clock: it stands still unless a test moves it. */
  now = Date.now();
  /** How many sessions this connection has put into either store. */
  kept = 0;

  /** To be called before each connection. */
  begin(): void {
    this.kept = 0;
    this.#taken.clear();
  }

  /** A store that counts. */
  #store(): SessionStore {
    const store = new MemoryStore();
    const taken = this.#taken;
    return {
      put: (...session) => {
        this.kept++;
        store.put(...session);
      },
      get: (...query) => store.get(...query),
      // BoringSSL's clients look for sessions before the first handshake of a connection alone.
      take(...query) {
        if (taken.has(query[0])) return [];
        taken.add(query[0]);
        return store.take(...query);
      },
      remove: (key) => store.remove(key),
    };
  }
}
