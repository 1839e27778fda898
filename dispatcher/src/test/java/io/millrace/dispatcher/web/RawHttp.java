package io.millrace.dispatcher.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP as bytes on a socket, for requests that a well-behaved client refuses to send. */
final class RawHttp implements AutoCloseable {

  private final Socket socket;

  RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
  }

  /** A connection whose receive buffer does not grow, and so fills soon when nobody reads. */
  static RawHttp slow(int port) throws IOException {
    RawHttp raw = new RawHttp(port);
    raw.socket.setReceiveBufferSize(64 << 10);
    return raw;
  }

  /** Sends a GET request for exactly this target. */
  void get(String target, String host) throws IOException {
    String request =
        "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** All that comes until the other side closes. */
  String readAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** All that comes until a text has come. */
  String readUntil(String text) throws IOException {
    StringBuilder read = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] some = new byte[64 << 10];
    int looked = 0;
    while (read.indexOf(text, looked) < 0) {
      looked = Math.max(0, read.length() - text.length());
      int count = in.read(some);
      if (count < 0) {
        throw new IOException("Closed before '" + text + "' came.");
      }
      read.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
    }
    return read.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
