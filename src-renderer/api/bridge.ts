import type { Channel } from '../../src-main/contract/index.ts';

/** What Electron's preload script puts on `window`; absent in a browser. */
export interface Bridge {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Where a dropped or chosen file or folder is on this machine. */
  pathForFile(file: File): string;
  pickFolder(): Promise<string | null>;
  pickFile(): Promise<string | null>;
}

declare global {
  interface Window {
    isthmus?: Bridge;
  }
}

/** The desktop's bridge, or undefined in a browser. */
export function desktopBridge(): Bridge | undefined {
  return window.isthmus;
}

/** The bridge as a channel. It lives as long as the window, so it never closes. */
export function bridgeChannel(bridge: Bridge): Channel {
  return {
    send: (message) => bridge.send(message),
    onMessage: (listener) => bridge.onMessage(listener),
    onClose: () => undefined,
  };
}
