import type { Client, Progress } from '../contract/index.ts';

/** One line on the terminal that says how far the work is. */
export interface ProgressLine {
  /** The id under which calls report; give it to those that take a `task`. */
  task: string;
  /** Says something that stays. */
  say(line: string): void;
  clear(): void;
}

/** Shows the progress of tasks, runs and maps on standard error, where that is a terminal; elsewhere it stays silent. */
export function showProgress(client: Client): ProgressLine {
  const terminal = process.stderr.isTTY;
  const task = 'cli0';
  let shown = false;

  const draw = ({ fraction, phase, seconds_left }: Progress): void => {
    const part = fraction === null ? '' : ` ${Math.floor(fraction * 100)} %`;
    const left = seconds_left === null ? '' : `, ${time(seconds_left)} left`;
    const width = Math.max(20, process.stderr.columns - 1);
    process.stderr.write(`\r\u001b[K${`${phase}${part}${left}`.slice(0, width)}`);
    shown = true;
  };
  const clear = (): void => {
    if (shown) process.stderr.write('\r\u001b[K');
    shown = false;
  };
  if (terminal) {
    client.on('task.progress', (news) => {
      if (news.task === task) draw(news.progress);
    });
    client.on('runs.progress', (news) => draw(news.progress));
    client.on('maps.progress', (news) => {
      if (!news.done) draw(news.progress);
    });
  }
  return {
    task,
    clear,
    say(line) {
      if (!terminal) return;
      clear();
      process.stderr.write(`${line}\n`);
    },
  };
}

/** Seconds as "45 s" or "3 min". */
function time(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
