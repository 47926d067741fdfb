/** Gives the user a file to keep, in the browser and on the desktop alike. */
export function downloadBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download holds on to what it reads as soon as it has begun, which the click does not wait for.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
