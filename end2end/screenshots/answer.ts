/** What the server says when it does not do what was asked, as pages read it: `ApiError` of the api crate, in postcard. */
export interface Answer {
  kind: Kind;
  message: string;
  field?: string | null;
  reference?: string | null;
}

/** Places in `ErrorKind`. */
export enum Kind {
  InvalidField = 1,
  Internal = 37,
}

export function postcard({ kind, message, field, reference }: Answer): Buffer {
  return Buffer.concat([length(kind), text(message), perhaps(field), perhaps(reference), perhaps(null)]);
}

function perhaps(value: string | null | undefined): Buffer {
  return value == null ? Buffer.of(0) : Buffer.concat([Buffer.of(1), text(value)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([length(bytes.length), bytes]);
}

/** Seven bits a byte, the lowest first, and the highest bit where more follow. */
function length(value: number): Buffer {
  return value < 0x80 ? Buffer.of(value) : Buffer.concat([Buffer.of((value & 0x7f) | 0x80), length(value >>> 7)]);
}
