import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';

export const scheme = 'isthmus';

/** The page's address. Everything it fetches is below it, as it is below the host's in a browser. */
export const home = `${scheme}://app/`;

/** Whether an address is the page's own: nothing else may speak to the services. */
export const isOurs = (url: string): boolean => url.startsWith(home);

/**
 * Whether a message comes from the page itself: from the main frame of the window, at our address. Every message is
 * asked this before it is heard. A frame that is gone by then is nobody's.
 */
export const isFromPage = (
  { senderFrame }: Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame'>,
  { mainFrame }: Pick<WebContents, 'mainFrame'>,
): boolean => senderFrame !== null && senderFrame === mainFrame && isOurs(senderFrame.url);

/**
 * The address of Vite's server, which electron-vite sets while developing; a packaged program takes no page from
 * anywhere but its own folder.
 */
export const viteServer = (
  isPackaged: boolean,
  env: Record<string, string | undefined>,
): string | undefined => (isPackaged ? undefined : env['ELECTRON_RENDERER_URL']);
