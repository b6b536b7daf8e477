package io.serai.files;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of the files line and what bounds them. */
final class FilesPools {

  private static final int WAITING_BATCHES = 100;

  private FilesPools() {}

  /** Those that process files, one each. */
  static ExecutorService workers(int size, ThreadFactory threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** One, because it claims for all; what it has not begun when the line closes is of no use. */
  static ExecutorService claimer(ThreadFactory threads) {
    return new ThreadPoolExecutor(
        0,
        1,
        1,
        TimeUnit.MINUTES,
        new LinkedBlockingQueue<>(),
        threads,
        new ThreadPoolExecutor.DiscardPolicy());
  }

  /** One, so that the outbox keeps the order of each source; a full queue slows the workers. */
  static ExecutorService writer(ThreadFactory threads) {
    return new ThreadPoolExecutor(
        1,
        1,
        1,
        TimeUnit.MINUTES,
        new ArrayBlockingQueue<>(WAITING_BATCHES),
        threads,
        FilesPools::waitInQueue);
  }

  private static void waitInQueue(Runnable batch, ThreadPoolExecutor pool) {
    try {
      while (!pool.getQueue().offer(batch, 1, TimeUnit.SECONDS)) {
        if (pool.isShutdown()) {
          throw new RejectedExecutionException("the line is closed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException("interrupted while the writer was busy", e);
    }
  }
}
