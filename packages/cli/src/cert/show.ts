/** `handfast cert show`: what is in files, for people, as JSON, or byte by byte. */

import { ProtocolError } from 'handfast';
import { encodePem, parsePkcs8, pkcs8FromDer } from 'handfast/x509';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { documentHead, documentText } from '../json-document.ts';
import { timeFor } from '../pki/clock.ts';
import { objectsIn, type PkiObject } from '../pki/objects.ts';
import { showSpans, spanFields } from '../show/trace.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { type Screen, screenOn } from '../terminal/screen.ts';
import { identified } from './certificate-document.ts';
import { viewers } from './viewers.ts';

export interface ShowFlags {
  readonly json?: boolean;
  readonly trace?: boolean;
  readonly showSecrets?: boolean;
  readonly at?: string;
  readonly color: ColorChoice;
}

/** Shows every object of every file. Throws `CommandError` for the first one that is malformed. */
export async function showCommand(paths: readonly string[], flags: ShowFlags, around: Surroundings): Promise<number> {
  const now = timeFor(flags.at, around.env);
  const objects = paths.flatMap(objectsIn);
  const screen = screenOn(around.stdout, around.env, flags.color);
  const documents: object[] = [];
  for (const object of objects) {
    if (flags.json) documents.push({ file: object.path, ...(await asDocument(object, flags, now)) });
    else await show(screen, object, flags, now);
  }
  if (flags.json) {
    const head = { ...documentHead('cert-show', Date.now()), complete: true };
    around.stdout.write(documentText({ ...head, objects: documents }));
  }
  return documents.some((document) => 'error' in document) ? exitCodes.input : exitCodes.success;
}

async function show(screen: Screen, object: PkiObject, flags: ShowFlags, now: number): Promise<void> {
  const { kind, der } = object;
  if (kind === 'private-key' || kind === 'other') return showHidden(screen, object, flags);
  const viewer = viewers[kind];
  if (!flags.trace) return telling(object, () => viewer.show(screen, der, now));
  const { root, error } = viewer.annotate(der);
  showSpans(screen, root, der);
  if (error !== undefined) throw malformed(object, error);
}

async function asDocument(object: PkiObject, flags: ShowFlags, now: number): Promise<object> {
  const { kind, der } = object;
  if (kind === 'private-key') return privateKeyDocument(object, flags);
  if (kind === 'other') return { kind };
  const viewer = viewers[kind];
  if (!flags.trace) return telling(object, () => viewer.document(der, now));
  const { root, error } = viewer.annotate(der);
  const fields = spanFields(root, der);
  if (error === undefined) return { ...(await viewer.document(der, now)), fields };
  return { kind, error: { code: error.code, message: error.message }, fields };
}

/** A key is named, and kept to itself. */
function showHidden(screen: Screen, object: PkiObject, flags: ShowFlags): void {
  if (object.kind === 'other') return screen.line('An object of another kind\n');
  const { algorithm, pem } = privateKeyDocument(object, flags);
  screen.line(screen.paint('bold', 'Private key'));
  screen.line(`  ${algorithm?.name ?? algorithm?.oid ?? 'encrypted'}`);
  screen.line(pem ?? '  not shown without --show-secrets\n');
}

interface PrivateKeyDocument {
  readonly kind: 'private-key';
  readonly encrypted: boolean;
  readonly algorithm: ReturnType<typeof identified> | null;
  readonly pem?: string;
}

function privateKeyDocument({ der }: PkiObject, { showSecrets }: Pick<ShowFlags, 'showSecrets'>): PrivateKeyDocument {
  const pkcs8 = plainPkcs8(der);
  const algorithm = pkcs8 === undefined ? null : identified(parsePkcs8(pkcs8).privateKeyAlgorithm.algorithm);
  const label = pkcs8 === undefined ? 'ENCRYPTED PRIVATE KEY' : 'PRIVATE KEY';
  return {
    kind: 'private-key',
    encrypted: pkcs8 === undefined,
    algorithm,
    ...(showSecrets && { pem: encodePem(label, pkcs8 ?? der) }),
  };
}

/** `undefined` for an encrypted key. */
function plainPkcs8(der: Uint8Array): Uint8Array | undefined {
  try {
    return pkcs8FromDer(der);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

async function telling<T>(object: PkiObject, view: () => T | Promise<T>): Promise<T> {
  try {
    return await view();
  } catch (error) {
    if (error instanceof ProtocolError) throw malformed(object, error);
    throw error;
  }
}

function malformed({ path }: PkiObject, error: ProtocolError): CommandError {
  const cause = `${path} is malformed: ${error.message}`;
  const fix = 'add --trace to see how far it can be read';
  return new CommandError({ exitCode: exitCodes.input, code: error.code, cause, fix }, { cause: error });
}
