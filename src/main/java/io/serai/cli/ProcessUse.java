package io.serai.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What processes take of the machine, as Linux reports it; all is 0 elsewhere. */
final class ProcessUse {

  private ProcessUse() {}

  /** Processor time of this process, all threads, in nanoseconds. */
  static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  /** Resident memory of this process. */
  static long residentMb() {
    return number("self", "status", "VmRSS:") / 1024;
  }

  /** The most resident memory that a process had; 0 when it has ended. */
  static long peakMb(long pid) {
    return number(String.valueOf(pid), "status", "VmHWM:") / 1024;
  }

  /** Bytes that a process wrote, or will have written, to disks; 0 when it has ended. */
  static long writtenBytes(long pid) {
    return number(String.valueOf(pid), "io", "write_bytes:");
  }

  private static long number(String process, String file, String name) {
    try {
      return Files.readAllLines(Path.of("/proc", process, file)).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
