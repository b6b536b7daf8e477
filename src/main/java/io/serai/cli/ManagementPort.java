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
    fault.ifPresent(cause -> refuse(extent, settings, cause));
    return fault.isEmpty();
  }

  /**
   * Says that the port cannot be used.
   *
   * @throws SettingsException when it is a service
   */
  static void refuse(Extent extent, Settings settings, String cause) {
    String why =
        "SERAI_MANAGEMENT_PORT=%d on %s cannot be used: %s. Choose another, or 0 for none"
            .formatted(
                settings.number(Setting.SERAI_MANAGEMENT_PORT),
                settings.text(Setting.SERAI_MANAGEMENT_HOST),
                cause);
    if (extent == Extent.SERVICE) {
      throw new SettingsException(why);
    }
    LOG.info("This process shows no health and metrics: {}", why);
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
      return Optional.of(e.getMessage());
    }
  }
}
