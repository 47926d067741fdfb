export type NoticeKind = 'info' | 'good' | 'bad';

export interface Notice {
  key: number;
  message: string;
  kind: NoticeKind;
  link: NoticeLink | null;
}

/** Where a notice leads. */
export interface NoticeLink {
  label: string;
  path: string;
}

/** Long enough to read twenty words; what went wrong stays until it is dismissed. */
const shownFor = 6_000;

/** The short messages at the foot of the page. */
export class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #last = 0;

  add(message: string, kind: NoticeKind, link: NoticeLink | null): void {
    const key = ++this.#last;
    const others = this.list.filter((notice) => notice.message !== message);
    this.list = [...others.slice(-3), { key, message, kind, link }];
    if (kind !== 'bad') setTimeout(() => this.dismiss(key), shownFor);
  }

  dismiss(key: number): void {
    this.list = this.list.filter((notice) => notice.key !== key);
  }
}
