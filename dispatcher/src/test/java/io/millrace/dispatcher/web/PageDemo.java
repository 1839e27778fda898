package io.millrace.dispatcher.web;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows the page over a fake dispatcher, to look at while changing it: {@code main [port]}. */
final class PageDemo {

  private static final int PICTURES_PER_SECOND = 8;

  private PageDemo() {}

  /** Serves until it is interrupted. */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : WebSettings.DEFAULT_PORT;
    FakeDispatcher dispatcher = new FakeDispatcher(Clock.systemUTC(), 7);
    dispatcher.begin("gate-1", "gate:", CameraPhase.STREAMING, "");
    dispatcher.begin("gate-2", "rtsp://10.0.4.12/h264", CameraPhase.STREAMING, "");
    dispatcher.begin("ramp", "/dev/video0", CameraPhase.STREAMING, "");
    dispatcher.begin(
        "yard-north",
        "rtsp://10.0.4.17/h264",
        CameraPhase.WAITING,
        "rtsp://10.0.4.17/h264 did not answer within 5 s. Check that it is switched on; next try in 8 s.");
    WebSettings settings = new WebSettings(WebSettings.DEFAULT_HOST, port);
    WebServer server = WebServer.start(Vertx.vertx(), settings, dispatcher.parts()).await();
    dispatcher.follow(server::publish);
    dispatcher.planner().follow(server::publish);
    dispatcher.planner().begin();
    System.out.println(server.address());
    CountDownLatch never = new CountDownLatch(1);
    while (!never.await(1000 / PICTURES_PER_SECOND, TimeUnit.MILLISECONDS)) {
      dispatcher.step();
    }
  }
}
