import { fixed } from '../contract/index.ts';
import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { Command } from 'commander';
import type { ProgramFiles } from '../host/program.ts';
import { setupParts } from '../services/index.ts';
import { act, command, type CommonOptions } from './session.ts';
import { counted } from './text.ts';

const gigabytes = (bytes: number): string => `${fixed(bytes / 2 ** 30, 1)} GB`;

export function addDoctor(isthmus: Command, program: ProgramFiles): void {
  command(isthmus, 'doctor', 'say what this machine has, where things are kept, and what is missing').action(
    (flags: CommonOptions) =>
      act(
        program,
        flags,
        async ({ client, services }) => {
          const info = await services.probeDevice();
          const [datasets, runs] = await Promise.all([
            client.call('datasets.list', {}),
            client.call('runs.list', {}),
          ]);
          const disk = await statfs(info.home);
          const parts = await setupParts();
          const others = Object.entries(parts).flatMap(([name, part]) =>
            name === 'tensorflow' || part.missing === null ? [] : [part.missing],
          );
          return {
            version: info.version,
            versions: info.versions,
            platform: `${process.platform} ${process.arch}`,
            device: info.device,
            threads: availableParallelism(),
            memory_bytes: totalmem(),
            home: info.home,
            free_bytes: disk.bavail * disk.bsize,
            datasets: datasets.length,
            runs: runs.length,
            missing: [...(info.missing === null ? [] : [info.missing]), ...others],
          };
        },
        (found) =>
          [
            `Isthmus ${found.version} on ${found.platform}, ${counted(found.threads, 'thread')}, ${gigabytes(found.memory_bytes)} of memory`,
            `Device:   ${found.device || 'none: training cannot run'}`,
            `Versions: ${Object.entries(found.versions)
              .map(([name, version]) => `${name} ${version}`)
              .join(', ')}`,
            `Kept in:  ${found.home} (${counted(found.datasets, 'dataset')}, ${counted(found.runs, 'run')}; ${gigabytes(found.free_bytes)} free)`,
            ...(found.missing.length === 0 ? ['Nothing is missing.'] : found.missing),
            '',
          ].join('\n'),
      ),
  );
}
