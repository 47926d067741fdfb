import { join } from 'node:path';
import type { Artifact } from '../contract/index.ts';
import { forgetArtifacts, keepArtifacts, listFiles, placeOf } from '../store/artifacts.ts';
import { changeHome } from '../store/changes.ts';
import { newId } from '../store/ids.ts';
import { getRun } from '../store/runs.ts';
import { settleFolder } from '../store/tidy.ts';
import type { Context } from './context.ts';

/**
 * Adds files to a finished run, in a folder of their own beside those it has, and records them; those that they replace go
 * once the records name the new ones.
 * @param scratch the folder that they are in, which becomes theirs
 * @param replaces what else is forgotten: files whose names it is true of
 * @param record changes further records with them
 * @throws IsthmusError `not_found` where the run was deleted meanwhile
 */
export async function addFiles(
  context: Context,
  run: string,
  scratch: string,
  artifacts: readonly Artifact[],
  replaces: (name: string) => boolean,
  record: () => void = () => undefined,
): Promise<void> {
  const { store, paths } = context;
  const folder = newId();
  const names = new Set(artifacts.map(({ name }) => name));
  await changeHome(context, (about) => {
    getRun(store.write, run);
    const before = listFiles(store.write, 'runs', run).filter(
      ({ name }) => names.has(name) || replaces(name),
    );
    const places = new Set([folder, ...before.flatMap((file) => [placeOf(file), file.folder])]);
    places.delete('');
    about({ places: Array.from(places, (place) => `runs/${run}/${place}`), records: [`runs/${run}`] });
    settleFolder(scratch, join(paths.runs, run, folder));
    record();
    forgetArtifacts(
      store.write,
      run,
      before.map(({ name }) => name),
    );
    keepArtifacts(store.write, 'runs', run, artifacts, folder);
  });
}
