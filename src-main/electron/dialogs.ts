import { dialog, type BrowserWindow, type IpcMainInvokeEvent, type OpenDialogOptions } from 'electron';
import { isFromPage } from './address.ts';
import { pickFile, pickFolder } from './bridge.ts';

/** Answers the page's requests for a native dialog: the chosen path, or null where it was dismissed. */
export function answerDialogs(window: BrowserWindow): void {
  const { webContents } = window;
  const pick =
    (options: OpenDialogOptions) =>
    async (event: IpcMainInvokeEvent): Promise<string | null> => {
      if (!isFromPage(event, webContents)) return null;
      const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
      return canceled ? null : (filePaths[0] ?? null);
    };
  const { ipc } = webContents;
  ipc.handle(
    pickFolder,
    pick({ title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] }),
  );
  ipc.handle(pickFile, pick({ title: 'Choose a file', properties: ['openFile'] }));
}
