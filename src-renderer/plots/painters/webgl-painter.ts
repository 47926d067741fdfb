import {
  createBufferFromTypedArray,
  createProgramInfo,
  setBuffersAndAttributes,
  setUniforms,
  type BufferInfo,
  type ProgramInfo,
} from 'twgl.js';
import { PlainCloud, paintPlainly } from './canvas-painter.ts';
import type { DrawingOrder } from '../geometry/drawing-order.ts';
import { looks, type Cloud, type Frame, type Painter, type Places } from './painter.ts';
import { facing, type Rotation } from '../geometry/rotation.ts';
import { nowhere } from '../geometry/view.ts';

// A flat map's third column is 0, as attributes are where nothing is given. A vector before a matrix takes it by its rows.
const vertexShader = `#version 300 es
in vec3 origin;
in vec3 target;
in vec4 colour;
uniform float t;
uniform mat3 originRotation;
uniform mat3 targetRotation;
uniform vec2 offset;
uniform vec2 scale;
uniform float size;
uniform float alpha;
out vec4 ink;
void main() {
  vec2 place = mix((origin * originRotation).xy, (target * targetRotation).xy, t);
  // A turn could bring a row without a place into sight.
  bool isPlaced = target.x != ${nowhere}.0;
  gl_Position = isPlaced ? vec4(offset + scale * place, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = size;
  ink = vec4(colour.rgb, alpha);
}`;

// A disc with a soft rim one pixel wide; colours go out multiplied by their alpha, as the canvas wants them.
const fragmentShader = `#version 300 es
precision highp float;
in vec4 ink;
uniform float size;
out vec4 shade;
void main() {
  float rim = (0.5 - length(gl_PointCoord - 0.5)) * size;
  float alpha = ink.a * clamp(rim + 0.5, 0.0, 1.0);
  if (alpha < 0.01) discard;
  shade = vec4(ink.rgb * alpha, alpha);
}`;

/** What lives on the graphics device, and dies with its context. */
interface Device {
  program: ProgramInfo;
  colours: WebGLBuffer;
  order: WebGLBuffer;
}

class WebglCloud extends PlainCloud {
  /** Null until uploaded to the context that is there now. */
  buffers: { origin: WebGLBuffer; target: WebGLBuffer } | null = null;
  /** Of its own colours; null while it has none, or they were not uploaded to the context that is there now. */
  inks: WebGLBuffer | null = null;
  /** Its own order, and what of it is in the buffer; null as above. */
  order: { buffer: WebGLBuffer; uploaded: DrawingOrder | null } | null = null;
  readonly #free: (cloud: WebglCloud) => void;
  readonly #freeInks: (cloud: WebglCloud) => void;

  constructor(free: (cloud: WebglCloud) => void, freeInks: (cloud: WebglCloud) => void) {
    super();
    this.#free = free;
    this.#freeInks = freeInks;
  }

  override move(from: Places, to: Places): void {
    super.move(from, to);
    this.#free(this);
  }

  override setColours(colours: Uint8Array | null): void {
    super.setColours(colours);
    this.#freeInks(this);
  }

  override dispose(): void {
    this.setColours(null);
    super.dispose();
  }
}

