package io.millrace.dispatcher.web;

/**
 * Where the web server listens.
 *
 * <p>There is no login: whoever reaches the port sees the pictures and may add cameras. So the
 * default is this machine alone; for more, put a proxy that asks who it is in front.
 *
 * @param host name or address of the interface; {@code 0.0.0.0} for all
 * @param port 1 to 65535, or 0 for any free one
 */
public record WebSettings(String host, int port) {

  /** The interface that only this machine reaches. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  /** The port used when none is named (8080). */
  public static final int DEFAULT_PORT = 8080;

  public WebSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must not be blank");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535 (was " + port + ")");
    }
  }

  /** Port 8080 of this machine alone. */
  public static WebSettings standard() {
    return new WebSettings(DEFAULT_HOST, DEFAULT_PORT);
  }
}
