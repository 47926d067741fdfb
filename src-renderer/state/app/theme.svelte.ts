const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const key = 'isthmus.theme';

/** Light or dark: as chosen, kept in this browser, or as the system asks for. */
export class Theme {
  readonly #system = window.matchMedia('(prefers-color-scheme: dark)');
  #choice = $state<ThemeChoice>(readChoice());
  #systemDark = $state(this.#system.matches);
  /** Whether dark colours show now. Plots that draw on a canvas read it to know when to draw again. */
  readonly dark = $derived(this.#choice === 'system' ? this.#systemDark : this.#choice === 'dark');

  constructor() {
    this.#system.addEventListener('change', (event) => {
      this.#systemDark = event.matches;
      this.#apply();
    });
    this.#apply();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    writeChoice(choice);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset['theme'] = this.dark ? 'dark' : 'light';
  }
}

// A browser may refuse storage altogether; then the choice lasts as long as the page.
function readChoice(): ThemeChoice {
  try {
    const kept = localStorage.getItem(key);
    return themeChoices.find((choice) => choice === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

function writeChoice(choice: ThemeChoice): void {
  try {
    localStorage.setItem(key, choice);
  } catch {
    return;
  }
}
