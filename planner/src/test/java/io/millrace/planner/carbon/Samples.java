package io.millrace.planner.carbon;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.testkit.Assets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Types, zones, questions and bytes that many tests need. */
public final class Samples {

  public static final SignalType AVERAGE_LIFE_CYCLE =
      new SignalType(Kind.AVERAGE, Scope.LIFE_CYCLE);
  public static final SignalType AVERAGE_DIRECT = new SignalType(Kind.AVERAGE, Scope.DIRECT);
  public static final SignalType MARGINAL_DIRECT = new SignalType(Kind.MARGINAL, Scope.DIRECT);
  public static final CarbonZone CISO = new CarbonZone("US-CAL-CISO");
  public static final CarbonZone MISO = new CarbonZone("US-MIDW-MISO");
  public static final Instant NOON = Instant.parse("2022-07-15T12:00:00Z");

  private Samples() {}

  /** An hour's signal of California, measured, average life-cycle. */
  public static CarbonSignal hour(Instant time, double gramsPerKwh) {
    return new CarbonSignal(
        CISO,
        time,
        Duration.ofHours(1),
        new CarbonIntensity(gramsPerKwh, AVERAGE_LIFE_CYCLE),
        Origin.MEASURED,
        "test");
  }

  /** The time some hours after noon. */
  public static Instant noonPlus(double hours) {
    return NOON.plusMillis(Math.round(hours * 3_600_000));
  }

  static Question ask(String name, SignalType type) {
    return new Question(new CarbonZone(name), name, type);
  }

  static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  /** A real file; the test is skipped where it is missing. */
  public static byte[] asset(String name) {
    Optional<Path> found = Assets.find("carbon/" + name);
    assumeTrue(found.isPresent(), "no asset carbon/" + name);
    try {
      return Files.readAllBytes(found.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
