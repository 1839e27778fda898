package io.millrace.dispatcher.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Locale;

/**
 * Keeps other web sites away from a server that has no login.
 *
 * <p>A page of any site may send requests to this machine from the browser of somebody who sits at
 * it. Three things stop that: a request that changes something, or opens a WebSocket, must come
 * from this server's own page or from no page at all (its {@code Origin}); a server that only this
 * machine reaches answers only to this machine's names (a foreign name that was made to point here
 * gets nothing); and no answer allows another origin to read it. The security headers make the page
 * itself load nothing from elsewhere.
 */
final class Guard implements Handler<RoutingContext> {

  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' blob:",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'");

  private final boolean local;

  /**
   * A guard.
   *
   * @param host the interface that the server listens on
   */
  Guard(String host) {
    this.local = isLocal(host);
  }

  @Override
  public void handle(RoutingContext context) {
    context
        .response()
        .putHeader("content-security-policy", POLICY)
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("x-frame-options", "DENY")
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("cross-origin-resource-policy", "same-origin")
        .putHeader("permissions-policy", "camera=(), microphone=(), geolocation=()");
    HttpServerRequest request = context.request();
    HostAndPort authority = request.authority();
    String host = authority == null ? "" : authority.host();
    if (local && !isLocal(host)) {
      Replies.error(
          context,
          421,
          "This server answers only as localhost (was asked as '" + host + "').",
          "Open it as http://localhost:" + request.localAddress().port() + "/.");
      return;
    }
    boolean harmless =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (harmless && !request.canUpgradeToWebSocket()) {
      context.next();
      return;
    }
    String origin = request.getHeader("origin");
    if (origin == null || (authority != null && sameHost(origin, authority))) {
      context.next();
      return;
    }
    Replies.error(
        context,
        403,
        "A page of '" + origin + "' may not do this.",
        "Use the page that this server serves, or a client that sends no Origin.");
  }

  private static boolean sameHost(String origin, HostAndPort authority) {
    try {
      URI uri = URI.create(origin);
      int standard = "https".equals(uri.getScheme()) ? 443 : 80;
      int theirs = uri.getPort() > 0 ? uri.getPort() : standard;
      int ours = authority.port() > 0 ? authority.port() : standard;
      return authority.host().equalsIgnoreCase(uri.getHost()) && theirs == ours;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a name or address can only mean this machine. */
  static boolean isLocal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.matches("127(\\.\\d{1,3}){3}")
        || name.equals("::1")
        || name.equals("[::1]");
  }
}
