import { stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { badInput } from '../contract/index.ts';
import { makeFolder } from '../store/folders.ts';

/**
 * The absolute path of a file that is to be written, in a folder that is made where it is missing.
 * @param endings what its name may end in; the first is the usual one
 * @param what is written, for the sentence: "codes are written as an array file"
 * @throws IsthmusError `bad_input` where it ends in something else, or no file can be there
 */
export async function targetPath(to: string, endings: readonly string[], what: string): Promise<string> {
  const path = resolve(to);
  if (!endings.includes(extname(path))) {
    throw badInput(`${to} does not end in ${endings.join(' or ')}: ${what}.`);
  }
  await makeFolder(dirname(path));
  const there = await stat(path).catch(() => null);
  if (there !== null && !there.isFile()) throw badInput(`${path} is a folder: name a file to write.`);
  return path;
}
