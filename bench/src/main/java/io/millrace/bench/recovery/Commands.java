package io.millrace.bench.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/**
 * The commands that make up a cluster on this machine, the same every time they are started.
 *
 * @param processes starts them
 * @param config the configuration that all of them read
 * @param folder for the broker's data and what the dispatcher writes
 * @param brokerPort where the broker listens, every time
 * @param pagePort where the dispatcher's page is
 */
record Commands(Processes processes, Path config, Path folder, int brokerPort, int pagePort) {

  static final String BROKER = "broker";
  static final String PLANNER = "planner";
  static final String DISPATCHER = "dispatcher";

  /** Commands on free ports. */
  static Commands of(Processes processes, Path config, Path folder) {
    return new Commands(processes, config, folder, freePort(), freePort());
  }

  /** Where Kafka is. */
  String servers() {
    return "127.0.0.1:" + brokerPort;
  }

  /** Where the dispatcher writes where every frame went. */
  Path account() {
    return folder.resolve("account.json");
  }

  /** Where the dispatcher writes the results, in the order in which they leave. */
  Path results() {
    return folder.resolve("results.jsonl");
  }

  /** Starts the broker, the planner or the dispatcher. */
  Process start(String name) {
    return processes.start(
        name,
        switch (name) {
          case BROKER ->
              List.of(
                  BROKER,
                  "--data",
                  folder.resolve("data").toString(),
                  "--port",
                  Integer.toString(brokerPort));
          case DISPATCHER ->
              Processes.join(
                  List.of(
                      List.of(DISPATCHER, "--port", Integer.toString(pagePort)),
                      common(),
                      List.of("--json", account().toString(), "--results", results().toString())));
          default -> Processes.join(List.of(List.of(name), common()));
        });
  }

  /** Starts the worker that is this device. */
  Process worker(String device) {
    return processes.start(
        device, Processes.join(List.of(List.of("worker", "--device", device), common())));
  }

  private List<String> common() {
    return List.of("--config", config.toString(), "--bootstrap-servers", servers());
  }

  /** A port that is free now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port.", e);
    }
  }
}
