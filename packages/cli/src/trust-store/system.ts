/** The roots of the whole system, as Debian and Fedora keep them. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, isWritable } from './programs.ts';
import type { TrustRequest, TrustStep } from './step.ts';

const families = [
  { folder: '/usr/local/share/ca-certificates', program: 'update-ca-certificates', remove: ['--fresh'] },
  { folder: '/etc/pki/ca-trust/source/anchors', program: 'update-ca-trust', remove: ['extract'] },
] as const;

/** Nothing where the system is of another family. */
export function systemSteps({ pem, remove, searchPath }: TrustRequest): readonly TrustStep[] {
  return families.flatMap(({ folder, program, remove: fresh }): readonly TrustStep[] => {
    const found = findProgram(program, searchPath);
    if (found === undefined || !existsSync(folder)) return [];
    const path = join(folder, 'handfast-development.crt');
    if (remove && !existsSync(path)) return [];
    return [
      {
        store: 'system',
        place: folder,
        file: { path, content: remove ? undefined : pem },
        command: remove ? [found, ...fresh] : [found],
        obstacle: isWritable(folder) ? undefined : 'only an administrator may do that: run it with sudo -E',
      },
    ];
  });
}
