package io.serai.files.parse;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Well-known kinds of binary files, told by their first bytes. */
enum Magic {
  ZIP("a zip archive or a document of Excel or Word", 0, "PK\3\4"),
  OLE("a document of an old Excel or Word", 0, "\u00d0\u00cf\u0011\u00e0"),
  GZIP("packed with gzip", 0, "\u001f\u008b"),
  PDF("a PDF document", 0, "%PDF-"),
  PNG("a PNG image", 0, "\u0089PNG"),
  JPEG("a JPEG image", 0, "\u00ff\u00d8\u00ff"),
  GIF("a GIF image", 0, "GIF8"),
  SEVEN_ZIP("a 7z archive", 0, "7z\u00bc\u00af"),
  RAR("a RAR archive", 0, "Rar!\u001a"),
  BZIP2("packed with bzip2", 0, "BZh"),
  XZ("packed with xz", 0, "\u00fd7zXZ"),
  ZSTD("packed with zstd", 0, "(\u00b5/\u00fd"),
  TAR("a tar archive", 257, "ustar"),
  PARQUET("a Parquet file", 0, "PAR1"),
  ORC("an ORC file", 0, "ORC"),
  AVRO("an Avro file", 0, "Obj\1"),
  SQLITE("an SQLite database", 0, "SQLite format 3"),
  ELF("a program", 0, "\u007fELF");

  private final String description;
  private final int offset;
  private final byte[] bytes;

  Magic(String description, int offset, String bytes) {
    this.description = description;
    this.offset = offset;
    this.bytes = bytes.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What people call it, to be put after "it is". */
  String description() {
    return description;
  }

  /** Whether no text begins so. */
  boolean sure() {
    return this == PDF || new String(bytes, StandardCharsets.ISO_8859_1).matches(".*[^ -~].*");
  }

  /** Whether a file that begins so is of this kind. */
  boolean begins(byte[] head, int length) {
    if (length < offset + bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (head[offset + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  static Optional<Magic> of(byte[] head, int length) {
    for (Magic magic : values()) {
      if (magic.begins(head, length)) {
        return Optional.of(magic);
      }
    }
    return Optional.empty();
  }
}
