import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { nodeProvider } from '../providers/node/index.ts';
import { anchorFaults } from '../x509/path/faults.ts';
import { bundledRoots, certificatesOf, trustAnchors } from './trust-store.ts';

const roots = rootCertificates.flatMap(certificatesOf);

describe('the roots bundled with Node', () => {
  test.each(['path', 'rfc5280', 'web'] as const)(
    'RFC 5280 §6.1.1 (d): each can be an anchor in profile %s',
    (profile) => {
      expect(roots.length).toBeGreaterThan(100);
      for (const root of roots) {
        const [anchor = expect.fail('not bundled')] = bundledRoots().named(root.subject);
        const time = root.validity.notAfter;
        const request = {
          leaf: root,
          intermediates: [],
          anchors: bundledRoots(),
          provider: nodeProvider,
          time,
          usage: 'server',
          profile,
        } as const;
        expect(anchorFaults(request, anchor)).toEqual([]);
        if (profile === 'path') continue;
        const later = anchorFaults({ ...request, time: time + 1 }, anchor);
        expect(later.map(({ code }) => code)).toEqual(['certificate_expired']);
      }
    },
  );

  test('RFC 5280 §6.1.1 (d): roots that somebody hands over are no roots of a program', () => {
    const [root = expect.fail('no root')] = roots;
    expect(trustAnchors(root).named(root.subject)[0]?.isProgramRoot).toBeUndefined();
  });
});
