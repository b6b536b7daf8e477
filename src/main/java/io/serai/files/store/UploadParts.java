package io.serai.files.store;

/**
 * How big the parts of an upload are. S3 takes 10,000 parts of 5 MB to 5 GB, so that they have to
 * grow for a huge result: 8 MB for the first 1,000, then 16, 32, …
 *
 * @param first bytes of the first parts
 * @param step parts after which the size doubles
 * @param largest bytes of a part at the most
 * @param buffers where their memory comes from; no part is bigger than all of it, but the first
 */
record UploadParts(int first, int step, int largest, UploadBuffers buffers) {

  /** What S3 takes. */
  static final int MOST = 10_000;

  private static final int FIRST = 8 << 20;
  private static final int STEP = 1_000;
  private static final int LARGEST = 128 << 20;

  static UploadParts standard(UploadBuffers buffers) {
    return of(FIRST, buffers);
  }

  static UploadParts of(int first, UploadBuffers buffers) {
    return new UploadParts(first, STEP, Math.max(first, LARGEST), buffers);
  }

  /** Bytes of a part; the first has number 1. */
  int size(int number) {
    long size = first;
    for (int doubled = (number - 1) / step; doubled > 0 && size * 2 <= limit(); doubled--) {
      size *= 2;
    }
    return (int) size;
  }

  private long limit() {
    return Math.min(largest, buffers.bytes());
  }
}
