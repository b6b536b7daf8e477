package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether a process serves health and metrics. */
final class ManagementPort {

  private static final Logger LOG = LoggerFactory.getLogger(ManagementPort.class);

  private ManagementPort() {}

  /**
   * Whether this process serves them. A service insists on its port; of several processes that
   * follow, one has it.
   *
   * @throws SettingsException when a service finds the port taken
   */
  static boolean isTakenBy(Extent extent, Settings settings) {
    if (extent == Extent.COMMAND || settings.number(Setting.SERAI_MANAGEMENT_PORT) == 0) {
      return false;
    }
    Optional<String> fault = fault(settings);
    if (fault.isPresent() && extent == Extent.SERVICE) {
      throw new SettingsException(fault.get());
    }
    fault.ifPresent(why -> LOG.info("This process shows no health and metrics: {}", why));
    return fault.isEmpty();
  }

  /** Camel only warns when the port is taken, and then nothing listens. */
  private static Optional<String> fault(Settings settings) {
    String host = settings.text(Setting.SERAI_MANAGEMENT_HOST);
    int port = settings.number(Setting.SERAI_MANAGEMENT_PORT);
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, port));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "SERAI_MANAGEMENT_PORT=%d on %s cannot be used: %s. Choose another, or 0 for none"
              .formatted(port, host, e.getMessage()));
    }
  }
}
