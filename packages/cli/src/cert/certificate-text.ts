/** A certificate for people: every field on lines of its own. */

import { createHash } from 'node:crypto';
import type { Certificate, Extension, SubjectPublicKeyInfo } from 'handfast/x509';
import { day } from '../pki/clock.ts';
import { keyText, timeText } from '../show/certificate-facts.ts';
import type { Screen } from '../terminal/screen.ts';
import { isExtendedValidation } from './certificate-document.ts';
import { called, extensionLines, subjectText } from './extension-text.ts';

/** Prints all of it. `now`, in milliseconds since 1970, decides whether it is valid. */
export function showCertificate(screen: Screen, certificate: Certificate, now: number): void {
  const { version, serialNumber, signatureAlgorithm, issuer, subject, extensions, signature, der } = certificate;
  const { row } = rowsOn(screen);
  screen.line(screen.paint('bold', `Certificate of ${subjectText(subject)}`));
  row('version', String(version));
  row('serial', hex(serialNumber));
  row('issuer', subjectText(issuer));
  row('not before', timeText(certificate.validity.notBefore));
  row('not after', `${timeText(certificate.validity.notAfter)}, ${standing(screen, certificate, now)}`);
  row('subject', subjectText(subject));
  if (isExtendedValidation(certificate)) row('validation', 'extended (EV)');
  showPublicKey(screen, certificate.subjectPublicKeyInfo);
  showExtensions(screen, extensions);
  row('signed by', called(signatureAlgorithm.algorithm));
  row('signature', ...wrapped(signature));
  row('SHA-256', ...wrapped(createHash('sha256').update(der).digest()));
  screen.line();
}

/** The kind of a key and its bits. */
export function showPublicKey(screen: Screen, { key, subjectPublicKey }: SubjectPublicKeyInfo): void {
  rowsOn(screen).row('key', keyText(key), ...wrapped(subjectPublicKey));
}

/** Each extension with what it says. */
export function showExtensions(screen: Screen, extensions: readonly Extension[]): void {
  const { row } = rowsOn(screen);
  for (const extension of extensions) {
    const title = extension.name === 'unknown' ? extension.extnID : extension.name;
    screen.line(`  ${screen.paint('cyan', title)}${extension.critical ? ', critical' : ''}`);
    row('', ...extensionLines(extension));
  }
}

/** Rows of a label and lines that stand below each other. */
export function rowsOn({ paint, line }: Pick<Screen, 'paint' | 'line'>) {
  return {
    row(label: string, ...texts: readonly string[]): void {
      texts.forEach((text, place) => {
        line(`  ${paint('dim', (place === 0 ? label : '').padEnd(labelWidth))} ${text}`);
      });
    },
  };
}

/** Hexadecimal in lines that fit beside a label. */
export const wrapped = (bytes: Uint8Array): readonly string[] => hex(bytes).match(/.{1,64}/g) ?? ['(empty)'];

function standing({ paint }: Screen, { validity: { notBefore, notAfter } }: Certificate, now: number): string {
  if (now < notBefore) return paint('yellow', `WARN not valid for another ${days(notBefore - now)}`);
  return now > notAfter ? paint('red', `FAIL expired ${days(now - notAfter)} ago`) : `${days(notAfter - now)} left`;
}

function days(time: number): string {
  const count = Math.floor(time / day);
  return count === 1 ? '1 day' : `${count} days`;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const labelWidth = 10;
