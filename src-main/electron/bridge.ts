import type { IpcRenderer, WebUtils } from 'electron';

/** The names of the messages between the preload script and the main process. */
export const message = 'isthmus:message';
export const pickFolder = 'isthmus:pick-folder';
export const pickFile = 'isthmus:pick-file';

/**
 * All that the page is given of this machine: a pipe to the services, the path of a file the user dropped, and
 * two native dialogs.
 */
export const bridgeOver = (
  ipc: Pick<IpcRenderer, 'send' | 'on' | 'invoke'>,
  files: Pick<WebUtils, 'getPathForFile'>,
) => ({
  send: (value: unknown): void => ipc.send(message, value),
  onMessage: (listener: (value: unknown) => void): void => {
    ipc.on(message, (_event, value: unknown) => listener(value));
  },
  pathForFile: (file: File): string => files.getPathForFile(file),
  pickFolder: (): Promise<string | null> => ipc.invoke(pickFolder),
  pickFile: (): Promise<string | null> => ipc.invoke(pickFile),
});
