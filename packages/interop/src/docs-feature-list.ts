/** Reads docs/features.json. */

import type { FeatureList } from './docs-features.ts';

/** Parses the list. Throws `TypeError` when it does not have its form, or an id is not of its section. */
export function readFeatureList(json: string): FeatureList {
  const list: unknown = JSON.parse(json);
  if (!isFeatureList(list)) throw new TypeError('docs/features.json is not a list of sections with features');
  for (const { id, features } of list.sections) {
    const strange = Object.keys(features).find((feature) => !/^[A-P]\d\d$/.test(feature) || !feature.startsWith(id));
    if (strange !== undefined) throw new TypeError(`docs/features.json has ${strange} in section ${id}`);
  }
  return list;
}

function isFeatureList(value: unknown): value is FeatureList {
  if (typeof value !== 'object' || value === null || !('sections' in value)) return false;
  return Array.isArray(value.sections) && value.sections.every(isSection);
}

function isSection(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, features } = { id: undefined, title: undefined, features: undefined, ...value };
  const texts = typeof features === 'object' && features !== null ? Object.values(features) : [undefined];
  return typeof id === 'string' && typeof title === 'string' && texts.every((text) => typeof text === 'string');
}
