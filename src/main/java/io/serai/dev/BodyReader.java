package io.serai.dev;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;

/** Gathers a request body; one that is too large is drained and handed on as null. */
final class BodyReader implements Handler<Buffer> {

  /** Coze's limit of a request body. */
  static final int MOST_BYTES = 15 * 1024 * 1024;

  private Buffer body;
  private boolean copied;
  private boolean tooLarge;

  private BodyReader() {}

  /** Calls the receiver once the whole request has come. */
  static void read(HttpServerRequest http, BiConsumer<HttpServerRequest, byte[]> receiver) {
    BodyReader reader = new BodyReader();
    http.handler(reader);
    http.endHandler(end -> receiver.accept(http, reader.bytes()));
  }

  @Override
  public void handle(Buffer chunk) {
    if (tooLarge) {
      return;
    }
    if (body == null) {
      body = chunk;
    } else if (body.length() + chunk.length() <= MOST_BYTES) {
      gather(chunk);
    } else {
      tooLarge = true;
      body = null;
    }
  }

  /** The first chunk is not ours to append to, so the second one starts a copy. */
  private void gather(Buffer chunk) {
    if (!copied) {
      copied = true;
      body = Buffer.buffer(2 * body.length() + chunk.length()).appendBuffer(body);
    }
    body.appendBuffer(chunk);
  }

  private byte[] bytes() {
    if (tooLarge) {
      return null;
    }
    return body == null ? new byte[0] : body.getBytes();
  }
}
