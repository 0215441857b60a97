/** Every kind of bad certificate. */

import { badAuthorities } from './authorities.ts';
import type { BadKind } from './kind.ts';
import { badNames } from './names.ts';
import { badStrength } from './strength.ts';
import { badValidity } from './validity.ts';

export const badKinds: readonly BadKind[] = [...badNames, ...badAuthorities, ...badValidity, ...badStrength];
