/**
 * The desktop way in: one window, the `isthmus:` scheme, and the channel to the services; nothing else imports
 * Electron.
 */

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BrowserWindow, app, dialog, session } from 'electron';
import { serve, toIsthmusError } from '../contract/index.ts';
import { chooseHome, createServices, type Services } from '../services/index.ts';
import { viteServer } from './address.ts';
import { serveWindow } from './channel.ts';
import { utilityFork } from './compute.ts';
import { answerDialogs } from './dialogs.ts';
import { answerPages, answerRequests } from './files.ts';
import { setMenu } from './menu.ts';
import { announceScheme, answerFromVite, serveScheme } from './scheme.ts';
import { confine, openWindow, showPage } from './window.ts';

/** The desktop way in: one window over the services, which are closed before the program ends. */
const { values } = parseArgs({ options: { home: { type: 'string' } }, strict: false });
const home = chooseHome(typeof values['home'] === 'string' ? resolve(values['home']) : undefined);
const appFolder = app.getAppPath();
let services: Services | null = null;

// What Chromium keeps goes with the records, so that two homes are two programs.
app.setPath('userData', join(home, 'window'));
announceScheme();

function showWindow(running: Services): void {
  const window = openWindow(appFolder);
  serveWindow(window.webContents, (channel) => serve(channel, running.handlers, running.events));
  answerDialogs(window);
  void showPage(window);
}

function start(): void {
  try {
    services = createServices({
      home,
      fork: utilityFork(join(appFolder, 'out', 'main', 'compute.js')),
      resources: join(appFolder, 'resources'),
      version: app.getVersion(),
      desktop: true,
    });
  } catch (error) {
    dialog.showErrorBox('Isthmus cannot start', toIsthmusError(error).message);
    app.exit(1);
    return;
  }
  const running = services;
  confine(session.defaultSession);
  const vite = viteServer(app.isPackaged, process.env);
  const page = vite ? answerFromVite(vite) : answerPages(join(appFolder, 'out', 'renderer'));
  serveScheme(session.defaultSession, answerRequests(running.files, page));
  setMenu();
  showWindow(running);
  void running.probeDevice();
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) showWindow(running);
  });
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', (event) => {
    if (!services) return;
    event.preventDefault();
    const closing = services;
    services = null;
    void closing.close().finally(() => app.quit());
  });
  void app.whenReady().then(start);
} else {
  app.quit();
}
