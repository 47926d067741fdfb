import { config } from 'zod';

// zod compiles its checks with `new Function`, which the page's content security policy forbids. This must
// come before the contract is loaded, because the choice is made as each schema is built.
config({ jitless: true });
