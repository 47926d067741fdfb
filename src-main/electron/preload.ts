import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { message, pickFile, pickFolder } from './bridge.ts';

/**
 * All that the page is given of this machine: a pipe to the services, the path of a file the user dropped, and
 * two native dialogs.
 */
contextBridge.exposeInMainWorld('isthmus', {
  send: (value: unknown): void => ipcRenderer.send(message, value),
  onMessage: (listener: (value: unknown) => void): void => {
    ipcRenderer.on(message, (_event, value: unknown) => listener(value));
  },
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
  pickFolder: (): Promise<string | null> => ipcRenderer.invoke(pickFolder),
  pickFile: (): Promise<string | null> => ipcRenderer.invoke(pickFile),
});
