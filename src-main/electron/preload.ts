import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { bridgeOver } from './bridge.ts';

contextBridge.exposeInMainWorld('isthmus', bridgeOver(ipcRenderer, webUtils));
