/** Profiles: which checks a certificate must pass for itself, chosen by name. */

import type { Certificate } from '../certificate.ts';
import type { Check, Fault, Standing } from './checks/check.ts';
import { pathRules } from './checks/path-rules.ts';
import { criticalNameConstraints, rfc5280Rules } from './checks/rfc5280-rules.ts';
import { legacyStrengthRules, strengthRules, webStrengthRules } from './checks/strength.ts';
import { webRules, webServerRules } from './checks/web-rules.ts';

/**
 * `web`: RFC 5280 and the Baseline Requirements of the CA/Browser Forum: public servers.
 * `rfc5280`: RFC 5280 whole, its rules for how a certificate must look included: private CAs that follow it.
 * `path`: only what the path validation algorithm asks (RFC 5280 §6.1): CAs made by hand, test beds.
 * `legacy`: as `path`, on keys and signatures that can be forged at some expense: DSA, SHA-1, RSA from 1,024 bits.
 */
export type ProfileName = 'web' | 'rfc5280' | 'path' | 'legacy';

/** Everything that is wrong with a certificate in this place, whatever the path. Remembered with the certificate. */
export function standingFaults(certificate: Certificate, profile: ProfileName, standing: Standing): readonly Fault[] {
  const key = `${profile} ${standing.role} ${standing.usage}`;
  let known = remembered.get(certificate);
  if (known === undefined) remembered.set(certificate, (known = new Map()));
  let faults = known.get(key);
  if (faults === undefined) known.set(key, (faults = findFaults(certificate, checksOf(profile, standing), standing)));
  return faults;
}

const remembered = new WeakMap<Certificate, Map<string, readonly Fault[]>>();

function checksOf(profile: ProfileName, { usage }: Standing): readonly Check[] {
  if (profile === 'web') return usage === 'server' ? webServer : web;
  return others[profile];
}

const path = [...pathRules, ...strengthRules];
const rfc5280 = [...path, ...rfc5280Rules, criticalNameConstraints];
const web = [...path, ...webStrengthRules, ...rfc5280Rules, ...webRules];
const webServer = [...web, ...webServerRules];
const others = { rfc5280, path, legacy: [...pathRules, ...legacyStrengthRules] } as const;

function findFaults(certificate: Certificate, checks: readonly Check[], standing: Standing): readonly Fault[] {
  const faults: Fault[] = [];
  for (const { rule, code, roles, fault } of checks) {
    const why = roles.includes(standing.role) && fault(certificate, standing);
    if (typeof why === 'string') faults.push({ code, rule, why });
  }
  return faults;
}
