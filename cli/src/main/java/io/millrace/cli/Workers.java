package io.millrace.cli;

import io.millrace.planner.app.PlannerService;
import io.millrace.worker.app.Worker;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The devices of a demo; closed together, the last one first. */
final class Workers implements AutoCloseable {

  private final Deque<Worker> open = new ArrayDeque<>();
  private @Nullable PlannerService planner;

  /** Keeps a planner that is closed before the devices, whose leaving is no news to plan for. */
  void plan(PlannerService service) {
    planner = service;
  }

  void add(Worker worker) {
    open.push(worker);
  }

  @Override
  public void close() {
    PlannerService service = planner;
    if (service != null) {
      service.close();
    }
    open.forEach(Worker::close);
  }
}
