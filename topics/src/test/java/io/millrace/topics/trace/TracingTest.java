package io.millrace.topics.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.PipelineId;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class TracingTest {

  private static final InstantSource CLOCK = Instant::now;
  private static final LongSupplier NANOS = System::nanoTime;

  @Test
  void shouldTraceOnlyWhenTheStandardVariablesAskForIt() {
    assertThat(Tracing.asked(Map.of())).isFalse();
    assertThat(Tracing.asked(Map.of("OTEL_SERVICE_NAME", "x", "OTEL_TRACES_SAMPLER", "always_on")))
        .isFalse();
    assertThat(Tracing.asked(Map.of("OTEL_TRACES_EXPORTER", "otlp"))).isTrue();
    assertThat(Tracing.asked(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"))).isTrue();
    assertThat(Tracing.asked(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:4318/t")))
        .isTrue();
    assertThat(
            Tracing.asked(
                Map.of(
                    "OTEL_TRACES_EXPORTER",
                    "none",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://c:4318")))
        .isFalse();
    assertThat(Tracing.asked(Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_SDK_DISABLED", "TRUE")))
        .isFalse();
  }

  @Test
  void shouldLoadNothingOfOpenTelemetryWhenNobodyAsked() throws Exception {
    ClassLoader without = new WithoutOpenTelemetry();
    Class<?> tracing = Class.forName(Tracing.class.getName(), true, without);

    Object opened =
        tracing
            .getMethod("open", String.class, Map.class, InstantSource.class, LongSupplier.class)
            .invoke(null, "test", Map.of(), CLOCK, NANOS);

    assertThat(tracing.getMethod("on").invoke(opened)).isEqualTo(false);
    assertThat(opened.getClass().getClassLoader()).isSameAs(without);
  }

  @Test
  void shouldLeaveAForeignContextAloneWhenOff() {
    String foreign = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    assertThat(Leg.NONE.traceparent(foreign)).isSameAs(foreign);
    assertThat(Tracing.OFF.ingest(new PipelineId("text"), frame())).isSameAs(Leg.NONE);
  }

  @Test
  void shouldExportOverHttpToTheEndpointThatTheVariablesName() throws IOException {
    // Given
    Queue<String> posted = new ConcurrentLinkedQueue<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
          posted.add(
              exchange.getRequestURI().getPath()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + body);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    String endpoint = "otel.exporter.otlp.endpoint";
    System.setProperty(endpoint, "http://127.0.0.1:" + collector.getAddress().getPort());
    try (Tracing tracing =
        Tracing.open("millrace-test", Map.of("OTEL_TRACES_EXPORTER", "otlp"), CLOCK, NANOS)) {
      // When
      tracing.ingest(new PipelineId("text"), frame()).end("sent", System.nanoTime());
    } finally {
      System.clearProperty(endpoint);
      collector.stop(0);
    }

    // Then
    assertThat(posted)
        .singleElement()
        .asString()
        .startsWith("/v1/traces application/x-protobuf ")
        .contains("millrace-test", "ingest", "millrace.pipeline");
  }

  private static FrameRef frame() {
    return new FrameRef(new CameraId("gate"), 1, 7, Instant.now());
  }

  /** Loads the tracing anew, and cannot find OpenTelemetry. */
  private static final class WithoutOpenTelemetry extends ClassLoader {

    WithoutOpenTelemetry() {
      super(TracingTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.opentelemetry")) {
        throw new ClassNotFoundException(name + " was asked for");
      }
      if (!name.startsWith(Tracing.class.getPackageName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (file == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
