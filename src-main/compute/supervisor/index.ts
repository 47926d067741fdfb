/** The main side of the compute process: starting it, giving it work, and living through its end. */
export type { JobOutput } from '../protocol.ts';
export { nodeFork } from './node.ts';
export { computeEnv, type Fork, type ProcessPort, type Role, type ThreadMode } from './port.ts';
export { Supervisor, type JobNews } from './supervisor.ts';
