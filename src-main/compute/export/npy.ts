import { join } from 'node:path';
import { npyHeader } from '../../contract/index.ts';
import { AtomicFile, NpyWriter, writeJson, writeNpy } from '../../store/arrays.ts';
import type { Written } from './folder.ts';
import type { ExportRows } from './rows.ts';

/** As NumPy opens them: `codes`, `labels` where there are any, `ids`, `split` (1 is test), and the class names. */
export async function writeArrays(folder: string, rows: ExportRows): Promise<Written[]> {
  const { count, dim, ids, labels, split, classes } = rows;
  const codes = new NpyWriter(join(folder, 'codes.npy'), 'float32', [count, dim]);
  try {
    for await (const block of rows.codes()) codes.append(block);
  } catch (error) {
    codes.abandon();
    throw error;
  }
  codes.commit();
  const written: Written[] = [{ name: 'codes.npy', shape: [count, dim] }];
  if (classes.length > 0) {
    writeNpy(join(folder, 'labels.npy'), labels, [count]);
    writeJson(join(folder, 'classes.json'), classes);
    written.push({ name: 'labels.npy', shape: [count] }, { name: 'classes.json', shape: [] });
  }
  writeTexts(join(folder, 'ids.npy'), ids);
  writeNpy(join(folder, 'split.npy'), split, [count]);
  written.push({ name: 'ids.npy', shape: [count] }, { name: 'split.npy', shape: [count] });
  return written;
}

/** Texts as NumPy's fixed-width unicode: UTF-32, padded with zeros. */
function writeTexts(path: string, texts: readonly string[]): void {
  const widest = texts.reduce((most, text) => Math.max(most, [...text].length), 1);
  const file = new AtomicFile(path);
  try {
    file.write(npyHeader(`<U${widest}`, [texts.length]));
    const perBlock = 4_096;
    for (let start = 0; start < texts.length; start += perBlock) {
      const some = texts.slice(start, start + perBlock);
      const points = new Uint32Array(some.length * widest);
      some.forEach((text, row) => {
        let at = row * widest;
        for (const letter of text) points[at++] = letter.codePointAt(0) ?? 0;
      });
      file.write(new Uint8Array(points.buffer));
    }
  } catch (error) {
    file.abandon();
    throw error;
  }
  file.commit();
}
