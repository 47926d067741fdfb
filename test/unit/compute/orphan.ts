import { connectParent } from '../../../src-main/compute/parent.ts';

/** A compute process that is busy for a minute, in one piece: nothing is heard meanwhile. */
connectParent().post(process.pid);
setTimeout(() => {
  for (const end = Date.now() + 60_000; Date.now() < end;);
  process.exit(1);
}, 200);
