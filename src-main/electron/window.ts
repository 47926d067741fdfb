import { join } from 'node:path';
import { BrowserWindow, type Session } from 'electron';
import { home, isOurs } from './address.ts';

/** Denies the page everything it does not need: devices, notifications, other sites, other windows. */
export function confine(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/**
 * Opens the one window.
 * @param appFolder the folder of `package.json`
 */
export function openWindow(appFolder: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 600,
    show: false,
    title: 'Isthmus',
    icon: join(appFolder, 'resources', 'icon.png'),
    webPreferences: {
      preload: join(appFolder, 'out', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  const keepHome = (details: { url: string; preventDefault(): void }): void => {
    if (!isOurs(details.url)) details.preventDefault();
  };
  webContents.on('will-navigate', keepHome);
  webContents.on('will-redirect', keepHome);
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Loads the page into the window. */
export const showPage = (window: BrowserWindow): Promise<void> => window.loadURL(home);
