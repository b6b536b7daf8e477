package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.testing.TestDatabase;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  @ParameterizedTest
  @CsvSource({"development,,true,false", "testing,test,true,false", "production,prod,false,true"})
  void should_start_with_its_own_properties_when_the_environment_is(
      String environment, String profile, boolean sourceLocations, boolean masksLogs) {
    try (CozeDouble coze = CozeDouble.start(Behaviour.quick());
        TestService service =
            TestService.start(DATABASE, coze, 3, Map.of("SERAI_ENV", environment))) {
      CamelContext camel = service.application().camel();

      assertThat(camel.getCamelContextExtension().getProfile()).isEqualTo(profile);
      assertThat(camel.isSourceLocationEnabled()).isEqualTo(sourceLocations);
      assertThat(camel.isLogMask()).isEqualTo(masksLogs);
      assertThat(camel.isMessageHistory()).as("slows every exchange down").isFalse();
      assertThat(camel.isDevConsole()).isFalse();
      assertThat(service.get("/observe/health/ready").statusCode()).isEqualTo(200);
    }
  }
}
