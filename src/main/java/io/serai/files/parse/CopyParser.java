package io.serai.files.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Hands the bytes on as they are, packed ones too; only FILES_PARSER chooses it. Stateless. */
final class CopyParser implements FileParser {

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public boolean accepts(String fileName) {
    return false;
  }

  @Override
  public void parse(InputStream source, OutputStream result, ParseOptions options)
      throws IOException {
    source.transferTo(result);
  }
}
