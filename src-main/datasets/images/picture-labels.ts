import { counted, badInput, type ImportOptions } from '../../contract/index.ts';
import type { Place } from '../source/folders.ts';
import { couldBeList, rankLabelColumns, readSideTable, type SideTable } from '../csv/side-table.ts';
import { isTableName } from '../table-names.ts';
import { list, shown } from '../text.ts';
import type { Work } from '../work.ts';

/** Labels of pictures, from one list or from one each for train and test. */
export interface PictureLabels {
  files: Place[];
  candidates: string[];
  warnings: string[];
  /**
   * The column in force, or null for none.
   * @throws IsthmusError `bad_input` where the column asked for is not there
   */
  columnOf(options: ImportOptions): { name: string; labelOf(place: Place): string | null } | null;
}

interface Listing {
  place: Place;
  table: SideTable;
  /** The row of each picture in the list. */
  rows: Map<Place, string[]>;
  fileColumn: number;
}

const listName = /label|class|annot|meta|train|test|list|index/i;

/** A list must know this share of the pictures beside it to be theirs. */
const knownShare = 0.5;

/** Finds the list of labels among the tables beside pictures; null where none lists them. */
export async function findPictureLabels(
  pictures: readonly Place[],
  tables: readonly Place[],
  work: Work,
): Promise<PictureLabels | null> {
  const likely = tables.filter(
    ({ entry, folder }) => folder === null && isTableName(entry.name) && couldBeList(entry),
  );
  const named = likely.filter(({ entry }) => listName.test(entry.name));
  const listings: Listing[] = [];
  for (const place of named.length > 0 ? named : likely) {
    const mine = pictures.filter(({ split }) => place.split === null || split === place.split);
    const listing = mine.length > 0 ? await readListing(place, mine, work) : null;
    if (listing !== null) listings.push(listing);
  }
  return listings.length === 0 ? null : labelsOf(listings, pictures);
}

async function readListing(place: Place, pictures: readonly Place[], work: Work): Promise<Listing | null> {
  const table = await readSideTable(place.entry, work).catch((error: unknown) => {
    if (work.signal.aborted) throw error;
    return null;
  });
  if (table === null || table.names.length < 2) return null;
  const byName = namesOf(pictures);
  let best: Listing | null = null;
  for (let column = 0; column < table.names.length; column++) {
    const rows = new Map<Place, string[]>();
    const first = table.header?.map((cell) => cell.trim()) ?? [];
    // A first line that names a picture is no header, whatever it looks like.
    const all = byName.has(first[column] ?? '') ? [first, ...table.rows] : table.rows;
    for (const row of all) {
      const picture = byName.get((row[column] ?? '').replaceAll('\\', '/').replace(/^\.\//, ''));
      if (picture !== undefined) rows.set(picture, row);
    }
    if (rows.size > (best?.rows.size ?? 0)) best = { place, table, rows, fileColumn: column };
  }
  return best !== null && best.rows.size >= pictures.length * knownShare ? best : null;
}

/** What a list may call a picture: its path, its file name, or that without the extension, where it is the only one. */
function namesOf(pictures: readonly Place[]): Map<string, Place> {
  const names = new Map<string, Place>();
  const twice = new Set<string>();
  for (const place of pictures) {
    const file = place.path.split('/').at(-1) ?? place.path;
    const spellings = [place.entry.name, place.path, file, file.replace(/\.[^.]+$/, '')];
    for (const name of new Set(spellings)) {
      if (names.has(name)) twice.add(name);
      names.set(name, place);
    }
  }
  for (const name of twice) names.delete(name);
  return names;
}

function labelsOf(listings: readonly Listing[], pictures: readonly Place[]): PictureLabels {
  const columns = listings.map(({ table, fileColumn }) =>
    rankLabelColumns(table, fileColumn).map((column) => table.names[column] ?? ''),
  );
  const candidates = (columns[0] ?? []).filter((name) => columns.every((names) => names.includes(name)));
  const listed = new Set(listings.flatMap(({ rows }) => [...rows.keys()]));
  const lines = listings.reduce((sum, { table, rows }) => sum + table.rows.length - rows.size, 0);
  const warnings =
    lines > 0
      ? [
          `${counted(lines, 'line')} of the list of labels ${lines === 1 ? 'names' : 'name'} no picture that is there.`,
        ]
      : [];
  const unlisted = pictures.length - listed.size;
  if (unlisted > 0) warnings.push(`The list of labels does not name ${counted(unlisted, 'picture')}.`);
  return {
    files: listings.map(({ place }) => place),
    candidates,
    warnings,
    columnOf({ label_column: asked }) {
      const name = asked === undefined ? candidates[0] : asked;
      if (name === undefined || name === null) return null;
      if (!candidates.includes(name)) {
        throw badInput(
          `The list of labels has no column "${shown(name)}" of labels: it has ${list(candidates)}.`,
        );
      }
      const rows = new Map(
        listings.flatMap(({ table, rows: found }) =>
          [...found].map(([place, row]) => [place, row[table.names.indexOf(name)] ?? null] as const),
        ),
      );
      return { name, labelOf: (place) => rows.get(place) ?? null };
    },
  };
}
