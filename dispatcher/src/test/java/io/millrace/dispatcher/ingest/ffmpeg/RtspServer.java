package io.millrace.dispatcher.ingest.ffmpeg;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;

/**
 * An RTSP camera for one client that sends JPEG pictures over the control connection. Source: RFC
 * 2326 (RTSP), RFC 2435 (RTP payload for JPEG).
 */
final class RtspServer implements AutoCloseable {

  static final int WIDTH = 64;
  static final int HEIGHT = 48;

  private static final int PAYLOAD_JPEG = 26;
  private static final int TICKS_PER_PICTURE = 90_000 / 25;

  private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final int pictures;

  /** A camera that sends so many pictures and then stays connected in silence. */
  RtspServer(int pictures) throws IOException {
    this.pictures = pictures;
    Thread thread = new Thread(this::serve, "rtsp-server");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "rtsp://127.0.0.1:" + socket.getLocalPort() + "/live";
  }

  /** The first line and transport of every request. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
  }

  private void serve() {
    try (Socket client = socket.accept();
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
      boolean playing = false;
      while (!playing) {
        playing = answer(in, out);
      }
      for (int i = 0; i < pictures; i++) {
        send(out, i);
      }
      closed.await();
    } catch (IOException e) {
      // The client has gone; that is how a camera's day ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers one request; true once the client wants pictures. */
  private boolean answer(BufferedReader in, DataOutputStream out) throws IOException {
    String request = line(in);
    String sequence = "";
    String transport = "";
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.startsWith("CSeq:")) {
        sequence = header;
      } else if (header.startsWith("Transport:")) {
        transport = header;
      }
    }
    requests.add((request + " " + transport).strip());
    String method = request.substring(0, request.indexOf(' '));
    String body =
        method.equals("DESCRIBE")
            ? """
            v=0\r
            o=- 0 0 IN IP4 127.0.0.1\r
            s=camera\r
            c=IN IP4 127.0.0.1\r
            t=0 0\r
            m=video 0 RTP/AVP 26\r
            a=control:track0\r
            """
            : "";
    StringBuilder answer = new StringBuilder("RTSP/1.0 200 OK\r\n").append(sequence).append("\r\n");
    switch (method) {
      case "OPTIONS" -> answer.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY\r\n");
      case "DESCRIBE" ->
          answer
              .append("Content-Type: application/sdp\r\n")
              .append("Content-Length: " + body.length() + "\r\n");
      default ->
          answer
              .append("Session: 1\r\n")
              .append("Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n");
    }
    out.write(answer.append("\r\n").append(body).toString().getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return method.equals("PLAY");
  }

  private static String line(BufferedReader in) throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("the client has gone");
    }
    return line;
  }

  private static void send(DataOutputStream out, int number) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(payload);
    // Type 1: three components, colour at quarter size; quality 255: the tables come along.
    data.writeInt(0);
    data.write(new byte[] {1, (byte) 255, WIDTH / 8, HEIGHT / 8});
    byte[] jpeg = picture(number);
    byte[] tables = quantisation(jpeg);
    data.writeShort(0);
    data.writeShort(tables.length);
    data.write(tables);
    int scan = scan(jpeg);
    data.write(jpeg, scan, jpeg.length - 2 - scan);

    out.write('$');
    out.write(0);
    out.writeShort(12 + payload.size());
    out.write(0x80);
    out.write(0x80 | PAYLOAD_JPEG);
    out.writeShort(number);
    out.writeInt(number * TICKS_PER_PICTURE);
    out.writeInt(7);
    payload.writeTo(out);
    out.flush();
  }

  /** A picture with the standard's Huffman tables, which RFC 2435 takes for granted. */
  private static byte[] picture(int number) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.setRGB(x, y, (x * 4) << 16 | (y * 5) << 8 | (number * 20 & 0xFF));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", out);
    return out.toByteArray();
  }

  /** The contents of all quantisation tables, in the order of the file. */
  private static byte[] quantisation(byte[] jpeg) {
    ByteArrayOutputStream tables = new ByteArrayOutputStream();
    for (int at = 2; marker(jpeg, at) != 0xDA; at += 2 + size(jpeg, at)) {
      if (marker(jpeg, at) == 0xDB) {
        for (int table = at + 4; table < at + 2 + size(jpeg, at); table += 65) {
          tables.write(jpeg, table + 1, 64);
        }
      }
    }
    return tables.toByteArray();
  }

  /** Where the picture's data begin. */
  private static int scan(byte[] jpeg) {
    int at = 2;
    while (marker(jpeg, at) != 0xDA) {
      at += 2 + size(jpeg, at);
    }
    return at + 2 + size(jpeg, at);
  }

  private static int marker(byte[] jpeg, int at) {
    return jpeg[at + 1] & 0xFF;
  }

  private static int size(byte[] jpeg, int at) {
    return ((jpeg[at + 2] & 0xFF) << 8) | (jpeg[at + 3] & 0xFF);
  }
}
