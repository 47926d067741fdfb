import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeBmp } from '../../../../src-main/datasets/images/bmp.ts';
import { decodePicture, lookAt } from '../../../../src-main/datasets/images/decode.ts';
import { decodePnm } from '../../../../src-main/datasets/images/pnm.ts';
import { greyPicture, plainPicture } from '../help.ts';

const text = (words: string, ...bytes: number[]): Uint8Array =>
  Uint8Array.from([...new TextEncoder().encode(words), ...bytes]);
const grey = (width: number, height: number) => ({ width, height, channels: 1 as const });
const colour = (width: number, height: number) => ({ width, height, channels: 3 as const });

/** A BMP of 24 bits, bottom line first, as the format has it. */
function bmp(
  width: number,
  height: number,
  pixels: readonly (readonly [number, number, number])[],
): Uint8Array {
  const line = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + line * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  pixels.forEach(([red, green, blue], i) => {
    const at = 54 + (height - 1 - Math.floor(i / width)) * line + (i % width) * 3;
    file.set([blue, green, red], at);
  });
  return file;
}

describe('PGM and PPM', () => {
  it('reads plain and raw files of 8 bits, with comments anywhere in the header', () => {
    expect(decodePnm(text('P2\n# made by hand\n3 # wide\n2\n255\n0 1 2\n3 4 255\n'))).toEqual({
      width: 3,
      height: 2,
      channels: 1,
      pixels: Uint8Array.of(0, 1, 2, 3, 4, 255),
      deep: false,
    });
    expect(decodePnm(text('P5 3 2 255\n', 0, 1, 2, 35, 10, 255)).pixels).toEqual(
      Uint8Array.of(0, 1, 2, 35, 10, 255),
    );
    expect(decodePnm(text('P3\n1 2\n255\n1 2 3 4 5 6')).pixels).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect(decodePnm(text('P6\n1 1\n255\n', 7, 8, 9))).toMatchObject({
      channels: 3,
      pixels: Uint8Array.of(7, 8, 9),
    });
  });

  it('scales any other maximum to 255, and 16 bits to 8', () => {
    expect(decodePnm(text('P2 3 1 15\n0 7 15')).pixels).toEqual(Uint8Array.of(0, 119, 255));
    expect(decodePnm(text('P5 2 1 65535\n', 0x80, 0x80, 0xff, 0xff))).toMatchObject({
      pixels: Uint8Array.of(128, 255),
      deep: true,
    });
    expect(decodePnm(text('P3 1 1 1000\n0 500 1000')).pixels).toEqual(Uint8Array.of(0, 128, 255));
  });

  it.each([
    ['a cut-off raw file', text('P5 3 2 255\n', 1, 2, 3)],
    ['a cut-off plain file', text('P2 3 2 255\n1 2 3')],
    ['a header alone', text('P5 3')],
    ['no size', text('P5 0 2 255\n')],
    ['a maximum past 65,535', text('P2 1 1 70000 5')],
    ['a value past its maximum', text('P2 1 1 10 11')],
    ['letters for numbers', text('P2 1 1 255 x')],
    ['a size that no memory holds', text('P5 65535 65535 255\n', 1)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodePnm(bytes)).toThrow(/^it/);
  });
});

describe('BMP', () => {
  it('reads lines from the bottom and colours in the right order', () => {
    const file = bmp(2, 2, [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [10, 20, 30],
    ]);
    expect(decodeBmp(file)).toEqual({
      width: 2,
      height: 2,
      channels: 3,
      pixels: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30),
      deep: false,
    });
  });

  it('refuses a cut-off file and an absurd size before anything is allocated', async () => {
    const file = bmp(8, 8, []);
    expect(() => decodeBmp(file.subarray(0, 100))).toThrow('it is cut off');
    const absurd = Buffer.from(bmp(2, 2, []));
    absurd.writeInt32LE(2_000_000_000, 18);
    expect(() => decodeBmp(absurd)).toThrow('its size is');
    await expect(lookAt(file.subarray(0, 100))).rejects.toThrow('it is cut off');
  });
});

