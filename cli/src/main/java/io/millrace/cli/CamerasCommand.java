package io.millrace.cli;

import io.millrace.topics.codec.Json;
import io.millrace.topics.record.CameraId;
import io.millrace.topics.record.CameraSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, adds and removes the cameras of a running dispatcher. */
@Command(
    name = "cameras",
    mixinStandardHelpOptions = true,
    description = "List, add and remove the cameras of a running dispatcher.",
    footer = {
      "",
      "Examples:",
      "  millrace cameras list",
      "  millrace cameras add yard rtsp://10.0.0.7/stream --pace 5/s",
      "  millrace cameras remove yard",
      ""
    })
final class CamerasCommand implements Runnable {

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @Option(
      names = "--dispatcher",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      description = "The dispatcher (default: ${DEFAULT-VALUE}).")
  private URI dispatcher = URI.create("");

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the cameras.",
      footer = {"", "Example:", "  millrace cameras list", ""})
  int list() throws InterruptedException {
    return send(HttpRequest.newBuilder(at("/api/cameras")).GET());
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Add a camera and start it.",
      footer = {"", "Example:", "  millrace cameras add lobby /srv/lobby.mp4 --pace native", ""})
  int add(
      @Parameters(paramLabel = "ID", description = "The camera's name.") String id,
      @Parameters(
              paramLabel = "ADDRESS",
              description = "A file, rtsp://, http://, a capture device, or gate:")
          String address,
      @Option(
              names = "--pace",
              defaultValue = CameraSpec.DEFAULT_PACE,
              description = "native, a rate such as 5/s, or asap (default: ${DEFAULT-VALUE}).")
          String pace)
      throws InterruptedException {
    byte[] body = Json.write(new CameraSpec(new CameraId(id), address, pace));
    return send(
        HttpRequest.newBuilder(at("/api/cameras"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Stop a camera and remove it.",
      footer = {"", "Example:", "  millrace cameras remove lobby", ""})
  int remove(@Parameters(paramLabel = "ID", description = "The camera's name.") String id)
      throws InterruptedException {
    return send(HttpRequest.newBuilder(at("/api/cameras/" + new CameraId(id).value())).DELETE());
  }

  private URI at(String path) {
    return URI.create(dispatcher.toString().replaceAll("/+$", "") + path);
  }

  private int send(HttpRequest.Builder request) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    HttpResponse<byte[]> response;
    try {
      response =
          client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new CommandException(
          "The dispatcher at %s does not answer (%s).%nMaybe it is not running, or listens elsewhere: --dispatcher URL."
              .formatted(dispatcher, e.getMessage() == null ? e.toString() : e.getMessage()),
          e);
    }
    boolean done = response.statusCode() / 100 == 2;
    if (response.body().length > 0) {
      Object answer = Json.read(response.body(), Object.class, dispatcher.toString());
      if (done) {
        spec.commandLine().getOut().println(Json.pretty(answer));
      } else {
        throw new CommandException(error(answer));
      }
    }
    return done ? 0 : Millrace.FAILED;
  }

  private static String error(Object answer) {
    Object error = answer instanceof Map<?, ?> map ? map.get("error") : null;
    return error instanceof Map<?, ?> parts
        ? "%s (%s).%n%s".formatted(parts.get("what"), parts.get("where"), parts.get("todo"))
        : String.valueOf(answer);
  }
}
