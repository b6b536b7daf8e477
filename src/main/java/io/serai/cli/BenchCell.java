package io.serai.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One row of the benchmark's table.
 *
 * @param rate rows written a second in the steady part of the run: from a fifth to nine tenths
 * @param bound what Little's law or the bots' limits allow, rows a second; 0 when not applicable
 * @param success share of rows that were answered
 * @param throttled share of calls that were turned away, in the steady part
 * @param cpuMicros processor time of this process a row, all threads, in the steady part
 * @param memoryMb resident memory of this process
 * @param baseline rows a second of the plain program; 0 when it did not run
 */
record BenchCell(
    int workers,
    int batchSize,
    long rows,
    double rate,
    double bound,
    double success,
    double throttled,
    double cpuMicros,
    long memoryMb,
    double baseline) {

  double ratio() {
    double against = baseline > 0 ? baseline : bound;
    return against > 0 ? rate / against : 0;
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("workers", workers);
    fields.put("batch", batchSize);
    fields.put("rows", rows);
    fields.put("rows/s", rounded(rate, 10));
    fields.put(
        baseline > 0 ? "plain rows/s" : "bound rows/s",
        rounded(baseline > 0 ? baseline : bound, 10));
    fields.put("ratio", rounded(ratio(), 1000));
    fields.put("success %", rounded(100 * success, 100));
    fields.put("throttled %", rounded(100 * throttled, 100));
    fields.put("CPU µs/row", Math.round(cpuMicros));
    fields.put("memory MB", memoryMb);
    return fields;
  }

  private static double rounded(double value, int parts) {
    return (double) Math.round(value * parts) / parts;
  }
}
