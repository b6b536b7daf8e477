package io.serai.dev;

import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Arrays;

/** Writes replies, sound and faulty ones; each carries {@code X-Tt-Logid}. */
final class Replies {

  static final String TOO_MANY = "Request rate limit exceeded, please try again later.";

  private static final CharSequence LOG_ID = HttpHeaders.createOptimized("X-Tt-Logid");
  private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
  private static final CharSequence JSON =
      HttpHeaders.createOptimized("application/json; charset=utf-8");
  private static final CharSequence HTML = HttpHeaders.createOptimized("text/html");
  private static final String BAD_GATEWAY =
      """
      <html>\r
      <head><title>502 Bad Gateway</title></head>\r
      <body>\r
      <center><h1>502 Bad Gateway</h1></center>\r
      <hr><center>nginx</center>\r
      </body>\r
      </html>\r
      """;

  private final LogIds logIds = new LogIds();

  String nextLogId() {
    return logIds.next();
  }

  /** Writes a JSON body under a new log id. */
  void json(HttpServerResponse response, int status, byte[] body) {
    json(response, status, body, logIds.next());
  }

  void json(HttpServerResponse response, int status, byte[] body, String logId) {
    head(response, status, JSON, logId).end(Buffer.buffer(body));
  }

  /** Writes an error in Coze's envelope. */
  void error(HttpServerResponse response, int status, long code, String message) {
    String logId = logIds.next();
    byte[] body =
        new JsonText(128)
            .raw("{\"code\":")
            .number(code)
            .raw(",\"msg\":")
            .quoted(message)
            .raw(",\"detail\":{\"logid\":\"")
            .raw(logId)
            .raw("\"}}")
            .bytes();
    json(response, status, body, logId);
  }

  /** Writes the rate-limit error in the form that the behaviour asks for. */
  void rateLimited(HttpServerResponse response, Regime regime) {
    RateLimit form = regime.behaviour.rateLimit();
    if (form.retryAfterSeconds() > 0) {
      response.putHeader(RETRY_AFTER, Integer.toString(form.retryAfterSeconds()));
    }
    boolean http = form.kind() == RateLimit.Kind.HTTP_429;
    int code = http ? 4009 : regime.nextLimitCode();
    error(response, http ? 429 : 200, code, TOO_MANY);
  }

  /**
   * Counts a call that met a fault, then writes its reply, made of the sound body that is given.
   */
  void faulty(Call call, Fault fault, byte[] body) {
    HttpServerResponse response = call.response();
    if (fault == Fault.SLOW_DRIP) {
      drip(call, body);
      return;
    }
    call.end(fault.outcome());
    switch (fault) {
      case HTTP_500 -> error(response, 500, 5000, "Internal server error, please try again later.");
      case HTML_502 -> html502(response);
      case TRUNCATED_JSON -> json(response, 200, Arrays.copyOf(body, body.length / 2));
      case DROP_CONNECTION -> drop(call.http(), body);
      default -> throw new IllegalStateException(fault + " is not a fault of a reply");
    }
  }

  private void html502(HttpServerResponse response) {
    head(response, 502, HTML, logIds.next()).end(BAD_GATEWAY);
  }

  /** Resets the connection after half of the body: linger 0 turns the close into a TCP reset. */
  private void drop(HttpServerRequest request, byte[] body) {
    HttpServerResponse response = head(request.response(), 200, JSON, logIds.next());
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
    ConnectionBase connection = (ConnectionBase) request.connection();
    response
        .write(Buffer.buffer(Arrays.copyOf(body, body.length / 2)))
        .onComplete(
            written -> {
              connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
              connection.close();
            });
  }

  private void drip(Call call, byte[] body) {
    HttpServerResponse response = head(call.response(), 200, JSON, logIds.next());
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
    call.count(Fault.SLOW_DRIP.outcome());
    response.write(Buffer.buffer(1).appendByte(body[0]));
    int[] sent = {1};
    call.every(
        1000,
        () -> {
          response.write(Buffer.buffer(1).appendByte(body[sent[0]++]));
          if (sent[0] == body.length) {
            response.end();
            call.leave();
          }
        });
  }

  private static HttpServerResponse head(
      HttpServerResponse response, int status, CharSequence type, String logId) {
    return response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(LOG_ID, logId);
  }
}