describe('decoding', () => {
  it.each(['png', 'jpeg', 'webp', 'gif', 'tiff'] as const)('reads %s', async (format) => {
    const file = await plainPicture(5, 4, '#ff0000', format);
    expect(await lookAt(file)).toMatchObject({ width: 5, height: 4, grey: false, transparent: false });
    const [red = 0, green = 255, blue = 255] = await decodePicture(file, colour(5, 4));
    expect(red).toBeGreaterThan(240);
    expect(Math.max(green, blue)).toBeLessThan(15);
  });

  it('keeps grey values as they are, in grey and in colour', async () => {
    const values = Array.from({ length: 256 }, (_, i) => i);
    const file = await greyPicture(16, 16, values);
    expect([...(await decodePicture(file, grey(16, 16)))]).toEqual(values);
    expect([...(await decodePicture(file, colour(16, 16)))]).toEqual(values.flatMap((v) => [v, v, v]));
    expect((await lookAt(file)).grey).toBe(true);
    const three = await sharp(Uint8Array.from(values.flatMap((v) => [v, v, v])), {
      raw: { width: 16, height: 16, channels: 3 },
    })
      .png()
      .toBuffer();
    expect((await lookAt(three)).grey).toBe(true);
    expect([...(await decodePicture(three, grey(16, 16)))]).toEqual(values);
  });

  it('makes grey of colour by Rec. 601', async () => {
    const red = await decodePicture(await plainPicture(1, 1, '#ff0000'), grey(1, 1));
    const green = await decodePicture(await plainPicture(1, 1, '#00ff00'), grey(1, 1));
    const blue = await decodePicture(await plainPicture(1, 1, '#0000ff'), grey(1, 1));
    // 0.299, 0.587 and 0.114 of 255.
    expect([red[0], green[0], blue[0]]).toEqual([76, 150, 29]);
  });

  it('fits other sizes with their proportions kept and the rest black', async () => {
    const wide = await plainPicture(40, 20, '#ffffff');
    const fitted = await decodePicture(wide, grey(8, 8));
    const line = (y: number): number[] => [...fitted.subarray(y * 8, y * 8 + 8)];
    expect(line(0)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(line(7)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(line(4)).toEqual([255, 255, 255, 255, 255, 255, 255, 255]);
    const pgm = text('P5 2 2 255\n', 9, 9, 9, 9);
    expect([...(await decodePicture(pgm, grey(4, 4)))]).toEqual(Array.from({ length: 16 }, () => 9));
  });

  it('turns a picture upright as its EXIF says', async () => {
    const pixels = Uint8Array.of(255, 0, 0, 0, 0, 0);
    const file = await sharp(pixels, { raw: { width: 3, height: 2, channels: 1 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    expect(await lookAt(file)).toMatchObject({ width: 2, height: 3 });
    // Orientation 6 is turned by 90° clockwise: the top left goes to the top right.
    expect([...(await decodePicture(file, grey(2, 3)))]).toEqual([0, 255, 0, 0, 0, 0]);
  });

  it('puts transparent parts on black and says that there are some', async () => {
    const clear = await sharp(Uint8Array.of(255, 0, 0, 128, 200, 200, 200, 0), {
      raw: { width: 2, height: 1, channels: 4 },
    })
      .png()
      .toBuffer();
    expect((await lookAt(clear)).transparent).toBe(true);
    expect([...(await decodePicture(clear, colour(2, 1)))]).toEqual([128, 0, 0, 0, 0, 0]);
    const opaque = await sharp(Uint8Array.of(5, 5, 5, 255), { raw: { width: 1, height: 1, channels: 4 } })
      .png()
      .toBuffer();
    expect(await lookAt(opaque)).toMatchObject({ transparent: false, grey: true });
  });

  it('reduces 16 bits to 8 and says so', async () => {
    const file = await sharp(Uint16Array.of(0, 65535, 0x8000), { raw: { width: 3, height: 1, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect(await lookAt(file)).toMatchObject({ deep: true, grey: true });
    expect([...(await decodePicture(file, grey(3, 1)))]).toEqual([0, 255, 128]);
  });

  it('says in plain words why something is no picture', async () => {
    const noise = await sharp({
      create: {
        width: 64,
        height: 64,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .png()
      .toBuffer();
    const jpeg = await sharp(noise).jpeg().toBuffer();
    await expect(lookAt(text('just a text'))).rejects.toThrow('its content is of no known picture format');
    await expect(lookAt(new Uint8Array(0))).rejects.toThrow('it is empty');
    await expect(lookAt(noise.subarray(0, noise.length / 2))).rejects.toThrow('it is damaged or cut off');
    await expect(lookAt(jpeg.subarray(0, jpeg.length / 2))).rejects.toThrow('it is damaged or cut off');
    await expect(
      lookAt(text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
    ).rejects.toThrow('it is SVG');
  });
});
