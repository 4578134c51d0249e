#ifndef NABLA_ZLIB_SHIM_H
#define NABLA_ZLIB_SHIM_H

#include <string.h>
#include <zlib.h>

/// Inflates a raw deflate stream, as zip files hold it, into a buffer of the exact size.
///
/// Returns the number of bytes written, or -1 for a stream that is damaged or of another size.
/// zlib's own initialiser is a macro, which Swift cannot call.
static inline long nabla_inflate_raw(
    const unsigned char *source, unsigned long source_size, unsigned char *target,
    unsigned long target_size) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (source_size > 0xffffffffUL || target_size > 0xffffffffUL) return -1;
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return -1;
  stream.next_in = (Bytef *)source;
  stream.avail_in = (uInt)source_size;
  stream.next_out = target;
  stream.avail_out = (uInt)target_size;
  int status = inflate(&stream, Z_FINISH);
  unsigned long written = stream.total_out;
  inflateEnd(&stream);
  return status == Z_STREAM_END && written == target_size ? (long)written : -1;
}

/// The CRC-32 of a buffer, as zip files have it of each of theirs.
static inline unsigned long nabla_crc32(const unsigned char *source, unsigned long size) {
  uLong sum = crc32(0, Z_NULL, 0);
  while (size > 0) {
    uInt step = size > 0x40000000UL ? 0x40000000U : (uInt)size;
    sum = crc32(sum, (const Bytef *)source, step);
    source += step;
    size -= step;
  }
  return sum;
}

#endif
