import { count, counted, figure, ordinal } from '../text/format.ts';
import { maxKnown, type Neighbour } from './nearest.ts';

/** What is said of a neighbour beside its picture. */
export interface NeighbourFacts {
  /** What the sample is called. */
  name: string;
  /** Its class; empty where there are none. */
  className: string;
  /** Whether that is another class than the selected sample's. */
  isOther: boolean;
  /** Whether the maps leave it out as they are shown now. */
  isOff: boolean;
  /** The name of what it is held against. */
  reference: string;
}

/** How one of the nearest samples stands, in one line: `3rd nearest · 1204 · 7, another class · kept: 1st in Raw features`. */
export function neighbourWords(
  { distance, role, elsewhere }: Omit<Neighbour, 'row'>,
  place: number,
  { name, className, isOther, isOff, reference }: NeighbourFacts,
): string {
  const rank = elsewhere === null ? `beyond the ${count(maxKnown)} nearest` : `${ordinal(elsewhere)} nearest`;
  const standing = role === 'own' ? '' : `${role}: ${rank} ${role === 'lost' ? 'here' : `in ${reference}`}`;
  const far =
    role === 'lost' ? `distance in ${reference} ${figure(distance)}` : `distance ${figure(distance)}`;
  return [
    role === 'lost' ? '' : `${ordinal(place)} nearest`,
    name,
    isOther ? `${className}, another class` : className,
    far,
    standing,
    isOff ? 'not on the maps now' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** How a neighbourhood fares in two counts: `7 of 10 kept · 9 of 10 same class`. */
export function neighbourhoodWords({
  kept,
  sameClass,
  k,
}: {
  kept: number | null;
  sameClass: number | null;
  k: number;
}): string {
  return [
    ...(kept === null ? [] : [`${count(kept)} of ${count(k)} kept`]),
    ...(sameClass === null ? [] : [`${count(sameClass)} of ${count(k)} same class`]),
  ].join(' · ');
}

/**
 * The place that a key goes to in a list; null where it goes nowhere.
 * @param at the place that has the focus
 */
export function placeByKey(key: string, at: number, places: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return Math.min(places - 1, at + 1);
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return places - 1;
    default:
      return null;
  }
}

/** What is being done while neighbours are looked for. */
export function searchWords(others: number, dim: number): string {
  return `Comparing it with ${counted(others, 'other sample')}, ${counted(dim, 'number')} each…`;
}
