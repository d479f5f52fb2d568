import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { numberIn, objectIn, textIn } from '../core/json.ts';
import { queryOf } from '../http/context.ts';

const sampleRate = 8000;
const headerBytes = 44;
const maxBytes = 1024 ** 3;
/** One second of a soft 220 Hz tone that swells and fades, in 16-bit mono. A recording repeats it. */
const tone = makeTone();

function makeTone(): Buffer {
  const samples = Buffer.alloc(sampleRate * 2);
  for (let i = 0; i < sampleRate; i += 1) {
    const swell = Math.sin((Math.PI * i) / sampleRate);
    samples.writeInt16LE(Math.round(Math.sin((2 * Math.PI * 220 * i) / sampleRate) * swell * 6000), i * 2);
  }
  return samples;
}

/** The header of a WAV file (RIFF, PCM, mono) with `dataBytes` bytes of sound. */
function wavHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

function* wav(totalBytes: number): Generator<Buffer> {
  yield wavHeader(totalBytes - headerBytes);
  for (let left = totalBytes - headerBytes; left > 0; left -= tone.length) {
    yield left >= tone.length ? tone : tone.subarray(0, left);
  }
}

/**
 * Recordings for example calls: `/recordings/NAME.wav?seconds=5`. `?bytes=N` gives a recording of this size, as a stream.
 * `?status=N` answers with this status, as a server that can not deliver it.
 */
export function recordingRoutes(app: FastifyInstance): void {
  app.get('/recordings/:file', (request, reply) => {
    const query = queryOf(request);
    const status = numberIn(query.status) ?? 200;
    if (status >= 400 && status <= 599)
      return reply.code(status).type('text/plain').send('The recording is not there.');
    const name = textIn(objectIn(request.params).file) ?? '';
    const seconds = numberIn(query.seconds) ?? 5;
    const bytes = Math.floor(numberIn(query.bytes) ?? headerBytes + seconds * sampleRate * 2);
    if (!/^[\w.-]+\.wav$/.test(name) || !(bytes >= headerBytes && bytes <= maxBytes)) {
      return reply
        .code(404)
        .type('text/plain')
        .send('Ask for NAME.wav?seconds=N or NAME.wav?bytes=N (44 bytes to 1 GiB).');
    }
    void reply.type('audio/wav').header('content-length', String(bytes));
    return reply.send(Readable.from(wav(bytes)));
  });
}