/** One offscreen WebGL canvas that draws each pane in turn and is copied into that pane's 2-D canvas. */
export class WebglPainter implements Painter {
  readonly device = 'graphics';
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #onRestore: () => void;
  readonly #clouds = new Set<WebglCloud>();
  #device: Device | null;
  #colours: Uint8Array = new Uint8Array();
  #order: DrawingOrder = { rows: new Uint32Array(), layers: [] };

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, onRestore: () => void) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#onRestore = onRestore;
    this.#device = makeDevice(gl);
    canvas.addEventListener('webglcontextlost', this.#lose);
    canvas.addEventListener('webglcontextrestored', this.#restore);
  }

  /**
   * Null where WebGL 2 cannot be had, or where the processor would only pretend to be a graphics device: that is several times
   * slower than to draw points by ourselves.
   */
  static create(onRestore: () => void): WebglPainter | null {
    const canvas = document.createElement('canvas');
    const gl = canvas.getContext('webgl2', { antialias: false, depth: false, stencil: false });
    if (gl === null) return null;
    if (!pretends(gl)) return new WebglPainter(canvas, gl, onRestore);
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return null;
  }

  readonly #lose = (event: Event): void => {
    // Without this the browser never gives the context back.
    event.preventDefault();
    this.#device = null;
    for (const cloud of this.#clouds) cloud.buffers = cloud.inks = cloud.order = null;
    this.#onRestore();
  };

  readonly #restore = (): void => {
    this.#device = makeDevice(this.#gl);
    this.setColours(this.#colours);
    this.setOrder(this.#order);
    this.#onRestore();
  };

  setColours(colours: Uint8Array): void {
    this.#colours = colours;
    if (this.#device === null) return;
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, this.#device.colours);
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, colours, this.#gl.STATIC_DRAW);
  }

  setOrder(order: DrawingOrder): void {
    this.#order = order;
    if (this.#device === null) return;
    this.#gl.bindBuffer(this.#gl.ELEMENT_ARRAY_BUFFER, this.#device.order);
    this.#gl.bufferData(this.#gl.ELEMENT_ARRAY_BUFFER, order.rows, this.#gl.DYNAMIC_DRAW);
  }

  addCloud(): Cloud {
    const cloud: WebglCloud = new WebglCloud(
      (moved) => this.#free(moved),
      (coloured) => this.#freeInks(coloured),
    );
    this.#clouds.add(cloud);
    return cloud;
  }

  #free(cloud: WebglCloud): void {
    this.#gl.deleteBuffer(cloud.buffers?.origin ?? null);
    this.#gl.deleteBuffer(cloud.buffers?.target ?? null);
    cloud.buffers = null;
    if (cloud.to.positions.length > 0) return;
    this.#gl.deleteBuffer(cloud.order?.buffer ?? null);
    cloud.order = null;
    this.#clouds.delete(cloud);
  }

  #freeInks(cloud: WebglCloud): void {
    this.#gl.deleteBuffer(cloud.inks);
    cloud.inks = null;
  }

  paint(cloud: Cloud, target: CanvasRenderingContext2D, frame: Frame): void {
    if (!(cloud instanceof WebglCloud)) return;
    if (this.#device === null || cloud.to.positions.length === 0) {
      paintPlainly(cloud, this.#colours, this.#order, target, frame);
      return;
    }
    const width = Math.max(1, Math.round(frame.size.width * frame.ratio));
    const height = Math.max(1, Math.round(frame.size.height * frame.ratio));
    // Grows and never shrinks: giving the canvas a new size makes new buffers on the device.
    if (this.#canvas.width < width) this.#canvas.width = width;
    if (this.#canvas.height < height) this.#canvas.height = height;
    this.#draw(cloud, this.#device, frame, width, height);
    target.setTransform(1, 0, 0, 1, 0, 0);
    target.clearRect(0, 0, width, height);
    target.drawImage(this.#canvas, 0, 0, width, height, 0, 0, width, height);
  }

  #draw(cloud: WebglCloud, device: Device, frame: Frame, width: number, height: number): void {
    const gl = this.#gl;
    const top = this.#canvas.height - height;
    gl.viewport(0, top, width, height);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(0, top, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);

    cloud.buffers ??= {
      origin: createBufferFromTypedArray(gl, cloud.from.positions),
      target: createBufferFromTypedArray(gl, cloud.to.positions),
    };
    if (cloud.colours !== null) cloud.inks ??= createBufferFromTypedArray(gl, cloud.colours);
    const order = frame.order ?? this.#order;
    const buffers: BufferInfo = {
      numElements: order.rows.length,
      elementType: gl.UNSIGNED_INT,
      indices: frame.order === null ? device.order : this.#ownOrder(cloud, frame.order),
      attribs: {
        origin: { buffer: cloud.buffers.origin, numComponents: cloud.from.columns, type: gl.FLOAT },
        target: { buffer: cloud.buffers.target, numComponents: cloud.to.columns, type: gl.FLOAT },
        colour: {
          buffer: cloud.inks ?? device.colours,
          numComponents: 4,
          type: gl.UNSIGNED_BYTE,
          normalize: true,
        },
      },
    };
    gl.useProgram(device.program.program);
    setBuffersAndAttributes(gl, device.program, buffers);
    const { ax, ay, sx } = frame.projection;
    const { width: across, height: down } = frame.size;
    for (const layer of order.layers) {
      const look = looks[layer.role];
      setUniforms(device.program, {
        t: frame.t,
        originRotation: rotationOf(cloud.from, frame.rotation),
        targetRotation: rotationOf(cloud.to, frame.rotation),
        offset: [(2 * ax) / across - 1, 1 - (2 * ay) / down],
        scale: [(2 * sx) / across, (2 * sx) / down],
        size: Math.max(1, frame.pointSize * look.scale * frame.ratio),
        alpha: look.alpha,
      });
      gl.drawElements(gl.POINTS, layer.to - layer.from, gl.UNSIGNED_INT, 4 * layer.from);
    }
  }

  /** The buffer with a cloud's own order in it. */
  #ownOrder(cloud: WebglCloud, order: DrawingOrder): WebGLBuffer {
    const gl = this.#gl;
    cloud.order ??= { buffer: gl.createBuffer(), uploaded: null };
    if (cloud.order.uploaded !== order) {
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, cloud.order.buffer);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, order.rows, gl.DYNAMIC_DRAW);
      cloud.order.uploaded = order;
    }
    return cloud.order.buffer;
  }

  dispose(): void {
    this.#canvas.removeEventListener('webglcontextlost', this.#lose);
    this.#canvas.removeEventListener('webglcontextrestored', this.#restore);
    // Browsers allow about sixteen contexts a page: give it back now, not when memory is next swept.
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
    this.#device = null;
    this.#clouds.clear();
  }
}

/** Whether WebGL is done by the processor: SwiftShader, Mesa's llvmpipe and softpipe, Windows' basic driver. */
function pretends(gl: WebGL2RenderingContext): boolean {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = names === null ? '' : gl.getParameter(names.UNMASKED_RENDERER_WEBGL);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name));
}

function rotationOf({ columns }: Places, rotation: Rotation): Rotation {
  return columns === 3 ? rotation : facing;
}

/** Null where the context is lost already. */
function makeDevice(gl: WebGL2RenderingContext): Device | null {
  if (gl.isContextLost()) return null;
  const colours = gl.createBuffer();
  const order = gl.createBuffer();
  const program = createProgramInfo(gl, [vertexShader, fragmentShader]);
  return { program, colours, order };
}
