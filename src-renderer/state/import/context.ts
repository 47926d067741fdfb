import { createContext } from 'svelte';
import type { Intake } from './intake.svelte.ts';

/** The one intake of the page, given once in `App.svelte`, so that an upload lasts when the first page is left. */
export const [getIntake, setIntake] = createContext<Intake>();
