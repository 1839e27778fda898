package io.millrace.dispatcher.web;

import io.millrace.dispatcher.board.LoadBoard;
import io.millrace.dispatcher.board.Told;
import io.millrace.dispatcher.results.Outcome;
import io.millrace.dispatcher.results.Released;
import io.millrace.dispatcher.results.ResultFlow;
import io.millrace.topics.codec.Json;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import io.millrace.topics.record.DeviceId;
import io.millrace.topics.record.Drop;
import io.millrace.topics.record.Find;
import io.millrace.topics.record.FrameRef;
import io.millrace.topics.record.InstanceId;
import io.millrace.topics.record.LoadReport;
import io.millrace.topics.record.PipelineSpec;
import io.millrace.topics.record.Reason;
import io.millrace.topics.record.Result;
import io.millrace.topics.record.StageId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A dispatcher without broker and workers: cameras are drawn, answers invented, everything between
 * the account and the page is real.
 *
 * <p>{@link #step} plays one frame of every streaming camera; whoever owns it decides how often.
 */
final class FakeDispatcher implements CameraControl {

  static final PipelineSpec TEXT = Told.TEXT;

  private record Copy(String instance, String device, String stage, double share, double service) {}

  private static final List<Copy> COPIES =
      List.of(
          new Copy("detect-0", "rack-1", "detect", 0.46, 0.031),
          new Copy("detect-1", "edge-a", "detect", 0.33, 0.058),
          new Copy("detect-2", "edge-b", "detect", 0.21, 0.090),
          new Copy("angle-0", "rack-1", "angle", 1, 0.004),
          new Copy("read-0", "rack-1", "read", 0.58, 0.026),
          new Copy("read-1", "edge-a", "read", 0.42, 0.034));

  private static final class Camera {
    private final CameraSpec spec;
    private final Instant started;
    private final FakeScene scene;
    private final CameraPhase phase;
    private final String detail;
    private long pictures;
    private long sequence;
    private long sampled;

    Camera(CameraSpec spec, Instant started, CameraPhase phase, String detail) {
      this.spec = spec;
      this.started = started;
      this.phase = phase;
      this.detail = detail;
      this.scene = new FakeScene(spec.id().value().hashCode());
    }
  }

  private final Clock clock;
  private final ResultFlow flow;
  private final LoadBoard board;
  private final FakePlanner planner;
  private final SplittableRandom random;
  private final Instant started;
  private final Map<CameraId, Camera> cameras = new ConcurrentSkipListMap<>();
  private final Pictures pictures = new Pictures(Pictures.DEFAULT_BYTES_PER_CAMERA);
  private final List<Outcome> underWay = new ArrayList<>();
  private final List<Consumer<Released>> followers = new CopyOnWriteArrayList<>();
  private long steps;

  FakeDispatcher(Clock clock, long seed) {
    this.clock = clock;
    this.flow = new ResultFlow(clock, () -> nanos(clock), Duration.ofSeconds(1), this::handOn);
    this.board = new LoadBoard(clock);
    this.planner = new FakePlanner(clock, () -> board.stages(TEXT));
    this.random = new SplittableRandom(seed);
    this.started = clock.instant();
  }

  void follow(Consumer<Released> follower) {
    followers.add(follower);
  }

  private void handOn(Released released) {
    followers.forEach(follower -> follower.accept(released));
  }

  FakePlanner planner() {
    return planner;
  }

  WebParts parts() {
    return new WebParts(
        this, planner, pictures, this::status, type -> "millrace_up 1\n", () -> Readiness.READY);
  }

  synchronized CameraView begin(String id, String address, CameraPhase phase, String detail) {
    CameraId camera = CameraId.of(id);
    Camera begun =
        new Camera(new CameraSpec(camera, address, "native"), clock.instant(), phase, detail);
    cameras.put(camera, begun);
    return view(begun);
  }

  /** Takes one picture of every camera that streams and answers the pictures before. */
  synchronized void step() {
    steps++;
    List<Outcome> due = new ArrayList<>(underWay);
    underWay.clear();
    for (Camera camera : cameras.values()) {
      if (camera.phase == CameraPhase.STREAMING) {
        take(camera);
      }
    }
    while (due.size() > 1 && random.nextInt(8) == 0) {
      underWay.add(due.remove(random.nextInt(due.size())));
    }
    due.forEach(flow::accept);
    if (steps % 40 == 0 && !due.isEmpty()) {
      flow.accept(due.get(0));
    }
    flow.tick();
    if (steps % 3 == 0) {
      planner.speak();
      report();
    }
  }

  private void take(Camera camera) {
    camera.pictures++;
    if (camera.pictures % 12 == 0) {
      camera.sampled++;
      flow.dropAtIngest(camera.spec.id(), Reason.SAMPLED);
      return;
    }
    FrameRef frame =
        new FrameRef(
            camera.spec.id(),
            camera.started.toEpochMilli(),
            camera.sequence++,
            clock.instant().minusMillis(random.nextInt(90, 260)));
    FakeScene.Shot shot = camera.scene.shot(camera.pictures);
    pictures.put(frame, shot.jpeg());
    flow.enter(frame);
    if (random.nextInt(200) == 0) {
      underWay.add(
          new Outcome.Dropped(new Drop(TEXT.name(), 1, frame, StageId.of("detect"), Reason.STALE)));
      return;
    }
    List<Find> finds = shot.finds();
    underWay.add(new Outcome.Answered(result(frame, misread(finds), truth(finds))));
  }

  /** Lets a frame pass through at once. */
  synchronized void answer(FrameRef frame, byte[] jpeg, List<Find> finds) {
    pictures.put(frame, jpeg);
    flow.enter(frame);
    flow.accept(new Outcome.Answered(result(frame, finds, "")));
  }

  private Result result(FrameRef frame, List<Find> finds, String truth) {
    return new Result(
        TEXT.name(),
        TEXT.version(),
        frame,
        FakeScene.WIDTH,
        FakeScene.HEIGHT,
        clock.instant(),
        StageId.of("read"),
        DeviceId.of("rack-1"),
        finds,
        truth);
  }

  private List<Find> misread(List<Find> finds) {
    return finds.stream()
        .map(
            find ->
                random.nextInt(60) == 0
                    ? new Find(
                        find.quad(), "text", find.score(), find.text().replace('B', '8'), 0.6)
                    : find)
        .toList();
  }

  private static String truth(List<Find> finds) {
    record Plate(String text, List<List<Double>> quad, boolean readable) {}
    return new String(
        Json.write(finds.stream().map(f -> new Plate(f.text(), f.quad(), true)).toList()),
        StandardCharsets.UTF_8);
  }

  private void report() {
    double rate = flow.history().resultsPerSecond();
    for (Copy copy : COPIES) {
      double mine = rate * copy.share * random.nextDouble(0.97, 1.03);
      long answered = Math.round(flow.account().results() * copy.share);
      board.report(
          new LoadReport(
              InstanceId.of(copy.instance),
              DeviceId.of(copy.device),
              TEXT.name(),
              StageId.of(copy.stage),
              clock.instant(),
              LoadReport.SERVING,
              IntStream.range(0, 2).boxed().toList(),
              Math.round(mine * copy.service * 3),
              1,
              copy.service,
              copy.service,
              mine,
              1 + 2 * copy.share,
              copy.service * 1.4,
              copy.service * 1.3,
              copy.service * 2.4,
              0.02,
              answered,
              answered,
              0,
              copy.instance.equals("detect-2")
                  ? Map.of(
                      Reason.STALE,
                      flow.account().drops().stream()
                          .filter(drop -> drop.reason() == Reason.STALE)
                          .mapToLong(drop -> drop.count())
                          .sum())
                  : Map.of(),
              copy.device.equals("edge-b")));
    }
  }

  private synchronized Status status() {
    Instant now = clock.instant();
    return new Status(
        "0.1.0",
        now,
        started,
        TEXT,
        list(),
        board.stages(TEXT),
        flow.account(),
        flow.late(),
        flow.accuracy(),
        flow.history().resultsPerSecond(),
        flow.oldestOutstanding()
            .map(frame -> Duration.between(frame.captured(), now).toMillis() / 1000.0)
            .orElse(0.0),
        flow.history().recentLatency(),
        flow.history().runLatency(),
        flow.history().seconds());
  }

  @Override
  public synchronized List<CameraView> list() {
    return cameras.values().stream().map(this::view).toList();
  }

  @Override
  public synchronized Change add(CameraSpec camera) {
    if (cameras.containsKey(camera.id())) {
      return new Change.Refused(
          Refusal.DUPLICATE,
          new Problem(
              "A camera '" + camera.id() + "' runs already.", "id", "Choose another name."));
    }
    if (camera.address().startsWith("nonsense:")) {
      return new Change.Refused(
          Refusal.INVALID,
          new Problem("No camera can be opened from it.", "address", "Name a file or an URL."));
    }
    return new Change.Done(begin(camera.id().value(), camera.address(), CameraPhase.STREAMING, ""));
  }

  @Override
  public synchronized Change remove(CameraId camera) {
    Camera gone = cameras.remove(camera);
    if (gone == null) {
      return new Change.Refused(
          Refusal.UNKNOWN,
          new Problem("There is no camera '" + camera + "'.", "id", "See GET /api/cameras."));
    }
    return new Change.Done(view(gone));
  }

  private CameraView view(Camera camera) {
    CameraId id = camera.spec.id();
    return new CameraView(
        id,
        camera.spec.address(),
        camera.spec.pace(),
        camera.phase,
        camera.detail,
        camera.started,
        camera.pictures,
        camera.sequence,
        camera.sampled == 0 ? Map.of() : Map.of(Reason.SAMPLED, camera.sampled),
        flow.resultsPerSecond(id),
        flow.outstanding(id));
  }

  private static long nanos(Clock clock) {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
