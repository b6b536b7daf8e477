package io.serai.enrich;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Cuts a call to Coze off when its time is over, from the wait for a connection to the last byte of
 * the reply. The timeouts of sockets begin anew with every byte, so that a reply that drips would
 * never end by them. Thread-safe once configured.
 */
public final class CozeLimitBeans implements HttpClientConfigurer {

  /** Milliseconds that this one call may take; taken out of the request. */
  static final String TIME_LEFT = "Serai-Time-Left";

  /** {@link System#nanoTime} before this call; put into its reply. */
  static final String BEGUN_AT = "Serai-Begun-At";

  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private long timeoutMs = 30_000;

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "serai-coze-limit");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  /** Milliseconds that a call may take which names none, 30,000 unless set; set once. */
  public void setTimeoutMs(long timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    builder.addExecInterceptorFirst("serai-coze-limit", this::execute);
  }

  private ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    long begunAt = System.nanoTime();
    Limit limit = new Limit(scope.originalRequest, timeLeft(request));
    boolean bodyFollows = false;
    try {
      ClassicHttpResponse response = chain.proceed(request, scope);
      response.setHeader(BEGUN_AT, begunAt);
      if (response.getEntity() != null) {
        response.setEntity(new LimitedEntity(response.getEntity(), limit));
        bodyFollows = true;
      }
      return response;
    } catch (IOException e) {
      throw limit.explain(e);
    } finally {
      if (!bodyFollows) {
        limit.end();
      }
    }
  }

  private long timeLeft(ClassicHttpRequest request) {
    Header header = request.getFirstHeader(TIME_LEFT);
    request.removeHeaders(TIME_LEFT);
    return header == null ? timeoutMs : Long.parseLong(header.getValue());
  }

  /** The time of one call. */
  private static final class Limit {

    private final long millis;
    private final ScheduledFuture<?> timer;
    private volatile boolean over;

    Limit(ClassicHttpRequest request, long millis) {
      this.millis = millis;
      this.timer = CLOCK.schedule(() -> cutOff(request), millis, TimeUnit.MILLISECONDS);
    }

    private void cutOff(ClassicHttpRequest request) {
      over = true;
      if (request instanceof Cancellable call) {
        call.cancel();
      }
    }

    void end() {
      timer.cancel(false);
    }

    IOException explain(IOException thrown) {
      if (!over) {
        return thrown;
      }
      IOException timeout =
          new SocketTimeoutException("the call was cut off after " + millis + " ms");
      timeout.initCause(thrown);
      return timeout;
    }
  }

  private static final class LimitedEntity extends HttpEntityWrapper {

    private final Limit limit;

    LimitedEntity(HttpEntity entity, Limit limit) {
      super(entity);
      this.limit = limit;
    }

    @Override
    public InputStream getContent() throws IOException {
      return new LimitedStream(super.getContent(), limit);
    }
  }

  private static final class LimitedStream extends FilterInputStream {

    private final Limit limit;

    LimitedStream(InputStream body, Limit limit) {
      super(body);
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int read = super.read(buffer, offset, length);
        if (read < 0) {
          limit.end();
        }
        return read;
      } catch (IOException e) {
        limit.end();
        throw limit.explain(e);
      }
    }

    @Override
    public void close() throws IOException {
      limit.end();
      super.close();
    }
  }
}
