/** A certificate chain with its verdict. */

import type { PeerInfo } from 'handfast';
import { type Certificate, nameText } from 'handfast/x509';
import type { Screen } from '../terminal/screen.ts';
import { certificateFacts, keyText } from './certificate-facts.ts';

/** OK, WARN or FAIL, and why. */
export interface Verdict {
  readonly word: 'OK' | 'WARN' | 'FAIL';
  readonly sentence: string;
  /** The trusted root to which the chain leads, if it does. */
  readonly root?: string;
}

/** The verdict on a peer that was accepted, rightly or insecurely. */
export function verdictOn(peer: PeerInfo, serverName: string): Verdict {
  if (peer.publicKey !== undefined)
    return { word: 'OK', sentence: `trusted by itself: ${keyText(peer.publicKey.key)}` };
  if (peer.path === undefined) return { word: 'WARN', sentence: 'not verified: anybody could be at the other end' };
  return { word: 'OK', sentence: `verified for ${serverName}`, root: nameText(peer.path.anchor.subject) };
}

/** The verdict and each certificate as the peer sent it, leaf first. `now` is in milliseconds since 1970. */
export function showChain(
  screen: Screen,
  chain: readonly Certificate[],
  verdict: Verdict,
  now: number,
  subject = 'Certificate',
): void {
  const { paint } = screen;
  const style = { OK: 'green', WARN: 'yellow', FAIL: 'red' } as const;
  screen.line(
    `  ${paint('bold', subject.padEnd(11))}   ${paint(style[verdict.word], verdict.word)}  ${verdict.sentence}`,
  );
  chain.forEach((certificate, place) => {
    for (const line of certificateLines(screen, certificate, place, now)) screen.line(line);
  });
  if (verdict.root !== undefined) screen.line(`    ${paint('dim', 'trusted root')} ${verdict.root}`);
}

function certificateLines({ paint }: Screen, certificate: Certificate, place: number, now: number): string[] {
  const facts = certificateFacts(certificate);
  const row = (label: string, text: string) => `      ${paint('dim', label.padEnd(8))} ${text}`;
  const names = facts.names.length > mostNames ? [...facts.names.slice(0, mostNames), '…'] : facts.names;
  return [
    `    ${paint('dim', String(place))} ${facts.subject || '(no subject)'}`,
    row('issuer', facts.issuer),
    ...(names.length > 0 ? [row('names', names.map((name) => name.replace('DNS:', '')).join(', '))] : []),
    row('valid', `${facts.notBefore.slice(0, 10)} to ${facts.notAfter.slice(0, 10)}, ${age(certificate, now)}`),
    row('key', facts.key),
    row('SHA-256', (facts.fingerprint.match(/.{32}/g) ?? []).join(`\n${' '.repeat(15)}`)),
  ];
}

function age({ validity: { notBefore, notAfter } }: Certificate, now: number): string {
  if (now < notBefore) return `not valid for another ${days(notBefore - now)}`;
  return now > notAfter ? `expired ${days(now - notAfter)} ago` : `${days(notAfter - now)} left`;
}

function days(time: number): string {
  const count = Math.floor(time / 86_400_000);
  return count === 1 ? '1 day' : `${count} days`;
}

const mostNames = 6;
