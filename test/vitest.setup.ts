import { createRequire } from 'node:module';

/** tfjs-node 4.22 calls two helpers that `node:util` lost with Node 23. */
const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
util['isNullOrUndefined'] ??= (value: unknown) => value == null;
util['isArray'] ??= Array.isArray;

process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
