import { expect, test } from 'vitest';
import { safeFileName } from '../../../../../src-renderer/state/text/file-names.ts';

test.each([
  ['Map of PCA 8', 'map-of-pca-8.svg'],
  ['../../etc/passwd', 'etc-passwd.svg'],
  ['Größe: “é”, <b>*?', 'große-e-b.svg'],
  ['数字', '数字.svg'],
  ['…', 'chart.svg'],
  ['con', 'chart-con.svg'],
  ['x'.repeat(300), `${'x'.repeat(80)}.svg`],
])('%s becomes a name that every system takes', (words, name) => {
  expect(safeFileName(words, 'svg')).toBe(name);
});
