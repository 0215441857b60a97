/** Sessions and marks against replay in a directory that several processes share. */

export { DirectoryReplayGuard, type DirectoryReplayGuardOptions } from './directory-replay-guard.ts';
export { DirectoryStore, type DirectoryStoreOptions } from './directory-store.ts';
