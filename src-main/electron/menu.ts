import { Menu, app, type MenuItemConstructorOptions } from 'electron';

/** The usual menu, with the system's own names and shortcuts; everything of Isthmus itself is in the page. */
export function setMenu(): void {
  const isMac = process.platform === 'darwin';
  const appMenu: MenuItemConstructorOptions = { role: 'appMenu' };
  const help: MenuItemConstructorOptions = {
    label: '&Help',
    submenu: [{ role: 'about', label: `About ${app.name}` }],
  };
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [appMenu] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [help]),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
