/** The JSON document of `handfast connect`: code points as name and number, bytes in hexadecimal, times in RFC 3339. */

import type { ConnectionInfo, PeerInfo } from 'handfast';
import { groupNamed, isSchemeName, schemeNamed, suiteByName, versionNamed } from 'handfast/registry';
import type { Certificate } from 'handfast/x509';
import { type CommandError, sentenceOf } from '../command-error.ts';
import { annotated } from '../show/annotated.ts';
import { certificateFacts } from '../show/certificate-facts.ts';
import type { Rung } from '../show/recorder.ts';
import { spanFields } from '../show/trace.ts';

/** What the handshake agreed on, under the names that scripts rely on. */
export function agreedFields(info: ConnectionInfo): object {
  const { version, cipherSuite, group, signatureScheme, protocol, resumed, retried, earlyData } = info;
  return {
    version,
    versionId: versionNamed(version).wire,
    cipherSuite,
    cipherSuiteId: suiteByName(cipherSuite)?.id ?? null,
    group: group ?? null,
    groupId: group === undefined ? null : groupNamed(group).id,
    signatureScheme: signatureScheme ?? null,
    signatureSchemeId: signatureScheme && isSchemeName(signatureScheme) ? schemeNamed(signatureScheme).id : null,
    alpn: protocol ?? null,
    resumed,
    earlyData,
    encryptedClientHello: info.encryptedClientHello,
    retried,
  };
}

/** The peer that was accepted, with the path that was verified. */
export function peerFields({ chain, publicKey, path, objection, signatureScheme }: PeerInfo): object {
  const anchor = path?.anchor.certificate;
  return {
    ...leafFields(chain),
    ...(publicKey !== undefined && { publicKey: Buffer.from(publicKey.der).toString('hex') }),
    signatureScheme,
    chain: chain.map(certificateFacts),
    path: path?.certificates.map(certificateFacts) ?? [],
    anchor: anchor === undefined ? null : certificateFacts(anchor),
    objection: objection === undefined ? null : { code: objection.code, message: objection.message },
  };
}

/** The peer that was refused: what it showed. */
export function refusedPeerFields(chain: readonly Certificate[]): object | null {
  return chain.length === 0 ? null : { ...leafFields(chain), chain: chain.map(certificateFacts) };
}

/** One message of the handshake; with `isTraced`, what each of its bytes is. */
export function messageFields(rung: Rung, isTraced: boolean): object {
  const { kind, name, id, direction, length, encrypted, time, bytes } = rung;
  return {
    type: kind,
    name,
    id,
    direction,
    from: direction === 'sent' ? 'client' : 'server',
    length,
    encrypted,
    milliseconds: Math.round(time * 1000) / 1000,
    ...(isTraced && { fields: spanFields(annotated(rung), bytes) }),
  };
}

/** Why it failed. */
export function errorFields({ explanation }: Pick<CommandError, 'explanation'>): object {
  const { code, alert, cause, fix, exitCode } = explanation;
  return {
    code,
    alert: alert?.name ?? null,
    alertId: alert?.id ?? null,
    from: alert?.from ?? null,
    message: sentenceOf(explanation),
    cause,
    hint: fix,
    exitCode,
  };
}

function leafFields([leaf]: readonly Certificate[]): object {
  if (leaf === undefined) return {};
  const { subject, issuer, fingerprint } = certificateFacts(leaf);
  return { subject, issuer, fingerprint };
}
