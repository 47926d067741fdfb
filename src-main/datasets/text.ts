/** Words for messages: how numbers, names and lists read in a sentence. */
import { count } from '../contract/text.ts';

const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const longest = 120;

/** A name that came from outside, fit for one line of text: control characters as `\n` or `\u{200b}`, at most 120 characters. */
export function shown(name: string): string {
  const plain = name.replace(control, (character) =>
    character === '\n' ? '\\n' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}

/** Names in a sentence: "a", "a and b", "a, b, c and 4 more". */
export function list(names: readonly string[], most = 5): string {
  const first = names.slice(0, most).map(shown);
  const rest = names.length - first.length;
  const last = rest > 0 ? `${count(rest)} more` : first.pop();
  return first.length === 0 ? (last ?? '') : `${first.join(', ')} and ${last ?? ''}`;
}

/** A picture's size: "28 × 28". */
export function size(width: number, height: number): string {
  return `${count(width)} × ${count(height)}`;
}
