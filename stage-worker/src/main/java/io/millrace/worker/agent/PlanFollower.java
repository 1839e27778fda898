package io.millrace.worker.agent;

import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.worker.infer.Processor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a device run what the plans say, one plan after the other.
 *
 * <p>Of plans that come within {@value #GATHER_MILLIS} ms, and of those that come while another is
 * being worked through, only the newest counts: a worker that starts reads old plans too. A plan
 * that is refused, or whose instances cannot be started, stops nothing; the latter is tried again
 * until it works or a newer plan comes. All methods may be called from any thread; the state
 * belongs to one Vert.x context.
 */
public final class PlanFollower implements AutoCloseable {

  /** How long a plan whose instances could not be started is left alone. */
  public static final Duration RETRY_DELAY = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(PlanFollower.class);
  private static final int GATHER_MILLIS = 100;

  private final Vertx vertx;
  private final Context context;
  private final Supplier<DeviceSpec> device;
  private final PipelineSpec pipeline;
  private final Map<String, Processor> processors;
  private final Function<Target, Future<Void>> apply;
  private volatile Standing standing = new Standing(0, "");
  private volatile boolean closed;

  // Owned by the context.
  private @Nullable PlanSpec newest;
  private long lastEpoch;
  private boolean gathering;
  private boolean busy;

  /**
   * Which plan runs.
   *
   * @param epoch of the plan that runs; 0 when none does
   * @param refused why a newer one does not run, with the numbers; empty when there is none
   */
  public record Standing(long epoch, String refused) {}

  /**
   * A follower that has seen no plan.
   *
   * @param device the device as it is now
   * @param processors the device's processors by name
   * @param apply makes a target run; failed when it could not, in which case nothing was stopped
   */
  public PlanFollower(
      Vertx vertx,
      Supplier<DeviceSpec> device,
      PipelineSpec pipeline,
      Map<String, Processor> processors,
      Function<Target, Future<Void>> apply) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.device = device;
    this.pipeline = pipeline;
    this.processors = Map.copyOf(processors);
    this.apply = apply;
  }

  /** Takes in a plan. */
  public void plan(PlanSpec plan) {
    context.runOnContext(
        v -> {
          if (newest == null || plan.epoch() > newest.epoch()) {
            newest = plan;
          }
          if (!gathering) {
            gathering = true;
            vertx.setTimer(
                GATHER_MILLIS,
                timer -> {
                  gathering = false;
                  turn();
                });
          }
        });
  }

  /** Which plan runs, and why not a newer one. */
  public Standing standing() {
    return standing;
  }

  /** Takes no further plans; what runs goes on. */
  @Override
  public void close() {
    closed = true;
  }

  private void turn() {
    PlanSpec plan = newest;
    if (busy || closed || plan == null) {
      return;
    }
    PlanAnswer answer = PlanReader.read(plan, device.get(), lastEpoch, pipeline, processors);
    if (answer instanceof PlanAnswer.Old) {
      LOG.atDebug().addKeyValue("epoch", plan.epoch()).log("old plan ignored");
    } else if (answer instanceof PlanAnswer.Refuse refuse) {
      lastEpoch = plan.epoch();
      refuse(refuse.why());
    } else if (answer instanceof PlanAnswer.Follow follow) {
      lastEpoch = plan.epoch();
      follow(follow);
    }
  }

  private void follow(PlanAnswer.Follow follow) {
    busy = true;
    apply
        .apply(follow.target())
        .onComplete(
            applied ->
                context.runOnContext(
                    v -> {
                      busy = false;
                      if (applied.succeeded()) {
                        standing = new Standing(follow.epoch(), "");
                        LOG.atInfo()
                            .addKeyValue("device", device.get().name())
                            .addKeyValue("epoch", follow.epoch())
                            .addKeyValue("instances", follow.target().size())
                            .log("plan runs");
                      } else {
                        refuse(
                            "The plan of epoch %d cannot be run: %s"
                                .formatted(follow.epoch(), applied.cause().getMessage()));
                        retry(follow);
                      }
                      turn();
                    }));
  }

  private void retry(PlanAnswer.Follow follow) {
    vertx.setTimer(
        RETRY_DELAY.toMillis(),
        timer -> {
          if (!busy && !closed && lastEpoch == follow.epoch()) {
            follow(follow);
          }
        });
  }

  private void refuse(String why) {
    standing = new Standing(standing.epoch(), why);
    LOG.atWarn()
        .addKeyValue("device", device.get().name())
        .addKeyValue("running_epoch", standing.epoch())
        .addKeyValue("why", why)
        .log("plan refused; what runs goes on");
  }
}
