import type { Command } from 'commander';
import { IsthmusError, toIsthmusError } from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { act, command, type CommonOptions, type Session } from './session.ts';
import { describe, summary, type Summary } from './summary.ts';
import { endOfSweep, sweepText, type SweepOutcome } from './sweeps.ts';
import { idOf, setting } from './values.ts';
import { endOrRest } from './wait.ts';

interface BranchFlags extends CommonOptions {
  set: Record<string, unknown>;
  name?: string;
}

export function addResumeCommands(isthmus: Command, program: ProgramFiles): void {
  command(isthmus, 'resume <id>', 'resume a run that is paused or ended early, or all such runs of a sweep')
    .addHelpText(
      'after',
      '\nTraining continues from the last checkpoint, where there is one. Ctrl+C pauses it again.',
    )
    .action((meant: string, flags: CommonOptions) =>
      act(
        program,
        flags,
        (session) => resume(session, idOf('run or sweep', meant)),
        (outcome) => ('run' in outcome ? describe(outcome.run) : sweepText(outcome, [])),
      ),
    );

  command(isthmus, 'branch <run>', "start a new run that continues another's training")
    .option('--set <name=value>', 'a parameter to change; may be given several times', setting, {})
    .option('--name <name>', 'its name')
    .addHelpText(
      'after',
      '\nA run that has finished continues only where `epochs` is above what it was trained for: --set epochs=100.',
    )
    .action((meant: string, flags: BranchFlags) =>
      act(
        program,
        flags,
        async (session) => {
          const { set: params, name } = flags;
          const asked = { run: idOf('run', meant), params, ...(name !== undefined && { name }) };
          const { id } = await session.client.call('runs.branch', asked);
          return { run: summary(await endOrRest(session, id)) };
        },
        ({ run }) => describe(run),
      ),
    );
}

async function resume(session: Session, id: string): Promise<{ run: Summary } | SweepOutcome> {
  const { client } = session;
  if (await isThere(client.call('runs.get', { run: id }))) {
    await client.call('runs.resume', { run: id });
    return { run: summary(await endOrRest(session, id)) };
  }
  if (await isThere(client.call('sweeps.get', { sweep: id }))) {
    await client.call('sweeps.resume', { sweep: id });
    return endOfSweep(session, id);
  }
  throw new IsthmusError(
    'not_found',
    `There is no run and no sweep ${id}: \`isthmus runs\` and \`isthmus sweeps DATASET\` list them.`,
  );
}

/** Whether what was asked for is there; other faults are thrown. */
export async function isThere(found: Promise<unknown>): Promise<boolean> {
  try {
    await found;
    return true;
  } catch (thrown) {
    if (toIsthmusError(thrown).code === 'not_found') return false;
    throw thrown;
  }
}
