package io.millrace.dispatcher.board;

import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.DeviceSpec;
import io.millrace.topics.record.PipelineId;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.PlanSpec;
import io.millrace.topics.record.PlanSpec.PlacementSpec;
import io.millrace.topics.record.ResourceReport;
import io.millrace.topics.record.StageId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts what is planned beside what runs. Pure. */
final class PlanViews {

  /** Silence after which a device counts as silent (5 s: five of its reports, as planners do). */
  static final Duration SILENT_AFTER = Duration.ofSeconds(5);

  /** Silence after which a device that has nothing to do is no longer shown (2 min). */
  static final Duration GONE_AFTER = Duration.ofMinutes(2);

  private final Known known;
  private final PipelineId pipeline;
  private final List<StageView> running;
  private final Optional<PlanSpec> plan;

  private PlanViews(Known known, PipelineId pipeline, List<StageView> running) {
    this.known = known;
    this.pipeline = pipeline;
    this.running = running;
    this.plan =
        known.plans().isEmpty()
            ? Optional.empty()
            : Optional.of(known.plans().get(known.plans().size() - 1));
  }

  static PlanView view(
      Known known, PipelineSpec pipeline, List<StageView> running, double measuredPerSecond) {
    return new PlanViews(known, pipeline.name(), running).view(measuredPerSecond);
  }

  private PlanView view(double measuredPerSecond) {
    Optional<PlanSpec.RateSpec> rate =
        plan.stream()
            .flatMap(each -> each.rates().stream())
            .filter(each -> each.pipeline().equals(pipeline))
            .findFirst();
    boolean proposed = Decisions.proposed(known.decisions());
    List<DeviceView> devices = devices();
    return new PlanView(
        known.at(),
        pipeline,
        plan.map(each -> PlanFacts.of(each, proposed)).orElseGet(() -> PlanFacts.none(proposed)),
        rate.map(PlanSpec.RateSpec::framesPerSecond).orElse(0.0),
        measuredPerSecond,
        rate.map(PlanSpec.RateSpec::demand).orElse(0.0),
        devices,
        running.stream().map(stage -> stage(stage, devices)).toList());
  }

  private List<DeviceView> devices() {
    Set<DeviceId> names = new TreeSet<>();
    placements().forEach(place -> names.add(place.device()));
    running.forEach(stage -> stage.instances().forEach(instance -> names.add(instance.device())));
    known.devices().stream()
        .filter(device -> silence(lastHeard(device)).compareTo(GONE_AFTER) < 0)
        .forEach(device -> names.add(device.name()));
    return names.stream().map(this::device).toList();
  }

  private DeviceView device(DeviceId name) {
    List<PlacementSpec> given =
        placements().stream().filter(place -> place.device().equals(name)).toList();
    long plannedBytes =
        given.stream().mapToLong(place -> place.instances() * place.memoryBytes()).sum();
    int others =
        given.stream()
            .filter(place -> !place.pipeline().equals(pipeline))
            .mapToInt(PlacementSpec::instances)
            .sum();
    boolean emulated =
        running.stream()
            .flatMap(stage -> stage.instances().stream())
            .anyMatch(instance -> instance.device().equals(name) && instance.emulated());
    return known.devices().stream()
        .filter(device -> device.name().equals(name))
        .findFirst()
        .map(device -> device(device, plannedBytes, others))
        .orElseGet(
            () ->
                new DeviceView(
                    name,
                    "",
                    DeviceView.State.UNKNOWN,
                    !given.isEmpty(),
                    emulated,
                    "",
                    0,
                    0,
                    plannedBytes,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    "unknown",
                    0,
                    "",
                    others));
  }

