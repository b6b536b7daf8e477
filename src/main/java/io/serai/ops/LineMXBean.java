package io.serai.ops;

import java.util.List;

/** A line in JMX, as {@code io.serai:type=Line,name=…}; the attributes are those of LineStatus. */
public interface LineMXBean {

  /** Whether a run is under way in this process. */
  boolean isRunning();

  /** Whether it was told to begin nothing new. */
  boolean isPaused();

  /** Items that wait; -1 until they were counted. */
  long getPending();

  /** Items that are DEAD; -1 until they were counted. */
  long getFailed();

  /** Items that are done; -1 until they were counted. */
  long getProcessed();

  /** All items; -1 until they were counted. */
  long getTotal();

  /** Items that this process finished since its start. */
  long getFinishedInThisProcess();

  /** Seconds since this process finished an item or began a run. */
  double getIdleSeconds();

  /** What stops the line until somebody mends it, such as a wrong setting; or null. */
  String getFault();

  /** Why the counts are old, or null. */
  String getStale();

  /** What else there is to know, one fact a line; for enrich the bots. */
  List<String> getDetails();

  /** Begins nothing new; returns at once. */
  void pause();

  /** Ends a pause. */
  void resume();

  /** Pauses and waits until nothing is in flight, at most SERAI_SHUTDOWN_TIMEOUT. */
  void drain() throws InterruptedException;
}
