/** Where sessions live between connections: stores, ticket keys and the memory against replay. */

export type { ReplayGuard, SessionStore, TicketSealer } from '../handshake/stores.ts';
export { MemoryReplayGuard, type MemoryReplayGuardOptions } from './memory-replay-guard.ts';
export { MemoryStore, type MemoryStoreOptions, type SavedSession } from './memory-store.ts';
export { SharedTicketKeys, type SharedTicketKeysOptions } from './shared-ticket-keys.ts';
export { annotateTicket, type SessionFacts, sessionFacts } from './show.ts';
export { TicketKeyRing, type TicketKeyRingOptions } from './ticket-key-ring.ts';