  private DeviceView device(DeviceSpec spec, long plannedBytes, int others) {
    Duration silence = silence(lastHeard(spec));
    boolean alive = silence.compareTo(SILENT_AFTER) < 0;
    Optional<ResourceReport> last = Optional.ofNullable(known.reports().get(spec.name()));
    Optional<ResourceReport> now = last.filter(report -> alive);
    return new DeviceView(
        spec.name(),
        spec.kind(),
        alive ? DeviceView.State.ALIVE : DeviceView.State.SILENT,
        spec.planned(),
        spec.emulated(),
        spec.zone(),
        silence.toMillis() / 1e3,
        spec.memoryBytes(),
        plannedBytes,
        now.map(ResourceReport::memoryUsedBytes).orElse(0L),
        now.map(ResourceReport::cpuShare).orElse(0.0),
        now.map(ResourceReport::sentBytesPerSecond).orElse(0.0),
        now.map(ResourceReport::receivedBytesPerSecond).orElse(0.0),
        now.map(ResourceReport::watts).orElse(0.0),
        last.map(ResourceReport::joules).orElse(0.0),
        last.map(ResourceReport::powerSource).orElse("unknown"),
        last.map(ResourceReport::epoch).orElse(0L),
        last.map(ResourceReport::refused).orElse(""),
        others);
  }

  private PlannedStage stage(StageView stage, List<DeviceView> devices) {
    List<CellView> cells = new ArrayList<>();
    for (DeviceView device : devices) {
      CellView cell = cell(stage, device.device());
      if (cell.plannedInstances() > 0 || !cell.instances().isEmpty()) {
        cells.add(cell);
      }
    }
    return new PlannedStage(
        stage.stage(),
        stage.model(),
        plannedLanes(stage),
        cells.stream().mapToDouble(CellView::plannedPerSecond).sum(),
        stage.framesPerSecond(),
        stage.backlog(),
        limits(stage.stage()),
        cells);
  }

  private CellView cell(StageView stage, DeviceId device) {
    List<PlacementSpec> given =
        placements().stream()
            .filter(place -> place.pipeline().equals(pipeline))
            .filter(place -> place.stage().equals(stage.stage()))
            .filter(place -> place.device().equals(device))
            .toList();
    List<InstanceView> instances =
        stage.instances().stream().filter(instance -> instance.device().equals(device)).toList();
    double rate = instances.stream().mapToDouble(InstanceView::framesPerSecond).sum();
    double busy =
        instances.stream()
            .mapToDouble(instance -> instance.framesPerSecond() * instance.serviceSeconds())
            .sum();
    return new CellView(
        device,
        given.stream().mapToInt(PlacementSpec::instances).sum(),
        given.stream().mapToDouble(PlacementSpec::framesPerSecond).sum(),
        rate,
        profiledSeconds(stage.stage(), device),
        rate > 0
            ? busy / rate
            : instances.stream().mapToDouble(InstanceView::serviceSeconds).average().orElse(0),
        limits(stage.stage())
            && plan.filter(each -> each.limitDevice().equals(device.value())).isPresent(),
        instances);
  }

  private double profiledSeconds(StageId stage, DeviceId device) {
    return known.profiles().stream()
        .filter(profile -> profile.pipeline().equals(pipeline))
        .filter(profile -> profile.stage().equals(stage) && profile.device().equals(device))
        .map(profile -> profile.secondsByBatch().entrySet().iterator().next())
        .mapToDouble(smallest -> smallest.getValue() / smallest.getKey())
        .min()
        .orElse(0);
  }

  private int plannedLanes(StageView stage) {
    return plan.stream()
        .flatMap(each -> each.lanes().stream())
        .filter(each -> each.pipeline().equals(pipeline) && each.stage().equals(stage.stage()))
        .mapToInt(PlanSpec.LaneSpec::lanes)
        .reduce(stage.lanes(), Math::max);
  }

  private boolean limits(StageId stage) {
    return plan.filter(each -> each.limitStage().equals(stage.value())).isPresent();
  }

  private List<PlacementSpec> placements() {
    return plan.map(PlanSpec::placements).orElse(List.of());
  }

  private Instant lastHeard(DeviceSpec device) {
    ResourceReport report = known.reports().get(device.name());
    return report != null && report.at().isAfter(device.at()) ? report.at() : device.at();
  }

  private Duration silence(Instant heard) {
    Duration silence = Duration.between(heard, known.at());
    return silence.isNegative() ? Duration.ZERO : silence;
  }
}
