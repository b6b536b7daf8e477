package io.serai.ops;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The health checks: what each looks at and what it says. */
final class Checks {

  private static final String GROUP = "serai";

  private Checks() {}

  /** A check of one kind only, so that it shows under ready or under live, not under both. */
  private abstract static class Check extends AbstractHealthCheck {

    private final Kind kind;

    Check(String id, Kind kind) {
      super(GROUP, id);
      this.kind = kind;
    }

    @Override
    public boolean isReadiness() {
      return kind == Kind.READINESS;
    }

    @Override
    public boolean isLiveness() {
      return kind == Kind.LIVENESS;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
      look(builder);
    }

    abstract void look(HealthCheckResultBuilder builder);
  }

  /** Ready while the database answers. */
  static HealthCheck database(Reading<Boolean> answers) {
    return new Check("serai-database", HealthCheck.Kind.READINESS) {
      @Override
      void look(HealthCheckResultBuilder builder) {
        String silent = answers.get().stale();
        builder
            .state(silent == null ? State.UP : State.DOWN)
            .message(
                plain(
                    silent == null
                        ? "the database answers"
                        : "the database does not answer: " + silent));
      }
    };
  }

  /** Ready unless something stops the line that somebody has to mend. */
  static HealthCheck ready(Line line) {
    return new Check("serai-" + line.name(), HealthCheck.Kind.READINESS) {
      @Override
      void look(HealthCheckResultBuilder builder) {
        LineStatus status = line.status();
        builder
            .state(status.fault() == null ? State.UP : State.DOWN)
            .message(plain(status.fault() == null ? status.summary() : status.fault()));
        for (int i = 0; i < status.details().size(); i++) {
          builder.detail("detail.%02d".formatted(i + 1), plain(status.details().get(i)));
        }
      }
    };
  }

  /** Live unless items wait, a run is under way and nothing gets finished. */
  static HealthCheck moves(Line line, Stall stall, Duration timeout) {
    return new Check("serai-" + line.name() + "-moves", HealthCheck.Kind.LIVENESS) {
      @Override
      void look(HealthCheckResultBuilder builder) {
        Duration still = stall.look();
        boolean stalled = still.compareTo(timeout) > 0;
        builder
            .state(stalled ? State.DOWN : State.UP)
            .message(
                stalled
                    ? "%d items wait and none was finished for %d s (SERAI_STALL_TIMEOUT is %d s)"
                        .formatted(line.status().pending(), still.toSeconds(), timeout.toSeconds())
                    : "moves");
      }
    };
  }

  /** Camel 4.17 escapes messages twice; without these characters that does not show. */
  private static String plain(String text) {
    return text.replace("\\", "/").replace('"', '\'').replaceAll("\\s*[\\r\\n]+\\s*", "; ");
  }
}
