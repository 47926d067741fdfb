import { createContext } from 'svelte';
import type { Workbench } from './workbench.svelte.ts';

/** The one workbench of the page, given once in `App.svelte` and had by every component below it. */
export const [getWorkbench, setWorkbench] = createContext<Workbench>();
