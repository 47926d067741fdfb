/** The names of the messages between the preload script and the main process. */
export const message = 'isthmus:message';
export const pickFolder = 'isthmus:pick-folder';
export const pickFile = 'isthmus:pick-file';
