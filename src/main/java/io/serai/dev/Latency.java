package io.serai.dev;

/**
 * How long a chat takes, in milliseconds.
 *
 * @param meanMs mean; 0 answers on the same event-loop tick
 * @param jitterMs uniform: half width around the mean (values below 0 become 0); lognormal:
 *     standard deviation
 * @param shape the distribution
 */
public record Latency(double meanMs, double jitterMs, Shape shape) {

  /** The distribution of latencies. */
  public enum Shape {
    /** Evenly between mean − jitter and mean + jitter. */
    UNIFORM,
    /** Lognormal with that mean and standard deviation: a long tail, as language models have. */
    LOGNORMAL
  }

  /** No latency. */
  public static final Latency NONE = new Latency(0, 0, Shape.UNIFORM);

  public Latency {
    if (!(meanMs >= 0 && jitterMs >= 0 && meanMs <= 86_400_000 && jitterMs <= 86_400_000)) {
      throw new IllegalArgumentException(
          "latency %s ± %s ms is not possible; both must lie in 0..86400000"
              .formatted(meanMs, jitterMs));
    }
  }

  /** Draws one latency from two independent uniform numbers in [0, 1). */
  long drawMs(double first, double second) {
    if (meanMs == 0 || jitterMs == 0) {
      return Math.round(meanMs);
    }
    if (shape == Shape.UNIFORM) {
      return Math.max(0, Math.round(meanMs + jitterMs * (2 * first - 1)));
    }
    double ratio = jitterMs / meanMs;
    double variance = Math.log1p(ratio * ratio);
    double normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
    return Math.round(meanMs * Math.exp(normal * Math.sqrt(variance) - variance / 2));
  }
}
