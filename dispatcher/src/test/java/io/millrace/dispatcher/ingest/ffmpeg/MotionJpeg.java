package io.millrace.dispatcher.ingest.ffmpeg;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Small Motion JPEG videos, as files and as a network camera sends them. */
final class MotionJpeg {

  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final int MICROS_PER_PICTURE = 40_000;

  private MotionJpeg() {}

  /** A picture whose content depends on its number. */
  static byte[] picture(int number) {
    int[] pixels = new int[WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 37 + number * 4001) & 0xFFFFFF;
    }
    try (FfmpegRasterEncoder encoder = new FfmpegRasterEncoder()) {
      return encoder.encode(pixels, WIDTH, HEIGHT);
    }
  }

  /** An AVI file of pictures, 25 a second. */
  static Path file(Path file, int pictures) throws IOException {
    ByteArrayOutputStream movi = new ByteArrayOutputStream();
    movi.writeBytes(ascii("movi"));
    for (int i = 0; i < pictures; i++) {
      movi.writeBytes(chunk("00dc", picture(i)));
    }
    byte[] main = new byte[56];
    little(main)
        .putInt(MICROS_PER_PICTURE)
        .putInt(0)
        .putInt(0)
        .putInt(0)
        .putInt(pictures)
        .putInt(0)
        .putInt(1)
        .putInt(0)
        .putInt(WIDTH)
        .putInt(HEIGHT);
    byte[] stream = new byte[56];
    little(stream)
        .put(ascii("vids"))
        .put(ascii("MJPG"))
        .putInt(0)
        .putInt(0)
        .putInt(0)
        .putInt(1)
        .putInt(25)
        .putInt(0)
        .putInt(pictures)
        .putInt(0)
        .putInt(-1);
    byte[] format = new byte[40];
    little(format)
        .putInt(40)
        .putInt(WIDTH)
        .putInt(HEIGHT)
        .putShort((short) 1)
        .putShort((short) 24)
        .put(ascii("MJPG"))
        .putInt(WIDTH * HEIGHT * 3);
    byte[] streams =
        chunk("LIST", join(ascii("strl"), chunk("strh", stream), chunk("strf", format)));
    byte[] header = chunk("LIST", join(ascii("hdrl"), chunk("avih", main), streams));
    byte[] riff = join(ascii("AVI "), header, chunk("LIST", movi.toByteArray()));
    return Files.write(file, chunk("RIFF", riff));
  }

  static int indexOf(byte[] bytes, byte[] part) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  private static byte[] chunk(String name, byte[] content) {
    byte[] chunk = new byte[8 + content.length + content.length % 2];
    little(chunk).put(ascii(name)).putInt(content.length).put(content);
    return chunk;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A network camera that sends some pictures as {@code multipart/x-mixed-replace}. */
  static final class Server implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Server(int pictures, boolean close) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            exchange
                .getResponseHeaders()
                .add("Content-Type", "multipart/x-mixed-replace; boundary=frame");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
              for (int i = 0; i < pictures; i++) {
                byte[] jpeg = picture(i);
                out.write(
                    ascii(
                        "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
                            .formatted(jpeg.length)));
                out.write(jpeg);
                out.write(ascii("\r\n"));
                out.flush();
              }
              if (!close) {
                closed.await();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      server.start();
    }

    static Server silentAfter(int pictures) throws IOException {
      return new Server(pictures, false);
    }

    static Server closedAfter(int pictures) throws IOException {
      return new Server(pictures, true);
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/video";
    }

    @Override
    public void close() {
      closed.countDown();
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
