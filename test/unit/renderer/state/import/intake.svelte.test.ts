import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IsthmusError, type Client } from '../../../../../src-main/contract/index.ts';
import type { Bridge } from '../../../../../src-renderer/api/bridge.ts';
import type { Route } from '../../../../../src-renderer/state/app/route.ts';
import { Tasks } from '../../../../../src-renderer/state/app/tasks.svelte.ts';
import { Intake } from '../../../../../src-renderer/state/import/intake.svelte.ts';

const sent = vi.fn<(url: string) => Promise<Response>>();
beforeEach(() => {
  sent.mockImplementation(() => Promise.resolve(new Response(null, { status: 204 })));
  vi.stubGlobal('fetch', sent);
});
afterEach(() => {
  vi.unstubAllGlobals();
  sent.mockReset();
});

/** The first page, in a browser or with the desktop's bridge, and what came of what it does. */
function page(bridge?: Partial<Bridge>) {
  vi.stubGlobal('window', { isthmus: bridge });
  const went: string[] = [];
  const told: [message: string, path: string | undefined][] = [];
  const call = (name: string): Promise<unknown> =>
    Promise.resolve(name === 'uploads.open' ? { upload: 'up01' } : null);
  const client = { call, on: () => () => undefined } as unknown as Client;
  const workbench = {
    client,
    tasks: new Tasks(client),
    route: { view: 'home' } as Route,
    go: (path: string) => void went.push(path),
    notify: (message: string, _: unknown, link: { path: string } | null = null) =>
      void told.push([message, link?.path]),
  };
  return { intake: new Intake(workbench), workbench, went, told };
}

/** A file as an input gives it; one of a folder has its path from the folder on. */
function chosen(name: string, path = ''): File {
  return Object.defineProperty(new File(['x'], name), 'webkitRelativePath', { value: path });
}

interface Dropped {
  name: string;
  files?: string[];
}

/** What a drop of files and folders hands over. */
function transfer(...dropped: Dropped[]): DataTransfer {
  const fileEntry = (name: string) => ({
    ...{ name, isFile: true, isDirectory: false },
    file: (resolve: (file: File) => void) => resolve(new File(['x'], name)),
  });
  const items = dropped.map(({ name, files }) => {
    const rest = files?.map(fileEntry) ?? [];
    const readEntries = (resolve: (entries: unknown[]) => void): void => resolve(rest.splice(0));
    const folder = { name, isFile: false, isDirectory: true, createReader: () => ({ readEntries }) };
    return { webkitGetAsEntry: () => (files === undefined ? fileEntry(name) : folder) };
  });
  return { files: dropped.map(({ name }) => new File(['x'], name)), items } as unknown as DataTransfer;
}

test('a folder that is dropped into a browser is uploaded, and its preview opens', async () => {
  const { intake, workbench, went } = page();
  const taking = intake.drop(transfer({ name: 'cats', files: ['a.png', 'b.png'] }));
  expect(intake.task?.title).toBe('Taking in files');
  expect(workbench.tasks.list).toEqual([intake.task]);
  await taking;
  expect(sent.mock.calls.map(([url]) => url)).toEqual(['/uploads/up01/0/1,1']);
  expect([went, intake.task, intake.error]).toEqual([['/preview?upload=up01'], null, null]);
});

test('files that are chosen are uploaded; none is no upload', async () => {
  const { intake, went } = page();
  await intake.choose([]);
  expect(sent).not.toHaveBeenCalled();
  await intake.choose([chosen('a.png', 'cats/a.png')]);
  expect(went).toEqual(['/preview?upload=up01']);
});

test('an upload that ends after the page was left opens nothing: a notice leads to it', async () => {
  const { intake, workbench, went, told } = page();
  const taking = intake.choose([chosen('iris.csv')]);
  workbench.route = { view: 'runs' };
  await taking;
  expect([went, told]).toEqual([[], [['The upload is done.', '/preview?upload=up01']]]);
});

test('there is one upload at a time', async () => {
  const { intake, went } = page();
  await Promise.all([intake.choose([chosen('a.csv')]), intake.choose([chosen('b.csv')])]);
  expect(went).toHaveLength(1);
});

test('a cancelled upload says nothing, and opens nothing', async () => {
  const { intake, went } = page();
  sent.mockImplementation(() => {
    intake.task?.cancel();
    return Promise.reject(new DOMException('The user aborted a request.', 'AbortError'));
  });
  await intake.choose([chosen('a.csv')]);
  expect([went, intake.error, intake.task]).toEqual([[], null, null]);
});

test('what goes wrong is one sentence, and gone with the next that is taken in', async () => {
  const { intake, went } = page();
  await intake.drop(transfer({ name: 'cats', files: [] }));
  expect(intake.error).toBe('cats is empty: drop a folder with files in it.');
  sent.mockImplementation(() => Promise.resolve(new Response('The disk is full.', { status: 507 })));
  await intake.choose([chosen('a.csv')]);
  expect(intake.error).toBe('The disk is full.');
  intake.preview({ sample: 'digits' });
  expect([intake.error, went]).toEqual([null, ['/preview?sample=digits']]);
});

test('a file that the browser cannot read is said with what to do', async () => {
  const { intake } = page();
  const entry = {
    ...{ name: 'a.csv', isFile: true, isDirectory: false },
    file: (_: unknown, refuse: (thrown: unknown) => void) => refuse(new DOMException('', 'NotFoundError')),
  };
  const items = [{ webkitGetAsEntry: () => entry }];
  await intake.drop({ files: [], items } as unknown as DataTransfer);
  expect(intake.error).toBe(
    'A file in it could not be read: check that it still exists and that you may open it.',
  );
});

test('a drop of nothing to read is refused', async () => {
  const { intake } = page();
  await intake.drop({ files: [], items: [{ webkitGetAsEntry: () => null }] } as unknown as DataTransfer);
  expect(intake.error).toBe('Nothing to read was dropped: drop a folder or a file from your file manager.');
});

test('on the desktop a drop is read where it lies, and one thing at a time', async () => {
  const { intake, went } = page({ pathForFile: ({ name }) => `/data/${name}` });
  await intake.drop(transfer({ name: 'cats', files: ['a.png'] }));
  expect(went).toEqual([`/preview?path=${encodeURIComponent('/data/cats')}`]);
  await intake.drop(transfer({ name: 'a.csv' }, { name: 'b.csv' }));
  expect(intake.error).toBe(
    'Drop one folder or one file: put files that belong together into a folder first.',
  );
  expect(sent).not.toHaveBeenCalled();
});

test('the desktop asks for a path in its own dialog; a dialog that is closed changes nothing', async () => {
  const { intake, went } = page({
    pickFolder: () => Promise.resolve('/data/cats'),
    pickFile: () => Promise.resolve(null),
  });
  await intake.pick('file');
  expect(went).toEqual([]);
  await intake.pick('folder');
  expect(went).toEqual([`/preview?path=${encodeURIComponent('/data/cats')}`]);
});

test('an upload that the host ends is said as the host says it', async () => {
  const { intake, workbench } = page();
  workbench.client.call = () => Promise.reject(new IsthmusError('closed', 'Isthmus is not running.'));
  await intake.choose([chosen('a.csv')]);
  expect(intake.error).toBe('Isthmus is not running.');
});
