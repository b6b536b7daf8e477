package io.serai.ops;

import java.time.Duration;
import java.util.List;

/** A line whose status a test writes itself. */
final class FakeLine implements Line {

  boolean running;
  long pending;
  long failed;
  long total;
  Duration idle = Duration.ZERO;
  String fault;

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public LineStatus status() {
    return new LineStatus(
        running, pending, failed, 0, total, 0, idle, fault, false, null, List.of());
  }

  @Override
  public void pause() {
    running = false;
  }

  @Override
  public void resume() {
    running = true;
  }

  @Override
  public void beginDrain() {
    running = false;
  }

  @Override
  public void drain(Duration patience) {
    beginDrain();
  }
}
