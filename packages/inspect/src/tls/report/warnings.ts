/** What is not as it should be, in connections that work nevertheless. */

import { isOlder, type VersionRow, versionNamed, weaknesses } from 'handfast/registry';
import { parseCertificate } from 'handfast/x509';
import { hasExtension, offeredVersions } from '../hello.ts';
import { sideOf } from '../proof/proofs.ts';
import type { TlsState } from '../state.ts';

export interface Warning {
  readonly code: string;
  readonly text: string;
  readonly rule: string;
}

/** All of them, the gravest first. */
export function warningsOf(state: TlsState, time: number): readonly Warning[] {
  return [...proofs(state), ...version(state), ...suite(state), ...extensions(state), ...certificates(state, time)];
}

function proofs({ proofs: { checks }, readings }: TlsState): Warning[] {
  const wrong = checks
    .filter(({ result }) => result === 'wrong')
    .map(({ what, rule, frame }) => ({ code: 'proof_wrong', text: `${what} in frame ${frame} does not verify`, rule }));
  const failed = readings[0].failed + readings[1].failed;
  if (failed === 0) return wrong;
  const text = `${failed} record${failed === 1 ? '' : 's'} did not open with the keys that are known`;
  return [...wrong, { code: 'records_unopened', text, rule: 'RFC 8446 §5.2' }];
}

function version({ version: row }: TlsState): Warning[] {
  if (row === undefined || !isDeprecated(row)) return [];
  return [
    { code: 'old_version', text: `${row.name} is no longer to be used`, rule: deprecatedBy[row.name] ?? 'RFC 8996' },
  ];
}

const isDeprecated = ({ like }: VersionRow): boolean => isOlder(like, versionNamed('TLS 1.2').like);

const deprecatedBy: Readonly<Record<string, string>> = { 'SSL 2.0': 'RFC 6176 §3', 'SSL 3.0': 'RFC 7568 §3' };

function suite({ suite: row }: TlsState): Warning[] {
  return (row?.weaknesses ?? []).map((name) => {
    const { text, rule } = weaknesses[name];
    return { code: `suite_${name}`, text: `${row?.name}: ${text}`, rule };
  });
}

function extensions({ client, server, flow, resumedFrom }: TlsState): Warning[] {
  const found: Warning[] = [];
  if (client === undefined || server === undefined) return found;
  const speaks13 = offeredVersions(client).includes(0x0304);
  if (!hasExtension(client.extensions, 0) && !isOldHello(client.version)) {
    found.push({ code: 'no_server_name', text: 'the client does not say which name it wants', rule: 'RFC 6066 §3' });
  }
  if (flow === 'classic' && !hasExtension(server.extensions, 23) && resumedFrom === undefined) {
    const text = 'the master secret is not bound to the whole handshake (triple handshake)';
    found.push({ code: 'no_extended_master_secret', text, rule: 'RFC 7627 §5.1' });
  }
  const signals = hasExtension(client.extensions, 0xff01) || client.suites.includes(0x00ff);
  if (flow === 'classic' && signals && !hasExtension(server.extensions, 0xff01)) {
    found.push({
      code: 'no_secure_renegotiation',
      text: 'the server does not know secure renegotiation',
      rule: 'RFC 5746 §3.6',
    });
  }
  if (flow === 'classic' && speaks13) {
    found.push({
      code: 'not_newest',
      text: 'the client offers TLS 1.3, and the server does not take it',
      rule: 'RFC 8446 §4.2.1',
    });
  }
  if (server.compression !== 0) {
    found.push({
      code: 'compression',
      text: 'compression tells secrets by their length (CRIME)',
      rule: 'RFC 9325 §3.3',
    });
  }
  return found;
}

const isOldHello = (version: number): boolean => version <= 0x0300;

function certificates({ shown }: TlsState, time: number): Warning[] {
  return ([0, 1] as const).flatMap((direction) =>
    (shown[direction].type === 0 ? shown[direction].items : []).flatMap((der, index) =>
      certificateWarnings(der, `${sideOf(direction)} certificate ${index}`, time),
    ),
  );
}

function certificateWarnings(der: Uint8Array, what: string, time: number): Warning[] {
  try {
    const { validity, signatureScheme, subjectPublicKeyInfo } = parseCertificate(der);
    const found: Warning[] = [];
    const at = time * 1000;
    if (at > validity.notAfter) {
      found.push({
        code: 'expired',
        text: `${what} had expired on ${day(validity.notAfter)}`,
        rule: 'RFC 5280 §4.1.2.5',
      });
    }
    if (at < validity.notBefore) {
      found.push({
        code: 'not_yet_valid',
        text: `${what} is valid from ${day(validity.notBefore)}`,
        rule: 'RFC 5280 §4.1.2.5',
      });
    }
    if (signatureScheme !== undefined && 'hash' in signatureScheme && /^(md5|sha1)$/.test(signatureScheme.hash)) {
      found.push({
        code: 'weak_signature',
        text: `${what} is signed with ${signatureScheme.hash}`,
        rule: 'RFC 9155 §2',
      });
    }
    const { key } = subjectPublicKeyInfo;
    if ('modulus' in key && key.modulus.length < 256) {
      found.push({
        code: 'short_key',
        text: `${what} has an RSA key of ${8 * key.modulus.length} bits`,
        rule: 'RFC 9325 §4.5',
      });
    }
    return found;
  } catch {
    return [{ code: 'malformed_certificate', text: `${what} cannot be read`, rule: 'RFC 5280 §4.1' }];
  }
}

const day = (time: number): string => (Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : 'no date');
