package io.serai.ops;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows one line in JMX for as long as it is not closed. Thread-safe. */
final class LineControl implements LineMXBean, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LineControl.class);

  private final Line line;
  private final Duration drainTimeout;
  private final ObjectName name;
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  private LineControl(Line line, Duration drainTimeout) throws JMException {
    this.line = line;
    this.drainTimeout = drainTimeout;
    this.name = new ObjectName("io.serai:type=Line,name=" + line.name());
  }

  /**
   * Registers the line.
   *
   * @param drainTimeout how long a drain through JMX waits at the most
   * @throws IllegalStateException when another application in this JVM has a line of that name
   */
  static LineControl of(Line line, Duration drainTimeout) {
    try {
      LineControl control = new LineControl(line, drainTimeout);
      control.server.registerMBean(control, control.name);
      return control;
    } catch (JMException e) {
      throw new IllegalStateException("Line " + line.name() + " cannot be shown in JMX: " + e, e);
    }
  }

  @Override
  public boolean isRunning() {
    return line.status().running();
  }

  @Override
  public boolean isPaused() {
    return line.status().paused();
  }

  @Override
  public long getPending() {
    return line.status().pending();
  }

  @Override
  public long getFailed() {
    return line.status().failed();
  }

  @Override
  public long getProcessed() {
    return line.status().processed();
  }

  @Override
  public long getTotal() {
    return line.status().total();
  }

  @Override
  public long getFinishedInThisProcess() {
    return line.status().finishedInThisProcess();
  }

  @Override
  public double getIdleSeconds() {
    return line.status().idle().toMillis() / 1000.0;
  }

  @Override
  public String getFault() {
    return line.status().fault();
  }

  @Override
  public String getStale() {
    return line.status().stale();
  }

  @Override
  public List<String> getDetails() {
    return line.status().details();
  }

  @Override
  public void pause() {
    LOG.info("Line {} is paused through JMX", line.name());
    line.pause();
  }

  @Override
  public void resume() {
    LOG.info("Line {} is resumed through JMX", line.name());
    line.resume();
  }

  @Override
  public void drain() throws InterruptedException {
    LOG.info("Line {} is drained through JMX", line.name());
    line.drain(drainTimeout);
  }

  @Override
  public void close() {
    try {
      server.unregisterMBean(name);
    } catch (JMException e) {
      LOG.warn("{} could not be taken out of JMX: {}", name, e.getMessage());
    }
  }
}
