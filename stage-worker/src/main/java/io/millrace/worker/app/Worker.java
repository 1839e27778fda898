package io.millrace.worker.app;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.topics.record.StageSpec;
import io.millrace.topics.stream.KafkaConnection;
import io.millrace.topics.stream.RecordSink;
import io.millrace.worker.agent.DeviceAgent;
import io.millrace.worker.agent.InstanceKind;
import io.millrace.worker.agent.Target;
import io.millrace.worker.serve.LoadFeed;
import io.millrace.worker.serve.LoadReports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker: one device with its instances. Several may live in one process, each a device
 * of its own.
 *
 * <p>{@link #start} returns when every instance serves. Methods may be called from any thread but a
 * Vert.x one; {@link #start} and {@link #close} block.
 */
public final class Worker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int EVENT_LOOPS = 2;
  private static final int BLOCKING_THREADS = 8;

  private final WorkerSettings settings;
  private final Vertx vertx;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RecordSink sink;
  private final LoadFeed feed;
  private final DeviceAgent agent;
  private @Nullable HttpServer http;

  private Worker(
      WorkerSettings settings,
      KafkaConnection kafka,
      Function<StageSpec, ModelFile> models,
      Clock clock,
      LongSupplier nanoClock,
      RandomGenerator random) {
    this.settings = settings;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(BLOCKING_THREADS));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    String client = "millrace-worker-" + settings.device();
    this.sink = new RecordSink(kafka.producer(client), kafka.maxRecordBytes());
    this.feed = new LoadFeed(kafka, client + "-load");
    this.agent =
        new DeviceAgent(
            vertx,
            new Instances(
                settings,
                kafka,
                models,
                sink,
                feed,
                new LoadReports(sink, vertx, vertx.createSharedWorkerExecutor("load-reports", 1)),
                registry,
                clock,
                nanoClock,
                random));
  }

  /**
   * Starts a worker; the pipeline's topics must exist.
   *
   * @param models finds a stage's model on this machine; may block
   * @throws RuntimeException if a model cannot be found or loaded, or the port is taken; nothing is
   *     left running then
   */
  public static Worker start(
      WorkerSettings settings,
      KafkaConnection kafka,
      Function<StageSpec, ModelFile> models,
      Clock clock,
      LongSupplier nanoClock,
      RandomGenerator random) {
    Worker worker = new Worker(settings, kafka, models, clock, nanoClock, random);
    try {
      worker.open();
      return worker;
    } catch (Exception e) {
      worker.close();
      throw e;
    }
  }

  /** Whether every instance serves. */
  public boolean ready() {
    return agent.complete();
  }

  /** The port of {@code /metrics}, or {@link WorkerSettings#NO_HTTP}. */
  public int httpPort() {
    HttpServer server = http;
    return server == null ? WorkerSettings.NO_HTTP : server.actualPort();
  }

  /** Drains every instance within the deadline, and stops. */
  @Override
  public void close() {
    await("its instances", agent.apply(Target.NOTHING), settings.drainDeadline().plus(PATIENCE));
    feed.close();
    sink.close();
    await("Vert.x", vertx.close(), PATIENCE);
    registry.close();
  }

  private void open() {
    feed.start();
    if (settings.httpPort() != WorkerSettings.NO_HTTP) {
      http =
          new HttpEndpoints(vertx, registry, agent::complete).listen(settings.httpPort()).await();
    }
    Map<InstanceKind, Integer> instances = new LinkedHashMap<>();
    settings
        .instances()
        .forEach(
            (stage, count) ->
                instances.put(
                    new InstanceKind(
                        settings.pipeline(),
                        settings.pipeline().stage(stage),
                        settings.processor()),
                    count));
    agent.apply(new Target(instances)).await();
  }

  private void await(String what, Future<?> future, Duration patience) {
    try {
      future.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("device", settings.device())
          .setCause(e)
          .log("the worker stops without waiting any longer for {}", what);
    }
  }
}
