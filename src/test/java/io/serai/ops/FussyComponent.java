package io.serai.ops;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** An input that counts its starts and fails them when its name says so. */
public final class FussyComponent extends DefaultComponent {

  static final AtomicInteger STARTS = new AtomicInteger();

  @Override
  protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
    return new DefaultEndpoint(uri, this) {
      @Override
      public Producer createProducer() {
        throw new UnsupportedOperationException("an input only");
      }

      @Override
      public Consumer createConsumer(Processor processor) {
        return new FussyConsumer(this, processor, name.contains("closed"));
      }
    };
  }

  private static final class FussyConsumer extends DefaultConsumer {

    private final boolean closed;

    FussyConsumer(Endpoint endpoint, Processor processor, boolean closed) {
      super(endpoint, processor);
      this.closed = closed;
    }

    @Override
    protected void doStart() throws Exception {
      STARTS.incrementAndGet();
      if (closed) {
        throw new IllegalStateException("the door is closed");
      }
      super.doStart();
    }
  }
}
