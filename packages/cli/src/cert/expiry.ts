/** `handfast cert expiry`: an inventory of certificates with the days they still have. */

import { type CertificateList, parseCrl } from 'handfast/x509';
import { exitCodes } from '../exit-codes.ts';
import { documentHead, documentText } from '../json-document.ts';
import { timeFor } from '../pki/clock.ts';
import { objectsOf, parsedObjects } from '../pki/objects.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ColorChoice } from '../terminal/paint.ts';
import { type Screen, screenOn } from '../terminal/screen.ts';
import { type InventoryItem, inventoryItem } from './inventory.ts';
import { certificatesAt, type Found } from './sources.ts';

export interface ExpiryFlags {
  /** In days. */
  readonly within: number;
  readonly crl: readonly string[];
  readonly at?: string;
  /** In seconds. */
  readonly timeout: number;
  readonly json?: boolean;
  readonly color: ColorChoice;
}

/** Exit code 1 when one is to be renewed or is revoked. Throws `CommandError` for the first target that is none. */
export async function expiryCommand(
  targets: readonly string[],
  flags: ExpiryFlags,
  around: Surroundings,
): Promise<number> {
  const now = timeFor(flags.at, around.env);
  const crls = parsedObjects(objectsOf('crl', flags.crl), parseCrl);
  const found: Found[] = [];
  for (const target of targets) found.push(...(await certificatesAt(target, flags.timeout, around.signal)));
  const items = inventory(found, crls, now, flags.within);
  const due = items.filter(({ status }) => status !== 'OK').length;
  if (flags.json) {
    const head = { ...documentHead('cert-expiry', Date.now()), complete: true };
    around.stdout.write(documentText({ ...head, within: flags.within, due, certificates: items }));
  } else {
    showItems(screenOn(around.stdout, around.env, flags.color), items);
  }
  return due > 0 ? exitCodes.negative : exitCodes.success;
}

/** Those that end first come first. */
function inventory(
  found: readonly Found[],
  crls: readonly CertificateList[],
  now: number,
  within: number,
): readonly InventoryItem[] {
  return found
    .map(({ source, certificate }) => inventoryItem(source, certificate, crls, now, within))
    .toSorted((left, right) => left.daysLeft - right.daysLeft);
}

function showItems({ paint, line }: Screen, items: readonly InventoryItem[]): void {
  const style = { OK: 'green', WARN: 'yellow', FAIL: 'red' } as const;
  for (const { status, daysLeft, subject, usage, source, revoked, notAfter } of items) {
    const left = daysLeft < 0 ? `expired ${-daysLeft} days ago` : `${daysLeft} days left`;
    line(`${paint(style[status], status.padEnd(4))}  ${left.padEnd(20)}  ${subject}`);
    line(paint('dim', `      ${notAfter}, for ${usage.join(', ')}, in ${source}`));
    if (revoked !== null) line(paint('red', `      revoked since ${revoked.since}, ${revoked.reason}`));
  }
}
