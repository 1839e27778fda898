package io.millrace.worker.agent;

import io.millrace.topics.record.InstanceId;
import io.millrace.worker.serve.StageInstance;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps on this device the instances that should run on it: starts what is missing, drains what is
 * not wanted, and starts anew what failed.
 *
 * <p>Targets are worked through one after the other. All methods may be called from any thread; the
 * agent's state belongs to one Vert.x context.
 */
public final class DeviceAgent {

  /** How long an instance that failed is left alone before another is started in its place. */
  public static final Duration RESTART_DELAY = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(DeviceAgent.class);

  private final Vertx vertx;
  private final Context context;
  private final InstanceFactory factory;
  private volatile boolean complete;

  // Owned by the context.
  private final Map<InstanceId, Running> running = new LinkedHashMap<>();
  private Target target = Target.NOTHING;
  private Future<Void> last = Future.succeededFuture();

  private record Running(InstanceKind kind, String deployment) {}

  /** An agent that runs nothing yet. */
  public DeviceAgent(Vertx vertx, InstanceFactory factory) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.factory = factory;
  }

  /**
   * Makes this the target.
   *
   * @return completed when everything wanted serves and everything else is gone; failed when an
   *     instance could not be started, in which case nothing that ran was stopped
   */
  public Future<Void> apply(Target newTarget) {
    Promise<Void> applied = Promise.promise();
    context.runOnContext(
        v -> {
          target = newTarget;
          complete = false;
          last = last.otherwiseEmpty().compose(unused -> reconcile(newTarget));
          last.onComplete(applied);
        });
    return applied.future();
  }

  /** Whether everything that should run here serves. */
  public boolean complete() {
    return complete;
  }

  private Future<Void> reconcile(Target wanted) {
    List<Future<Void>> starts = new ArrayList<>();
    List<InstanceId> stops = new ArrayList<>();
    for (Operation operation : plan(wanted)) {
      if (operation instanceof Operation.Start start) {
        starts.add(start(start.kind()));
      } else if (operation instanceof Operation.Stop stop) {
        stops.add(stop.instance());
      }
    }
    return Future.join(starts)
        .compose(unused -> Future.join(stops.stream().map(this::stop).toList()))
        .<Void>mapEmpty()
        .onComplete(unused -> complete = target.equals(wanted) && plan(wanted).isEmpty());
  }

  private List<Operation> plan(Target wanted) {
    Map<InstanceId, InstanceKind> kinds = new LinkedHashMap<>();
    running.forEach((id, instance) -> kinds.put(id, instance.kind()));
    return OperationsPlanner.plan(wanted, kinds);
  }

  private Future<Void> start(InstanceKind kind) {
    return context
        .executeBlocking(() -> factory.create(kind, this::failed), false)
        .compose(
            instance ->
                vertx
                    .deployVerticle(instance)
                    .onSuccess(id -> running.put(instance.id(), new Running(kind, id))))
        .mapEmpty();
  }

  private Future<Void> stop(InstanceId id) {
    Running instance = running.remove(id);
    return instance == null
        ? Future.succeededFuture()
        : vertx
            .undeploy(instance.deployment())
            .otherwise(
                error -> {
                  LOG.atWarn()
                      .addKeyValue("instance", id)
                      .setCause(error)
                      .log("not stopped cleanly");
                  return null;
                });
  }

  /** Called on the context of the instance that failed. */
  private void failed(StageInstance instance) {
    context.runOnContext(
        v -> {
          complete = false;
          Future<Void> unused = stop(instance.id());
          repairLater();
        });
  }

  private void repairLater() {
    vertx.setTimer(
        RESTART_DELAY.toMillis(),
        timer ->
            apply(target)
                .onFailure(
                    error -> {
                      LOG.atError()
                          .setCause(error)
                          .log("instances are still missing; trying again");
                      repairLater();
                    }));
  }
}
