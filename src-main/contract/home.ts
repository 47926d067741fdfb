import { z } from 'zod';
import { id } from './records.ts';

/** How many days what is deleted stays in the trash. */
export const trashDays = 30;

/** Something that a user deleted, with all that belongs to it. */
export const TrashItem = z.object({
  kind: z.enum(['datasets', 'sweeps', 'runs']),
  id,
  name: z.string(),
  /** The dataset that it is, or belongs to. */
  dataset: z.object({ id, name: z.string() }),
  deleted: z.iso.datetime(),
  /** When it is removed for good, at the next start after that. */
  expires: z.iso.datetime(),
  /** How many runs it is or holds. */
  runs: z.number().int(),
  /** What its files hold of the disk. */
  bytes: z.number().int(),
});
export type TrashItem = z.infer<typeof TrashItem>;

/** What a check of a home came to. */
export const Verified = z.object({
  datasets: z.number().int(),
  /** Finished ones. */
  runs: z.number().int(),
  files: z.number().int(),
  /** A sentence for each thing that is not as it was written; each says what to do. */
  faults: z.array(z.string()),
});
export type Verified = z.infer<typeof Verified>;

const none = z.strictObject({});

/** Calls about the home itself. */
export const homeCalls = {
  /** What is in the trash, the newest first. */
  'trash.list': { input: none, output: z.array(TrashItem) },
  /** Takes something out of the trash, with what belongs to it. */
  'trash.restore': { input: z.strictObject({ id }), output: z.null() },
  /** Removes what is in the trash for good: all of it, or what is named. */
  'trash.empty': { input: z.strictObject({ ids: z.array(id).max(100_000).optional() }), output: z.null() },
  /** Holds every record and every byte against how it was written. Cancellable; progress comes as `task.progress`. */
  'home.verify': { input: z.strictObject({ task: id.optional() }), output: Verified },
  /** Copies the database into the home's backups: the copy's path. */
  'home.backup': { input: none, output: z.object({ backup: z.string() }) },
} as const;
