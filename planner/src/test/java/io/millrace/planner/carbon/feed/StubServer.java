package io.millrace.planner.carbon.feed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A provider on this machine that answers as it is told and remembers what it was asked. */
public final class StubServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch closed = new CountDownLatch(1);

  /** One request. */
  public record Asked(String target, String token, String authorization) {}

  /** What answers a request. */
  public interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  public StubServer(Answering answering) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              new Asked(
                  exchange.getRequestURI().toString(),
                  header(exchange, "auth-token"),
                  header(exchange, "Authorization")));
          try (exchange) {
            answering.answer(exchange);
          }
        });
    server.start();
  }

  /** Answers everything with this. */
  public static StubServer always(int status, String body) throws IOException {
    return new StubServer(exchange -> say(exchange, status, body));
  }

  /** Sends a whole answer; quotes may be written as {@code '}. */
  public static void say(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Keeps a request waiting until the server is closed. */
  public void hang() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
