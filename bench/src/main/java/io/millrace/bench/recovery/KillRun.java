package io.millrace.bench.recovery;

import io.millrace.cli.config.DeviceSection;
import io.millrace.cli.config.MillraceConfig;
import io.millrace.topics.record.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Broker, dispatcher, planner and planned workers as processes; under a steady load one after the
 * other is killed and started again, many times in one run, and every frame is accounted for.
 *
 * <p>The next kill comes when the last one is over: whoever was killed is back at work, and for
 * {@link #STEADY} no frame was older than 2 s.
 */
public final class KillRun {

  /** How long the pipeline must be steady before somebody is killed. */
  static final Duration STEADY = Duration.ofSeconds(10);

  private static final double YOUNG_SECONDS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
  private static final String CONFIG = "recovery.yaml";

  private final List<Victim> victims;
  private final int kills;
  private final Consumer<String> told;

  // Of one run.
  private final Map<String, Process> alive = new HashMap<>();
  private final List<Begun> begun = new ArrayList<>();

  /** A kill, and when the one that was killed was back at work. */
  private record Begun(Victim victim, Instant at, Instant back) {}

  /**
   * A kill.
   *
   * @param victim who
   * @param at when
   * @param backSeconds until the one that was killed was back: a worker served again, a planner
   *     decided again, a broker listened again
   * @param recovery how the results took it
   */
  public record Kill(Victim victim, Instant at, double backSeconds, Flow.Recovery recovery) {}

  /**
   * What became of the frames.
   *
   * @param account where every frame went
   * @param check whether the results are all there, once each, in order
   * @param kills each kill
   */
  public record Outcome(RunAccount account, FrameCheck check, List<Kill> kills) {}

  /**
   * A run.
   *
   * @param victims who is killed, one kind after the other
   * @param kills how often each
   * @param told hears how it goes
   */
  public KillRun(List<Victim> victims, int kills, Consumer<String> told) {
    if (kills < 1) {
      throw new IllegalArgumentException(
          "There must be at least 1 kill (was %d).".formatted(kills));
    }
    this.victims = List.copyOf(victims);
    this.kills = kills;
    this.told = told;
  }

  /** Does it, with data and logs in a folder. */
  public Outcome run(Path folder) throws IOException, InterruptedException {
    Path config = folder.resolve(CONFIG);
    try (InputStream in = KillRun.class.getResourceAsStream(CONFIG)) {
      Files.copy(in, config, StandardCopyOption.REPLACE_EXISTING);
    }
    try (Processes processes = new Processes(folder)) {
      Commands commands = Commands.of(processes, config, folder);
      List<String> devices =
          MillraceConfig.read(config).devices().stream().map(DeviceSection::name).toList();
      alive.put(Commands.BROKER, commands.start(Commands.BROKER));
      awaitListening(commands);
      for (String device : devices) {
        alive.put(device, commands.worker(device));
      }
      alive.put(Commands.PLANNER, commands.start(Commands.PLANNER));
      alive.put(Commands.DISPATCHER, commands.start(Commands.DISPATCHER));
      StatusPage page = new StatusPage(commands.pagePort());
      try (PlannerTalk planner = PlannerTalk.open(commands.servers())) {
        awaitSteady(page, devices);
        for (Victim victim : victims) {
          for (int i = 1; i <= kills; i++) {
            kill(victim, devices.get((i - 1) % devices.size()), processes, commands, page, planner);
            awaitSteady(page, devices);
          }
        }
      }
      Instant end = Instant.now();
      processes.stop(running(Commands.DISPATCHER));
      return outcome(commands, end);
    }
  }

  private void kill(
      Victim victim,
      String device,
      Processes processes,
      Commands commands,
      StatusPage page,
      PlannerTalk planner)
      throws InterruptedException {
    Instant at = Instant.now();
    switch (victim) {
      case WORKER -> {
        Set<String> before = page.look().of(device);
        at = Instant.now();
        processes.kill(running(device));
        alive.put(device, commands.worker(device));
        await(device + " to serve again", () -> !before.containsAll(page.look().of(device)));
      }
      case PLANNER -> {
        processes.kill(running(Commands.PLANNER));
        alive.put(Commands.PLANNER, commands.start(Commands.PLANNER));
        awaitDecision(planner, at);
      }
      case BROKER, BROKER_STOPPED -> {
        if (victim == Victim.BROKER) {
          processes.kill(running(Commands.BROKER));
        } else {
          processes.stop(running(Commands.BROKER));
        }
        alive.put(Commands.BROKER, commands.start(Commands.BROKER));
        awaitListening(commands);
      }
    }
    Begun kill = new Begun(victim, at, Instant.now());
    begun.add(kill);
    told.accept(
        "%s killed at %s, back after %.1f s"
            .formatted(
                victim == Victim.WORKER ? device : victim.label(),
                at.truncatedTo(ChronoUnit.MILLIS),
                seconds(at, kill.back())));
  }

  private Process running(String name) {
    return Objects.requireNonNull(alive.get(name));
  }

  /** A planner that was started has nothing to say until it is asked, and hears only what comes. */
  private static void awaitDecision(PlannerTalk planner, Instant since)
      throws InterruptedException {
    Instant[] asked = {Instant.EPOCH};
    await(
        "the planner to decide again",
        () -> {
          if (Duration.between(asked[0], Instant.now()).compareTo(ASK_AGAIN) > 0) {
            asked[0] = Instant.now();
            planner.ask();
          }
          return planner.decidedSince(since);
        });
  }

  private static void awaitListening(Commands commands) throws InterruptedException {
    await(
        "the broker to listen",
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), commands.brokerPort()),
                (int) LOOK.toMillis());
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void awaitSteady(StatusPage page, List<String> devices)
      throws InterruptedException {
    Instant[] since = {Instant.now()};
    await(
        "every device to serve, and the results to flow",
        () -> {
          StatusPage.Seen seen = page.look();
          boolean steady =
              seen.serving().keySet().containsAll(devices)
                  && seen.results() > 0
                  && seen.oldestSeconds() < YOUNG_SECONDS;
          Instant now = Instant.now();
          if (!steady) {
            since[0] = now;
          }
          return Duration.between(since[0], now).compareTo(STEADY) >= 0;
        });
  }

  private Outcome outcome(Commands commands, Instant end) throws IOException {
    RunAccount account = RunAccount.read(commands.account());
    List<Result> results = RunAccount.results(commands.results());
    FrameCheck check =
        FrameCheck.of(account.results(), results.stream().map(Result::frame).toList());
    Flow flow = new Flow(results);
    List<Kill> all = new ArrayList<>();
    for (int i = 0; i < begun.size(); i++) {
      Begun kill = begun.get(i);
      Instant watched = i + 1 < begun.size() ? begun.get(i + 1).at() : end;
      all.add(
          new Kill(
              kill.victim(),
              kill.at(),
              seconds(kill.at(), kill.back()),
              flow.recovery(kill.at(), watched)));
    }
    return new Outcome(account, check, all);
  }

  /** Something that comes true. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private static void await(String what, Condition condition) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            "Waited %d s in vain for %s.%nMaybe look at the logs, kept with --folder."
                .formatted(PATIENCE.toSeconds(), what));
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
